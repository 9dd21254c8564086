import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMandate } from '../../../src/domain/mandate/commands.ts';
import type { Outcome } from '../../../src/domain/port/provider.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const timeout: Outcome = { kind: 'unknown', why: { kind: 'timeout', detail: 'no answer' } };
const refused: Outcome = { kind: 'notSent', why: { kind: 'unauthorised', detail: 'no such token' } };

const reader = () => world.db.reader(world.caller.merchantId);

async function aMandate(answer: Outcome) {
  world.bank.script('mandate.create', answer);
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  return reader().operation.findFirstOrThrow({ where: { mandateId } });
}

it('tells once when an outcome has not been known for a quarter of an hour', async () => {
  const { id, mandateId } = await aMandate(timeout);
  for (let asked = 0; asked < 16; asked++) {
    // Sent again under its own key, it is lost each time.
    world.bank.script('mandate.create', timeout);
    await world.pass(minute);
    await world.settle();
    if (asked === 13) expect(await world.eventsOf(id)).toEqual([]);
  }
  expect(await reader().operation.findFirstOrThrow({ where: { mandateId } })).toMatchObject({ status: 'UNRESOLVED' });
  expect(await world.eventsOf(id)).toEqual(['OPERATION_OVERDUE']);
  const [event] = await reader().event.findMany({ where: { subjectId: id } });
  expect(event).toMatchObject({ subjectType: 'opr', mandateId, provider: 'GOCARDLESS' });
  expect(world.logged.filter((line) => line.includes('"alarm":"operationOverdue"'))).toHaveLength(1);
  await world.pass(60 * minute);
  await world.settle();
  expect(await world.eventsOf(id)).toEqual(['OPERATION_OVERDUE']);
});

it('tells once that an account is paused, and once that it is resumed', async () => {
  const account = await reader().providerAccount.findFirstOrThrow({ where: { provider: 'GOCARDLESS' } });
  const paused = async () => (await world.deps.accounts.byId(account.id))?.pausedAt ?? null;
  await aMandate(refused);
  expect(await paused()).not.toBeNull();
  world.bank.script('mandate.create', refused);
  await world.pass(5_000);
  await world.settle();
  expect(await world.eventsOf(account.id)).toEqual(['PROVIDER_ACCOUNT_PAUSED']);
  await world.deps.accounts.save(world.caller.merchantId, 'GOCARDLESS', {});
  expect(await paused()).toBeNull();
  await world.deps.accounts.save(world.caller.merchantId, 'GOCARDLESS', {});
  expect(await world.eventsOf(account.id)).toEqual(['PROVIDER_ACCOUNT_PAUSED', 'PROVIDER_ACCOUNT_RESUMED']);
  await world.pass(20 * minute);
  await world.settle();
});

it('tries the credentials of a paused account again at growing pauses, and resumes it when they are taken', async () => {
  const account = await reader().providerAccount.findFirstOrThrow({ where: { provider: 'GOCARDLESS' } });
  const tries = () => world.bank.calls.filter(({ operation }) => operation === 'checkCredentials').length;
  const { id, mandateId } = await aMandate(refused);
  // All of them wait for longer than this test lasts: nothing but the check itself can resume the account.
  await world.db.worker.query(
    `update operation set next_at = app_now() + interval '10 days' where next_at is not null`,
  );
  world.bank.refusing.add('checkCredentials');
  const seen: number[] = [];
  for (const minutes of [2, 5, 14, 69]) {
    await world.pass(minutes * minute);
    await world.rest('operation', 'provider_account');
    seen.push(tries());
  }
  expect(seen).toEqual([1, 2, 3, 4]);
  expect((await world.eventsOf(account.id)).slice(-1)).toEqual(['PROVIDER_ACCOUNT_PAUSED']);

  world.bank.refusing.clear();
  await world.pass(75 * minute);
  await world.rest('operation', 'provider_account');
  expect((await world.eventsOf(account.id)).slice(-1)).toEqual(['PROVIDER_ACCOUNT_RESUMED']);
  expect((await world.deps.accounts.byId(account.id))?.pausedAt).toBeNull();
  const after = tries();
  await world.pass(600 * minute);
  await world.rest('operation', 'provider_account');
  expect(tries()).toBe(after);
  await world.db.worker.query('update operation set next_at = app_now() where id = $1', [id]);
  await world.rest('operation', 'provider_account');
  expect(await reader().operation.findFirstOrThrow({ where: { mandateId } })).toMatchObject({ status: 'SUCCEEDED' });
});
