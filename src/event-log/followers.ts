import type { Db } from '../platform/db.ts';
import { headsOf } from './read.ts';

/** One who follows a merchant's log. What it is told while it is busy is kept for it. */
export interface Following {
  /** Resolves to true when the log may have grown, and to false each second when it has not: what goes by the time is due then. */
  next(): Promise<boolean>;
}

export interface Followers {
  /** Begins to listen at once, until the signal aborts. */
  follow(merchantId: string, signal: AbortSignal): Following;
  /** Tells the followers of these merchants that their logs have grown; `*` are all. */
  tell(merchantIds: readonly string[]): void;
  stop(): void;
}

/** A lost notification costs this much and no more. */
export const pollMs = 1_000;

interface Follower {
  hear(grown: boolean): void;
}

/**
 * Everybody in this process who follows a log. For all of them together the database is asked once a second how far the logs have come, in
 * one statement, so that a follower who waits costs it nothing.
 */
export function createFollowers({ worker }: Pick<Db, 'worker'>): Followers {
  const followers = new Map<string, Set<Follower>>();
  let known = new Map<string, bigint>();
  let asking = false;
  let stopped = false;

  const tell = (merchantIds: Iterable<string>): void => {
    for (const id of merchantIds) for (const follower of followers.get(id) ?? []) follower.hear(true);
  };
  /** Whoever began to follow since the last time is told too: what came between its first read and now is not known. */
  const ask = async (): Promise<void> => {
    const ids = [...followers.keys()];
    const heads = await headsOf(worker, ids);
    const before = known;
    known = new Map(ids.map((id) => [id, heads.get(id)?.sequence ?? 0n]));
    tell(ids.filter((id) => before.get(id) !== known.get(id)));
  };
  const poll = setInterval(() => {
    for (const each of followers.values()) for (const follower of each) follower.hear(false);
    if (asking || followers.size === 0) return;
    asking = true;
    // While the database is away nobody is told anything; the next answer tells what is different from the last.
    ask()
      .catch(() => undefined)
      .finally(() => {
        asking = false;
      });
  }, pollMs);
  poll.unref();

  return {
    follow(merchantId, signal) {
      let grown = false;
      let wake: () => void = () => undefined;
      const follower: Follower = {
        hear(has) {
          grown ||= has;
          wake();
        },
      };
      const end = (): void => {
        const each = followers.get(merchantId);
        each?.delete(follower);
        if (each?.size === 0) followers.delete(merchantId);
        wake();
      };
      if (!signal.aborted) {
        const each = followers.get(merchantId);
        if (each) each.add(follower);
        else followers.set(merchantId, new Set([follower]));
        // Nobody knows what this one has seen.
        known.delete(merchantId);
        signal.addEventListener('abort', end, { once: true });
      }
      return {
        async next() {
          if (!grown && !signal.aborted && !stopped)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          const has = grown;
          grown = false;
          return has;
        },
      };
    },
    tell: (merchantIds) => tell(merchantIds.includes('*') ? followers.keys() : merchantIds),
    stop() {
      stopped = true;
      clearInterval(poll);
      for (const each of followers.values()) for (const follower of each) follower.hear(false);
    },
  };
}
