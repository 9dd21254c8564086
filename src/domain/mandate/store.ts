import type { Mandate, Prisma } from '../../generated/prisma/client.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import type { AuthorityState, MandateConsent } from '../port/provider.ts';
import { isAwaited, nextRestingCheckAt } from './states.ts';

/** What a step may change of a mandate. */
export type MandatePatch = PatchOf<
  Mandate,
  | 'providerReference'
  | 'providerStatus'
  | 'mandateNumber'
  | 'scheme'
  | 'verifiedAt'
  | 'replacedById'
  | 'cancelling'
  | 'unresolvedCount',
  { status: AuthorityState; consent: MandateConsent }
>;
type NewMandate = NewRow<Prisma.MandateUncheckedCreateInput>;

/** Mandates, those that we mean to ask for and those that the provider has just named: how they are locked, found and written. */
export const mandates = defineNoun<Mandate, AuthorityState, MandatePatch, NewMandate>({
  name: 'mandate',
  table: 'mandate',
  rows: (tx) => tx.mandate,
  subjectType: () => 'man',
  links: ({ id, billingRequestId }) => ({ mandateId: id, billingRequestId }),
  initial: { status: 'PENDING' },
  createdBy: ({ kind, mandateId }) => (kind === 'mandate.create' ? mandateId : null),
  statusOf: ({ status }) => status,
  created: 'MANDATE_CREATED',
  moved: {
    PENDING: 'MANDATE_STATUS_CHANGED',
    ACTIVE: 'MANDATE_ACTIVATED',
    SUSPENDED: 'MANDATE_STATUS_CHANGED',
    CANCELLED: 'MANDATE_ENDED',
    REJECTED: 'MANDATE_ENDED',
    EXPIRED: 'MANDATE_ENDED',
    FAILED: 'MANDATE_ENDED',
  },
  unmoved: 'MANDATE_STATUS_CHANGED',
  nextCheckAt: (mandate, planned, now) =>
    isAwaited(mandate) ? planned : nextRestingCheckAt({ ...mandate, updatedAt: now }, now),
});

/** What the payer has consented to at the bank, as it is stored. Null where the provider says nothing of it. */
export function consentOf({ consent }: Pick<Mandate, 'consent'>): MandateConsent | null {
  return consent as MandateConsent | null;
}
