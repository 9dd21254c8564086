import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { checkMandateStatus } from '../../src/domain/reconcile/check-status.ts';
import { processItem } from '../../src/inbox/process.ts';
import { reprocess } from '../../src/inbox/reprocess.ts';
import { claimDue } from '../../src/platform/leases.ts';
import { type DomainWorld, done, startDomainWorld } from '../support/domain-world.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey } from '../support/world.ts';

let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;

it('keeps an item that a fault of ours stops each time as a dead letter, after twelve times', async () => {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA123' } },
    }),
  );
  const reader = world.db.reader(world.caller.merchantId);
  const where = { merchantId_id: { merchantId: world.caller.merchantId, id: mandateId } };
  const id = (await reader.mandate.findUniqueOrThrow({ where })).providerReference ?? '';
  // What throws is the provider's folder.
  let mended = false;
  world.bank.mandates.set(id, {
    word: 'active',
    get status(): 'ACTIVE' {
      if (!mended) throw new Error('a fault of ours');
      return 'ACTIVE';
    },
  });
  await world.push({ kind: 'mandate', id });
  for (let passed = 0; passed < 72; passed++) {
    for (const claim of await claimDue(world.db.claims, 'inbox', 50))
      await processItem(world.deps, claim).catch(() => undefined);
    await world.pass(hour);
  }
  const [item] = await reader.inboxItem.findMany({ where: { about: `mandate:${id}` } });
  expect(item).toMatchObject({ state: 'DEAD', problem: 'NOT_APPLIED', nextAt: null, failures: 12, lastError: 'Error' });
  expect(await world.eventsOf(item?.id ?? '')).toEqual(['PROVIDER_NOTIFICATION_FAILED']);

  mended = true;
  const again = { idempotencyKey: freshKey(), notificationId: item?.id ?? '' };
  expect(await reprocess(world.deps, world.caller, again)).toMatchObject({ ok: true });
  await world.process();
  expect(await world.eventsOf(mandateId)).toContain('MANDATE_ACTIVATED');
  const told = ['PROVIDER_NOTIFICATION_FAILED', 'PROVIDER_NOTIFICATION_PROCESSED'];
  expect(await world.eventsOf(item?.id ?? '')).toEqual(told);
});

it('counts no failure, and loses no answer, when somebody holds the row for a while', async () => {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: freshKey(),
      externalId: freshReference('M'),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA124' } },
    }),
  );
  const { merchantId } = world.caller;
  const reader = world.db.reader(merchantId);
  const where = { merchantId_id: { merchantId, id: mandateId } };
  const id = (await reader.mandate.findUniqueOrThrow({ where })).providerReference ?? '';
  const lock = 'select from mandate where id = $1 for update';
  const holder = await world.db.connect();
  /** Holds the row until two attempts of two seconds have found it held. */
  const whileHeld = async (work: () => Promise<unknown>): Promise<void> => {
    await holder.query('begin; set local idle_in_transaction_session_timeout = 0');
    await holder.query(lock, [mandateId]);
    const working = work();
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(
        world.db.forMerchant(
          merchantId,
          (tx) => tx.$queryRaw`select from mandate where id = ${mandateId}::uuid for update`,
        ),
      ).rejects.toThrow(/lock timeout/);
    await holder.query('rollback');
    await working;
  };

  world.bank.mandates.set(id, { word: 'active', status: 'ACTIVE' });
  await world.push({ kind: 'mandate', id });
  await whileHeld(world.process);
  expect(await reader.inboxItem.findFirst({ where: { about: `mandate:${id}` } })).toMatchObject({
    state: 'DONE',
    failures: 0,
  });
  expect(await world.eventsOf(mandateId)).toContain('MANDATE_ACTIVATED');

  world.bank.mandates.set(id, { word: 'failed', status: 'FAILED' });
  await whileHeld(() => checkMandateStatus(world.deps, { merchantId, id: mandateId }));
  expect(await reader.mandate.findUniqueOrThrow({ where })).toMatchObject({ status: 'FAILED' });
  await holder.end();
});
