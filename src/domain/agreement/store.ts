import type { Agreement, Prisma } from '../../generated/prisma/client.ts';
import { reconcileActiveEveryMs } from '../../kernel/schedules.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import { notAfter } from '../reconcile/next-check.ts';
import { type AgreementState, isClosed, nextClosedCheckAt } from './states.ts';

/** What a step may change of an agreement. */
export type AgreementPatch = PatchOf<
  Agreement,
  | 'provider'
  | 'accountId'
  | 'providerReference'
  | 'formerReference'
  | 'payerUrl'
  | 'expiresAt'
  | 'cancelling'
  | 'unresolvedCount'
  | 'plan'
  | 'description'
  | 'amountMinor'
  | 'frequency',
  { status: AgreementState }
>;
type NewAgreement = NewRow<Prisma.AgreementUncheckedCreateInput>;

/** Agreements: how they are locked, found and written, each step with its event. */
export const agreements = defineNoun<Agreement, AgreementState, AgreementPatch, NewAgreement>({
  name: 'agreement',
  table: 'agreement',
  rows: (tx) => tx.agreement,
  subjectType: () => 'agr',
  links: ({ id }) => ({ agreementId: id }),
  initial: { status: 'PENDING' },
  createdBy: ({ kind, agreementId }) => (kind === 'agreement.create' ? agreementId : null),
  statusOf: ({ status }) => status as AgreementState,
  created: 'AGREEMENT_CREATED',
  moved: {
    PENDING: 'AGREEMENT_STATUS_CHANGED',
    ACTIVE: 'AGREEMENT_ACTIVATED',
    CANCELLED: 'AGREEMENT_ENDED',
    REJECTED: 'AGREEMENT_ENDED',
    EXPIRED: 'AGREEMENT_ENDED',
    FAILED: 'AGREEMENT_ENDED',
  },
  unmoved(before, after) {
    if (after.provider !== before.provider) return 'AGREEMENT_MOVED';
    return termsOf(after) === termsOf(before) ? 'AGREEMENT_STATUS_CHANGED' : 'AGREEMENT_UPDATED';
  },
  // A pending agreement is asked about at its expiry too. An active one once a day, which makes up for a lost word of its end and stays far
  // below the provider's limits; before money is asked for on it the provider looks for itself. One that is over, ever more seldom.
  nextCheckAt({ id, status, expiresAt }, planned, now) {
    if (status === 'ACTIVE') return new Date(now.getTime() + reconcileActiveEveryMs);
    if (isClosed({ status })) return nextClosedCheckAt({ id, updatedAt: now }, now);
    return status === 'PENDING' ? notAfter(planned, expiresAt, now) : null;
  },
});

/** What the payer is shown, as one text. */
function termsOf({ plan, description, amountMinor, frequency }: Agreement): string {
  return JSON.stringify([plan, description, amountMinor?.toString(), frequency]);
}
