import fc from 'fast-check';
import type { Target } from './target.ts';

/** How long to try, and from which seed. A run stops at whichever of the two bounds comes first. */
export interface Bounds {
  readonly seed: number;
  readonly runs: number;
  readonly ms?: number;
}

export interface Finding {
  readonly target: string;
  readonly runs: number;
  /** Absent where nothing was found. */
  readonly found?: string;
}

/** Tries one target. A finding says what to give to repeat it. */
export async function tryTarget({ name, property }: Target, { seed, runs, ms }: Bounds): Promise<Finding> {
  const details = await fc.check(property as fc.IAsyncProperty<unknown>, {
    seed,
    numRuns: runs,
    ...(ms === undefined ? {} : { interruptAfterTimeLimit: ms, markInterruptAsFailure: false }),
  });
  if (!details.failed) return { target: name, runs: details.numRuns };
  const { counterexample, counterexamplePath, errorInstance } = details;
  const reason =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return {
    target: name,
    runs: details.numRuns,
    found: `${fc.stringify(counterexample)}\n  ${reason}\n  again: npm run fuzz -- ${name} --seed ${seed} (path ${counterexamplePath})`,
  };
}
