import type { Log } from '../platform/log.ts';

/** What strangers are refused for, and whoever sends more than there is room for. */
const kinds = [
  'failedKeys',
  'throttledAddresses',
  'unknownWebhooks',
  'forgedWebhooks',
  'throttledWebhooks',
  'refusedSockets',
  'cutSockets',
  'brokenFrames',
  'shedRequests',
] as const;
export type RefusalKind = (typeof kinds)[number];

/** Counts what is refused and tells it in one line of the log at a time: an attack is seen, and never fills the disk. */
export interface RefusalLog {
  count(kind: RefusalKind, address: string): void;
  /** Tells what has been counted, and stops. */
  stop(): void;
}

const addressesCounted = 1_000;
const addressesTold = 5;

export function createRefusalLog(log: Log, everyMs: number): RefusalLog {
  const counts = new Map<RefusalKind, number>();
  const addresses = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const add = <Key>(map: Map<Key, number>, key: Key): void => void map.set(key, (map.get(key) ?? 0) + 1);

  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (counts.size === 0) return;
    const busiest = [...addresses].sort(([, a], [, b]) => b - a).slice(0, addressesTold);
    log.warn(
      {
        ...Object.fromEntries(counts),
        addresses: busiest.map(([address, count]) => `${address} ${count}`),
        addressCount: addresses.size,
      },
      'requests were refused',
    );
    counts.clear();
    addresses.clear();
  };
  return {
    count(kind, address) {
      add(counts, kind);
      if (addresses.has(address) || addresses.size < addressesCounted) add(addresses, address);
      timer ??= setTimeout(tell, everyMs).unref();
    },
    stop: tell,
  };
}
