import { builder } from '../schema/builder.ts';
import { keysetOf } from '../schema/lists.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';
import { TransferReceipt } from './type.ts';

const TransferReceiptConnection = builder.connectionObject(
  { name: 'TransferReceiptConnection', type: TransferReceipt, description: 'One page of receipts.' },
  { name: 'TransferReceiptEdge', description: 'A receipt with its place in the list.' },
);

builder.queryField('unmatchedReceipts', (t) =>
  t.field({
    type: TransferReceiptConnection,
    description:
      'Money that came in and is on no transfer, the longest waiting first. `assignReceipt` puts it on one, `refundReceipt` gives it back, `closeReceipt` notes that it is settled elsewhere.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'payments:write' } },
    args: {
      first: t.arg.int({ description: 'How many from the start, or after `after`: 20 when left out, 100 at most.' }),
      after: t.arg.string({ description: 'Items after this cursor only.' }),
    },
    resolve: async (_root, args, context) => {
      const { merchantId } = context.caller;
      const keyset = keysetOf(context, 'unmatched receipts', { field: 'createdAt', direction: 'ASC' }, null);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows = await context.reader.transferReceipt.findMany({
        ...page,
        where: { merchantId, paymentId: null, closedAt: null, AND: [where] },
      });
      return toPage(rows, read, keyset);
    },
  }),
);
