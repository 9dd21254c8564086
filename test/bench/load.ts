/** What a stretch of work came to. */
export interface Measured {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Load {
  /** How many are under way at any time: the next begins when one has ended. */
  readonly atOnce: number;
  readonly forMs: number;
  /** Ends sooner when so many are done. */
  readonly countMax?: number;
  /** Throws when the answer is wrong: a figure over refusals would say nothing. */
  work(index: number): Promise<void>;
}

/** Does the work over and over, so many at once, and takes the time of each. */
export async function measure({ atOnce, forMs, countMax = Number.POSITIVE_INFINITY, work }: Load): Promise<Measured> {
  const took: number[] = [];
  const start = performance.now();
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < countMax && performance.now() - start < forMs) {
      const index = next++;
      const from = performance.now();
      await work(index);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return summary(took, performance.now() - start);
}

/** The figures of single times, all in milliseconds. */
export function summary(took: readonly number[], elapsedMs: number): Measured {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: took.length, perSecond: (took.length / elapsedMs) * 1_000, p50Ms: at(0.5), p99Ms: at(0.99) };
}
