import type { EventType, OneOffPayment, PaymentStatus, Prisma } from '../../generated/prisma/client.ts';
import { post } from '../ledger/post.ts';
import type { NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import { createsPayment } from '../operation/store.ts';
import { notAfter } from '../reconcile/next-check.ts';
import { isFinal, isTransfer, lapsesAt, nextClosedCheckAt, type PaymentState } from './states.ts';

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
    PARTIALLY_SETTLED: 'TRANSFER_AMOUNT_MISMATCH',
    REVERSED: 'PAYMENT_REVERSED',
  },
  unmoved,
  nextCheckAt: (payment, planned, now) =>
    isFinal(payment.state as PaymentState)
      ? nextClosedCheckAt({ ...payment, updatedAt: now }, now)
      : notAfter(planned, lapsesAt(payment), now),
  sentLater: { table: 'oneOffPayment', derive: (payment) => ({ status: statusOf(payment) }) },
  withEvent: (tx, now, step) => post(tx, now, { subjectType: subjectType(step.after), ...step }),
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
function subjectType(payment: OneOffPayment): 'oop' | 'trf' {
  return isTransfer(payment) ? 'trf' : 'oop';
}

function unmoved(before: OneOffPayment, after: OneOffPayment): EventType {
  if (after.status !== before.status)
    return after.status === 'UNRESOLVED' ? 'PAYMENT_UNRESOLVED' : 'PAYMENT_STATUS_CHANGED';
  const words = (payment: OneOffPayment) => `${payment.providerStatus} ${payment.chargeDate?.toISOString()}`;
  return words(after) === words(before) ? 'PAYMENT_AMOUNTS_CHANGED' : 'PAYMENT_STATUS_CHANGED';
}
