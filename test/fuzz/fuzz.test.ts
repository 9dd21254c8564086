import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageTargets } from './messages.ts';
import { startReplies } from './replies.ts';
import { tryTarget } from './run.ts';
import { startServer } from './server.ts';
import type { Started, Target } from './target.ts';
import { valueTargets } from './values.ts';

/**
 * What strangers and peers send, nearly right: a short run of each target. `npm run fuzz` tries as long as it is told to, by the same
 * targets; its settings come in by the environment.
 */
const seed = Number(process.env.FUZZ_SEED ?? 1);
const seconds = process.env.FUZZ_SECONDS === undefined ? null : Number(process.env.FUZZ_SECONDS);
const wanted = (process.env.FUZZ_TARGETS ?? '').split(',').filter((name) => name !== '');

const isWanted = (name: string) => wanted.length === 0 || wanted.some((start) => name.startsWith(start));
async function holds(target: Target, runs: number): Promise<void> {
  const bounds = seconds === null ? { seed, runs } : { seed, runs: Number.MAX_SAFE_INTEGER, ms: seconds * 1_000 };
  const { found, runs: tried } = await tryTarget(target, bounds);
  if (seconds !== null) console.log(`${target.name}: ${tried} tries, ${found ? 'FOUND' : 'nothing found'}`);
  expect(found, target.holds).toBeUndefined();
}
const timeout = seconds === null ? {} : { timeout: seconds * 1_000 + 120_000 };

describe.each([...messageTargets, ...valueTargets].filter(({ name }) => isWanted(name)))('$name', (target) => {
  it(target.holds, timeout, () => holds(target, 400));
});

/** Targets that have to be started are known by name before they are. */
const started = [
  {
    names: ['mobilepay.replies', 'betalingsservice.replies', 'gocardless.replies', 'buckaroo.replies'],
    start: startReplies,
    runs: 60,
  },
  {
    names: ['http.bodies', 'graphql.documents', 'graphql.variables', 'http.headers', 'http.webhooks'],
    start: startServer,
    runs: 60,
  },
];
for (const { names, start, runs } of started)
  describe.runIf(names.some(isWanted))(names.join(', '), () => {
    let group: Started;
    beforeAll(async () => {
      group = await start();
    });
    afterAll(() => group.close());
    it.each(names.filter(isWanted))('%s', timeout, async (name) => {
      const target = group.targets.find((one) => one.name === name);
      if (!target) throw new Error(`no target ${name}`);
      await holds(target, runs);
    });
    it('has a name for each target', () => {
      expect(group.targets.map(({ name }) => name).sort()).toEqual([...names].sort());
    });
  });
