import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumableCommand } from '../../../src/domain/command/resumable-command.ts';
import { invalid } from '../../../src/kernel/refusal.ts';
import { ok, type Result, refuse } from '../../../src/kernel/result.ts';
import { type DomainWorld, startDomainWorld } from '../../support/domain-world.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

type Effect = (intent: { readonly goal: number }) => Promise<Result<string, ReturnType<typeof invalid>>>;
let goals = 0;
const run = (key: string, effect: Effect, deps = world.deps) =>
  resumableCommand(deps, world.caller, {
    name: 'advanceSandboxClock',
    key,
    input: {},
    // A new intent would be another one.
    intend: async () => ({ goal: ++goals }),
    effect,
  });
const reached: Effect = async ({ goal }) => ok(`reached ${goal}`);
const stored = (key: string) =>
  world.db
    .reader(world.caller.merchantId)
    .idempotency.findUniqueOrThrow({ where: { merchantId_key: { merchantId: world.caller.merchantId, key } } });

describe('a command whose effect lies outside', () => {
  it('goes for its first intent again when the effect failed, and once answered only repeats that', async () => {
    const key = freshKey();
    await expect(run(key, () => Promise.reject(new Error('the host is away')))).rejects.toThrow('the host is away');
    const goal = goals;
    expect(await run(key, reached)).toMatchObject({
      value: { answer: `reached ${goal}`, idempotency: { replayed: true } },
    });
    expect(await run(key, () => Promise.reject(new Error('not again')))).toMatchObject({
      value: { answer: `reached ${goal}` },
    });
    expect((await stored(key)).outcome).toEqual({ answer: `reached ${goal}` });
  });

  it('keeps a refusal of the effect', async () => {
    const key = freshKey();
    const no = invalid(['input', 'scenario'], 'supported', 'expected another');
    expect(await run(key, async () => refuse(no))).toEqual(refuse(no));
    expect(await run(key, reached)).toEqual(refuse(no));
  });

  it('is in progress while this process is at it, since the time when the key was claimed', async () => {
    const key = freshKey();
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const begun = Promise.withResolvers<void>();
    const first = run(key, async (intent) => {
      begun.resolve();
      await finished;
      return reached(intent);
    });
    await begun.promise;
    const { firstSeenAt } = await stored(key);
    expect(await run(key, reached)).toEqual(refuse({ kind: 'keyInProgress', key, firstSeenAt, retryAfterMs: 1_000 }));
    finish();
    expect(await first).toMatchObject({ ok: true, value: { idempotency: { replayed: false } } });
  });

  it('gives the answer that was kept first, when two processes have reached the same', async () => {
    const key = freshKey();
    const elsewhere = { ...world.deps, db: { ...world.db } };
    const answer = await run(key, async (intent) => {
      expect(await run(key, reached, elsewhere)).toMatchObject({ value: { answer: `reached ${intent.goal}` } });
      return ok('reached by another way');
    });
    expect(answer).toMatchObject({ value: { answer: `reached ${goals}` } });
  });

  it('counts the life of its key from the answer, however far the time was moved on the way', async () => {
    const key = freshKey();
    const sixtyDaysMs = 60 * 86_400_000;
    const answer = await run(key, async (intent) => {
      await world.pass(sixtyDaysMs);
      return reached(intent);
    });
    const { firstSeenAt, expiresAt } = await stored(key);
    expect(expiresAt.getTime() - firstSeenAt.getTime()).toBeGreaterThan(sixtyDaysMs);
    expect(answer).toMatchObject({ value: { idempotency: { firstSeenAt, expiresAt } } });
  });

  it('leaves a key of the version before, which kept no intent, in progress', async () => {
    const key = freshKey();
    await run(key, reached);
    await world.db.forMerchant(world.caller.merchantId, (tx) =>
      tx.idempotency.update({
        where: { merchantId_key: { merchantId: world.caller.merchantId, key } },
        data: { outcome: {} },
      }),
    );
    expect(await run(key, reached)).toMatchObject({ error: { kind: 'keyInProgress', key } });
  });
});
