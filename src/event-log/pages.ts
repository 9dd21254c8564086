import type { Db } from '../platform/db.ts';
import type { SequencedEvent } from './event.ts';
import { logPageMax, readLog, readOldLog } from './read.ts';

/** The most pages that are kept, of 1,000 events each. */
const pagesMax = 24;
/** How long a page is kept that nobody asks for, in milliseconds: whoever comes from far behind asks for each once, and those at the end for the last one only. */
const keptUnusedMs = 10_000;
/** The most events that a stream is given at once: it holds on to them, however slowly it is read, and there are thousands of streams. */
const givenMax = 200;

/** The events of one stretch of a log, `logPageMax` sequences long and always the same ones: what is known of it only grows. */
interface Page {
  usedAtMs: number;
  events: readonly SequencedEvent[];
  flight: { readonly startedAt: number; readonly read: Promise<readonly SequencedEvent[]> } | null;
}
const pagesOf = new WeakMap<Db, Map<string, Page>>();
let tick = 0;

/**
 * What comes next after a sequence, none when nothing does. The log is only ever added to, so what one stream has read is kept for all:
 * thousands that come back at once, or that all hear of one event, cost a few reads. That nothing comes next counts only if its read began
 * after the asking, since it may be older than the notification.
 */
export async function eventsAfter(db: Db, merchantId: string, after: bigint): Promise<readonly SequencedEvent[]> {
  const start = after - (after % BigInt(logPageMax));
  const page = pageAt(db, `${merchantId} ${start}`);
  const askedAt = ++tick;
  for (;;) {
    const known = following(page.events, after);
    if (known.length > 0) return known;
    const flight = page.flight ?? begin(db, merchantId, start, page);
    const found = following(await flight.read, after);
    if (found.length > 0 || flight.startedAt > askedAt) return found;
  }
}

/** Looked for from the end: nearly always everybody asks for the last one. */
function following(events: readonly SequencedEvent[], after: bigint): readonly SequencedEvent[] {
  let from = events.length;
  while (from > 0 && (events[from - 1] as SequencedEvent).sequence > after) from -= 1;
  return events.slice(from, from + givenMax);
}

/** Begins to read what comes after a sequence, for a stream that will ask for it soon. */
export function readAhead(db: Db, merchantId: string, after: bigint): void {
  // What goes wrong is told to whoever asks.
  eventsAfter(db, merchantId, after).catch(() => undefined);
}

function begin(db: Db, merchantId: string, start: bigint, page: Page): NonNullable<Page['flight']> {
  const from = page.events.at(-1)?.sequence ?? start;
  const end = start + BigInt(logPageMax);
  // Nothing is known of the stretch yet: it may well be an old one.
  const isFresh = page.events.length === 0;
  const read = (isFresh ? readFar(db, merchantId, from) : readLog(db, merchantId, from))
    .then((found) => {
      page.events = [...page.events, ...found.filter(({ sequence }) => sequence <= end)];
      return found;
    })
    .finally(() => {
      page.flight = null;
    });
  page.flight = { startedAt: ++tick, read };
  return page.flight;
}

async function readFar(db: Db, merchantId: string, from: bigint): Promise<readonly SequencedEvent[]> {
  const old = db.replica && (await readOldLog({ db, replica: db.replica }, merchantId, from));
  return old ?? readLog(db, merchantId, from);
}

/** The page, which is now the one used last. Those that nobody has used for long go, and the oldest where there are too many. */
function pageAt(db: Db, key: string): Page {
  const pages = pagesOf.get(db) ?? new Map<string, Page>();
  pagesOf.set(db, pages);
  const nowMs = performance.now();
  const page = pages.get(key) ?? { usedAtMs: nowMs, events: [], flight: null };
  page.usedAtMs = nowMs;
  pages.delete(key);
  pages.set(key, page);
  for (const [oldest, { usedAtMs }] of pages) {
    if (pages.size <= pagesMax && nowMs - usedAtMs < keptUnusedMs) break;
    pages.delete(oldest);
  }
  return page;
}
