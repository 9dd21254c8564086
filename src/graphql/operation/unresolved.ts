import { builder } from '../schema/builder.ts';
import { keysetOf } from '../schema/lists.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';
import { Operation } from './type.ts';

const OperationConnection = builder.connectionObject(
  { name: 'OperationConnection', type: Operation, description: 'One page of operations.' },
  { name: 'OperationEdge', description: 'An operation with its place in the list.' },
);

builder.queryField('unresolvedOperations', (t) =>
  t.field({
    type: OperationConnection,
    description: 'Operations whose outcome is not known, the longest waiting first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'operations:resolve' } },
    args: {
      first: t.arg.int({ description: 'How many from the start, or after `after`: 20 when left out, 100 at most.' }),
      after: t.arg.string({ description: 'Items after this cursor only.' }),
    },
    resolve: async (_root, args, context) => {
      const { merchantId } = context.caller;
      const keyset = keysetOf(context, 'unresolved operations', { field: 'createdAt', direction: 'ASC' }, null);
      const read = readPage(args, keyset);
      const { where, take } = keysetQuery({ ...keyset, field: 'requestedAt' }, read);
      const rows = await context.reader.operation.findMany({
        where: { merchantId, status: 'UNRESOLVED', AND: [where] },
        orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
        take,
      });
      return toPage(
        rows.map((row) => ({ ...row, createdAt: row.requestedAt, updatedAt: row.requestedAt })),
        read,
        keyset,
      );
    },
  }),
);
