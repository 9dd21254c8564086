import type { Duplex } from 'node:stream';
import { createCachedLookup } from '../platform/cached-lookup.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';

/** Sessions that their owners have ended before their time, over all processes. Each is named by a hash: what is kept opens nothing. */
export interface EndedSessions {
  /** Ends one: here at once, in other processes within a second. It is kept until nobody could come with it anyway. */
  end(hash: Buffer, until: Date): Promise<void>;
  has(hash: Buffer): Promise<boolean>;
  /** Cuts a connection off when the session that it was opened with is ended, by whichever process, or when its time is over. */
  follow(session: { readonly hash: Buffer; readonly endsAt: Date }, socket: Duplex): void;
}

const keptAtMostMs = 750;

export function createEndedSessions(
  { db, clock }: { readonly db: Pick<Db, 'intake'>; readonly clock: Clock },
  { keyKeptMs }: { readonly keyKeptMs: number },
): EndedSessions {
  const keptMs = Math.min(keyKeptMs, keptAtMostMs);
  const lookup = createCachedLookup<true>({
    keptMs,
    async load(hashes) {
      const { rows } = await db.intake.query<{ hash: string }>(
        `select encode(hash, 'hex') as hash from ended_session where hash in (select decode(hash, 'hex') from unnest($1::text[]) hash)`,
        [hashes],
      );
      return new Map(rows.map(({ hash }) => [hash, true] as const));
    },
  });
  // That there is none is remembered for a moment, too; whoever has just left is out all the same.
  const endedHere = new Set<string>();
  const open = new Map<string, { readonly endsAt: Date; readonly sockets: Set<Duplex> }>();
  const has = async (name: string): Promise<boolean> => endedHere.has(name) || (await lookup.get(name)) !== null;

  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const looked = [...open].map(async ([name, { endsAt, sockets }]) => {
      if (endsAt <= clock.now() || (await has(name))) for (const socket of sockets) socket.destroy();
    });
    // Nobody is cut off because the database is away: the next look comes soon.
    await Promise.allSettled(looked);
    timer?.refresh();
  };

  return {
    async end(hash, until) {
      const name = hash.toString('hex');
      await db.intake.query('insert into ended_session (hash, expires_at) values ($1, $2) on conflict do nothing', [
        hash,
        until,
      ]);
      endedHere.add(name);
      setTimeout(() => endedHere.delete(name), 2 * keptMs).unref();
      for (const socket of open.get(name)?.sockets ?? []) socket.destroy();
    },
    has: (hash) => has(hash.toString('hex')),
    follow({ hash, endsAt }, socket) {
      // It may have closed while the session was looked up, and says so no more.
      if (socket.destroyed) return;
      const name = hash.toString('hex');
      const { sockets } = open.get(name) ?? { sockets: new Set<Duplex>() };
      open.set(name, { endsAt, sockets: sockets.add(socket) });
      timer ??= setTimeout(() => void look(), keptMs).unref();
      socket.once('close', () => {
        sockets.delete(socket);
        if (sockets.size > 0) return;
        open.delete(name);
        if (open.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      });
    },
  };
}
