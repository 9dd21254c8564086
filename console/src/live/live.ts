import type { QueryClient } from '@tanstack/react-query';
import { type Following, type FollowState, follow, memoryStore } from '../../../client/src/index.ts';
import { askMerchant } from '../api/request.ts';
import { LiveEventFragmentDoc, LogHeadDocument } from '../merchant/generated/graphql.ts';
import { apply, type LiveEvent } from './news.ts';

export interface LiveState {
  /** live: every event so far is shown. catching up: it is on its way there. off: this key may not follow events. ended: it will not come back. */
  readonly state: 'starting' | 'live' | 'catching up' | 'broken' | 'off' | 'ended';
  /** The number up to which everything is shown; null before it is known. */
  readonly sequence: bigint | null;
  /** How many things of each list came into being since it was read. */
  readonly created: Readonly<Record<string, number>>;
  readonly message: string | null;
}

const starting: LiveState = { state: 'starting', sequence: null, created: {}, message: null };

export interface Live {
  get(): LiveState;
  subscribe(listener: () => void): () => void;
  /** The list was read anew: nothing of it is waiting any more. */
  seen(noun: string): void;
  /** Begins once; awaited before anything is read, so that nothing falls between a list and the stream. */
  start(client: QueryClient, mayFollow: boolean): Promise<void>;
  stop(): void;
}

/** The one stream of a tab. It goes on from its cursor after a break, so nothing is missing and nothing comes twice. */
export function createLive(): Live {
  const listeners = new Set<() => void>();
  let shown = starting;
  let following: Following | null = null;
  const set = (change: Partial<LiveState>): void => {
    shown = { ...shown, ...change };
    for (const listener of listeners) listener();
  };
  const take = (client: QueryClient, event: LiveEvent): void => {
    const { created } = apply(client, event);
    const counts = created ? { ...shown.created, [created]: (shown.created[created] ?? 0) + 1 } : shown.created;
    set({ sequence: BigInt(event.sequence), created: counts });
  };

  return {
    get: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seen(noun) {
      if (shown.created[noun]) set({ created: { ...shown.created, [noun]: 0 } });
    },
    async start(client, mayFollow) {
      const { eventLogHead: head } = await askMerchant(LogHeadDocument, {});
      set({ sequence: BigInt(head.sequence) });
      if (!mayFollow) {
        set({
          state: 'off',
          message: 'This key may not follow events (events:read): pages are read anew every 15 seconds.',
        });
        return;
      }
      const stream = follow<LiveEvent>({
        url: `${location.origin}/console/graphql`,
        store: memoryStore({ cursor: head.cursor, sequence: head.sequence }),
        select: '...LiveEvent',
        fragments: LiveEventFragmentDoc.toString(),
        onEvent: (event) => take(client, event),
        onState: (state) => set(shownAs(state)),
        async onRestored() {
          // What is shown may be of events that are no more.
          const { eventLogHead: now } = await askMerchant(LogHeadDocument, {});
          set({ sequence: BigInt(now.sequence) });
          void client.invalidateQueries();
          return now.cursor;
        },
      });
      following = stream;
      stream.ended.catch((error: unknown) => {
        if (following !== stream) return;
        set({ state: 'ended', message: error instanceof Error ? error.message : String(error) });
      });
    },
    stop() {
      void following?.stop();
      following = null;
      set(starting);
    },
  };
}

function shownAs(state: FollowState): Partial<LiveState> {
  if (state.kind === 'caughtUp') return { state: 'live', message: null };
  if (state.kind === 'waiting')
    return { state: 'broken', message: `${state.problem.message} It is tried again by itself.` };
  return { state: 'catching up', message: null };
}
