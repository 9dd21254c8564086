import { ok, type Result, refuse } from '../../kernel/result.ts';
import { covers } from '../kit/amounts.ts';
import type { Step } from '../kit/simulator.ts';
import { after, hourMs, minuteMs } from '../kit/time.ts';
import { type AgreementCode, callBackAgreement, callBackPayment } from './callbacks.ts';
import {
  type AgreementRecord,
  agreementOf,
  keepAgreement,
  keepPayment,
  type PaymentRecord,
  paymentOf,
  paymentsOn,
} from './records.ts';
import { endRequestsOn } from './request-life.ts';
import { moveBalance, settingsOf } from './settings.ts';

/**
 * What can happen to agreements and payments, whoever makes it happen. An agreement begins as Pending; the payer accepts or
 * rejects it, or it expires. A payment begins as Requested and is reserved by the payer or by itself; a reservation is captured
 * once, cancelled, or lapses. Each move is entered in the book, and told to the merchant where MobilePay tells it.
 */

/** Why the payer cannot do that now. */
export type PayerRefusal = 'decided' | 'balance' | 'reserved' | 'kept';

/** The payer's swipe: the agreement, and with it the payment that came along; neither without the other. */
export function acceptAgreement(step: Step, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Pending') return refuse('decided');
  const first = openFirstPayment(step, agreement);
  if (first && !covers(settingsOf(step).payerBalance, first.amount)) return refuse('balance');
  step.cancelTimer('agreementExpires', agreement.id);
  const accepted = keepAgreement(step, { ...agreement, status: 'Accepted', acceptedAt: step.now.toISOString() });
  recordAgreement(step, 'agreementAccepted', accepted, 0);
  callBackAgreement(step, accepted, 0);
  if (first) reserve(step, first);
  return ok(undefined);
}

export function rejectAgreement(step: Step, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Pending') return refuse('decided');
  const first = openFirstPayment(step, agreement);
  endAgreement(step, agreement, 'Rejected', 'agreementRejected', 40000);
  if (first) endPayment(step, first, 'Rejected', 'paymentRejected');
  return ok(undefined);
}

/** The payer's swipe on a payment; one that came with a pending agreement is accepted by accepting that. */
export function acceptPayment(step: Step, payment: PaymentRecord): Result<void, PayerRefusal> {
  const pending = pendingAgreementOf(step, payment);
  if (pending) return acceptAgreement(step, pending);
  if (payment.status !== 'Requested') return refuse('decided');
  if (!covers(settingsOf(step).payerBalance, payment.amount)) return refuse('balance');
  reserve(step, payment);
  return ok(undefined);
}

export function rejectPayment(step: Step, payment: PaymentRecord): Result<void, PayerRefusal> {
  const pending = pendingAgreementOf(step, payment);
  if (pending) return rejectAgreement(step, pending);
  if (payment.status !== 'Requested') return refuse('decided');
  endPayment(step, payment, 'Rejected', 'paymentRejected');
  return ok(undefined);
}

/** The payer may end an accepted agreement, but not while money is reserved on it, nor within its retention period. */
export function cancelByPayer(step: Step, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Accepted') return refuse('decided');
  if (hasReservation(step, agreement)) return refuse('reserved');
  const keptUntil = Date.parse(agreement.acceptedAt ?? agreement.createdAt) + agreement.retentionPeriodHours * hourMs;
  if (step.now.getTime() < keptUntil) return refuse('kept');
  cancelAgreement(step, agreement, 40002);
  return ok(undefined);
}

/** Whether an amount is reserved on an agreement, which its payer cannot end then. */
export function hasReservation(step: Step, { id }: AgreementRecord): boolean {
  return paymentsOn(step, id).some(({ status }) => status === 'Reserved');
}

/** Ends an agreement, and with it whatever is open or reserved on it. No callback tells of one-off payments among them. */
export function cancelAgreement(step: Step, agreement: AgreementRecord, code: AgreementCode): void {
  endAgreement(step, agreement, 'Canceled', 'agreementCancelled', code);
  for (const payment of paymentsOn(step, agreement.id)) {
    if (payment.status === 'Requested' || payment.status === 'Reserved') cancelPayment(step, payment);
  }
  endRequestsOn(step, agreement.id, code === 40002);
}

/** The merchant's withdrawal of a request or a reservation. It knows, so it is not called back. */
export function cancelPayment(step: Step, payment: PaymentRecord): void {
  endPayment(step, payment, 'Canceled', 'paymentCancelled');
}

