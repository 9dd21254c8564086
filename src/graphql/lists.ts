import { uuidOf } from '../domain/ids.ts';
import { Agreement, type AuthorityRow, PaymentAuthority } from './agreement.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { AuthorityStatus, PaymentStatus, Provider } from './enums.ts';
import { type Condition, within } from './filter.ts';
import { MinorUnitsRange, withinAmounts } from './money.ts';
import { badInput, type Keyset, type OrderField, type Page, pageScope, readPage, toPage } from './page.ts';
import { Payment, type PaymentRow } from './payment.ts';
import { unstorable } from './text.ts';

const TimeRange = builder.inputType('TimeRange', {
  description: 'A stretch of time. An end that is left out is open.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'From this instant on.' }),
    to: t.field({ type: 'DateTime', description: 'Up to, but not including, this instant.' }),
  }),
});

export const PaymentFilter = builder.inputType('PaymentFilter', {
  description: 'Which payments: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [PaymentStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    settleBy: t.field({
      type: TimeRange,
      description:
        'Reserved money that has to be captured or cancelled by then: the payment is AUTHORIZED or on its way from there.',
    }),
    amount: t.field({ type: MinorUnitsRange, description: 'With such an amount requested.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
    authorityId: t.id({ description: 'On this agreement.' }),
    hasUnresolvedOperation: t.boolean({ description: 'With, or without, an operation whose outcome is not known.' }),
  }),
});

const AuthorityFilter = builder.inputType('AuthorityFilter', {
  description: 'Which agreements: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [AuthorityStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way a list runs.',
  values: { ASC: { description: 'Oldest first.' }, DESC: { description: 'Newest first.' } },
});
const ResourceOrderField = builder.enumType('ResourceOrderField', {
  description: 'What a list is ordered by. May grow.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When it was created.' },
    UPDATED_AT: { value: 'updatedAt', description: 'When it last changed.' },
  },
} as const);
export const ResourceOrder = builder.inputType('ResourceOrder', {
  description: 'The order of a list. Newest created first when left out.',
  fields: (t) => ({
    field: t.field({ type: ResourceOrderField, required: true, description: 'What it is ordered by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way it runs.' }),
  }),
});

type PaymentFilterInput = typeof PaymentFilter.$inferInput;
type AuthorityFilterInput = typeof AuthorityFilter.$inferInput;
type OrderInput = typeof ResourceOrder.$inferInput;

export { AuthorityFilter };

// More values than an enum has, or than anybody has things, is no filter.
const valuesMax = 100;
const list = (
  field: string,
  column: string,
  cast: NonNullable<Condition['cast']> | undefined,
  values: readonly string[] | null | undefined,
): Condition[] => {
  if (!values) return [];
  if (values.length > valuesMax)
    throw badInput(`expected at most ${valuesMax} values of ${field}; got ${values.length}`);
  return [{ field, column, ...(cast ? { cast } : {}), is: 'in', value: [...values] }];
};
const text = (field: string, column: string, value: string | null | undefined): Condition[] => {
  if (value === null || value === undefined) return [];
  if (unstorable(value)) throw badInput(`expected ${field} without U+0000 and lone surrogates`);
  return [{ field, column, is: 'equals', value }];
};
const nowhere = '00000000-0000-0000-0000-000000000000';

export function paymentConditions(filter: PaymentFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  const { authorityId, hasUnresolvedOperation: unresolved } = filter;
  return [
    ...list('status', 'status', 'payment_status', filter.statuses),
    ...list('provider', 'provider', 'provider', filter.providers),
    ...within('createdAt', 'created_at', filter.createdAt),
    ...within('updatedAt', 'updated_at', filter.updatedAt),
    ...(filter.settleBy
      ? [{ field: 'state', column: 'state', cast: 'payment_status', is: 'equals', value: 'AUTHORIZED' } as const]
      : []),
    ...within('settleBy', 'settle_by', filter.settleBy),
    ...withinAmounts('requested', 'requested', filter.amount),
    ...text('externalId', 'external_id', filter.externalId),
    // An id that names nothing finds nothing, as any other that is not the caller's.
    ...(authorityId
      ? [
          {
            field: 'agreementId',
            column: 'agreement_id',
            cast: 'uuid',
            is: 'equals',
            value: uuidOf('agr', authorityId) ?? nowhere,
          } as const,
        ]
      : []),
    ...(unresolved === null || unresolved === undefined
      ? []
      : [{ field: 'unresolved', column: 'unresolved', is: unresolved ? 'gt' : 'equals', value: 0 } as const]),
  ];
}

export function authorityConditions(filter: AuthorityFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [
    ...list('status', 'status', 'authority_status', filter.statuses),
    ...list('provider', 'provider', 'provider', filter.providers),
    ...within('createdAt', 'created_at', filter.createdAt),
    ...within('updatedAt', 'updated_at', filter.updatedAt),
    ...text('externalId', 'external_id', filter.externalId),
  ];
}

/** The keyset of a list as it is asked for. */
export function keysetOf(
  { deps, caller }: Context,
  name: string,
  order: OrderInput | null | undefined,
  filter: unknown,
): Keyset {
  const field: OrderField = order?.field ?? 'createdAt';
  const ascending = order?.direction === 'ASC';
  return {
    cursors: deps.cursors,
    field,
    ascending,
    scope: pageScope(caller.merchantId, name, [field, ascending], filter),
  };
}

const connectionDescription = (what: string): string => `One page of ${what}.`;

export const AgreementConnection = builder.connectionObject(
  { name: 'AgreementConnection', type: Agreement, description: connectionDescription('agreements') },
  { name: 'AgreementEdge', description: 'An agreement with its place in the list.' },
);
export const PaymentConnection = builder.connectionObject(
  { name: 'PaymentConnection', type: Payment, description: connectionDescription('payments') },
  { name: 'PaymentEdge', description: 'A payment with its place in the list.' },
);

const pageArguments = {
  first: 'How many from the start, or after `after`: 20 when left out, 100 at most.',
  after: 'Items after this cursor only.',
};

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
    resolve: (authority: AuthorityRow, args, context): Promise<Page<PaymentRow>> =>
      paymentsOf(authority, args, context),
  }),
}));

async function paymentsOf(
  { id }: AuthorityRow,
  args: {
    first?: number | null | undefined;
    after?: string | null | undefined;
    filter?: PaymentFilterInput | null | undefined;
  },
  context: Context,
): Promise<Page<PaymentRow>> {
  const keyset = keysetOf(context, `payments of ${id}`, null, args.filter);
  const read = readPage(args, keyset);
  const rows = await context.loaders.payments.load({
    agreementId: id,
    conditions: paymentConditions(args.filter),
    keyset,
    read,
  });
  return toPage(rows, read, keyset);
}
