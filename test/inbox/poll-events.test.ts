import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { pollEvents } from '../../src/inbox/poll-events.ts';
import { type DomainWorld, done, startDomainWorld } from '../support/domain-world.ts';

/** A provider's own list of events, read for what no callback brought. */
let world: DomainWorld;
beforeAll(async () => {
  world = await startDomainWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;

/** Reads the events until nothing is due. Gives the cursors that were asked with. */
async function poll(): Promise<readonly unknown[]> {
  const before = world.bank.calls.length;
  for (let round = 0; round < 20; round++) {
    const due = await world.deps.accounts.claimPolls(4);
    if (due.length === 0) break;
    for (const one of due) await pollEvents(world.deps, one);
  }
  return world.bank.calls.slice(before).flatMap(({ operation, input }) => (operation === 'pollEvents' ? [input] : []));
}

async function aMandate(): Promise<{ readonly id: string; readonly reference: string }> {
  const { mandateId = '' } = await done(
    createMandate(world.deps, world.caller, {
      idempotencyKey: randomUUID(),
      externalId: randomUUID(),
      debtor: { goCardless: { scheme: 'BACS', customerBankAccountReference: 'BA1' } },
    }),
  );
  return { id: mandateId, reference: (await row(mandateId)).providerReference ?? '' };
}

const row = (id: string) =>
  world.db
    .reader(world.caller.merchantId)
    .mandate.findUniqueOrThrow({ where: { merchantId_id: { merchantId: world.caller.merchantId, id } } });

const about = (id: string) => ({ dedupeKey: randomUUID(), about: { kind: 'mandate' as const, id }, body: { id } });

describe('the list of events', () => {
  beforeEach(() => world.pass(hour));

  it('is read from now on at first, then every hour from where it stood', async () => {
    expect(await poll()).toEqual([null]);
    expect(await poll()).toEqual([]);
    await world.pass(hour);
    expect(await poll()).toEqual(['0']);
  });

  it('brings what no callback brought, page by page, once', async () => {
    const { id, reference } = await aMandate();
    world.bank.mandates.set(reference, { status: 'ACTIVE', word: 'active' });
    world.bank.events.push(about(reference), about(reference), about(reference));
    const from = world.bank.events.length - 3;
    expect(await poll()).toEqual([String(from), String(from + 2)]);
    await world.process();
    expect((await row(id)).status).toBe('ACTIVE');
    expect(await world.eventsOf(id)).toEqual(['MANDATE_CREATED', 'MANDATE_STATUS_CHANGED', 'MANDATE_ACTIVATED']);
  });

  it('is passed over where a callback was first, and counts no repeat', async () => {
    const { reference } = await aMandate();
    await world.push({ kind: 'mandate', id: reference });
    const inbox = () =>
      world.db.reader(world.caller.merchantId).inboxItem.findMany({
        where: { about: `mandate:${reference}` },
        select: { dedupeKey: true, duplicateCount: true },
      });
    const [known] = await inbox();
    world.bank.events.push({ ...about(reference), dedupeKey: known?.dedupeKey ?? '' });
    await poll();
    expect(await inbox()).toEqual([{ dedupeKey: known?.dedupeKey, duplicateCount: 0 }]);
  });

  it('stays where it stood when the provider gives no answer', async () => {
    await poll();
    const { id, reference } = await aMandate();
    world.bank.mandates.set(reference, { status: 'CANCELLED', word: 'cancelled' });
    world.bank.events.push(about(reference));
    world.bank.script('pollEvents', { kind: 'notSent', why: { kind: 'unavailable', detail: 'refused' } });
    await world.pass(hour);
    const [cursor] = await poll();
    await world.pass(hour);
    expect(await poll()).toEqual([cursor]);
    await world.process();
    expect((await row(id)).status).toBe('CANCELLED');
  });
});
