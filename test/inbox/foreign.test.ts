import { afterAll, beforeAll, expect, it } from 'vitest';
import { purgeExpired } from '../../src/app/retention.ts';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { lookAgainAtForeign } from '../../src/inbox/foreign.ts';
import { park } from '../../src/inbox/set-aside.ts';
import { claimDue } from '../../src/platform/leases.ts';
import { type DomainWorld, done, startDomainWorld } from '../support/domain-world.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

/** An account may serve another system beside us: what it is told of that one's things must cost us nothing. */
let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const reader = () => world.db.reader(world.caller.merchantId);
const strangers = 10_000;
const aStranger = (n: number) => ({ kind: 'payment', id: `PM-FOREIGN-${n}` });
const statesOf = async () => {
  const { rows } = await world.db.worker.query<{ state: string; count: string }>(
    `select state, count(*) from inbox where about like 'payment:PM-FOREIGN-%' group by state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
};

async function aMandate(): Promise<string> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  const where = { merchantId_id: { merchantId: world.caller.merchantId, id: mandateId } };
  return (await reader().mandate.findUniqueOrThrow({ where })).providerReference ?? '';
}

it('ten thousand strangers stand behind what is ours, cost a statement for thousands, and are forgotten', async () => {
  const reference = await aMandate();
  for (let first = 0; first < strangers; first += 1_000)
    expect(await world.push(...Array.from({ length: 1_000 }, (_, n) => aStranger(first + n)))).toBe(204);
  await world.push({ kind: 'mandate', id: reference });

  // Ours is the first that is claimed, and the only one there.
  const claimed = await claimDue(world.db.claims, 'inbox', 50);
  const [own] = await reader().inboxItem.findMany({ where: { about: `mandate:${reference}` } });
  expect(claimed.map(({ id }) => id)).toEqual([own?.id]);
  await world.db.worker.query('update inbox set lease_token = null, lease_until = null where id = $1', [own?.id]);

  // As if each had been tried once, and found to be about nothing of ours.
  await world.db.worker.query(
    `update inbox set state = 'PARKED', problem = 'NOT_FOUND', failures = 1, next_at = app_now() where about like 'payment:PM-FOREIGN-%'`,
  );
  const rounds = async () => {
    for (let round = 0; ; round++) if ((await lookAgainAtForeign(world.db)) === 0) return round;
  };
  const began = performance.now();
  expect(await rounds()).toBe(5);
  // After a week's jump each is looked at once, not once for each time that was missed.
  await world.pass(7 * 86_400_000);
  expect(await rounds()).toBe(5);
  expect(await rounds()).toBe(0);
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(await statesOf()).toEqual({ PARKED: strangers });

  for (let jump = 0; jump < 6; jump++) {
    await world.pass(2 * 86_400_000);
    await rounds();
  }
  expect(await statesOf()).toEqual({ DEAD: strangers });
  expect(world.logged.filter((line) => line.includes('providerNotificationFailed'))).toEqual([]);
  await world.process();
  await world.pass(31 * 86_400_000);
  await purgeExpired(world.deps);
  expect(await statesOf()).toEqual({});
});

it('what was foreign is taken up when it becomes ours, also after it was given up', async () => {
  const told = freshReference('M-SOON');
  const givenUp = freshReference('M-LATE');
  await world.push({ kind: 'mandate', id: told }, { kind: 'mandate', id: givenUp });
  await world.process();
  const stateOf = async (id: string) =>
    (await reader().inboxItem.findFirstOrThrow({ where: { about: `mandate:${id}` } })).state;
  expect([await stateOf(told), await stateOf(givenUp)]).toEqual(['PARKED', 'PARKED']);
  await world.db.worker.query(`update inbox set state = 'DEAD', next_at = null where about = $1`, [
    `mandate:${givenUp}`,
  ]);
  for (const id of [told, givenUp]) await becomesOurs(id);
  await world.process();
  expect([await stateOf(told), await stateOf(givenUp)]).toEqual(['DONE', 'DONE']);
});

it('what becomes ours while its news is being read does not wait any longer', async () => {
  const id = freshReference('M-NOW');
  await world.push({ kind: 'mandate', id });
  const [claim] = await claimDue(world.db.worker, 'foreign_inbox', 1);
  const item = () => reader().inboxItem.findFirstOrThrow({ where: { about: `mandate:${id}` } });
  const asRead = await item();
  await becomesOurs(id);
  // Whoever read it had looked for the mandate before.
  await park(world.deps, asRead, claim?.leaseToken ?? '', 'the provider has no such thing');
  expect(await item()).toMatchObject({ state: 'WAITING', aboutKnown: true, failures: 0 });
  await world.process();
  expect(await item()).toMatchObject({ state: 'DONE' });
});

async function becomesOurs(id: string): Promise<void> {
  const fact = { kind: 'authority', ref: { kind: 'mandate', id }, now: 'PENDING', at: new Date(0) } as const;
  world.bank.script('mandate.create', { kind: 'facts', facts: [fact] }, 'instead');
  world.bank.mandates.set(id, { status: 'ACTIVE', word: 'active' });
  expect(await aMandate()).toBe(id);
}
