import type { Clock } from '../platform/clock.ts';
import { databaseIsAway } from '../platform/database-away.ts';
import type { Db } from '../platform/db.ts';
import type { SequencedEvent } from './event.ts';
import type { Notifier } from './notifier.ts';
import { eventsAfter, readAhead } from './pages.ts';
import { logHead, logPageMax } from './read.ts';

/** What a subscriber of a merchant's log is sent. `at` is the sequence to resume after. */
export type StreamFrame =
  | { readonly kind: 'event'; readonly at: bigint; readonly event: SequencedEvent; readonly replayed: boolean }
  | { readonly kind: 'caughtUp'; readonly at: bigint }
  | { readonly kind: 'heartbeat'; readonly at: bigint; readonly time: Date }
  | { readonly kind: 'reauthenticate'; readonly at: bigint; readonly before: Date };

export interface StreamDeps {
  readonly db: Db;
  readonly notifier: Notifier;
  readonly clock: Clock;
}
export interface StreamAsked {
  readonly merchantId: string;
  /** The sequence to go on from; null for what happens from now on. */
  readonly after: bigint | null;
  readonly matches: (event: SequencedEvent['event']) => boolean;
  /** When the credential ends, if ever. */
  readonly expiresAt: Date | null;
  readonly signal: AbortSignal;
}

/** How long a read waits before it is tried again while the database is away. */
const awayMs = 1_000;
/** A read ends at multiples of this. */
const readAheadAt = BigInt(logPageMax);
const heartbeatEveryMs = 10_000;
const reauthenticateBeforeMs = 60_000;

/**
 * The log from a place on, in order, without a gap, until the signal aborts. Nothing is buffered: the next page is read when
 * the subscriber has taken the last one, so a slow reader costs nothing but its own delay.
 */
export async function* eventFrames(
  deps: StreamDeps,
  { merchantId, after, matches, expiresAt, signal }: StreamAsked,
): AsyncGenerator<StreamFrame, void, void> {
  const { notifier, clock } = deps;
  const read = <T>(work: () => Promise<T>): Promise<T | null> => untilRead(notifier, merchantId, signal, work);
  const head = after ?? (await read(() => logHead(deps.db, merchantId)))?.sequence;
  if (head === undefined) return;
  let at = head;
  let reported = at;
  let caughtUp = after === null;
  let heartbeatAt = clock.now().getTime();
  let reauthenticated = false;
  // It listens before it reads, or a notification between the two would be lost until the next poll.
  const following = notifier.follow(merchantId, signal);
  let mayHaveGrown = true;
  if (caughtUp) yield { kind: 'caughtUp', at };

  while (!signal.aborted) {
    const page = mayHaveGrown ? await read(() => eventsAfter(deps.db, merchantId, at)) : [];
    if (page === null) return;
    // The end of a page that was not the last: the next is there by the time that this one has been sent.
    const last = page.at(-1)?.sequence ?? 0n;
    if (page.length > 1 && last % readAheadAt === 0n) readAhead(deps.db, merchantId, last);
    for (const event of page) {
      at = event.sequence;
      if (!matches(event.event)) continue;
      reported = at;
      yield { kind: 'event', at, event, replayed: !caughtUp };
      if (signal.aborted) return;
    }
    if (page.length > 0) continue;
    if (!caughtUp) {
      caughtUp = true;
      reported = at;
      yield { kind: 'caughtUp', at };
    }
    const now = clock.now();
    if (at > reported && now.getTime() - heartbeatAt >= heartbeatEveryMs) {
      reported = at;
      heartbeatAt = now.getTime();
      yield { kind: 'heartbeat', at, time: now };
    }
    if (expiresAt && !reauthenticated && expiresAt.getTime() - now.getTime() <= reauthenticateBeforeMs) {
      reauthenticated = true;
      reported = at;
      yield { kind: 'reauthenticate', at, before: expiresAt };
    }
    mayHaveGrown = await following.next();
  }
}

/**
 * What is read, again and again while the database is away: a stream outlives it, since whoever follows it could only come back and
 * ask the same. Null when the stream has ended meanwhile.
 */
export async function untilRead<T>(
  notifier: Notifier,
  merchantId: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!databaseIsAway(error)) throw error;
      await notifier.wait(merchantId, awayMs, signal);
    }
  }
  return null;
}

/**
 * An iterator that ends at once when its consumer leaves. A generator cannot be ended while it waits inside, so the signal
 * that it watches is aborted first.
 */
export function endable<T>(
  controller: AbortController,
  frames: AsyncGenerator<T, void, void>,
): AsyncIterableIterator<T> {
  return {
    next: () => frames.next(),
    return: () => {
      controller.abort();
      return frames.return();
    },
    throw: (error) => {
      controller.abort();
      return frames.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
