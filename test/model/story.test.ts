import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { armFailpoints } from '../../src/platform/failpoints.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Real, steps } from './commands.ts';
import type { Model } from './model.ts';
import { amountsOf, pass, paymentOf } from './shop.ts';

/**
 * Stories of merchants, payers, banks, crashes and bad networks, made up at random over all four providers and shortened when one goes
 * wrong. However a story went, in the end the product and the providers' records say what the small model of it says.
 * `npm run drill -- model --runs 1000 --seed 7` tells more of them.
 */
const runs = Number(process.env.MODEL_RUNS ?? 12);
/** The same stories each time, so that a red suite is red again; the drill tells others. */
const seed = Number(process.env.MODEL_SEED ?? 7);
const lengthMax = 14;
const withinMs = Math.max(120_000, runs * 15_000);

let world: World;
beforeAll(async () => {
  world = await startWorld({ PROVIDER_DEADLINE_MS: '400', LOG_LEVEL: 'fatal' });
  await world.sandbox.control('/control/gocardless/provider', { refundsEnabled: true });
});
afterAll(() => world.close());

it(
  'every story ends with each amount moved once, or not at all',
  async () => {
    const property = fc.asyncProperty(fc.commands(steps, { maxCommands: lengthMax, size: 'max' }), async (story) => {
      const model: Model = { payments: [], disturbed: false };
      const real: Real = { world, payments: [], last: null };
      try {
        await fc.asyncModelRun(() => ({ model, real }), story);
      } finally {
        await undisturbed();
      }
      await judge(model, real);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: false, seed });
  },
  withinMs,
);

async function undisturbed(): Promise<void> {
  armFailpoints({ failpoints: [], mode: 'sandbox' });
  for (const provider of ['mobilepay', 'betalingsservice', 'gocardless', 'buckaroo'])
    await fetch(`${world.app.sandboxUrl}/control/${provider}/faults`, { method: 'DELETE' });
}

const passes = ['PT1M', 'PT1H', 'PT3H', 'PT8H', 'PT24H'];

async function judge(model: Model, real: Real): Promise<void> {
  // What is unknown is asked about, and what never arrived is sent again.
  for (const by of passes) {
    await pass(world, by);
    if ((await unsettled()) === 0 && by !== 'PT1M') break;
  }
  expect(await unsettled(), 'operations without an outcome').toBe(0);
  for (const [index, expected] of model.payments.entries()) {
    const one = real.payments[index];
    const id = one && (await paymentOf(world, one));
    const { captured, refunded, reversed } = id
      ? await amountsOf(world, id)
      : { captured: 0, refunded: 0, reversed: 0 };
    expect({ index, provider: expected.provider, captured, refunded, reversed }).toEqual({
      index,
      provider: expected.provider,
      captured: expected.captured,
      refunded: expected.refunded,
      reversed: expected.reversed,
    });
  }
}

async function unsettled(): Promise<number> {
  const { rows } = await world.app.db.worker.query<{ count: string }>(
    `select count(*) from operation where status in ('REQUESTED', 'SENT', 'UNRESOLVED')`,
  );
  return Number(rows[0]?.count);
}
