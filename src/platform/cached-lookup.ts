/** Look-ups by a key, kept for a short time and asked of the database in batches, one statement at a time. */
export interface CachedLookup<Value> {
  /** The value, or null where there is none. It was read no longer than `keptMs` ago, or is read now. */
  get(key: string): Promise<Value | null>;
  /** What is in memory and fresh; undefined when it would have to be read. */
  peek(key: string): Value | null | undefined;
  /** Forgets what is kept of some values, so that they are read anew. */
  forget(which: (value: Value) => boolean): void;
}
export interface CachedLookupOptions<Value> {
  /** Reads many at once; what it leaves out does not exist. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Value>>;
  /** How old an answer may become. */
  readonly keptMs: number;
  /** How many values are kept, and as many keys that have none; the oldest makes room. */
  readonly keptMax?: number;
  readonly monotonicMs?: () => number;
}

/** More would make one statement slow for whoever waits for it. */
const batchMax = 500;

/**
 * However many ask, there is one statement under way, and those who come meanwhile share the next: a flood, also of keys that nobody has
 * ever seen, takes one connection and not one for each request.
 */
export function createCachedLookup<Value>({
  load,
  keptMs,
  keptMax = 10_000,
  monotonicMs = () => performance.now(),
}: CachedLookupOptions<Value>): CachedLookup<Value> {
  const found = new Map<string, { readonly value: Value; readonly readAtMs: number }>();
  const missing = new Map<string, number>();
  const waiting = new Map<string, PromiseWithResolvers<Value | null>>();
  const underWay = new Map<string, Promise<Value | null>>();
  const fresh = (readAtMs: number): boolean => monotonicMs() - readAtMs < keptMs;

  const keep = (key: string, value: Value | undefined, readAtMs: number): void => {
    found.delete(key);
    missing.delete(key);
    if (value === undefined) bounded(missing, keptMax).set(key, readAtMs);
    else bounded(found, keptMax).set(key, { value, readAtMs });
  };
  const readBatch = async (): Promise<void> => {
    const batch = [...waiting].slice(0, batchMax);
    for (const [key, { promise }] of batch) {
      waiting.delete(key);
      underWay.set(key, promise);
    }
    // Its age counts from before the question, since the answer may be that old.
    const readAtMs = monotonicMs();
    try {
      const values = await load(batch.map(([key]) => key));
      for (const [key, { resolve }] of batch) {
        keep(key, values.get(key), readAtMs);
        resolve(values.get(key) ?? null);
      }
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    } finally {
      for (const [key] of batch) underWay.delete(key);
    }
  };
  const readAll = async (): Promise<void> => {
    while (waiting.size > 0) await readBatch();
  };

  const peek = (key: string): Value | null | undefined => {
    const known = found.get(key);
    if (known && fresh(known.readAtMs)) return known.value;
    const missedAtMs = missing.get(key);
    return missedAtMs !== undefined && fresh(missedAtMs) ? null : undefined;
  };

  return {
    peek,
    get(key) {
      const known = peek(key);
      if (known !== undefined) return Promise.resolve(known);
      const shared = underWay.get(key) ?? waiting.get(key)?.promise;
      if (shared) return shared;
      const asked = Promise.withResolvers<Value | null>();
      waiting.set(key, asked);
      if (waiting.size === 1 && underWay.size === 0) void readAll();
      return asked.promise;
    },
    forget(which) {
      for (const [key, { value }] of found) if (which(value)) found.delete(key);
    },
  };
}

/** The same map with room for one more: what was put in longest ago goes. */
function bounded<Value>(map: Map<string, Value>, max: number): Map<string, Value> {
  const oldest = map.size >= max ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  return map;
}
