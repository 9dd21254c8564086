import { uuidOf } from '../../kernel/ids.ts';
import { builder } from './builder.ts';
import {
  AuthorityStatus,
  BillingRequestPurpose,
  BillingRequestStatus,
  MandateScheme,
  PaymentStatus,
  Provider,
} from './enums.ts';
import { type Condition, within } from './filter.ts';
import { MinorUnitsRange, withinAmounts } from './money.ts';
import { badInput } from './page.ts';
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
    authorityId: t.id({ description: 'On this agreement or mandate.' }),
    hasUnresolvedOperation: t.boolean({ description: 'With, or without, an operation whose outcome is not known.' }),
  }),
});

export const AuthorityFilter = builder.inputType('AuthorityFilter', {
  description: 'Which agreements: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [AuthorityStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

export const MandateFilter = builder.inputType('MandateFilter', {
  description:
    'Which mandates: all that is given must hold. What names a payer (account, CPR number) is kept sealed and cannot be searched for.',
  fields: (t) => ({
    statuses: t.field({ type: [AuthorityStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    schemes: t.field({ type: [MandateScheme], description: 'By one of these schemes.' }),
    providerStatuses: t.stringList({
      description: "Standing there in the provider's own words, as in `providerStatus`.",
    }),
    providerReferences: t.stringList({ description: "With one of these ids of the provider's: 100 at most." }),
    debtorReference: t.string({
      description:
        'Of the debtor with this reference of yours (Betalingsservice: the customer number), to the letter. It finds no mandate whose payer is erased.',
    }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

export const BillingRequestFilter = builder.inputType('BillingRequestFilter', {
  description: 'Which billing requests: all that is given must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [BillingRequestStatus], description: 'With one of these statuses.' }),
    providers: t.field({ type: [Provider], description: 'With one of these providers.' }),
    purposes: t.field({ type: [BillingRequestPurpose], description: 'For one of these purposes.' }),
    createdAt: t.field({ type: TimeRange, description: 'Created then.' }),
    updatedAt: t.field({ type: TimeRange, description: 'Last changed then.' }),
    externalId: t.string({ description: "With this reference of the caller's." }),
  }),
});

type PaymentFilterInput = typeof PaymentFilter.$inferInput;
type AuthorityFilterInput = typeof AuthorityFilter.$inferInput;
type MandateFilterInput = typeof MandateFilter.$inferInput;
type BillingRequestFilterInput = typeof BillingRequestFilter.$inferInput;

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
  if (unstorable(value)) throw badText(field);
  return [{ field, column, is: 'equals', value }];
};
const nowhere = '00000000-0000-0000-0000-000000000000';

export function paymentConditions(filter: PaymentFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  const { authorityId, hasUnresolvedOperation: unresolved } = filter;
  return [
    ...list('status', 'status', 'payment_status', filter.statuses),
    ...commonConditions(filter),
    ...(filter.settleBy
      ? [{ field: 'state', column: 'state', cast: 'payment_status', is: 'equals', value: 'AUTHORIZED' } as const]
      : []),
    ...within('settleBy', 'settle_by', filter.settleBy),
    ...withinAmounts('requested', 'requested', filter.amount),
    ...(authorityId ? [onAuthority(authorityId)] : []),
    ...(unresolved === null || unresolved === undefined
      ? []
      : [
          { field: 'unresolvedCount', column: 'unresolved_count', is: unresolved ? 'gt' : 'equals', value: 0 } as const,
        ]),
  ];
}

// An id that names nothing finds nothing, as any other that is not the caller's.
function onAuthority(id: string): Condition {
  const mandateId = uuidOf('man', id);
  return mandateId
    ? { field: 'mandateId', column: 'mandate_id', cast: 'uuid', is: 'equals', value: mandateId }
    : { field: 'agreementId', column: 'agreement_id', cast: 'uuid', is: 'equals', value: uuidOf('agr', id) ?? nowhere };
}

export function authorityConditions(filter: AuthorityFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [...list('status', 'status', 'authority_status', filter.statuses), ...commonConditions(filter)];
}

/** `payersOf` finds the persons whom the caller knows by a debtor's reference. */
export async function mandateConditions(
  filter: MandateFilterInput | null | undefined,
  payersOf: (debtorReference: string) => Promise<readonly string[]>,
): Promise<Condition[]> {
  if (!filter) return [];
  for (const field of ['providerStatuses', 'providerReferences'] as const)
    for (const word of filter[field] ?? []) if (unstorable(word)) throw badText(field);
  const { debtorReference } = filter;
  return [
    ...authorityConditions(filter),
    ...list('scheme', 'scheme', 'mandate_scheme', filter.schemes),
    ...list('providerStatus', 'provider_status', undefined, filter.providerStatuses),
    ...list('providerReference', 'provider_reference', undefined, filter.providerReferences),
    ...(debtorReference === null || debtorReference === undefined
      ? []
      : [
          {
            field: 'personId',
            column: 'person_id',
            cast: 'uuid',
            is: 'in',
            value: await payersOf(debtorReference),
          } as const,
        ]),
  ];
}

export function billingRequestConditions(filter: BillingRequestFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [
    ...list('status', 'status', 'billing_request_status', filter.statuses),
    ...list('purpose', 'purpose', 'billing_request_purpose', filter.purposes),
    ...commonConditions(filter),
  ];
}

/** What every list can be narrowed by. */
function commonConditions({
  providers,
  createdAt,
  updatedAt,
  externalId,
}: Pick<AuthorityFilterInput, 'providers' | 'createdAt' | 'updatedAt' | 'externalId'>): Condition[] {
  return [
    ...list('provider', 'provider', 'provider', providers),
    ...within('createdAt', 'created_at', createdAt),
    ...within('updatedAt', 'updated_at', updatedAt),
    ...text('externalId', 'external_id', externalId),
  ];
}

function badText(field: string) {
  return badInput(`expected ${field} without U+0000 and lone surrogates`);
}
