import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentLimits } from '../../../src/graphql/limits/limits.ts';
import { type Family, families, largest } from './nasty.ts';
import { type Work, workOf } from './work.ts';

const kilobyte = 1_024;
/**
 * How often a kilobyte may be looked at. Work is counted as the properties of the document's nodes that are read, which is the same on
 * every machine. The worst that we know reads 8,000 for its shape, 37,000 for validation and 3,000 for its cost.
 */
const readsMax = { shape: 16_000, validation: 80_000, cost: 8_000 };

test.each(Object.entries(families))('a kilobyte of %s is judged in bounded work', (_name, family) => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 64, max: kilobyte }),
      (picks, bytes) => {
        for (const size of [bytes, kilobyte]) expectBounded(family, picks, size);
      },
    ),
    { seed: 20261128, numRuns: 15 },
  );
});

function expectBounded(family: Family, picks: readonly number[], bytes: number): void {
  let at = 0;
  const text = largest(family, bytes, (below) => (picks[at++ % picks.length] ?? 0) % below);
  const work = workOf(text);
  for (const [step, max] of Object.entries(readsMax))
    expect(work[step as keyof Work], `${step} of ${text}`).toBeLessThanOrEqual(max);
  expect(work.fields, text).toBeLessThanOrEqual(documentLimits.answerFields);
}
