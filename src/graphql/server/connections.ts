import { type Admission, countedAs, type KeyLoss, lostKeys } from '../../access/api-keys.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';

export type CloseWhy = KeyLoss | 'stopping';

/** A connection that outlives its request: a stream over SSE, or a socket. */
export interface LongConnection extends Admission {
  readonly merchantId: string;
  close(why: CloseWhy): void;
}
export interface Connections {
  /** Takes a connection in, or refuses it when key, merchant or process has too many. The answer takes it out again. */
  open(connection: LongConnection): (() => void) | null;
  /** Looks at once whether the keys of open connections are what they were: of one key, or of all. */
  check(keyId?: string): Promise<void>;
  closeAll(): void;
  /** How many are open. */
  count(): number;
}
export interface ConnectionLimits {
  readonly perKey: number;
  /** A merchant has a place as long as fewer are its own than are free: one alone gets half, and each of many gets some. */
  readonly perProcess: number;
  /** How often the keys behind open connections are looked at, whatever the database has told meanwhile. */
  readonly recheckMs: number;
}

/** Of one client token: the tabs of one payer. */
const perToken = 10;

export function createConnections(
  { db, clock, log }: { readonly db: Db; readonly clock: Clock; readonly log: Log },
  limits: ConnectionLimits,
): Connections {
  const open = new Set<LongConnection>();
  const ofKey = createCounts();
  const ofMerchant = createCounts();

  let blind = false;
  const check = async (keyId?: string): Promise<void> => {
    const looked = keyId === undefined ? [...open] : [...open].filter((one) => one.keyId === keyId);
    if (looked.length === 0) return;
    try {
      for (const [connection, loss] of await lostKeys(db, clock, looked)) connection.close(loss);
      blind = false;
    } catch (err) {
      // Nobody is cut off because the database is away; the next round looks again, and says nothing more of it.
      if (!blind) log.warn({ err }, 'the keys of open streams could not be checked');
      blind = true;
    }
  };
  let checking = false;
  const timer = setInterval(async () => {
    if (checking) return;
    checking = true;
    await check();
    checking = false;
  }, limits.recheckMs);
  timer.unref();

  return {
    check,
    count: () => open.size,
    open(connection) {
      const { merchantId, client } = connection;
      const counted = countedAs(connection);
      const free = limits.perProcess - open.size;
      const own = client ? Math.min(limits.perKey, perToken) : limits.perKey;
      if (ofMerchant.of(merchantId) >= free || ofKey.of(counted) >= own) return null;
      open.add(connection);
      ofKey.add(counted, 1);
      ofMerchant.add(merchantId, 1);
      return () => {
        if (!open.delete(connection)) return;
        ofKey.add(counted, -1);
        ofMerchant.add(merchantId, -1);
      };
    },
    closeAll() {
      clearInterval(timer);
      for (const connection of [...open]) connection.close('stopping');
    },
  };
}

/** How many of each; what is down to none takes no memory. */
export function createCounts(): { of(name: string): number; add(name: string, by: number): void } {
  const counts = new Map<string, number>();
  return {
    of: (name) => counts.get(name) ?? 0,
    add(name, by) {
      const count = (counts.get(name) ?? 0) + by;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
    },
  };
}
