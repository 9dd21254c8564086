import { z } from 'zod';
import { action } from '../kit/actions.ts';
import { jsonReply } from '../kit/replies.ts';
import type { PathIds } from '../kit/routes.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import type { Handler } from './handler.ts';
import {
  closesAt,
  currencyOfLedger,
  entriesOf,
  type LedgerCurrency,
  type LedgerEntry,
  ledgerIdOf,
  recipientHandle,
  type Topic,
  topics,
} from './ledger.ts';
import { problem } from './replies.ts';
import { currencies, settingsOf } from './settings.ts';

/** The report API (notes §7): the ledgers of the sales unit, and what moved on them, by day or as a stream. There is none in the real test environment. */

export const listLedgers: Handler = (step, request) => {
  const handles = new URLSearchParams(request.query).get('settlesForRecipientHandles');
  const asked = handles === null || handles.split(',').includes(recipientHandle);
  const { market, reportAvailable } = settingsOf(step);
  if (!reportAvailable) return problem(step, request, 'resource-not-found');
  const currency = currencies[market];
  const ledger = {
    ledgerId: ledgerIdOf(currency),
    currency,
    payoutBankAccount: { scheme: 'iban', id: 'DK5000400440116243' },
    owner: { scheme: 'business:DK:CVR', id: '16427888' },
    settlesForRecipientHandles: [recipientHandle],
    salesUnits: [{ name: 'Sandbox shop', recipientHandle }],
  };
  return jsonReply(200, { items: asked ? [ledger] : [], cursor: null });
};

/** One day, page by page. `tryLater` says that the day is not over. */
export const reportDay: Handler = (step, request, ids) => {
  const found = topicOf(step, request, ids);
  if ('status' in found) return found;
  const { currency, topic } = found;
  const { date: day = '' } = ids;
  if (!isDay(day)) return problem(step, request, 'validation-error', 'date: must be YYYY-MM-DD');
  const from = offsetOf(request);
  if (from === null) return badCursor(step, request);
  const page = entriesOf(step, currency, topic, { day, offset: from, limit: pageSizeOf(step) });
  const next = from + page.length;
  const hasMore = entriesOf(step, currency, topic, { day, offset: next, limit: 1 }).length > 0;
  return jsonReply(200, {
    items: page.map((entry) => toWire(step, entry)),
    hasMore,
    cursor: hasMore ? cursorAt(next) : null,
    tryLater: step.now < closesAt(currency, day),
  });
};

/** All of it from a cursor on, which is always told anew: from the first entry on without one. `tryLater` says that there is no more for now. */
export const reportFeed: Handler = (step, request, ids) => {
  const found = topicOf(step, request, ids);
  if ('status' in found) return found;
  const from = offsetOf(request);
  if (from === null) return badCursor(step, request);
  const page = entriesOf(step, found.currency, found.topic, { offset: from, limit: pageSizeOf(step) });
  const next = from + page.length;
  const tryLater = entriesOf(step, found.currency, found.topic, { offset: next, limit: 1 }).length === 0;
  return jsonReply(200, { items: page.map((entry) => toWire(step, entry)), cursor: cursorAt(next), tryLater });
};

/** A ledger of another sales unit is as one that there is not. */
function topicOf(
  step: Step,
  request: WireRequest,
  { ledger = '', topic = '' }: PathIds,
): Reply | { readonly currency: LedgerCurrency; readonly topic: Topic } {
  const currency = currencyOfLedger(ledger);
  const known = topics.find((one) => one === topic);
  return currency && known && settingsOf(step).reportAvailable
    ? { currency, topic: known }
    : problem(step, request, 'resource-not-found');
}

function pageSizeOf(step: Step): number {
  return settingsOf(step).reportPageSize;
}

const which = z.strictObject({ reference: z.string().min(1), entryType: z.string().min(1), odd: z.boolean() });

/** Has the entries of a kind about a payment told in a way that nobody can read, or as they are again. */
export const spoilLedgerEntries = action(which, (step, { reference, entryType, odd }) => {
  step.documents.put('oddEntry', `${entryType} ${reference}`, odd);
  return { ok: true, value: { reference, entryType, odd } };
});

function toWire({ documents }: Step, entry: LedgerEntry): object {
  const isOdd = documents.get<boolean>('oddEntry', `${entry.entryType} ${entry.reference}`);
  return isOdd ? { ...entry, amount: { value: entry.amount } } : entry;
}

function offsetOf({ query }: WireRequest): number | null {
  const cursor = new URLSearchParams(query).get('cursor');
  if (cursor === null || cursor === '') return 0;
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^at:\d{1,9}$/.test(text) ? Number(text.slice(3)) : null;
}

function cursorAt(place: number): string {
  return Buffer.from(`at:${place}`).toString('base64url');
}

function badCursor(step: Step, request: WireRequest): Reply {
  return problem(step, request, 'validation-error', 'cursor: is not valid');
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
