import { cpuMs, cpuMsWithChildren } from './children.ts';

/** What a stretch of work came to. */
export interface Stretch {
  readonly count: number;
  readonly elapsedMs: number;
  /** Each one's time, in milliseconds. */
  readonly took: readonly number[];
}

export interface Load {
  /** How many are under way at any time: the next begins when one has ended. */
  readonly atOnce: number;
  readonly forMs: number;
  /** Ends sooner when so many are done. */
  readonly countMax?: number;
}

/** So many rounds of so long, each contender at work in each round, so that what else the machine does befalls all of them. */
export interface Rounds extends Load {
  readonly count: number;
  readonly databasePid: number;
}

/** Does the work over and over. It throws when the answer is wrong: a figure over refusals would say nothing. */
export async function loop(
  { atOnce, forMs, countMax = Number.POSITIVE_INFINITY }: Load,
  work: (index: number) => Promise<void>,
): Promise<Stretch> {
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
  return { count: took.length, elapsedMs: performance.now() - start, took };
}

export interface Measured extends Stretch {
  /** CPU of the serving process in all. */
  readonly cpuMs: number;
  /** CPU of PostgreSQL in all, whoever asked it. */
  readonly databaseCpuMs: number;
}

/** Takes the CPU of who serves besides. */
export async function measured(pid: number, databasePid: number, run: () => Promise<Stretch>): Promise<Measured> {
  const [own, database] = [cpuMs(pid), cpuMsWithChildren(databasePid)];
  const stretch = await run();
  return { ...stretch, cpuMs: cpuMs(pid) - own, databaseCpuMs: cpuMsWithChildren(databasePid) - database };
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

export const perSecond = ({ count, elapsedMs }: Pick<Stretch, 'count' | 'elapsedMs'>): number =>
  (count / elapsedMs) * 1_000;
