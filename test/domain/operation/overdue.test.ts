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
