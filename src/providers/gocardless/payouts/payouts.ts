import type {
  PayoutFact,
  PayoutItemFact,
  PayoutItemKind,
  ProviderRef,
  StatusCheck,
} from '../../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../../kernel/result.ts';
import { lookupNotSent, type Unknown, unknown } from '../../kit/outcomes.ts';
import { quote } from '../../kit/quote.ts';
import { isIn } from '../../kit/reasons.ts';
import { isDay } from '../../kit/times.ts';
import { type Call, send } from '../client.ts';
import { getOne } from '../lookup.ts';
import { toInstant, toMoney } from '../translate.ts';
import { payoutItemPage, type WirePayout, type WirePayoutItem } from '../wire.ts';

/**
 * Payouts and their items. GoCardless makes them by itself, one for each currency and working day, with what all systems of the account have
 * collected. Items bear no ids; they are told for six months after the payout.
 */

export function payoutRef(id: string): ProviderRef {
  return { kind: 'payout', id };
}

export async function payoutStatus(call: Call, ref: ProviderRef): Promise<StatusCheck> {
  const found = await getOne(call, 'payouts', ref.id);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const fact = toPayoutFact(found.value, call.context.now());
  if (!fact.ok) return fact.error;
  if (fact.value.now === 'PENDING') return { kind: 'facts', facts: [fact.value] };
  const items = await readItems(call, found.value);
  if (!items.ok) return items.error;
  return { kind: 'facts', facts: [{ ...fact.value, ...(items.value ? { items: items.value } : {}) }] };
}

// `paid` is that GoCardless has sent it; when it is there, nobody says.
const states = { pending: 'PENDING', paid: 'IN_TRANSIT', bounced: 'BOUNCED' } as const satisfies Record<
  string,
  PayoutFact['now']
>;

export function toPayoutFact(wire: WirePayout, at: Date): Result<PayoutFact, Unknown> {
  const { status, fx } = wire;
  if (!isIn(states, status)) return refuse(unknown('unknownStatus', `payout status ${quote(status)}`));
  const amount = toMoney(wire.amount, wire.currency);
  if (!amount.ok) return amount;
  const exchanged = typeof fx?.fx_currency === 'string' && fx.fx_currency !== wire.currency ? fx : null;
  const bank = exchanged?.fx_amount ? toMoney(exchanged.fx_amount, exchanged.fx_currency ?? '') : null;
  if (bank && !bank.ok) return bank;
  // While it is being exchanged the amount is an estimate, whatever an event has said.
  const now = exchanged && !bank && status === 'paid' ? 'PENDING' : states[status];
  return ok({
    kind: 'payout',
    ref: payoutRef(wire.id),
    now,
    providerStatus: status,
    amount: amount.value,
    ...(wire.deducted_fees ? { deductedFees: BigInt(wire.deducted_fees) } : {}),
    ...(bank && now !== 'PENDING'
      ? { bank: { amount: bank.value, ...(exchanged?.exchange_rate ? { rate: exchanged.exchange_rate } : {}) } }
      : {}),
    ...(wire.reference ? { bankReference: wire.reference } : {}),
    ...(wire.arrival_date && isDay(wire.arrival_date) ? { arrivesOn: wire.arrival_date } : {}),
    madeAt: toInstant(wire.created_at) ?? at,
    at,
  });
}

const kinds: Readonly<Record<string, PayoutItemKind>> = {
  payment_paid_out: 'PAYMENT',
  payment_failed: 'REVERSAL',
  payment_charged_back: 'REVERSAL',
  payment_refunded: 'REFUND',
  refund: 'REFUND',
  refund_funds_returned: 'REFUND_RETURNED',
  gocardless_fee: 'FEE',
  surcharge_fee: 'FEE',
  app_fee: 'PARTNER_FEE',
  revenue_share: 'ADJUSTMENT',
};

/** A line in our words. In what is paid to a partner, fees are what it earns. A type that is new is money all the same, and shows its own word. */
export function toItem(
  { type, amount, links, taxes }: WirePayoutItem,
  payoutType: string | null | undefined,
): Result<PayoutItemFact, Unknown> {
  const amountTenths = toTenths(amount);
  if (amountTenths === null)
    return refuse(unknown('unreadable', 'an item of a payout has an amount finer than a tenth'));
  const known = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const kind = payoutType === 'partner' ? 'ADJUSTMENT' : (known ?? 'ADJUSTMENT');
  return ok({
    kind,
    providerType: type,
    amountTenths,
    ...(links?.payment ? { paymentReference: links.payment } : {}),
    ...(links?.refund ? { refundReference: links.refund } : {}),
    ...(taxes && taxes.length > 0 ? { taxes } : {}),
  });
}

/** `-60.5` as -605; null for what is finer than a tenth. */
export function toTenths(amount: string): bigint | null {
  const [, sign = '', whole = '', tenth = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d)(\d*))?$/.exec(amount) ?? [];
  if (whole === '' || /[1-9]/.test(rest)) return null;
  return BigInt(`${sign}${whole}${tenth}`);
}

// 500 items of some 300 bytes, and four times as much to spare.
const replyBytesMax = 1024 * 1024;
// Larger payouts are split by GoCardless; so many pages are 25,000 items, and some seconds.
const pagesMax = 50;

/** All items, or null where GoCardless tells them no longer. */
async function readItems(
  call: Call,
  { id, payout_type: type }: WirePayout,
): Promise<Result<readonly PayoutItemFact[] | null, Unknown>> {
  const items: PayoutItemFact[] = [];
  let after: string | null | undefined = null;
  for (let page = 0; page < pagesMax; page++) {
    const query = new URLSearchParams({ payout: id, limit: '500', ...(after ? { after } : {}) });
    const reply = await send(call, { method: 'GET', path: `/payout_items?${query}`, replyBytesMax });
    if (reply.kind === 'unknown') return refuse(reply);
    if (reply.kind === 'notSent') return refuse(lookupNotSent(reply));
    if (reply.status === 410) return ok(null);
    const { data } = payoutItemPage.safeParse(reply.status === 200 && reply.json.ok ? reply.json.value : null);
    if (!data) return refuse(unknown('unreadable', `the items of a payout could not be read (${reply.status})`));
    for (const wire of data.payout_items) {
      const item = toItem(wire, type);
      if (!item.ok) return item;
      items.push(item.value);
    }
    after = data.meta.cursors.after;
    if (!after) return ok(items);
  }
  return refuse(unknown('unreadable', `a payout has more than ${pagesMax} pages of items`));
}
