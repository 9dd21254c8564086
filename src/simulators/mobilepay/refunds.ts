import { z } from 'zod';
import { covers, fromMinor, toMinor } from '../kit/amounts.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Step } from '../kit/simulator.ts';
import { after, dayMs, hourMs } from '../kit/time.ts';
import { callBackRefund, type RefundCode } from './callbacks.ts';
import type { Handler } from './handler.ts';
import { amount, link, readInput, text } from './input.ts';
import {
  agreementOf,
  keepPayment,
  keepRefund,
  paymentOf,
  type RefundRecord,
  refundOf,
  refundsOf,
  type Taken,
  takenOf,
} from './records.ts';
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
export const createRefund: Handler = (step, request, ids) => {
  const input = readInput(step, request, newRefund);
  if (!input.ok) return input.error;
  const payment = takenOf(step, ids.payment);
  const refund = keepRefund(step, {
    id: step.newId(),
    agreementId: ids.agreement,
    paymentId: ids.payment,
    externalId: input.value.external_id ?? null,
    status: 'Requested',
    amount: input.value.amount ?? (payment ? whatIsLeft(step, payment) : fromMinor(0n)),
    currency: payment?.currency ?? agreementOf(step, ids.agreement)?.currency ?? 'DKK',
    statusCallbackUrl: input.value.status_callback_url,
    declinesLate: payment?.refundDeclinesLate ?? false,
  });
  const oneOff = paymentOf(step, ids.payment);
  if (oneOff && refund.declinesLate) keepPayment(step, { ...oneOff, refundDeclinesLate: false });
  const waitMs = refund.declinesLate ? lateMs : settingsOf(step).refundDelayMs;
  step.setTimer('refundSettles', refund.id, after(step, waitMs));
  record(step, 'refundRequested', refund);
  return jsonReply(202, {
    id: refund.id,
    amount: Number(refund.amount),
    status_callback_url: refund.statusCallbackUrl,
    external_id: refund.externalId,
  });
};

export const listRefunds: Handler = (step, _request, ids) =>
  jsonReply(
    200,
    refundsOf(step, ids.payment)
      .filter(({ agreementId }) => agreementId === ids.agreement)
      .map(({ id, amount: refunded, currency, status, externalId, paymentId }) => ({
        id,
        amount: Number(refunded),
        currency,
        status,
        externalId,
        paymentTransactionId: takenOf(step, paymentId)?.transactionId ?? null,
      })),
  );

/** Two fifths of what is left go back at once; false where nothing is left. Nobody gave an address to be told at. */
export function refundByHand(step: Step, payment: Taken): boolean {
  const given = sum(refundsOf(step, payment.id).filter(({ status }) => status !== 'Declined'));
  const left = toMinor(payment.amount) - given;
  if (payment.takenAt === null || left <= 0n) return false;
  const refund = keepRefund(step, {
    id: step.newId(),
    agreementId: payment.agreementId,
    paymentId: payment.id,
    externalId: null,
    status: 'Issued',
    amount: fromMinor((left * 2n + 4n) / 5n),
    currency: payment.currency,
    statusCallbackUrl: '',
    declinesLate: false,
  });
  record(step, 'refundRequested', refund);
  issue(step, refund);
  return true;
}

/** The moment at which a refund is found to be possible or not. */
export function settleRefund(step: Step, id: string): void {
  const refund = refundOf(step, id);
  if (refund?.status !== 'Requested') return;
  const code = verdict(step, refund);
  const settled = keepRefund(step, { ...refund, status: code === 0 ? 'Issued' : 'Declined' });
  if (code === 0) issue(step, settled);
  else record(step, 'refundDeclined', settled, code);
  callBackRefund(step, settled, code);
}

function issue(step: Step, refund: RefundRecord): void {
  moveBalance(step, 'merchantBalance', -1n, refund.amount);
  moveBalance(step, 'payerBalance', 1n, refund.amount);
  record(step, 'refundIssued', refund, 0);
}

function verdict(step: Step, refund: RefundRecord): RefundCode {
  const payment = takenOf(step, refund.paymentId);
  if (!payment || payment.agreementId !== refund.agreementId) return 60003;
  if (payment.takenAt === null) return 60004;
  const settings = settingsOf(step);
  if (settings.instantTransfer) return 60007;
  if (step.now.getTime() - Date.parse(payment.takenAt) > windowMs) return 60006;
  const issued = sum(refundsOf(step, payment.id).filter(({ status }) => status === 'Issued'));
  if (issued >= toMinor(payment.amount)) return 60001;
  if (issued + toMinor(refund.amount) > toMinor(payment.amount)) return 60002;
  if (!covers(settings.merchantBalance, refund.amount)) return 60008;
  return refund.declinesLate ? 60005 : 0;
}

// A refund of everything is of what no other refund has taken or asked for; of nothing left it is the whole, to be declined.
function whatIsLeft(step: Step, payment: Taken): string {
  const taken = sum(refundsOf(step, payment.id).filter(({ status }) => status !== 'Declined'));
  const left = toMinor(payment.amount) - taken;
  return left > 0n ? fromMinor(left) : payment.amount;
}

function sum(refunds: readonly RefundRecord[]): bigint {
  return refunds.reduce((total, refund) => total + toMinor(refund.amount), 0n);
}

function record(step: Step, effect: string, refund: RefundRecord, code?: RefundCode): void {
  const { id, externalId, paymentId, amount: refunded, currency } = refund;
  step.record({
    effect,
    subject: { kind: 'refund', id, within: paymentId, ...(externalId !== null && { externalId }) },
    amount: refunded,
    currency,
    ...(code !== undefined && { code: String(code) }),
  });
}
