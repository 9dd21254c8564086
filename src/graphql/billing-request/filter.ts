import { builder } from '../schema/builder.ts';
import { BillingRequestPurpose, BillingRequestStatus, Provider } from '../schema/enums.ts';
import type { Condition } from '../schema/filter.ts';
import { commonConditions, list, TimeRange } from '../schema/filters.ts';

/** Which billing requests a list has. */
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

type BillingRequestFilterInput = typeof BillingRequestFilter.$inferInput;

/** The conditions of such a filter. */
export function billingRequestConditions(filter: BillingRequestFilterInput | null | undefined): Condition[] {
  if (!filter) return [];
  return [
    ...list('status', 'status', 'billing_request_status', filter.statuses),
    ...list('purpose', 'purpose', 'billing_request_purpose', filter.purposes),
    ...commonConditions(filter),
  ];
}
