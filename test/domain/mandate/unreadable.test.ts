import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMandate } from '../../../src/domain/mandate/commands.ts';
import { checkMandateStatus } from '../../../src/domain/reconcile/check-status.ts';
import { type DomainWorld, done, startDomainWorld } from '../../support/domain-world.ts';
import { freshReference } from '../../support/lives.ts';
import { freshKey } from '../../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

it('shows, once, that what the provider says cannot be read, until it can', async () => {
  const { mandateId: id = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  const { merchantId } = world.caller;
  const read = () =>
    world.db.reader(merchantId).mandate.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const { providerReference, status } = await read();
  world.bank.unreadable.add(providerReference ?? '');
  const events = await world.eventsOf(id);
  await checkMandateStatus(world.deps, { merchantId, id });
  await world.push({ kind: 'mandate', id: providerReference ?? '' });
  await world.process();
  expect(await read()).toMatchObject({ status, reason: { code: 'PROVIDER_ANSWER_UNREADABLE', origin: 'PROVIDER' } });
  expect(await world.eventsOf(id)).toEqual([...events, 'MANDATE_STATUS_CHANGED']);

  world.bank.unreadable.clear();
  await checkMandateStatus(world.deps, { merchantId, id });
  expect(await read()).toMatchObject({ status, reason: null });
  expect(await world.eventsOf(id)).toEqual([...events, 'MANDATE_STATUS_CHANGED', 'MANDATE_STATUS_CHANGED']);
  // The news that came meanwhile is applied too.
  await world.pass(60_000);
  await world.process();
});
