import { uuidOf } from '../../kernel/ids.ts';
import { builder } from '../schema/builder.ts';
import { PaymentStatus, Provider } from '../schema/enums.ts';
import { type Condition, within } from '../schema/filter.ts';
import { commonConditions, list, TimeRange } from '../schema/filters.ts';
import { MinorUnitsRange, withinAmounts } from '../schema/money.ts';

/** Which payments a list has. */
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

type PaymentFilterInput = typeof PaymentFilter.$inferInput;

const nowhere = '00000000-0000-0000-0000-000000000000';

/** The conditions of such a filter. */
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
