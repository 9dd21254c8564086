import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, agreementIs, anAgreement, mutate } from '../support/lives.ts';
import { type Product, type RestartedProduct, startRestarted } from '../support/product.ts';
import { freshKey } from '../support/world.ts';

/** A sandbox mutation whose process is killed (SIGKILL) half-way: a repeat of its key takes it up, and comes to what the first was to reach. */
let dataDir: string;
let product: RestartedProduct;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-sandbox-keys-'));
  product = await startRestarted({ DATA_DIR: dataDir });
});
afterAll(async () => {
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
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
    // Its expiry is a timer on the way, so that there is more than one step.
    await mutate(product.now, 'createAgreement', anAgreement());
    const key = freshKey('clock');
    await product.killedAt(failpoint, (doomed) => expect(moveBy(doomed, 'P60D', key)).rejects.toThrow());

    const again = await moveBy(product.now, 'P60D', key);
    expect(again).toMatchObject({ __typename: 'SandboxClockPayload', idempotency: { replayed: true } });
    const gone = days(again.idempotency.firstSeenAt, again.now);
    expect(gone).toBeGreaterThanOrEqual(60);
    expect(gone).toBeLessThan(60.1);
    // Answered now, it is only repeated.
    expect(await moveBy(product.now, 'P60D', key)).toEqual(again);
  });
});

describe('a scenario during which the process is killed', () => {
  it.each(['runSandboxScenario.afterIntent:kill', 'runSandboxScenario.afterEffect:kill'])(
    'at %s is played once',
    async (failpoint) => {
      const { agreement } = await mutate(product.now, 'createAgreement', anAgreement());
      if (!agreement) throw new Error('no agreement');
      const input = { idempotencyKey: freshKey('scenario'), subjectId: agreement.id, scenario: 'PAYER_ACCEPTS' };
      const play = (at: Product) =>
        at.ask(
          `mutation($input: RunSandboxScenarioInput!) { runSandboxScenario(input: $input) { __typename
             ... on SandboxScenarioPayload { webhooksQueued } ... on UserError { message } } }`,
          { input },
        );
      await product.killedAt(failpoint, (doomed) => expect(play(doomed)).rejects.toThrow());

      const again = await play(product.now);
      expect(again).toEqual({ runSandboxScenario: { __typename: 'SandboxScenarioPayload', webhooksQueued: 1 } });
      expect(await play(product.now)).toEqual(again);
      await advance(product.now, 'PT1H');
      await agreementIs(product.now, agreement.id, 'ACTIVE');
      expect(await product.now.sandbox.effects('agreementAccepted', agreement.providerReference ?? '')).toBe(1);
    },
  );
});
