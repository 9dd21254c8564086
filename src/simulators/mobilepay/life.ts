import { ok, type Result, refuse } from '../../kernel/result.ts';
import { covers } from '../kit/amounts.ts';
import type { Turn } from '../kit/simulator.ts';
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
import { moveBalance, settingsOf } from './settings.ts';

/**
 * What can happen to agreements and payments, whoever makes it happen. An agreement begins as Pending; the payer accepts or
 * rejects it, or it expires. A payment begins as Requested and is reserved by the payer or by itself; a reservation is captured
 * once, cancelled, or lapses. Each move is entered in the book, and told to the merchant where MobilePay tells it.
 */

/** Why the payer cannot do that now. */
export type PayerRefusal = 'decided' | 'balance' | 'reserved' | 'kept';

/** The payer's swipe: the agreement, and with it the payment that came along; neither without the other. */
export function acceptAgreement(turn: Turn, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Pending') return refuse('decided');
  const first = openFirstPayment(turn, agreement);
  if (first && !covers(settingsOf(turn).payerBalance, first.amount)) return refuse('balance');
  turn.cancelTimer('agreementExpires', agreement.id);
  const accepted = keepAgreement(turn, { ...agreement, status: 'Accepted', acceptedAt: turn.now.toISOString() });
  recordAgreement(turn, 'agreementAccepted', accepted, 0);
  callBackAgreement(turn, accepted, 0);
  if (first) reserve(turn, first);
  return ok(undefined);
}

export function rejectAgreement(turn: Turn, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Pending') return refuse('decided');
  const first = openFirstPayment(turn, agreement);
  endAgreement(turn, agreement, 'Rejected', 'agreementRejected', 40000);
  if (first) endPayment(turn, first, 'Rejected', 'paymentRejected');
  return ok(undefined);
}

/** The payer's swipe on a payment; one that came with a pending agreement is accepted by accepting that. */
export function acceptPayment(turn: Turn, payment: PaymentRecord): Result<void, PayerRefusal> {
  const pending = pendingAgreementOf(turn, payment);
  if (pending) return acceptAgreement(turn, pending);
  if (payment.status !== 'Requested') return refuse('decided');
  if (!covers(settingsOf(turn).payerBalance, payment.amount)) return refuse('balance');
  reserve(turn, payment);
  return ok(undefined);
}

export function rejectPayment(turn: Turn, payment: PaymentRecord): Result<void, PayerRefusal> {
  const pending = pendingAgreementOf(turn, payment);
  if (pending) return rejectAgreement(turn, pending);
  if (payment.status !== 'Requested') return refuse('decided');
  endPayment(turn, payment, 'Rejected', 'paymentRejected');
  return ok(undefined);
}

/** The payer may end an accepted agreement, but not while money is reserved on it, nor within its retention period. */
export function cancelByPayer(turn: Turn, agreement: AgreementRecord): Result<void, PayerRefusal> {
  if (agreement.status !== 'Accepted') return refuse('decided');
  if (paymentsOn(turn, agreement.id).some(({ status }) => status === 'Reserved')) return refuse('reserved');
  const keptUntil = Date.parse(agreement.acceptedAt ?? agreement.createdAt) + agreement.retentionPeriodHours * hourMs;
  if (turn.now.getTime() < keptUntil) return refuse('kept');
  cancelAgreement(turn, agreement, 40002);
  return ok(undefined);
}

/** Ends an agreement, and with it whatever is open or reserved on it. No callback tells of those payments. */
export function cancelAgreement(turn: Turn, agreement: AgreementRecord, code: AgreementCode): void {
  endAgreement(turn, agreement, 'Canceled', 'agreementCancelled', code);
  for (const payment of paymentsOn(turn, agreement.id)) {
    if (payment.status === 'Requested' || payment.status === 'Reserved') cancelPayment(turn, payment);
  }
}

/** The merchant's withdrawal of a request or a reservation. It knows, so it is not called back. */
export function cancelPayment(turn: Turn, payment: PaymentRecord): void {
  endPayment(turn, payment, 'Canceled', 'paymentCancelled');
}

export function reserve(turn: Turn, payment: PaymentRecord): void {
  const { reservationMinutes } = settingsOf(turn);
  turn.cancelTimer('paymentExpires', payment.id);
  turn.setTimer('reservationExpires', payment.id, after(turn, reservationMinutes * minuteMs));
  moveBalance(turn, 'payerBalance', -1n, payment.amount);
  const reserved = keepPayment(turn, { ...payment, status: 'Reserved' });
  recordPayment(turn, 'paymentReserved', reserved);
  callBackPayment(turn, reserved, 0);
}

