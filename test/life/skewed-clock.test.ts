import { describe, expect, it } from 'vitest';
import { advance, eventually, freshReference, mutate, paymentIs, reserved } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** The machine's clock is ten minutes off the database's, or becomes so: there is one time for leases, rows, signatures and the sandbox. */
const tenMinutes = 600_000;

/** Betalingsservice refuses a signature whose time is five minutes off. */
async function lives(world: World): Promise<void> {
  const debtorReference = freshReference('C').replace('-', 'N');
  const account = { bankRegistrationNumber: '0040', bankAccountNumber: '0440116243', nationalId: '0101801234' };
  const input = {
    idempotencyKey: freshKey(),
    externalId: debtorReference,
    debtor: { betalingsservice: { debtorReference, ...account } },
  };
  const { createMandate } = await world.ask<{ createMandate: { mandate?: { providerReference: string | null } } }>(
    `mutation ($input: CreateMandateInput!) { createMandate(input: $input) { __typename ... on UserError { message }
       ... on MandatePayload { mandate { providerReference } } } }`,
    { input },
  );
  expect(createMandate.mandate?.providerReference).toEqual(expect.any(String));
  const { payment } = await reserved(world);
  await mutate(world, 'capturePayment', { paymentId: payment.id });
  await paymentIs(world, payment.id, 'SETTLED');
  const { rows } = await world.app.db.worker.query('select provider from provider_account where paused_at is not null');
  expect(rows).toEqual([]);
}

/** How far our clock and the sandbox's are from the database's. */
async function apart(world: World): Promise<readonly number[]> {
  const { rows } = await world.app.db.worker.query<{ now: Date }>('select app_now() as now');
  const ours = world.app.clock.now().getTime();
  const reply = await fetch(`${world.app.sandboxUrl}/control/clock`);
  const { now } = (await reply.json()) as { now: string };
  const theirs = rows[0]?.now.getTime() ?? 0;
  return [Math.abs(ours - theirs), Math.abs(Date.parse(now) - theirs)];
}

describe.each([
  ['ahead', tenMinutes],
  ['behind', -tenMinutes],
])('a machine that is ten minutes %s', (_word, skew) => {
  it('keeps the time of the database, and so does its sandbox', async () => {
    let off = skew;
    const world = await startWorld({}, undefined, () => Date.now() + off);
    await lives(world);
    for (const ms of await apart(world)) expect(ms).toBeLessThan(3_000);
    // Somebody puts the clock right.
    off = 0;
    await eventually(world, 'it to be noticed', async () => (Math.abs(world.app.clock.skewMs()) < 1_000 ? true : null));
    await advance(world, 'PT1H');
    for (const ms of await apart(world)) expect(ms).toBeLessThan(3_000);
    await lives(world);
    await world.close();
  });
});
