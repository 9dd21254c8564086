import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, agreementIs, anAgreement, mutate } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { freshKey } from '../support/world.ts';

/** A sandbox mutation whose process is killed (SIGKILL) half-way: a repeat of its key takes it up, and comes to what the first was to reach. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-keys-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const start = (failpoint?: string): Promise<Product> =>
  startProduct({
    DATA_DIR: dataDir,
    ...(failpoint ? { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: failpoint } : {}),
  });

interface Moved {
  readonly __typename: string;
  readonly now: string;
  readonly idempotency: { readonly replayed: boolean; readonly firstSeenAt: string };
}
async function moveBy(product: Product, by: string, idempotencyKey: string): Promise<Moved> {
  const { advanceSandboxClock } = await product.ask<{ advanceSandboxClock: Moved }>(
    `mutation($input: AdvanceSandboxClockInput!) { advanceSandboxClock(input: $input) { __typename
       ... on SandboxClockPayload { now idempotency { replayed firstSeenAt } } ... on IdempotencyError { code firstSeenAt } } }`,
    { input: { idempotencyKey, by } },
  );
  return advanceSandboxClock;
}
const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe('a move of the clock during which the process is killed', () => {
  it.each([
    ['advanceSandboxClock.afterIntent:kill', 'before anything has moved'],
    ['sandbox.afterStep:kill@2', 'on the way'],
    ['advanceSandboxClock.afterEffect:kill', 'at its end, before that is written'],
  ])('at %s (%s) comes to where it was to go, and no further', async (failpoint) => {
    const doomed = await start(failpoint);
    // Its expiry is a timer on the way, so that there is more than one step.
    await mutate(doomed, 'createAgreement', anAgreement());
    const key = freshKey('clock');
    await expect(moveBy(doomed, 'P60D', key)).rejects.toThrow();
    await doomed.ended;

    const product = await start();
    try {
      const again = await moveBy(product, 'P60D', key);
      expect(again).toMatchObject({ __typename: 'SandboxClockPayload', idempotency: { replayed: true } });
      const gone = days(again.idempotency.firstSeenAt, again.now);
      expect(gone).toBeGreaterThanOrEqual(60);
      expect(gone).toBeLessThan(60.1);
      // Answered now, it is only repeated.
      expect(await moveBy(product, 'P60D', key)).toEqual(again);
    } finally {
      await product.stop();
    }
  });
});

describe('a scenario during which the process is killed', () => {
  it.each(['runSandboxScenario.afterIntent:kill', 'runSandboxScenario.afterEffect:kill'])(
    'at %s is played once',
    async (failpoint) => {
      const doomed = await start(failpoint);
      const { agreement } = await mutate(doomed, 'createAgreement', anAgreement());
      if (!agreement) throw new Error('no agreement');
      const input = { idempotencyKey: freshKey('scenario'), subjectId: agreement.id, scenario: 'PAYER_ACCEPTS' };
      const play = (product: Product) =>
        product.ask(
          `mutation($input: RunSandboxScenarioInput!) { runSandboxScenario(input: $input) { __typename
             ... on SandboxScenarioPayload { webhooksQueued } ... on UserError { message } } }`,
          { input },
        );
      await expect(play(doomed)).rejects.toThrow();
      await doomed.ended;

      const product = await start();
      try {
        const again = await play(product);
        expect(again).toEqual({ runSandboxScenario: { __typename: 'SandboxScenarioPayload', webhooksQueued: 1 } });
        expect(await play(product)).toEqual(again);
        await advance(product, 'PT1H');
        await agreementIs(product, agreement.id, 'ACTIVE');
        expect(await product.sandbox.effects('agreementAccepted', agreement.providerReference ?? '')).toBe(1);
      } finally {
        await product.stop();
      }
    },
  );
});
