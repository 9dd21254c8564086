import { type Currency, currency, isCurrency } from '../../../kernel/money.ts';
import { ok, type Result, refuse } from '../../../kernel/result.ts';
import type { Found } from '../../kit/client.ts';
import { type Unknown, unknown } from '../../kit/outcomes.ts';
import { plusDays } from '../../kit/times.ts';
import { nameOf } from '../../kit/webhooks.ts';
import { type Call, name } from '../client.ts';
import { lookUp } from '../lookup.ts';
import { toInstant } from '../translate.ts';
import { entryPage, ledgerEntry, ledgerList, ledger as wireLedger } from '../wire.ts';

/**
 * The report API (notes §7): what has moved on the ledger of a sales unit (`funds`), and on that of what it owes for it (`fees`). It is read by
 * day: a day that is over never changes, and where a reading begins is then ours to choose. Lines stand in the order in which they came about.
 */

export type Topic = 'funds' | 'fees';

/** One line of a ledger. What cannot be read of it does not keep the others from being read. */
export type Line =
  | {
      readonly kind: 'entry';
      readonly pspReference: string;
      /** The provider's own word. */
      readonly type: string;
      /** Signed, in minor units. */
      readonly amount: bigint;
      readonly currency: Currency;
      /** What the merchant calls the payment: its external id, or else its order id. */
      readonly reference: string | null;
      readonly at: Date | null;
      readonly balanceBefore: bigint | null;
      /** The day under which it is told. */
      readonly day: string;
    }
  | { readonly kind: 'unreadable'; readonly key: string; readonly day: string };
export type Entry = Extract<Line, { kind: 'entry' }>;

export interface Page {
  readonly lines: readonly Line[];
  /** Where the next page of the day begins; null after the last. */
  readonly next: string | null;
  /** Whether the day may still get lines. */
  readonly open: boolean;
}

export interface Day {
  readonly ledgerId: string;
  readonly topic: Topic;
  /** YYYY-MM-DD. */
  readonly day: string;
}

// A thousand entries of some 400 bytes, and as much again to spare.
const pageBytesMax = 1024 * 1024;

export async function readPage(call: Call, { ledgerId, topic, day }: Day, cursor: string | null): Promise<Found<Page>> {
  const query = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
  const path = `/report/v2/ledgers/${encodeURIComponent(ledgerId)}/${topic}/dates/${day}${query}`;
  const found = await lookUp(call, path, entryPage, pageBytesMax);
  if (found.kind !== 'found') return found;
  const { items, hasMore, cursor: next, tryLater } = found.value;
  if (hasMore === true && !next)
    return unknown('unreadable', 'a page of a ledger has another after it, and does not say where');
  const lines = items.map((item) => toLine(item, day));
  return {
    kind: 'found',
    value: { lines, next: hasMore === true ? (next ?? null) : null, open: tryLater === true },
  };
}

// So many pages are 50,000 entries of one day, and some seconds.
const pagesMax = 50;

/** All that a day has so far. */
export async function readDay(call: Call, day: Day): Promise<Result<readonly Line[], Unknown>> {
  const lines: Line[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Found<Page> = await readPage(call, day, cursor);
    if (found.kind === 'unknown') return refuse(found);
    if (found.kind === 'missing')
      return refuse(unknown('unreadable', `${name} does not know ledger ${day.ledgerId} any more`));
    lines.push(...found.value.lines);
    cursor = found.value.next;
    if (cursor === null) return ok(lines);
  }
  return refuse(unknown('unreadable', `a day of a ledger has more than ${pagesMax} pages`));
}

/** What came before a line on its ledger, since the last line that ended a period. */
export interface Period {
  readonly line: Entry;
  readonly before: readonly Line[];
  /** What had been on the ledger when the first of them came: another period's, where it is not zero. Null where it is not told. */
  readonly openedWith: bigint | null;
}

// A sales unit that collects once a month is paid out once a month.
const backDaysMax = 35;
// As long as nothing has moved and nothing was left, nobody looks further.
const quietDaysMax = 7;

/**
 * The period that a line of a day has ended: everything since the last line of its kind. Null where there is no such line. It goes back day by
 * day, and no further than a month: what had come before then is a difference, and not guessed at.
 */
export async function readPeriod(
  call: Call,
  at: Day,
  isEnd: (entry: Entry) => boolean,
  isIt: (entry: Entry) => boolean,
): Promise<Result<Period | null, Unknown>> {
  const last = await readDay(call, at);
  if (!last.ok) return last;
  const place = last.value.findIndex((line) => line.kind === 'entry' && isIt(line));
  const line = last.value[place];
  if (line?.kind !== 'entry') return ok(null);
  const period = (before: readonly Line[]): Period => ({ line, before, openedWith: openingOf([...before, line]) });
  let lines = last.value.slice(0, place);
  let quiet = 0;
  for (let back = 1; ; back++) {
    const end = lines.findLastIndex((one, at) =>
      // What cannot be read may have been such a line: where nothing is left behind it, it is taken for one.
      one.kind === 'entry' ? isEnd(one) : openingOf([lines[at + 1] ?? line]) === 0n,
    );
    if (end >= 0) return ok(period(lines.slice(end + 1)));
    const opening = openingOf([...lines, line]);
    if (back > backDaysMax || (quiet >= quietDaysMax && opening === 0n)) return ok(period(lines));
    const earlier = await readDay(call, { ...at, day: plusDays(at.day, -back) });
    if (!earlier.ok) return earlier;
    quiet = earlier.value.length === 0 ? quiet + 1 : 0;
    lines = [...earlier.value, ...lines];
  }
}

function openingOf([first]: readonly Line[]): bigint | null {
  return first?.kind === 'entry' ? first.balanceBefore : null;
}

function toLine(item: unknown, day: string): Line {
  const { data } = ledgerEntry.safeParse(item);
  if (!data || !isCurrency(data.currency)) return { kind: 'unreadable', key: nameOf(JSON.stringify(item)), day };
  return {
    kind: 'entry',
    pspReference: data.pspReference,
    type: data.entryType,
    amount: BigInt(data.amount),
    currency: currency(data.currency),
    reference: data.reference || null,
    at: toInstant(data.time),
    balanceBefore: data.balanceBefore == null ? null : BigInt(data.balanceBefore),
    day,
  };
}

// A sales unit has one; an account that settles for many is not ours to read to its end.
const ledgersMax = 20;

/** The ledgers of the sales unit, by their ids. Empty where there is no report API, as in the test environment, or no right to it. */
export async function readLedgers(call: Call): Promise<Result<readonly string[], Unknown>> {
  const handle = `api:${call.context.account.settings.merchantSerialNumber}`;
  const query = new URLSearchParams({ settlesForRecipientHandles: handle });
  const found = await lookUp(call, `/settlement/v1/ledgers?${query}`, ledgerList, pageBytesMax);
  if (found.kind === 'missing') return ok([]);
  if (found.kind === 'unknown') return refuse(found);
  const ledgers = found.value.items.flatMap((item) => wireLedger.safeParse(item).data ?? []);
  return ok(
    ledgers
      .filter(({ settlesForRecipientHandles: handles }) => handles == null || handles.includes(handle))
      .slice(0, ledgersMax)
      .map(({ ledgerId }) => ledgerId),
  );
}