export function reserve(step: Step, payment: PaymentRecord): void {
  const { reservationMinutes } = settingsOf(step);
  step.cancelTimer('paymentExpires', payment.id);
  step.setTimer('reservationExpires', payment.id, after(step, reservationMinutes * minuteMs));
  moveBalance(step, 'payerBalance', -1n, payment.amount);
  const reserved = keepPayment(step, { ...payment, status: 'Reserved' });
  recordPayment(step, 'paymentReserved', reserved);
  callBackPayment(step, reserved, 0);
}

/** Takes the whole reservation. */
export function capture(step: Step, payment: PaymentRecord): void {
  step.cancelTimer('reservationExpires', payment.id);
  moveBalance(step, 'merchantBalance', 1n, payment.amount);
  const captured = keepPayment(step, {
    ...payment,
    status: 'Captured',
    capturedAt: step.now.toISOString(),
    transactionId: step.newId(),
  });
  recordPayment(step, 'paymentCaptured', captured);
}

/** What the clock does. A name that is not here is not of this file. */
export const timers: Readonly<Record<string, (step: Step, id: string) => void>> = {
  agreementExpires(step, id) {
    const agreement = agreementOf(step, id);
    if (agreement?.status !== 'Pending') return;
    const first = openFirstPayment(step, agreement);
    endAgreement(step, agreement, 'Expired', 'agreementExpired', 40001);
    if (first) endPayment(step, first, 'Expired', 'paymentExpired');
  },
  paymentExpires(step, id) {
    const payment = paymentOf(step, id);
    if (payment?.status !== 'Requested') return;
    const pending = pendingAgreementOf(step, payment);
    endPayment(step, payment, 'Expired', 'paymentExpired');
    // One swipe takes both or neither, so the agreement cannot be accepted any more. Not documented; it follows from that.
    if (pending) endAgreement(step, pending, 'Expired', 'agreementExpired', 40001);
  },
  reservationExpires(step, id) {
    const payment = paymentOf(step, id);
    if (payment?.status === 'Reserved') endPayment(step, payment, 'Expired', 'reservationExpired');
  },
};

export function recordAgreement(
  step: Step,
  effect: string,
  { id, externalId, amount, currency }: AgreementRecord,
  code?: AgreementCode,
): void {
  step.record({
    effect,
    subject: { kind: 'agreement', id, ...(externalId !== null && { externalId }) },
    ...(amount !== null && { amount, currency }),
    ...(code !== undefined && { code: String(code) }),
  });
}

export function recordPayment(
  step: Step,
  effect: string,
  { id, agreementId, externalId, amount, currency }: PaymentRecord,
): void {
  step.record({ effect, subject: { kind: 'payment', id, externalId, within: agreementId }, amount, currency });
}

function endAgreement(
  step: Step,
  agreement: AgreementRecord,
  status: 'Rejected' | 'Expired' | 'Canceled',
  effect: string,
  code: AgreementCode,
): void {
  step.cancelTimer('agreementExpires', agreement.id);
  const canceledAt = status === 'Canceled' ? step.now.toISOString() : null;
  const ended = keepAgreement(step, { ...agreement, status, canceledAt });
  recordAgreement(step, effect, ended, code);
  callBackAgreement(step, ended, code);
}

function endPayment(
  step: Step,
  payment: PaymentRecord,
  status: 'Rejected' | 'Expired' | 'Canceled',
  effect: string,
): void {
  step.cancelTimer('paymentExpires', payment.id);
  step.cancelTimer('reservationExpires', payment.id);
  if (payment.status === 'Reserved') moveBalance(step, 'payerBalance', 1n, payment.amount);
  const ended = keepPayment(step, { ...payment, status });
  recordPayment(step, effect, ended);
  if (status === 'Rejected') callBackPayment(step, ended, 50001);
  if (status === 'Expired' && (payment.status === 'Requested' || settingsOf(step).reservationExpiryCallback))
    callBackPayment(step, ended, 50008);
}

function openFirstPayment(step: Step, { firstPaymentId }: AgreementRecord): PaymentRecord | null {
  const first = firstPaymentId === null ? null : paymentOf(step, firstPaymentId);
  return first?.status === 'Requested' ? first : null;
}

function pendingAgreementOf(step: Step, payment: PaymentRecord): AgreementRecord | null {
  const agreement = agreementOf(step, payment.agreementId);
  return agreement?.status === 'Pending' && agreement.firstPaymentId === payment.id && payment.status === 'Requested'
    ? agreement
    : null;
}
