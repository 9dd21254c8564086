import { systemClock } from './clock.ts';
import type { Credential } from './connection.ts';
import { GapError } from './errors.ts';
import { type Following, type FollowingOptions, type FollowState, following, type Taken } from './following.ts';
import { lasting, type Problem } from './problem.ts';
import { ask } from './request.ts';
import { memoryStore, type Place, type PlaceStore } from './store.ts';

/** An event as it is selected when nothing else is asked for. Amounts are in minor units, as text. */
export interface FollowedEvent {
  readonly id: string;
  /** 1, 2, 3 … without a gap. */
  readonly sequence: string;
  readonly type: string;
  readonly subjectId: string;
  readonly occurredAt: string;
  readonly change: {
    readonly from: string | null;
    readonly to: string;
    readonly amount: { readonly amountMinor: string; readonly currency: string } | null;
  } | null;
}

export interface Delivery {
  /** The place just after this event. Saved for you once `onEvent` is done. */
  readonly cursor: string;
  /** Whether it is history that you had asked for, rather than news. */
  readonly replayed: boolean;
}

export interface FollowOptions<Event = FollowedEvent> extends Omit<Partial<FollowingOptions>, 'url' | 'credential'> {
  /** `https://…/graphql` */
  readonly url: string;
  /** A key with `events:read`, or what gives one. Left out where the browser sends a cookie. */
  readonly credential?: Credential;
  /** Takes one event; the next comes when it is done. What it throws ends the stream, and the event comes again next time. */
  onEvent(event: Event, delivery: Delivery): void | Promise<void>;
  /** Where the place is kept. A place that is in it goes before `after`. Default: memory. */
  readonly store?: PlaceStore;
  /** Where to begin when the store has no place: `now` (default), `beginning`, or a cursor. */
  readonly after?: 'now' | 'beginning' | (string & {});
  /** Fields of `Event`. `sequence` is always asked for. */
  readonly select?: string;
  /** Fragments that `select` spreads. */
  readonly fragments?: string;
  /** The `EventFilter`. Numbers have gaps then, so that none is looked for. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /**
   * The database was restored to an earlier state, and events after `keptThrough` may be others now. Undo what you did for them, and give the
   * cursor to go on from. Left out, the stream ends with `LogRestoredError`.
   */
  onRestored?(keptThrough: string | null): Promise<string> | string;
}

const defaultSelect = 'id type subjectId occurredAt change { from to amount { amountMinor currency } }';

type Frame =
  | { readonly __typename: 'EventFrame'; readonly cursor: string; readonly replayed: boolean; readonly event: Numbered }
  | { readonly __typename: 'CaughtUpFrame' | 'HeartbeatFrame'; readonly cursor: string }
  | { readonly __typename: 'ReauthenticateFrame'; readonly cursor: string; readonly before: string };
type Numbered = { readonly sequence: string };
interface Data {
  readonly eventStream: Frame;
}

const queryOf = ({ select = defaultSelect, fragments = '' }: Pick<FollowOptions, 'select' | 'fragments'>): string => `
  subscription Follow($after: EventCursor, $filter: EventFilter) {
    eventStream(after: $after, filter: $filter) {
      __typename
      ... on EventFrame { cursor replayed event { sequence ${select} } }
      ... on CaughtUpFrame { cursor }
      ... on HeartbeatFrame { cursor }
      ... on ReauthenticateFrame { cursor before }
    }
  }
  ${fragments}`;

/**
 * Follows the merchant's event log from a place on: each event once for each place that is saved, in order, none missing. It comes back by
 * itself from whatever passes, and ends with an error from what does not.
 */
export function follow<Event = FollowedEvent>(options: FollowOptions<Event>): Following {
  const { clock = systemClock, random = Math.random, store = memoryStore(), filter = null } = options;
  const wire: FollowingOptions = { ...options, clock, random };
  return following<Data>(wire, async (signal) => {
    let place = (await store.load()) ?? (await begin(options, signal));
    /** The number that was missing when it was asked for last. */
    let missing: bigint | null = null;
    /** The end of the credential that was given up for a fresh one. */
    let renewedBefore: string | null = null;
    const keep = async (next: Place): Promise<void> => {
      if (next.cursor === place?.cursor && next.sequence === place.sequence) return;
      place = next;
      await store.save(next);
    };

    const takeEvent = async (frame: Extract<Frame, { readonly __typename: 'EventFrame' }>): Promise<Taken> => {
      const sequence = BigInt(frame.event.sequence);
      const expected = place?.sequence ? BigInt(place.sequence) + 1n : null;
      if (expected !== null && sequence < expected) return 'next';
      if (expected !== null && sequence > expected && filter === null) {
        const gap = new GapError(expected, sequence);
        if (missing === expected) throw gap;
        missing = expected;
        return { failed: { ...lasting(gap.code, gap.message), kind: 'passing' } };
      }
      missing = null;
      await options.onEvent(frame.event as Event, { cursor: frame.cursor, replayed: frame.replayed });
      await keep({ cursor: frame.cursor, sequence: frame.event.sequence });
      return 'next';
    };

    return {
      query: queryOf(options),
      variables: () => ({ after: place?.cursor ?? null, filter }),
      async take({ eventStream: frame }, say: (state: FollowState) => void): Promise<Taken> {
        if (frame.__typename === 'EventFrame') return takeEvent(frame);
        // An unknown kind of frame has a cursor that was not asked for.
        if (frame.cursor) await keep({ cursor: frame.cursor, sequence: place?.sequence ?? null });
        if (frame.__typename === 'CaughtUpFrame') say({ kind: 'caughtUp' });
        if (frame.__typename !== 'ReauthenticateFrame' || typeof options.credential !== 'function') return 'next';
        // Where no fresher one is given there is nothing to gain by coming again before the end.
        const renews = frame.before !== renewedBefore;
        renewedBefore = frame.before;
        return renews ? 'again' : 'next';
      },
      async mend({ code, extensions }: Problem): Promise<boolean> {
        if (code !== 'EVENT_LOG_RESTORED' || !options.onRestored) return false;
        const { keptThrough } = extensions;
        const cursor = await options.onRestored(typeof keptThrough === 'string' ? keptThrough : null);
        await keep({ cursor, sequence: null });
        return true;
      },
    };
  });
}

async function begin<Event>(options: FollowOptions<Event>, signal: AbortSignal): Promise<Place | null> {
  const { after = 'now' } = options;
  if (after === 'now') return null;
  if (after !== 'beginning') return { cursor: after, sequence: null };
  const { eventLogHead } = await ask<{ eventLogHead: { oldestRetained: string } }>({
    ...options,
    signal,
    document: 'query Beginning { eventLogHead { oldestRetained } }',
  });
  return { cursor: eventLogHead.oldestRetained, sequence: null };
}
