import type pg from 'pg';
import type { Db } from './db.ts';
import { orTimeout } from './timeout.ts';

/**
 * Tells all processes on one database at which public address this one lives, by a lock that its session holds: it ends with the process
 * and at once, and with one that is paused, or whose machine has gone, soon after.
 */
export interface Presence {
  /** Whether any process lives at the address. */
  isLived(address: string): Promise<boolean>;
  /** Does the task while no other process does one; null when another is at it, or when nobody could know that we live. */
  alone<T>(task: () => Promise<T>): Promise<T | null>;
  stop(): Promise<void>;
}

/** Names the locks: of two numbers, the second made of an address; and the one of `alone`. */
const presenceLocks = 7_291_549;
const aloneLock = 7_291_550;
const reconnectMs = 1_000;
const beatEveryMs = 5_000;
/** The server ends a session that has said nothing for so long, by its own clock. */
const lapseMs = 30_000;
const endWithinMs = 1_000;

export async function announcePresence(db: Db, address: string, onError: (error: Error) => void): Promise<Presence> {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const again = (): void => {
    client = null;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(announce, reconnectMs);
  };
  const announce = async (): Promise<void> => {
    try {
      const session = await db.connect();
      session.on('end', again);
      await session.query(`set idle_session_timeout = ${lapseMs}`);
      await session.query('select pg_advisory_lock_shared($1, hashtext($2))', [presenceLocks, address]);
      client = session;
      if (stopped) await session.end();
    } catch (error) {
      onError(error as Error);
      again();
    }
  };
  await announce();
  const beat = setInterval(() => void client?.query('select 1').catch(() => undefined), beatEveryMs).unref();

  return {
    async isLived(other) {
      const { rows } = await db.worker.query<{ free: boolean }>(
        'select pg_try_advisory_xact_lock($1, hashtext($2)) as free',
        [presenceLocks, other],
      );
      return rows[0]?.free !== true;
    },
    async alone(task) {
      const session = client;
      const lock = await session?.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [aloneLock]);
      if (!lock?.rows[0]?.ours) return null;
      try {
        return await task();
      } finally {
        await session?.query('select pg_advisory_unlock($1)', [aloneLock]).catch(() => undefined);
      }
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(beat);
      // One that hangs must not keep a stop waiting: the lock ends with the process.
      if (client) await orTimeout(endWithinMs, client.end()).catch(() => undefined);
    },
  };
}
