import { type Load, type Measured, measured, median, perSecond, type Rounds, type Stretch } from './load.ts';
import type { Figures, Ratios } from './measure.ts';

/** One who does the work that is compared. */
export interface Contender {
  /** The process whose CPU counts. */
  readonly pid: number;
  run(load: Load): Promise<Stretch>;
}

/**
 * The requests of each are the median over the rounds; its CPU is that of all of them together, which is the steadier of the two.
 */
export async function inRounds<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { count, databasePid, ...load }: Rounds,
): Promise<{ readonly results: Record<Name, Figures>; ratio(ours: Name, theirs: Name): Ratios }> {
  const names = Object.keys(contenders) as Name[];
  const rounds: Record<Name, Measured>[] = [];
  // The first round is for what is compiled on the way.
  for (let round = 0; round <= count; round++) {
    const results = {} as Record<Name, Measured>;
    // No one is always the first, nor always after the same one.
    const order = names.map((_, index) => names[(index + round) % names.length] as Name);
    for (const name of order)
      results[name] = await measured(contenders[name].pid, databasePid, () => contenders[name].run(load));
    if (round > 0) rounds.push(results);
  }
  const each = (name: Name, of: 'cpuMs' | 'databaseCpuMs'): number =>
    total(rounds.map((round) => round[name][of])) / total(rounds.map((round) => round[name].count));
  const figures = (name: Name): Figures => ({
    perSecond: median(rounds.map((round) => perSecond(round[name]))),
    cpuMsEach: each(name, 'cpuMs'),
    databaseCpuMsEach: each(name, 'databaseCpuMs'),
  });
  return {
    results: Object.fromEntries(names.map((name) => [name, figures(name)])) as Record<Name, Figures>,
    ratio: (ours, theirs) => ({
      perSecond: median(rounds.map((round) => perSecond(round[ours]) / perSecond(round[theirs]))),
      cpu: each(theirs, 'cpuMs') / each(ours, 'cpuMs'),
    }),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
