import { ok, refuse } from '../../../kernel/result.ts';
import type { Step } from '../../kit/simulator.ts';
import { addWorkingDays, dateOf, heardAt, notBefore } from '../calendar.ts';
import { announce } from '../events.ts';
import { creditorId } from '../guard.ts';
import type { Handler } from '../handler.ts';
import { newId } from '../ids.ts';
import { pageOf } from '../lists.ts';
import { all, find, keep, type PaymentRecord, type PayoutRecord } from '../records.ts';
import { notFound } from '../replies.ts';
import { keepPayment, movePayment } from './payment-life.ts';

/** The timer that pays out what a day and a currency have gathered. */
export const payoutTimer = 'payoutPays';

// A round figure near the published price of one collection: 1% and 20, at most 400 minor units.
const feeOf = (amount: number): number => Math.min(400, Math.floor(amount / 100) + 20);

/** Puts a confirmed payment among those of the next working day's payout in its currency. */
export function joinPayout(step: Step, payment: PaymentRecord): PaymentRecord {
  const day = addWorkingDays(dateOf(step.now), 1);
  const waiting = all(step, 'payouts', `${payment.currency} ${day}`).find(({ status }) => status === 'pending');
  const payout = waiting ?? openPayout(step, payment.currency, day);
  step.setTimer(payoutTimer, payout.id, notBefore(step.now, heardAt(day)));
  return keepPayment(step, { ...payment, payoutId: payout.id });
}

/** Pays out at once, for a scenario: a payout of this payment alone. */
export function payOutNow(step: Step, payment: PaymentRecord): PaymentRecord {
  const payout = openPayout(step, payment.currency, dateOf(step.now));
  keepPayment(step, { ...payment, payoutId: payout.id });
  pay(step, payout);
  return find(step, 'payments', payment.id) ?? payment;
}

/** The day of a payout has come: whatever is still confirmed is paid. */
export function payWhatIsDue(step: Step, id: string): void {
  const payout = find(step, 'payouts', id);
  if (payout?.status === 'pending') pay(step, payout);
}

/** The merchant's own bank has sent the money back. */
export function bouncePayout(step: Step, payout: PayoutRecord): void {
  keepPayout(step, { ...payout, status: 'bounced' });
  record(step, 'payoutBounced', payout);
  announce(step, {
    resource: 'creditors',
    action: 'bounced_payout',
    links: { creditor: creditorId, payout: payout.id },
    by: { origin: 'gocardless' },
    cause: 'bounced_payout',
  });
}

export const getPayout: Handler = (step, _request, id) => {
  const payout = find(step, 'payouts', id);
  return payout ? ok({ body: { payouts: toWire(payout) } }) : refuse(notFound);
};

export const listPayouts: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'payouts'), {
    equal: { status: ({ status }) => status, currency: ({ currency }) => currency, creditor: () => creditorId },
    range: { created_at: ({ createdAt }) => createdAt },
  });
  return page.ok ? ok({ body: { payouts: page.value.rows.map(toWire), meta: page.value.meta } }) : page;
};

function openPayout(step: Step, currency: string, day: string): PayoutRecord {
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
  });
}

function pay(step: Step, payout: PayoutRecord): void {
  step.cancelTimer(payoutTimer, payout.id);
  const due = all(step, 'payments').filter(({ payoutId, status }) => payoutId === payout.id && status === 'confirmed');
  if (due.length === 0) {
    step.documents.remove('payouts', payout.id);
    return;
  }
  const fees = due.reduce((sum, { amount }) => sum + feeOf(amount), 0);
  const amount = due.reduce((sum, payment) => sum + payment.amount, 0) - fees;
  const paid = keepPayout(step, { ...payout, status: 'paid', amount, deductedFees: fees });
  // Oldest first, as they were confirmed.
  for (const payment of due.toReversed())
    movePayment(step, payment, 'paid_out', { origin: 'gocardless', cause: 'payment_paid_out' });
  record(step, 'payoutPaid', paid);
  announce(step, {
    resource: 'payouts',
    action: 'paid',
    links: { payout: paid.id },
    by: { origin: 'gocardless' },
    cause: 'payout_paid',
  });
}

function keepPayout(step: Step, payout: PayoutRecord): PayoutRecord {
  return keep(step, 'payouts', payout, `${payout.currency} ${payout.arrivalDate}`);
}

function record(step: Step, effect: string, { id, amount, currency }: PayoutRecord): void {
  step.record({ effect, subject: { kind: 'payout', id }, amount: String(amount), currency });
}

function toWire(payout: PayoutRecord): object {
  return {
    id: payout.id,
    created_at: payout.createdAt,
    amount: payout.amount,
    arrival_date: payout.arrivalDate,
    currency: payout.currency,
    deducted_fees: payout.deductedFees,
    payout_type: 'merchant',
    reference: payout.reference,
    status: payout.status,
    fx: { fx_currency: payout.currency, fx_amount: null, exchange_rate: null, estimated_exchange_rate: null },
    tax_currency: null,
    metadata: {},
    links: { creditor: creditorId, creditor_bank_account: 'BA00SANDBOXSHOP' },
  };
}
