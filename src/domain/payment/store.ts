import type { EventType, OneOffPayment, PaymentStatus, Prisma } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import { insertLater } from '../../platform/write-batch.ts';
import { post } from '../ledger/post.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import { createsPayment } from '../operation/store.ts';
import { notAfter } from '../reconcile/next-check.ts';
import {
  isFinal,
  isTransfer,
  lapsesAt,
  nextClosedCheckAt,
  nextWaitingCheckAt,
  type PaymentKind,
  type PaymentState,
  waitsForDay,
} from './states.ts';

/** What a step may change of a payment. */
export type PaymentPatch = PatchOf<
  OneOffPayment,
  | 'providerReference'
  | 'authorized'
  | 'captured'
  | 'captureInFlight'
  | 'refunded'
  | 'refundInFlight'
  | 'released'
  | 'reversed'
  | 'providerStatus'
  | 'chargeDate'
  | 'requested'
  | 'dueOn'
  | 'graceUntil'
  | 'willRetry'
  | 'attemptCount'
  | 'attemptedOn'
  | 'cancelling'
  | 'payerUrl'
  | 'expiresAt'
  | 'settleBy'
  | 'settlementDueAt'
  | 'capturedAt'
  | 'unresolvedCount',
  { state: PaymentState }
>;
type NewPayment = NewRow<Prisma.OneOffPaymentUncheckedCreateInput>;

/** Payments of all kinds: how they are locked, found and written, each step with its event and with what it did to the ledger. */
export const payments = defineNoun<OneOffPayment, PaymentState, PaymentPatch, NewPayment>({
  name: 'payment',
  table: 'one_off_payment',
  rows: (tx) => tx.oneOffPayment,
  subjectType,
  links: ({ id, agreementId, mandateId, billingRequestId, status }) => ({
    agreementId,
    mandateId,
    billingRequestId,
    paymentId: id,
    paymentStatus: status,
  }),
  initial: { state: 'CREATED' },
  createdBy: ({ kind, paymentId }) => (createsPayment(kind) ? paymentId : null),
  statusOf: ({ state }) => state as PaymentState,
  created: 'PAYMENT_CREATED',
  moved: {
    CREATED: 'PAYMENT_STATUS_CHANGED',
    REQUIRES_PAYER_ACTION: 'PAYMENT_STATUS_CHANGED',
    AUTHORIZED: 'PAYMENT_AUTHORIZED',
    SETTLED: 'PAYMENT_SETTLED',
    CANCELLED: 'PAYMENT_CANCELLED',
    REJECTED: 'PAYMENT_REJECTED',
    EXPIRED: 'PAYMENT_EXPIRED',
    FAILED: 'PAYMENT_FAILED',
    PROCESSING: 'PAYMENT_STATUS_CHANGED',
    PARTIALLY_SETTLED: (before) => (isTransfer(before) ? 'TRANSFER_AMOUNT_MISMATCH' : 'PAYMENT_SETTLED'),
    REVERSED: 'PAYMENT_REVERSED',
  },
  unmoved,
  nextCheckAt(payment, planned, now) {
    if (isFinal(payment.state as PaymentState)) return nextClosedCheckAt({ ...payment, updatedAt: now }, now);
    const day = waitsForDay(payment);
    return notAfter(day ? nextWaitingCheckAt(day, now) : planned, lapsesAt(payment), now);
  },
  sentLater: { table: 'oneOffPayment', derive: (payment) => ({ status: statusOf(payment) }) },
  withEvent: (tx, now, step) => {
    post(tx, now, { subjectType: subjectType(step.after), ...step });
    keepAttempt(tx, now, step);
  },
});

/** A payment's status as the database makes it: its state, unless something is in flight or unknown. */
export function statusOf({
  unresolvedCount,
  captureInFlight,
  cancelling,
  state,
}: Pick<OneOffPayment, 'unresolvedCount' | 'captureInFlight' | 'cancelling' | 'state'>): PaymentStatus {
  if (unresolvedCount > 0) return 'UNRESOLVED';
  return captureInFlight > 0n || cancelling ? 'PROCESSING' : state;
}

/** The prefix of a payment's ids. */
const prefixes = { ONE_OFF: 'oop', TRANSFER: 'trf', CHARGE: 'chg' } as const satisfies Record<PaymentKind, string>;

export function subjectType({ kind }: Pick<OneOffPayment, 'kind'>): (typeof prefixes)[PaymentKind] {
  return prefixes[kind];
}

/** An attempt that the provider has told of, with the event that told it. */
function keepAttempt(
  tx: Tx,
  now: Date,
  {
    before,
    after,
    eventId,
  }: { readonly before: OneOffPayment | null; readonly after: OneOffPayment; readonly eventId: string },
): void {
  if (!before || after.attemptCount === before.attemptCount || !after.attemptedOn) return;
  const succeeded = after.authorized > 0n;
  insertLater(tx, 'chargeAttempt', [
    {
      merchantId: after.merchantId,
      paymentId: after.id,
      number: after.attemptCount,
      on: after.attemptedOn,
      succeeded,
      reason: succeeded ? null : JSON.stringify(after.reason),
      eventId,
      at: now,
    },
  ]);
}

function unmoved(before: OneOffPayment, after: OneOffPayment): EventType {
  if (after.status !== before.status)
    return after.status === 'UNRESOLVED' ? 'PAYMENT_UNRESOLVED' : 'PAYMENT_STATUS_CHANGED';
  const words = (payment: OneOffPayment) => `${payment.providerStatus} ${payment.chargeDate?.toISOString()}`;
  return words(after) === words(before) ? 'PAYMENT_AMOUNTS_CHANGED' : 'PAYMENT_STATUS_CHANGED';
}
