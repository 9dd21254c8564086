import type {
  PayoutFact,
  PayoutItemFact,
  PayoutItemKind,
  ProviderRef,
  StatusCheck,
} from '../../../domain/port/provider.ts';
import { money } from '../../../kernel/money.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { type BankArea, banksRest } from '../../kit/bank-days.ts';
import { type Unknown, unknown } from '../../kit/outcomes.ts';
import { isDay, plusDays } from '../../kit/times.ts';
import { dayOf } from '../charge-days.ts';
import type { Call } from '../client.ts';
import type { Market } from '../settings.ts';
import { type Entry, type Line, readDay, readPeriod } from './report.ts';

/**
 * Payouts, as the ledger has them: an entry that brings it to nothing, made of all that came since the last such entry (notes §7). There is no
 * other list of them. Fees are taken off in one sum; what each capture has cost stands in the ledger of fees, up to the entry that pays that sum.
 */

const payoutTypes: ReadonlySet<string> = new Set(['payout-scheduled', 'scheduled-for-payout']);
export const isPayout = ({ type }: Entry): boolean => payoutTypes.has(type);
export const isAborted = ({ type }: Entry): boolean => type === 'payout-aborted';
const isRetained = ({ type }: Entry): boolean => type === 'fees-retained';
const endsFees = ({ type }: Entry): boolean => type === 'fees-retained' || type === 'fees-invoiced';

/** Nothing but its place names a payout: ledger, day and reference. */
export function payoutRef(ledgerId: string, { day, pspReference }: Pick<Entry, 'day' | 'pspReference'>): ProviderRef {
  return { kind: 'payout', id: `${ledgerId}.${day}.${pspReference}` };
}

function placeOf({ id }: ProviderRef): { ledgerId: string; day: string; pspReference: string } | null {
  const [, ledgerId = '', day = '', pspReference = ''] =
    /^(\w{1,40})\.(\d{4}-\d\d-\d\d)\.([\w-]{1,60})$/.exec(id) ?? [];
  return isDay(day) ? { ledgerId, day, pspReference } : null;
}

export async function payoutStatus(call: Call, ref: ProviderRef): Promise<StatusCheck> {
  const place = placeOf(ref);
  if (!place) return { kind: 'absent', certain: true };
  const { ledgerId, day, pspReference } = place;
  const isIt = (entry: Entry): boolean => isPayout(entry) && entry.pspReference === pspReference;
  const read = await readPeriod(call, { ledgerId, topic: 'funds', day }, isPayout, isIt);
  if (!read.ok) return read.error;
  if (!read.value) return { kind: 'absent', certain: false };
  const { line, before } = read.value;
  if (line.amount >= 0n) return unknown('unreadable', 'an entry that is called a payout takes nothing off its ledger');
  const items = await itemsOf(call, ledgerId, before);
  if (!items.ok) return items.error;
  const aborted = await abortedAfter(call, ledgerId, line);
  if (!aborted.ok) return aborted.error;
  const now = call.context.now();
  const fact: PayoutFact = {
    kind: 'payout',
    ref,
    now: aborted.value ? 'BOUNCED' : 'IN_TRANSIT',
    providerStatus: (aborted.value ?? line).type,
    amount: money(-line.amount, line.currency),
    deductedFees: sum(before.filter((one) => one.kind === 'entry' && isRetained(one))),
    arrivesOn: arrivalOf(day, call.context.account.settings.market),
    madeAt: line.at ?? now,
    at: (aborted.value ?? line).at ?? now,
    items: items.value,
  };
  return { kind: 'facts', facts: [fact] };
}

const sum = (lines: readonly Line[]): bigint =>
  lines.reduce((total, line) => (line.kind === 'entry' ? total - line.amount : total), 0n);

const kinds: Readonly<Record<string, PayoutItemKind>> = {
  capture: 'PAYMENT',
  refund: 'REFUND',
  'retained-disputed-capture': 'REVERSAL',
  'returned-disputed-capture': 'REVERSAL_WITHDRAWN',
  'fees-retained': 'FEE',
  // The earlier payout is with the provider again, and told so by itself.
  'payout-aborted': 'BALANCE',
};

