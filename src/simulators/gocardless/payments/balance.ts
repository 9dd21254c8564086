import type { Step } from '../../kit/simulator.ts';
import { addWorkingDays, dateOf, heardAt, notBefore } from '../calendar.ts';
import { newId } from '../ids.ts';
import {
  all,
  keep,
  type PaymentRecord,
  type PayoutItemRecord,
  type PayoutRecord,
  type RefundRecord,
} from '../records.ts';

/** What is to go into the next payout of a currency beside the payments that are confirmed: what is taken back of earlier ones. */

/** The timer that pays out what a day and a currency have gathered. */
export const payoutTimer = 'payoutPays';

/** What one collection costs, in tenths of a minor unit: 1% and 20, at most 400 minor units; near the published price. */
export function feeOf({ amount }: Pick<PaymentRecord, 'amount'>): number {
  return Math.min(4_000, Math.floor(amount / 10) + 200);
}

/** The lines of a payment that is paid out. */
export function itemsOfPayment(payment: PaymentRecord): readonly PayoutItemRecord[] {
  const { id: paymentId, amount, appFee } = payment;
  return [
    { type: 'payment_paid_out', tenths: amount * 10, paymentId },
    { type: 'gocardless_fee', tenths: -feeOf(payment), paymentId },
    ...(appFee ? [{ type: 'app_fee', tenths: -appFee * 10, paymentId } as const] : []),
  ];
}

/** A payment that had been paid out has failed or was charged back: it is taken off, and its fees are given back. */
export function takeBack(step: Step, payment: PaymentRecord, type: 'payment_failed' | 'payment_charged_back'): void {
  const [paid, ...fees] = itemsOfPayment(payment);
  const back = fees.map((fee) => ({ ...fee, tenths: -fee.tenths }));
  add(step, payment.currency, [{ type, tenths: -(paid?.tenths ?? 0), paymentId: payment.id }, ...back]);
}

/** A charge-back was withdrawn after it had been taken off a payout: the payment comes once more. */
export function giveAgain(step: Step, payment: PaymentRecord): void {
  add(step, payment.currency, itemsOfPayment(payment));
}

/** Whether a charge-back of the payment has been taken off, or is about to be. */
export function wasTakenBack(step: Step, { id }: PaymentRecord): boolean {
  const taken = ({ type, paymentId }: PayoutItemRecord) => type === 'payment_charged_back' && paymentId === id;
  return all(step, 'balance_items').some(taken) || all(step, 'payouts').some(({ items }) => items.some(taken));
}

/** A refund is taken off, or its money has come back. */
export function settleRefund(
  step: Step,
  refund: RefundRecord,
  type: 'payment_refunded' | 'refund_funds_returned',
): void {
  const { id: refundId, paymentId, mandateId, amount, currency } = refund;
  const tenths = amount * (type === 'payment_refunded' ? -10 : 10);
  add(step, currency, [{ type, tenths, paymentId, refundId, mandateId }]);
}

function add(step: Step, currency: string, items: readonly PayoutItemRecord[]): void {
  for (const item of items) {
    const id = newId(step, 'event');
    keep(step, 'balance_items', { ...item, id }, currency);
  }
  payoutOfDay(step, currency);
}

/** The payout that will pay what a currency has gathered, on the next working day. */
export function payoutOfDay(step: Step, currency: string): PayoutRecord {
  const day = addWorkingDays(dateOf(step.now), 1);
  const waiting = all(step, 'payouts', `${currency} ${day}`).find(
    ({ status, items }) => status === 'pending' && items.length === 0,
  );
  const payout = waiting ?? openPayout(step, currency, day);
  step.setTimer(payoutTimer, payout.id, notBefore(step.now, heardAt(day)));
  return payout;
}

export function openPayout(step: Step, currency: string, day: string): PayoutRecord {
  const id = newId(step, 'payout');
  return keepPayout(step, {
    id,
    createdAt: step.now.toISOString(),
    status: 'pending',
    amount: 0,
    deductedFees: 0,
    currency,
    arrivalDate: day,
    reference: `SANDBOX-${id.slice(2, 8)}`,
    items: [],
    fx: null,
  });
}

export function keepPayout(step: Step, payout: PayoutRecord): PayoutRecord {
  return keep(step, 'payouts', payout, `${payout.currency} ${payout.arrivalDate}`);
}
