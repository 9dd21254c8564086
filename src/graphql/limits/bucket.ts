/** Points that a key may spend: a bucket that fills again with time. */
export interface Bucket {
  /** Takes points, or says how long to wait for them. */
  take(
    points: number,
  ): { readonly ok: true } | { readonly ok: false; readonly available: number; readonly retryAfterMs: number };
  /** Gives back what was taken and not used. */
  giveBack(points: number): void;
  state(): BucketState;
}
export interface BucketState {
  readonly limit: number;
  readonly available: number;
  readonly restoreRate: number;
  /** When it is full again. */
  readonly fullInMs: number;
}
export interface BucketLimits {
  readonly size: number;
  readonly perSecond: number;
}

/** Buckets by key, in this process. Idle ones are full, so they need not be remembered. */
export function createBuckets(
  { size, perSecond }: BucketLimits,
  monotonicMs: () => number = () => performance.now(),
): (keyId: string) => Bucket {
  const buckets = new Map<string, { points: number; atMs: number }>();
  const keysMax = 10_000;

  const filled = (keyId: string): { points: number; atMs: number } => {
    const now = monotonicMs();
    const bucket = buckets.get(keyId) ?? { points: size, atMs: now };
    bucket.points = Math.min(size, bucket.points + ((now - bucket.atMs) / 1_000) * perSecond);
    bucket.atMs = now;
    if (!buckets.has(keyId)) {
      if (buckets.size >= keysMax) {
        // The one that was used longest ago has had the longest time to fill.
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
    } else buckets.delete(keyId);
    buckets.set(keyId, bucket);
    return bucket;
  };

  return (keyId) => ({
    take(points) {
      const bucket = filled(keyId);
      if (points > bucket.points)
        return {
          ok: false,
          available: Math.floor(bucket.points),
          retryAfterMs: Math.ceil(((Math.min(points, size) - bucket.points) / perSecond) * 1_000),
        };
      bucket.points -= points;
      return { ok: true };
    },
    giveBack(points) {
      const bucket = filled(keyId);
      bucket.points = Math.min(size, bucket.points + Math.max(0, points));
    },
    state() {
      const { points } = filled(keyId);
      return {
        limit: size,
        available: Math.floor(points),
        restoreRate: perSecond,
        fullInMs: Math.ceil(((size - points) / perSecond) * 1_000),
      };
    },
  });
}