/** The lines of a payout. Those that cannot be read are left out, and show as a difference; a type that is new is money all the same. */
async function itemsOf(
  call: Call,
  ledgerId: string,
  lines: readonly Line[],
): Promise<Result<readonly PayoutItemFact[], Unknown>> {
  const items: PayoutItemFact[] = [];
  for (const line of lines) {
    if (line.kind === 'unreadable') continue;
    const fees = isRetained(line) ? await feesBehind(call, ledgerId, line) : ok(null);
    if (!fees.ok) return fees;
    items.push(...(fees.value ?? [line]).map((one) => toItem(one, fees.value ? 'FEE' : kindOf(one))));
  }
  return ok(items);
}

function kindOf({ type }: Entry): PayoutItemKind {
  return (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? 'ADJUSTMENT';
}

function toItem({ type, amount, reference }: Entry, kind: PayoutItemKind): PayoutItemFact {
  return {
    kind,
    providerType: type,
    amountTenths: amount * 10n,
    ...(reference === null ? {} : { paymentReference: reference }),
  };
}

/** What a sum of fees is made of, by the ledger of fees; null where that does not say so to the minor unit. */
async function feesBehind(
  call: Call,
  ledgerId: string,
  retained: Entry,
): Promise<Result<readonly Entry[] | null, Unknown>> {
  const isIt = (entry: Entry): boolean =>
    isRetained(entry) && entry.pspReference === retained.pspReference && entry.amount === -retained.amount;
  const read = await readPeriod(call, { ledgerId, topic: 'fees', day: retained.day }, endsFees, isIt);
  if (!read.ok) return read;
  const entries = (read.value?.before ?? []).filter((line) => line.kind === 'entry');
  const whole = entries.length === read.value?.before.length && sum(entries) === -retained.amount;
  return ok(entries.length > 0 && whole ? entries : null);
}

// A bank that refuses money does so within days.
const abortDaysMax = 10;

/** The entry that takes a payout back, in the days after it. */
async function abortedAfter(call: Call, ledgerId: string, payout: Entry): Promise<Result<Entry | null, Unknown>> {
  const today = dayOf(call.context.now(), call.context.account.settings);
  for (let ahead = 0; ahead <= abortDaysMax; ahead++) {
    const day = plusDays(payout.day, ahead);
    if (day > today) break;
    const lines = await readDay(call, { ledgerId, topic: 'funds', day });
    if (!lines.ok) return lines;
    const found = lines.value.find(
      (line) => line.kind === 'entry' && isAborted(line) && line.pspReference === payout.pspReference,
    );
    if (found?.kind === 'entry') return ok(found);
  }
  return ok(null);
}

/** The payout that an entry takes back, in the days before it; null where none bears its reference. */
export async function payoutBefore(
  call: Call,
  ledgerId: string,
  aborted: Entry,
): Promise<Result<Entry | null, Unknown>> {
  for (let back = 0; back <= abortDaysMax; back++) {
    const lines = await readDay(call, { ledgerId, topic: 'funds', day: plusDays(aborted.day, -back) });
    if (!lines.ok) return lines;
    const found = lines.value.find(
      (line) => line.kind === 'entry' && isPayout(line) && line.pspReference === aborted.pspReference,
    );
    if (found?.kind === 'entry') return ok(found);
  }
  return ok(null);
}

/** In Norway money is a day longer on its way (notes §7). */
const arrivals: Readonly<Record<Market, { readonly area: BankArea; readonly days: number }>> = {
  DK: { area: 'DK', days: 1 },
  FI: { area: 'TARGET', days: 1 },
  NO: { area: 'NO', days: 2 },
};

/** When it is expected at the bank, which is told nowhere: so many of the bank's days after that of its entry. */
export function arrivalOf(day: string, market: Market): string {
  const { area, days } = arrivals[market];
  let arrival = day;
  for (let left = days; left > 0; ) {
    arrival = plusDays(arrival, 1);
    if (!banksRest(area, arrival)) left -= 1;
  }
  return arrival;
}
