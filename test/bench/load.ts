import { cpuMs, cpuMsWithChildren } from './children.ts';

/** What a stretch of work came to. */
export interface Measured {
  readonly count: number;
  readonly elapsedMs: number;
  /** Each one's time, in milliseconds. */
  readonly took: readonly number[];
  /** CPU of the serving process in all. */
  readonly cpuMs: number;
  /** CPU of PostgreSQL in all, whoever asked it. */
  readonly databaseCpuMs: number;
}

export interface Load {
  /** The process that serves. */
  readonly pid: number;
  readonly databasePid: number;
  /** How many are under way at any time: the next begins when one has ended. */
  readonly atOnce: number;
  readonly forMs: number;
  /** Ends sooner when so many are done. */
  readonly countMax?: number;
  /** Throws when the answer is wrong: a figure over refusals would say nothing. */
  work(index: number): Promise<void>;
}

/** So many rounds of so long, each contender at work in each round, so that what else the machine does befalls all of them. */
export interface Rounds {
  readonly count: number;
  readonly forMs: number;
  readonly atOnce: number;
  readonly databasePid: number;
}

/** Does the work over and over, so many at once, and takes the time of each. */
export async function measure({
  pid,
  databasePid,
  atOnce,
  forMs,
  countMax = Number.POSITIVE_INFINITY,
  work,
}: Load): Promise<Measured> {
  const took: number[] = [];
  const [cpuBefore, databaseBefore] = [cpuMs(pid), cpuMsWithChildren(databasePid)];
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
  const elapsedMs = performance.now() - start;
  return {
    count: took.length,
    elapsedMs,
    took,
    cpuMs: cpuMs(pid) - cpuBefore,
    databaseCpuMs: cpuMsWithChildren(databasePid) - databaseBefore,
  };
}

/** The middle, and what one in a hundred goes beyond; 0 of nothing. */
export function percentiles(values: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50Ms: at(sorted, 0.5), p99Ms: at(sorted, 0.99) };
}

export function median(values: readonly number[]): number {
  return percentiles(values).p50Ms;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const perSecond = ({ count, elapsedMs }: Pick<Measured, 'count' | 'elapsedMs'>): number =>
  (count / elapsedMs) * 1_000;
