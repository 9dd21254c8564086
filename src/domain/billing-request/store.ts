import type { BillingRequest, EventType, Prisma } from '../../generated/prisma/client.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import type { BillingRequestState, RequestAction, RequestedTerms } from '../port/provider.ts';
import { hasEnded, nextEndedCheckAt } from './states.ts';

/** What a step may change of a billing request. */
export type BillingRequestPatch = PatchOf<
  BillingRequest,
  | 'providerReference'
  | 'currency'
  | 'customerReference'
  | 'customerBankAccountReference'
  | 'scheme'
  | 'paymentScheme'
  | 'fallbackOccurred'
  | 'flowUrl'
  | 'flowRedirectUrl'
  | 'flowExitUrl'
  | 'flowExpiresAt'
  | 'expiresAt'
  | 'cancelling'
  | 'unresolvedCount',
  { status: BillingRequestState; actions: readonly RequestAction[] }
>;
type NewBillingRequest = NewRow<Prisma.BillingRequestUncheckedCreateInput>;

/** Billing requests: how they are locked, found and written, each step with its event. */
export const billingRequests = defineNoun<BillingRequest, BillingRequestState, BillingRequestPatch, NewBillingRequest>({
  name: 'request',
  table: 'billing_request',
  rows: (tx) => tx.billingRequest,
  subjectType: () => 'brq',
  links: ({ id }) => ({ billingRequestId: id }),
  initial: { status: 'PENDING' },
  createdBy: ({ kind, billingRequestId }) => (kind === 'request.create' ? billingRequestId : null),
  statusOf: ({ status }) => status,
  created: 'BILLING_REQUEST_CREATED',
  moved: {
    PENDING: progress,
    READY_TO_FULFIL: progress,
    FULFILLING: progress,
    FULFILLED: 'BILLING_REQUEST_FULFILLED',
    CANCELLED: 'BILLING_REQUEST_CANCELLED',
    REJECTED: 'BILLING_REQUEST_REJECTED',
    EXPIRED: 'BILLING_REQUEST_EXPIRED',
  },
  unmoved: progress,
  // What it has led to is looked at when it is asked about.
  nextCheckAt: ({ id, status }, planned, now) =>
    hasEnded(status) ? nextEndedCheckAt({ id, updatedAt: now }, now) : planned,
});

/** The steps of a billing request as they are stored. */
export function actionsOf({ actions }: Pick<BillingRequest, 'actions'>): readonly RequestAction[] {
  return actions as unknown as readonly RequestAction[];
}

/** What was asked for, beside what has columns of its own. */
export interface KeptTerms {
  readonly payment?: Omit<NonNullable<RequestedTerms['payment']>, 'amount' | 'description'> | undefined;
  readonly mandate?: RequestedTerms['mandate'];
  readonly purpose?: string | undefined;
  readonly paymentContext?: string | undefined;
  readonly creditor?: RequestedTerms['creditor'];
}

/** What was asked for, as it was stored: amounts are text. Null for a request that was made before this was kept. */
export function termsOf({ terms }: Pick<BillingRequest, 'terms'>): AmountsAsText<KeptTerms> | null {
  return terms as AmountsAsText<KeptTerms> | null;
}

type AmountsAsText<T> = T extends bigint
  ? string
  : T extends object
    ? { readonly [K in keyof T]: AmountsAsText<T[K]> }
    : T;

/** On the way to an end, what counts is whether the payer has done something. */
function progress(before: BillingRequest, after: BillingRequest): EventType {
  const pending = actionsOf(before).flatMap(({ type, status }) => (status === 'PENDING' ? [type] : []));
  const completed = actionsOf(after).some(({ type, status }) => status === 'COMPLETED' && pending.includes(type));
  return completed ? 'BILLING_REQUEST_ACTION_COMPLETED' : 'BILLING_REQUEST_STATUS_CHANGED';
}
