import { type Admission, countedAs, type KeyLoss, lostKeys } from '../../access/api-keys.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';

export type CloseWhy = KeyLoss | 'stopping' | 'tooMany';

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
/** What processes tell each other of the connections that are open in them. */
export interface SharedConnections {
  /** Says how many of each key are open here, and tells how many are in other processes. */
  exchange(open: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
}
export interface ConnectionLimits {
  /** In all processes together. */
  readonly perKey: number;
  /** A merchant has a place as long as fewer are its own than are free: one alone gets half, and each of many gets some. */
  readonly perProcess: number;
  /** How often the keys behind open connections are looked at, whatever the database has told meanwhile. */
  readonly recheckMs: number;
}

/** Of one client token: the tabs of one payer. */
const perToken = 10;
/** What was opened is told to the other processes so soon; until then each may let in as many as the key may have. */
const exchangeWithinMs = 50;
/** What others have opened is asked for so often. */
const exchangeEveryMs = 5_000;

export function createConnections(
  { db, clock, log }: { readonly db: Db; readonly clock: Clock; readonly log: Log },
  limits: ConnectionLimits,
  shared: SharedConnections,
): Connections {
  const open = new Set<LongConnection>();
  const mostOf = ({ client }: LongConnection): number => (client ? Math.min(limits.perKey, perToken) : limits.perKey);
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

  /** By key, how many the other processes have. */
  let elsewhere: ReadonlyMap<string, number> = new Map();
  // What was opened and not told. The others stay, whatever other processes open.
  let untold = new Set<LongConnection>();
  let changed = new Set<string>();
  const exchange = async (): Promise<void> => {
    const news = untold;
    const keys = new Set([...changed, ...[...open].map(countedAs)]);
    untold = new Set();
    changed = new Set();
    if (keys.size === 0) return;
    try {
      elsewhere = await shared.exchange(new Map([...keys].map((key) => [key, ofKey.of(key)])));
    } catch {
      // The database is away. Nobody is refused for that, and what is open is told when it is back.
      for (const key of keys) changed.add(key);
      return;
    }
    // Two processes that let in the last at once both send theirs away, and it comes again.
    for (const one of [...news].reverse()) {
      const key = countedAs(one);
      if (open.has(one) && ofKey.of(key) + (elsewhere.get(key) ?? 0) > mostOf(one)) one.close('tooMany');
    }
  };
  let exchanging: Promise<void> | null = null;
  let soon: NodeJS.Timeout | undefined;
  const exchangeSoon = (ms: number): void => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      soon = undefined;
      exchanging = exchange().finally(() => {
        exchanging = null;
        exchangeSoon(untold.size > 0 ? exchangeWithinMs : exchangeEveryMs);
      });
    }, ms);
    soon.unref();
  };
  exchangeSoon(exchangeEveryMs);
  const tell = (key: string): void => {
    changed.add(key);
    if (untold.size === 1 && !exchanging) exchangeSoon(exchangeWithinMs);
  };

  return {
    check,
    count: () => open.size,
    open(connection) {
      const { merchantId } = connection;
      const counted = countedAs(connection);
      const free = limits.perProcess - open.size;
      const ofAll = ofKey.of(counted) + (elsewhere.get(counted) ?? 0);
      if (ofMerchant.of(merchantId) >= free || ofAll >= mostOf(connection)) return null;
      open.add(connection);
      ofKey.add(counted, 1);
      ofMerchant.add(merchantId, 1);
      untold.add(connection);
      tell(counted);
      return () => {
        if (!open.delete(connection)) return;
        untold.delete(connection);
        ofKey.add(counted, -1);
        ofMerchant.add(merchantId, -1);
        changed.add(counted);
      };
    },
    closeAll() {
      clearInterval(timer);
      clearTimeout(soon);
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
