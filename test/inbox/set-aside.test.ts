import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { reprocess } from '../../src/inbox/reprocess.ts';
import { type DomainWorld, done, startDomainWorld } from '../support/domain-world.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const reader = () => world.db.reader(world.caller.merchantId);

async function aMandate(): Promise<{ readonly mandateId: string; readonly reference: string }> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  const where = { merchantId_id: { merchantId: world.caller.merchantId, id: mandateId } };
  const row = await reader().mandate.findUniqueOrThrow({ where });
  return { mandateId, reference: row.providerReference ?? '' };
}

async function newsOf(reference: string) {
  const [item] = await reader().inboxItem.findMany({ where: { about: `mandate:${reference}` } });
  if (!item) throw new Error('nothing was told');
  return item;
}

it('asks how a thing of ours stands when what is said of it is in no table', async () => {
  const { mandateId, reference } = await aMandate();
  world.bank.mandates.set(reference, { status: 'ACTIVE', word: 'active' });
  world.bank.strange.add(reference);
  await world.push({ kind: 'mandate', id: reference });
  await world.process();
  expect(await newsOf(reference)).toMatchObject({ state: 'DONE', problem: null, version: 0 });
  expect(await world.eventsOf(mandateId)).toContain('MANDATE_ACTIVATED');
  expect(world.logged.filter((line) => line.includes('a strange word'))).toHaveLength(1);
});

it('tells once of what nobody can read or ask about, and takes it up again when it is told to', async () => {
  const reference = freshReference('STRANGE');
  world.bank.strange.add(reference);
  await world.push({ kind: 'mandate', id: reference });
  await world.process();
  const news = await newsOf(reference);
  expect(news).toMatchObject({ state: 'DEAD', problem: 'UNREADABLE', lastError: 'a strange word', nextAt: null });
  expect(await world.eventsOf(news.id)).toEqual(['PROVIDER_NOTIFICATION_FAILED']);
  const lines = world.logged.filter((line) => line.includes('providerNotificationFailed'));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', inboxId: news.id, provider: 'GOCARDLESS', reason: 'UNREADABLE' }),
  ]);

  const key = freshKey();
  const again = () => reprocess(world.deps, world.caller, { idempotencyKey: key, notificationId: news.id });
  expect(await again()).toMatchObject({ ok: true, value: { notificationId: news.id } });
  world.bank.strange.delete(reference);
  await world.process();
  expect(await newsOf(reference)).toMatchObject({ state: 'PARKED', problem: 'NOT_FOUND' });
  expect(await again()).toMatchObject({ ok: true, value: { idempotency: { replayed: true } } });
});

it('refuses to take up again what is processed, and what is not there', async () => {
  const { reference } = await aMandate();
  await world.push({ kind: 'mandate', id: reference });
  await world.process();
  const { id } = await newsOf(reference);
  const ask = (notificationId: string | null) =>
    reprocess(world.deps, world.caller, { idempotencyKey: freshKey(), notificationId });
  expect(await ask(id)).toMatchObject({ error: { kind: 'invalidState', current: 'PROCESSED' } });
  expect(await ask(null)).toMatchObject({ error: { kind: 'notFound', path: ['input', 'notificationId'] } });
});
