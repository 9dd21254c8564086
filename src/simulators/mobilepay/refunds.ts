import { z } from 'zod';
import { covers, fromMinor, toMinor } from '../kit/amounts.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Turn } from '../kit/simulator.ts';
import { after, dayMs, hourMs } from '../kit/time.ts';
import { callBackRefund, type RefundCode } from './callbacks.ts';
import { amount, link, readInput, text } from './input.ts';
import {
  agreementOf,
  keepPayment,
  keepRefund,
  type PaymentRecord,
  paymentOf,
  type RefundRecord,
  refundOf,
  refundsOf,
} from './records.ts';
import type { Handler } from './routes.ts';
import { moveBalance, settingsOf } from './settings.ts';

const windowMs = 90 * dayMs;
// The core system may decline as late as this.
const lateMs = 3 * hourMs;

const newRefund = z.object({
  amount: amount(1n).nullish(),
  status_callback_url: link,
  external_id: text(64).nullish(),
});

/** Always 202: whether the money goes back is told later. */
export const createRefund: Handler = (turn, request, ids) => {
  const input = readInput(turn, request, newRefund);
  if (!input.ok) return input.error;
  const payment = paymentOf(turn, ids.payment);
  const refund = keepRefund(turn, {
    id: turn.newId(),
    agreementId: ids.agreement,
    paymentId: ids.payment,
    externalId: input.value.external_id ?? null,
    status: 'Requested',
    amount: input.value.amount ?? (payment ? whatIsLeft(turn, payment) : fromMinor(0n)),
    currency: payment?.currency ?? agreementOf(turn, ids.agreement)?.currency ?? 'DKK',
    statusCallbackUrl: input.value.status_callback_url,
    declinesLate: payment?.refundDeclinesLate ?? false,
  });
  if (payment && refund.declinesLate) keepPayment(turn, { ...payment, refundDeclinesLate: false });
  const waitMs = refund.declinesLate ? lateMs : settingsOf(turn).refundDelayMs;
  turn.setTimer('refundSettles', refund.id, after(turn, waitMs));
  record(turn, 'refundRequested', refund);
  return jsonReply(202, {
    id: refund.id,
    amount: Number(refund.amount),
    status_callback_url: refund.statusCallbackUrl,
    external_id: refund.externalId,
  });
};

export const listRefunds: Handler = (turn, _request, ids) =>
  jsonReply(
    200,
    refundsOf(turn, ids.payment)
      .filter(({ agreementId }) => agreementId === ids.agreement)
      .map(({ id, amount: refunded, currency, status, externalId, paymentId }) => ({
        id,
        amount: Number(refunded),
        currency,
        status,
        externalId,
        paymentTransactionId: paymentOf(turn, paymentId)?.transactionId ?? null,
      })),
  );

/** The moment at which a refund is found to be possible or not. */
export function settleRefund(turn: Turn, id: string): void {
  const refund = refundOf(turn, id);
  if (refund?.status !== 'Requested') return;
  const code = verdict(turn, refund);
  const settled = keepRefund(turn, { ...refund, status: code === 0 ? 'Issued' : 'Declined' });
  if (code === 0) {
    moveBalance(turn, 'merchantBalance', -1n, refund.amount);
    moveBalance(turn, 'payerBalance', 1n, refund.amount);
  }
  record(turn, code === 0 ? 'refundIssued' : 'refundDeclined', settled, code);
  callBackRefund(turn, settled, code);
}

function verdict(turn: Turn, refund: RefundRecord): RefundCode {
  const payment = paymentOf(turn, refund.paymentId);
  if (!payment || payment.agreementId !== refund.agreementId) return 60003;
  if (payment.status !== 'Captured' || payment.capturedAt === null) return 60004;
  const settings = settingsOf(turn);
  if (settings.instantTransfer) return 60007;
  if (turn.now.getTime() - Date.parse(payment.capturedAt) > windowMs) return 60006;
  const issued = sum(refundsOf(turn, payment.id).filter(({ status }) => status === 'Issued'));
  if (issued >= toMinor(payment.amount)) return 60001;
  if (issued + toMinor(refund.amount) > toMinor(payment.amount)) return 60002;
  if (!covers(settings.merchantBalance, refund.amount)) return 60008;
  return refund.declinesLate ? 60005 : 0;
}

// A refund of everything is of what no other refund has taken or asked for; of nothing left it is the whole, to be declined.
function whatIsLeft(turn: Turn, payment: PaymentRecord): string {
  const taken = sum(refundsOf(turn, payment.id).filter(({ status }) => status !== 'Declined'));
  const left = toMinor(payment.amount) - taken;
  return left > 0n ? fromMinor(left) : payment.amount;
}

function sum(refunds: readonly RefundRecord[]): bigint {
  return refunds.reduce((total, refund) => total + toMinor(refund.amount), 0n);
}

function record(turn: Turn, effect: string, refund: RefundRecord, code?: RefundCode): void {
  const { id, externalId, paymentId, amount: refunded, currency } = refund;
  turn.record({
    effect,
    subject: { kind: 'refund', id, within: paymentId, ...(externalId !== null && { externalId }) },
    amount: refunded,
    currency,
    ...(code !== undefined && { code: String(code) }),
  });
}
