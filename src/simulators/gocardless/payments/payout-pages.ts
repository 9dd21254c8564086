import { ok, refuse } from '../../../kernel/result.ts';
import { plusMonths } from '../calendar.ts';
import { creditorId } from '../guard.ts';
import { type Handler, query } from '../handler.ts';
import { pageOf } from '../lists.ts';
import { all, find, type PayoutItemRecord, type PayoutRecord } from '../records.ts';
import { misused, notFound } from '../replies.ts';
import { feeOf } from './balance.ts';

/** Payouts, their items and the balances, as GoCardless shows them. */

export const getPayout: Handler = (step, _request, id) => {
  const payout = find(step, 'payouts', id);
  return payout ? ok({ body: { payouts: toWire(payout) } }) : refuse(notFound);
};

export const listPayouts: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'payouts'), {
    equal: {
      status: ({ status }) => status,
      currency: ({ currency }) => currency,
      creditor: () => creditorId,
      creditor_bank_account: () => bankAccountId,
      payout_type: () => 'merchant',
      reference: ({ reference }) => reference,
    },
    range: { created_at: ({ createdAt }) => createdAt },
  });
  return page.ok ? ok({ body: { payouts: page.value.rows.map(toWire), meta: page.value.meta } }) : page;
};

/** Items are told for six months. They have no ids; the places in a list are no more than that. */
export const listPayoutItems: Handler = (step, request) => {
  const id = query(request).payout;
  if (id === undefined) return refuse(misused(400, 'missing_parameter', 'payout is required'));
  const payout = find(step, 'payouts', id);
  if (!payout) return refuse(notFound);
  if (plusMonths(new Date(payout.createdAt), 6) < step.now)
    return refuse(misused(410, 'resource_gone', 'The items of payouts are kept for six months'));
  const placed = payout.items.map((item, place) => ({ ...item, id: `${payout.id}-${place + 1}` }));
  const page = pageOf(request, placed, { equal: {}, other: ['payout', 'include_2020_tax_cutover'] });
  if (!page.ok) return page;
  const { rows, meta } = page.value;
  return ok({ body: { payout_items: rows.map((item) => itemToWire(item, payout)), meta } });
};

/** What is not paid out yet: confirmed, less its fees and what is to be taken off; and what is being paid out. */
export const listBalances: Handler = (step, request) => {
  if (query(request).creditor !== creditorId) return refuse(misused(400, 'missing_parameter', 'creditor is required'));
  const payments = all(step, 'payments');
  const payouts = all(step, 'payouts');
  const currencies = new Set([...payments, ...payouts].map(({ currency }) => currency));
  const balances = [...currencies].flatMap((currency) => {
    const of = (status: string) => payments.filter((one) => one.currency === currency && one.status === status);
    const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
    const waiting = sum(all(step, 'balance_items', currency).map(({ tenths }) => tenths / 10));
    const confirmed = sum(of('confirmed').map((payment) => payment.amount - feeOf(payment) / 10)) + waiting;
    const pending = payouts.filter((one) => one.currency === currency && one.status !== 'paid');
    return Object.entries({
      pending_payments_submitted: sum(of('submitted').map(({ amount }) => amount)),
      confirmed_funds: Math.round(confirmed),
      pending_payouts: sum(pending.map(({ amount }) => amount)),
    }).map(([balance_type, amount]) => ({ balance_type, amount, currency, last_updated_at: step.now.toISOString() }));
  });
  return ok({ body: { balances, meta: { cursors: { before: null, after: null }, limit: 50 } } });
};

const bankAccountId = 'BA00SANDBOXSHOP';

function toWire({ fx, ...payout }: PayoutRecord): object {
  return {
    id: payout.id,
    created_at: payout.createdAt,
    amount: payout.amount,
    arrival_date: payout.status === 'pending' ? null : payout.arrivalDate,
    currency: payout.currency,
    deducted_fees: payout.deductedFees,
    payout_type: 'merchant',
    reference: payout.reference,
    status: payout.status,
    fx: {
      fx_currency: fx?.currency ?? payout.currency,
      fx_amount: fx?.final ? Math.round(payout.amount * Number(fx.rate)) : null,
      exchange_rate: fx?.final ? fx.rate : null,
      estimated_exchange_rate: fx?.rate ?? null,
    },
    tax_currency: null,
    metadata: {},
    links: { creditor: creditorId, creditor_bank_account: bankAccountId },
  };
}

// A fee has its tax in it: at 20%, a sixth of it.
function itemToWire(
  { type, tenths, paymentId, refundId, mandateId }: PayoutItemRecord,
  { currency }: PayoutRecord,
): object {
  const taxed = currency === 'GBP' && type === 'gocardless_fee';
  const tax = { currency, destination_amount: null, destination_currency: null, exchange_rate: null };
  return {
    type,
    amount: (tenths / 10).toFixed(1),
    taxes: taxed ? [{ ...tax, amount: (Math.round(tenths / 6) / 10).toFixed(1), tax_rate_id: 'GB_VAT_1' }] : [],
    links: { payment: paymentId, ...(refundId && { refund: refundId, mandate: mandateId }) },
  };
}
