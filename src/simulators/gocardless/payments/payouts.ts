import type { Step } from '../../kit/simulator.ts';
import { after, hourMs } from '../../kit/time.ts';
import { dateOf } from '../calendar.ts';
import { announce } from '../events.ts';
import { creditorId } from '../guard.ts';
import { all, find, type PaymentRecord, type PayoutRecord } from '../records.ts';
import { settingsOf } from '../settings.ts';
import { itemsOfPayment, keepPayout, openPayout, payoutOfDay, payoutTimer } from './balance.ts';
import { keepPayment, movePayment } from './payment-life.ts';

/** The timer at which the rate of a payout that is exchanged becomes final. */
export const exchangeTimer = 'payoutIsExchanged';

/** Puts a confirmed payment among those of the next working day's payout in its currency. */
export function joinPayout(step: Step, payment: PaymentRecord): PaymentRecord {
  const { id: payoutId } = payoutOfDay(step, payment.currency);
  return keepPayment(step, { ...payment, payoutId });
}

/** Pays out at once, for a scenario: a payout of this payment, with what is to be taken off. */
export function payOutNow(step: Step, payment: PaymentRecord): PaymentRecord {
  const payout = openPayout(step, payment.currency, dateOf(step.now));
  keepPayment(step, { ...payment, payoutId: payout.id });
  pay(step, payout);
  return find(step, 'payments', payment.id) ?? payment;
}

/** The day of a payout has come: whatever is still confirmed is paid. */
export function payWhatIsDue(step: Step, id: string): void {
  const payout = find(step, 'payouts', id);
  if (payout?.status === 'pending' && payout.items.length === 0) pay(step, payout);
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

/** What is taken off waits for a payout that has enough in it. */
function pay(step: Step, payout: PayoutRecord): void {
  step.cancelTimer(payoutTimer, payout.id);
  const due = all(step, 'payments').filter(({ payoutId, status }) => payoutId === payout.id && status === 'confirmed');
  const waiting = all(step, 'balance_items', payout.currency);
  const collected = due.toReversed().flatMap(itemsOfPayment);
  const taken = waiting.toReversed().map(({ id: _, ...item }) => item);
  const enough = tenthsOf([...collected, ...taken]) >= 0;
  const items = enough ? [...collected, ...taken] : collected;
  if (items.length === 0) {
    step.documents.remove('payouts', payout.id);
    return;
  }
  if (enough) for (const { id } of waiting) step.documents.remove('balance_items', id);
  const amount = Math.round(tenthsOf(items) / 10);
  const principal = tenthsOf(items.filter(({ type }) => !fees.has(type))) / 10;
  const { fxPayoutCurrency: fxCurrency, fxRate } = settingsOf(step);
  const fx = fxCurrency && fxCurrency !== payout.currency ? { currency: fxCurrency, rate: fxRate, final: false } : null;
  const sent = { ...payout, items, amount, deductedFees: principal - amount, fx };
  const paid = keepPayout(step, { ...sent, status: fx ? 'pending' : 'paid' });
  for (const payment of due.toReversed())
    movePayment(step, payment, 'paid_out', { origin: 'gocardless', cause: 'payment_paid_out' });
  record(step, 'payoutPaid', paid);
  tell(step, paid, 'paid', 'payout_paid');
  if (fx) step.setTimer(exchangeTimer, paid.id, after(step, hourMs));
}

/** Told as paid before, it is so only now. */
export function confirmExchange(step: Step, id: string): void {
  const payout = find(step, 'payouts', id);
  if (payout?.status !== 'pending' || !payout.fx) return;
  const confirmed = keepPayout(step, { ...payout, status: 'paid', fx: { ...payout.fx, final: true } });
  record(step, 'payoutExchanged', confirmed);
  tell(step, confirmed, 'fx_rate_confirmed', 'payout_fx_rate_confirmed');
}

const fees: ReadonlySet<string> = new Set(['gocardless_fee', 'app_fee', 'surcharge_fee']);
const tenthsOf = (items: readonly { readonly tenths: number }[]): number =>
  items.reduce((sum, { tenths }) => sum + tenths, 0);

function tell(step: Step, { id }: PayoutRecord, action: string, cause: string): void {
  announce(step, { resource: 'payouts', action, links: { payout: id }, by: { origin: 'gocardless' }, cause });
}

function record(step: Step, effect: string, { id, amount, currency }: PayoutRecord): void {
  step.record({ effect, subject: { kind: 'payout', id }, amount: String(amount), currency });
}
