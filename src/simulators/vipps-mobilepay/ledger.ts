import { fromMinor } from '../kit/amounts.ts';
import { nextNumber } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';
import { atLocal } from '../kit/time.ts';
import { salesUnit } from './auth.ts';
import { nextDay, today, zones } from './days.ts';
import type { ChargeRecord } from './records.ts';
import { settingsOf } from './settings.ts';

/**
 * The ledger of the sales unit (notes §7): what was collected and is not paid out yet, and beside it what is owed for that. Entries never
 * change. Each night the day is closed: fees are taken off, and what is left is paid out.
 */

export const topics = ['funds', 'fees'] as const;
export type Topic = (typeof topics)[number];

/** An entry as it is told. */
export interface LedgerEntry {
  readonly pspReference: string;
  readonly time: string;
  readonly ledgerDate: string;
  readonly entryType: string;
  readonly reference: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly balanceBefore: number;
  readonly balanceAfter: number;
  readonly recipientHandle: string | null;
}

/** One ledger for each currency; a sales unit has one of them. */
const ledgers = {
  DKK: { id: '302321', market: 'DK' },
  EUR: { id: '302322', market: 'FI' },
  NOK: { id: '302323', market: 'NO' },
} as const;
export type LedgerCurrency = keyof typeof ledgers;
export const ledgerCurrencies = Object.keys(ledgers) as LedgerCurrency[];

export const recipientHandle = `api:${salesUnit}`;

export function ledgerIdOf(currency: LedgerCurrency): string {
  return ledgers[currency].id;
}
export function currencyOfLedger(id: string): LedgerCurrency | null {
  return ledgerCurrencies.find((currency) => ledgers[currency].id === id) ?? null;
}

/** The timer at which a day is closed; its key is a currency and the day. */
export const closeTimer = 'ledgerDayCloses';

/** The entries of a topic, oldest first: all, or those of a day. */
export function entriesOf(
  { documents }: Pick<Step, 'documents'>,
  currency: LedgerCurrency,
  topic: Topic,
  options: { readonly day?: string; readonly limit?: number; readonly offset?: number } = {},
): readonly LedgerEntry[] {
  const { day, ...page } = options;
  return documents.list<LedgerEntry>(collectionOf(currency, topic), {
    ...page,
    ...(day === undefined ? {} : { parent: day }),
  });
}

/** Until when a day gets entries: the midnight at its end. */
export function closesAt(currency: LedgerCurrency, day: string): Date {
  return atLocal(nextDay(day), 0, zones[ledgers[currency].market]);
}

/** What is on a ledger and not paid out, or owed. */
export function balanceOf({ documents }: Pick<Step, 'documents'>, currency: LedgerCurrency, topic: Topic): number {
  return documents.get<number>('balance', collectionOf(currency, topic)) ?? 0;
}

/** Nearly the published price: so much of a hundred, in ten-thousandths. */
const feeOf = (amount: number): number => Math.max(1, Math.round((amount * 175) / 10_000));

/** Money that was taken, and what that costs. */
export function enterCapture(step: Step, charge: ChargeRecord, amount: number, pspReference: string): void {
  enter(step, charge, 'funds', 'capture', amount, pspReference);
  enter(step, charge, 'fees', 'capture-fee', -feeOf(amount), pspReference);
}

export function enterRefund(step: Step, charge: ChargeRecord, amount: number, pspReference: string): void {
  enter(step, charge, 'funds', 'refund', -amount, pspReference);
}

/** Ends the day of its key. */
export function closeDay(step: Step, key: string): void {
  const [currency = '', day = ''] = key.split(' ');
  if (isCurrency(currency)) payOut(step, currency, day);
}

/**
 * Takes the fees off and pays out what is left, as entries of a day. Where that is nothing, both wait for another day (notes §7). Fees that are
 * invoiced are not taken off.
 */
