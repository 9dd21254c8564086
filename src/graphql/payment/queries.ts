import { subjectType } from '../../domain/payment/store.ts';
import { decodeId } from '../../kernel/ids.ts';
import { pageBeneath } from '../read/rows.ts';
import { builder } from '../schema/builder.ts';
import {
  byArg,
  byKey,
  connectionDescription,
  keysetOf,
  listCost,
  listed,
  pageArgs,
  pageArguments,
  uniqueKey,
  whichOfThem,
} from '../schema/lists.ts';
import { asPayment, paymentUuid } from '../schema/node-types.ts';
import { type Page, readPage, toPage } from '../schema/page.ts';
import { type AuthorityRow, PaymentAuthority, subjectFieldOf } from './authority.ts';
import { PaymentFilter, paymentConditions } from './filter.ts';
import { Payment, type PaymentRow } from './type.ts';

/** A page of payments of every kind. */
export const PaymentConnection = builder.connectionObject(
  { name: 'PaymentConnection', type: Payment, description: connectionDescription('payments') },
  { name: 'PaymentEdge', description: 'A payment with its place in the list.' },
);

builder.queryFields((t) => ({
  payment: t.field({
    type: Payment,
    nullable: true,
    description: 'A payment of any kind by any of its names. Null when the name names none.',
    args: byArg(t),
    resolve: async (_root, { by }, context, info) => {
      const where = uniqueKey(paymentUuid, by, context.caller.merchantId);
      const row =
        where &&
        (await byKey(context, info, 'OneOffPayment', where, (query) =>
          context.reader.oneOffPayment.findUnique({ ...query, where }),
        ));
      // An id whose prefix is that of the other kind names nothing.
      const misnamed = by.id && row && decodeId(by.id)?.prefix !== subjectType(row);
      return row && !misnamed ? asPayment(row) : null;
    },
  }),
  payments: t.field({
    type: PaymentConnection,
    description: 'Payments of every kind, newest first unless ordered otherwise.',
    directives: listCost,
    args: { ...pageArgs(t), filter: t.arg({ type: PaymentFilter, description: whichOfThem }) },
    resolve: (_root, args, context, info) => {
      const list = {
        name: 'payments',
        typeName: 'OneOffPayment',
        conditions: paymentConditions(args.filter),
        args,
      } as const;
      return listed(context, info, list, async (query) =>
        (await context.reader.oneOffPayment.findMany(query)).map(asPayment),
      );
    },
  }),
}));

builder.interfaceFields(PaymentAuthority, (t) => ({
  payments: t.field({
    type: PaymentConnection,
    description: 'Payments on it, newest first.',
    directives: { cost: { weight: 2, multiplier: 'first' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
      filter: t.arg({ type: PaymentFilter, description: 'Which of them.' }),
    },
    resolve: (authority: AuthorityRow, args, context, info): Page<PaymentRow> | Promise<Page<PaymentRow>> => {
      const { id } = authority;
      const keyset = keysetOf(context, `payments of ${id}`, null, args.filter);
      const read = readPage(args, keyset);
      const rows = pageBeneath<PaymentRow>(authority, String(info.path.key));
      if (rows) return toPage(rows, read, keyset);
      const conditions = paymentConditions(args.filter);
      return context.loaders.payments
        .load({ on: subjectFieldOf(authority), id, conditions, keyset, read })
        .then((loaded) => toPage(loaded, read, keyset));
    },
  }),
}));
