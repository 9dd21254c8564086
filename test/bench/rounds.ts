import { type Measured, measure, median, perSecond, type Rounds } from './load.ts';
import type { Figures, Ratios } from './measure.ts';

/** One who does the work that is compared. */
export interface Contender {
  readonly pid: number;
  work(index: number): Promise<void>;
}

/**
 * The requests of each are the median over the rounds; its CPU is that of all of them together, which is the steadier of the two.
 */
export async function inRounds<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { count, ...load }: Rounds,
): Promise<{ readonly results: Record<Name, Figures>; ratio(ours: Name, theirs: Name): Ratios }> {
  const names = Object.keys(contenders) as Name[];
  const rounds: Record<Name, Measured>[] = [];
  // The first round is for what is compiled on the way.
  for (let round = 0; round <= count; round++) {
    const measured = {} as Record<Name, Measured>;
    // No one is always the first, nor always after the same one.
    const order = names.map((_, index) => names[(index + round) % names.length] as Name);
    for (const name of order) measured[name] = await measure({ ...contenders[name], ...load });
    if (round > 0) rounds.push(measured);
  }
  const total = (name: Name, of: 'count' | 'cpuMs' | 'databaseCpuMs'): number =>
    rounds.reduce((sum, round) => sum + round[name][of], 0);
  const cpuMsEach = (name: Name): number => total(name, 'cpuMs') / total(name, 'count');
  const result = (name: Name): Figures => ({
    perSecond: median(rounds.map((round) => perSecond(round[name]))),
    cpuMsEach: cpuMsEach(name),
    databaseCpuMsEach: total(name, 'databaseCpuMs') / total(name, 'count'),
  });
  return {
    results: Object.fromEntries(names.map((name) => [name, result(name)])) as Record<Name, Figures>,
    ratio: (ours, theirs) => ({
      perSecond: median(rounds.map((round) => perSecond(round[ours]) / perSecond(round[theirs]))),
      cpu: cpuMsEach(theirs) / cpuMsEach(ours),
    }),
  };
}