export function payOut(step: Step, currency: LedgerCurrency, day = today(step.now, ledgers[currency].market)): void {
  const balance = balanceOf(step, currency, 'funds');
  const owed = -balanceOf(step, currency, 'fees');
  const { feesInvoiced } = settingsOf(step);
  const kept = feesInvoiced ? 0 : owed;
  if (balance - kept <= 0) return;
  if (owed > 0) {
    const of = { currency, day, reference: null, pspReference: nextPsp(step) };
    if (!feesInvoiced) post(step, { ...of, topic: 'funds', entryType: 'fees-retained', amount: -owed });
    post(step, { ...of, topic: 'fees', entryType: feesInvoiced ? 'fees-invoiced' : 'fees-retained', amount: owed });
  }
  const paid = { currency, day, reference: null, pspReference: nextPsp(step) };
  const entry = post(step, { ...paid, topic: 'funds', entryType: 'payout-scheduled', amount: kept - balance });
  step.record({
    effect: 'payoutScheduled',
    subject: { kind: 'payout', id: entry.pspReference },
    amount: fromMinor(BigInt(-entry.amount)),
    currency,
  });
}

/** The payout with a reference, whichever ledger it is on; null where there is none. */
export function payoutBy(step: Step, pspReference: string): LedgerEntry | null {
  const all = ledgerCurrencies.flatMap((currency) => entriesOf(step, currency, 'funds'));
  return all.find((entry) => isPayout(entry) && entry.pspReference === pspReference) ?? null;
}

/** The first payout after all that was captured of a charge. */
export function payoutAfter(step: Step, { id, externalId, currency }: ChargeRecord): LedgerEntry | null {
  const entries = isCurrency(currency) ? entriesOf(step, currency, 'funds') : [];
  const last = entries.findLastIndex(
    (entry) => entry.entryType === 'capture' && entry.reference === (externalId ?? id),
  );
  return last < 0 ? null : (entries.slice(last).find(isPayout) ?? null);
}

/** The merchant's bank has refused a payout: its money is on the ledger again, and paid out with what comes next. False where that was done. */
export function abortPayout(step: Step, { currency, pspReference, amount }: LedgerEntry): boolean {
  if (!isCurrency(currency)) return false;
  const done = entriesOf(step, currency, 'funds').some(
    (entry) => entry.entryType === 'payout-aborted' && entry.pspReference === pspReference,
  );
  if (done) return false;
  const day = today(step.now, ledgers[currency].market);
  const entry = { topic: 'funds', currency, day, entryType: 'payout-aborted', reference: null, pspReference } as const;
  post(step, { ...entry, amount: -amount });
  step.setTimer(closeTimer, `${currency} ${day}`, closesAt(currency, day));
  step.record({
    effect: 'payoutAborted',
    subject: { kind: 'payout', id: pspReference },
    amount: fromMinor(BigInt(-amount)),
    currency,
  });
  return true;
}

const isPayout = ({ entryType }: LedgerEntry): boolean => entryType === 'payout-scheduled';

export function nextPsp(step: Step): string {
  return String(nextNumber(step, 'transaction', 9_900_000_000));
}

/** An entry about a charge, which is named by its external id, or else its own (notes §7). */
export function enter(
  step: Step,
  { id, externalId, currency }: ChargeRecord,
  topic: Topic,
  entryType: string,
  amount: number,
  pspReference: string,
): void {
  if (!isCurrency(currency)) return;
  const day = today(step.now, ledgers[currency].market);
  post(step, { topic, currency, day, entryType, reference: externalId ?? id, amount, pspReference });
  step.setTimer(closeTimer, `${currency} ${day}`, closesAt(currency, day));
}

interface NewEntry {
  readonly topic: Topic;
  readonly currency: LedgerCurrency;
  readonly day: string;
  readonly entryType: string;
  readonly reference: string | null;
  readonly amount: number;
  readonly pspReference: string;
}

export function post(
  step: Step,
  { topic, currency, day, entryType, reference, amount, pspReference }: NewEntry,
): LedgerEntry {
  const balanceBefore = balanceOf(step, currency, topic);
  const balanceAfter = balanceBefore + amount;
  const entry: LedgerEntry = {
    pspReference,
    time: step.now.toISOString(),
    ledgerDate: day,
    entryType,
    reference,
    currency,
    amount,
    balanceBefore,
    balanceAfter,
    recipientHandle: reference === null ? null : recipientHandle,
  };
  const name = collectionOf(currency, topic);
  step.documents.put(name, String(nextNumber(step, name)), entry, day);
  step.documents.put('balance', name, balanceAfter);
  return entry;
}

const collectionOf = (currency: LedgerCurrency, topic: Topic): string => `${topic} ${currency}`;

export function isCurrency(code: string): code is LedgerCurrency {
  return Object.hasOwn(ledgers, code);
}