/** Takes the whole reservation. */
export function capture(turn: Turn, payment: PaymentRecord): void {
  turn.cancelTimer('reservationExpires', payment.id);
  moveBalance(turn, 'merchantBalance', 1n, payment.amount);
  const captured = keepPayment(turn, {
    ...payment,
    status: 'Captured',
    capturedAt: turn.now.toISOString(),
    transactionId: turn.newId(),
  });
  recordPayment(turn, 'paymentCaptured', captured);
}

/** What the clock does. A name that is not here is not of this file. */
export const timers: Readonly<Record<string, (turn: Turn, id: string) => void>> = {
  agreementExpires(turn, id) {
    const agreement = agreementOf(turn, id);
    if (agreement?.status !== 'Pending') return;
    const first = openFirstPayment(turn, agreement);
    endAgreement(turn, agreement, 'Expired', 'agreementExpired', 40001);
    if (first) endPayment(turn, first, 'Expired', 'paymentExpired');
  },
  paymentExpires(turn, id) {
    const payment = paymentOf(turn, id);
    if (payment?.status !== 'Requested') return;
    const pending = pendingAgreementOf(turn, payment);
    endPayment(turn, payment, 'Expired', 'paymentExpired');
    // One swipe takes both or neither, so the agreement cannot be accepted any more. Not documented; it follows from that.
    if (pending) endAgreement(turn, pending, 'Expired', 'agreementExpired', 40001);
  },
  reservationExpires(turn, id) {
    const payment = paymentOf(turn, id);
    if (payment?.status === 'Reserved') endPayment(turn, payment, 'Expired', 'reservationExpired');
  },
};

export function recordAgreement(
  turn: Turn,
  effect: string,
  { id, externalId, amount, currency }: AgreementRecord,
  code?: AgreementCode,
): void {
  turn.record({
    effect,
    subject: { kind: 'agreement', id, ...(externalId !== null && { externalId }) },
    ...(amount !== null && { amount, currency }),
    ...(code !== undefined && { code: String(code) }),
  });
}

export function recordPayment(
  turn: Turn,
  effect: string,
  { id, agreementId, externalId, amount, currency }: PaymentRecord,
): void {
  turn.record({ effect, subject: { kind: 'payment', id, externalId, within: agreementId }, amount, currency });
}

function endAgreement(
  turn: Turn,
  agreement: AgreementRecord,
  status: 'Rejected' | 'Expired' | 'Canceled',
  effect: string,
  code: AgreementCode,
): void {
  turn.cancelTimer('agreementExpires', agreement.id);
  const canceledAt = status === 'Canceled' ? turn.now.toISOString() : null;
  const ended = keepAgreement(turn, { ...agreement, status, canceledAt });
  recordAgreement(turn, effect, ended, code);
  callBackAgreement(turn, ended, code);
}

function endPayment(
  turn: Turn,
  payment: PaymentRecord,
  status: 'Rejected' | 'Expired' | 'Canceled',
  effect: string,
): void {
  turn.cancelTimer('paymentExpires', payment.id);
  turn.cancelTimer('reservationExpires', payment.id);
  if (payment.status === 'Reserved') moveBalance(turn, 'payerBalance', 1n, payment.amount);
  const ended = keepPayment(turn, { ...payment, status });
  recordPayment(turn, effect, ended);
  if (status === 'Rejected') callBackPayment(turn, ended, 50001);
  if (status === 'Expired' && (payment.status === 'Requested' || settingsOf(turn).reservationExpiryCallback))
    callBackPayment(turn, ended, 50008);
}

function openFirstPayment(turn: Turn, { firstPaymentId }: AgreementRecord): PaymentRecord | null {
  const first = firstPaymentId === null ? null : paymentOf(turn, firstPaymentId);
  return first?.status === 'Requested' ? first : null;
}

function pendingAgreementOf(turn: Turn, payment: PaymentRecord): AgreementRecord | null {
  const agreement = agreementOf(turn, payment.agreementId);
  return agreement?.status === 'Pending' && agreement.firstPaymentId === payment.id && payment.status === 'Requested'
    ? agreement
    : null;
}
