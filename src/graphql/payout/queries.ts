import type { Payout as PayoutRow, Prisma } from '../../generated/prisma/client.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { Provider } from '../schema/enums.ts';
import { type Condition, toPrismaWhere } from '../schema/filter.ts';
import { commonConditions, list, TimeRange } from '../schema/filters.ts';
import { byArg, connectionDescription, keysetOf, listCost, pageArgs, uniqueKey, whichOfThem } from '../schema/lists.ts';
import { keysetQuery, readPage, toPage } from '../schema/page.ts';
import { PayoutReconciliationStatus, PayoutStatus } from './enums.ts';
import { Payout } from './type.ts';

const requiresScope = { scope: 'ledger:read' } as const;

const PayoutConnection = builder.connectionObject(
  { name: 'PayoutConnection', type: Payout, description: connectionDescription('payouts') },
  { name: 'PayoutEdge', description: 'A payout with its place in the list.' },
);

const PayoutFilter = builder.inputType('PayoutFilter', {
  description: 'Which payouts: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [PayoutStatus], description: 'With one of these statuses.' }),
    reconciliations: t.field({ type: [PayoutReconciliationStatus], description: 'Explained so.' }),
    providers: t.field({ type: [Provider], description: 'Of one of these providers.' }),
    currencies: t.stringList({ description: 'In one of these currencies, by their ISO 4217 codes.' }),
    arrivesFrom: t.field({ type: 'Date', description: 'Expected at your bank on this day or later.' }),
    arrivesTo: t.field({ type: 'Date', description: 'Expected at your bank before this day.' }),
    createdAt: t.field({ type: TimeRange, description: 'First heard of then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
  }),
});

function conditionsOf(filter: typeof PayoutFilter.$inferInput | null | undefined): readonly Condition[] {
  if (!filter) return [];
  const { arrivesFrom, arrivesTo } = filter;
  const day = (is: 'gte' | 'lt', text: string | null | undefined): Condition[] =>
    text ? [{ field: 'arrivesOn', column: 'arrives_on', is, value: new Date(`${text}T00:00:00Z`) }] : [];
  return [
    ...list('status', 'status', undefined, filter.statuses),
    ...list('reconciliation', 'reconciliation', undefined, filter.reconciliations),
    ...list('currency', 'currency', undefined, filter.currencies),
    ...day('gte', arrivesFrom),
    ...day('lt', arrivesTo),
    ...commonConditions(filter),
  ];
}

builder.queryFields((t) => ({
  payout: t.field({
    type: Payout,
    nullable: true,
    description:
      "A payout by its id, or by the provider's. Null when the name names none: no payout has a reference of yours.",
    directives: { requiresScope },
    args: byArg(t),
    resolve: async (_root, { by }, { caller, reader }) => {
      if (by.externalId) return null;
      const where = uniqueKey((id) => uuidOf('pyo', id), by, caller.merchantId) as Prisma.PayoutWhereUniqueInput | null;
      return where && reader.payout.findUnique({ where });
    },
  }),
  payouts: t.field({
    type: PayoutConnection,
    description: 'Payouts, newest first unless ordered otherwise.',
    directives: { ...listCost, requiresScope },
    args: { ...pageArgs(t), filter: t.arg({ type: PayoutFilter, description: whichOfThem }) },
    resolve: async (_root, args, context) => {
      const keyset = keysetOf(context, 'payouts', args.orderBy, args.filter);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows: PayoutRow[] = await context.reader.payout.findMany({
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [toPrismaWhere(conditionsOf(args.filter)), where] },
      });
      return toPage(rows, read, keyset);
    },
  }),
}));
