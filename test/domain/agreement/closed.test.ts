import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAgreement, createAgreement } from '../../../src/domain/agreement/commands.ts';
import { checkAgreementStatus } from '../../../src/domain/reconcile/check-status.ts';
import { closedSchedule } from '../../../src/kernel/schedules.ts';
import { type Core, startCore } from '../../support/core.ts';
import { done } from '../../support/domain-world.ts';
import { createFakeMobilepay, mobilepaySettings } from '../../support/fake-mobilepay.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

const fake = createFakeMobilepay();
let core: Core;
beforeAll(async () => {
  core = await startCore({ providers: { MOBILEPAY: fake.provider } });
  await core.deps.accounts.save(core.caller.merchantId, 'MOBILEPAY', mobilepaySettings);
});
afterAll(() => core.close());

const hourMs = 3_600_000;

async function anAgreement() {
  const { agreementId: id = '' } = await done(
    createAgreement(core.deps, core.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('A'),
      plan: 'Basic',
      frequency: 'MONTHLY',
      country: 'DK',
      expiresInMs: 24 * hourMs,
      returnUrl: 'https://shop.example/back',
    }),
  );
  return id;
}

const read = (id: string) =>
  core.db
    .reader(core.caller.merchantId)
    .agreement.findUniqueOrThrow({ where: { merchantId_id: { merchantId: core.caller.merchantId, id } } });
const referenceOf = async (id: string) => (await read(id)).providerReference ?? '';
const check = (id: string) => checkAgreementStatus(core.deps, { merchantId: core.caller.merchantId, id });

async function pass(ms: number): Promise<void> {
  await core.db.worker.query('update sandbox_clock set offset_ms = offset_ms + $1', [Math.ceil(ms)]);
}
async function passUntil(time: Date): Promise<void> {
  const { rows } = await core.db.worker.query<{ now: Date }>('select app_now() as now');
  await pass(time.getTime() - (rows[0]?.now.getTime() ?? 0) + 1_000);
}

describe('an agreement that is over', () => {
  it('is asked about ever more seldom, until there is no more to come', async () => {
    const id = await anAgreement();
    await done(cancelAgreement(core.deps, core.caller, { idempotencyKey: freshKey(), agreementId: id }));
    const reference = await referenceOf(id);
    const times = () => fake.asked.filter((one) => one === reference).length;
    const before = times();
    for (const _ of closedSchedule) {
      const { nextCheckAt } = await read(id);
      if (!nextCheckAt) throw new Error('no further check is planned');
      await passUntil(nextCheckAt);
      await core.rest('agreement');
    }
    expect(times() - before).toBe(closedSchedule.length);
    expect(await read(id)).toMatchObject({ status: 'CANCELLED', nextCheckAt: null });
  });

  it('is taken up again where the provider says, long after, that it is accepted', async () => {
    const id = await anAgreement();
    await done(cancelAgreement(core.deps, core.caller, { idempotencyKey: freshKey(), agreementId: id }));
    fake.agreements.set(await referenceOf(id), { now: 'ACTIVE' });
    // A copy of the provider's records that lags behind undoes nothing.
    await check(id);
    expect(await read(id)).toMatchObject({ status: 'CANCELLED' });
    await pass(2 * hourMs);
    await check(id);
    expect(await read(id)).toMatchObject({ status: 'ACTIVE', reason: null });
    expect((await core.eventsOf(id)).slice(-2)).toEqual(['AGREEMENT_ENDED', 'AGREEMENT_ACTIVATED']);
  });
});

it('shows, once, that what the provider says of an agreement cannot be read, until it can', async () => {
  const id = await anAgreement();
  const reference = await referenceOf(id);
  fake.unreadable.add(reference);
  await check(id);
  await check(id);
  expect(await read(id)).toMatchObject({ status: 'PENDING', reason: { code: 'PROVIDER_ANSWER_UNREADABLE' } });
  expect((await core.eventsOf(id)).filter((type) => type === 'AGREEMENT_STATUS_CHANGED')).toHaveLength(2);
  fake.unreadable.clear();
  await check(id);
  expect(await read(id)).toMatchObject({ status: 'PENDING', reason: null });
});
