import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMandate } from '../../src/domain/mandate/commands.ts';
import { type ApplyContext, unpark } from '../../src/domain/reconcile/apply-context.ts';
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

it('takes up what was set aside about a thing by reading that alone, however much the account was told before', async () => {
  const connected = await world.deps.accounts.of(world.caller.merchantId, 'GOCARDLESS');
  if (!connected) throw new Error('no account');
  const put = (state: string, problem: string | null, about: string, many = 1) =>
    world.db.worker.query(
      `insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, about_known, state, problem, next_at, done_at, received_at)
       select $1, gen_random_uuid(), $2, 'GOCARDLESS', gen_random_uuid(), gen_random_uuid(), case $6::int when 1 then $5 else $5 || n end, '{}', false,
              $3::inbox_state, $4::inbox_problem, case $3 when 'PARKED' then app_now() end, case $3 when 'DONE' then app_now() end, app_now() from generate_series(1, $6::int) n`,
      [world.caller.merchantId, connected.id, state, problem, about, many],
    );
  await put('DONE', null, 'payment:OLD', 3_000);
  await put('PARKED', 'NOT_FOUND', 'payment:OTHER', 20);
  await put('PARKED', 'NOT_FOUND', 'payment:NEW');
  await put('DEAD', 'NOT_FOUND', 'payment:NEW');
  await put('DEAD', 'UNREADABLE', 'payment:NEW');
  const read = await world.db.forMerchant(world.caller.merchantId, async (tx, now) => {
    await unpark({ tx, now, connected } as ApplyContext, { kind: 'payment', id: 'NEW' });
    const [row] = await tx.$queryRaw<[{ rows: number }]>`
      select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = 'inbox'`;
    return row.rows;
  });
  // Each of the two is read to be found, to be changed, and by what guards it.
  expect(read).toBeLessThan(40);
  const news = await reader().inboxItem.findMany({
    where: { about: { startsWith: 'payment:' }, state: { not: 'DONE' } },
  });
  const states = news.map(({ about, state, problem, aboutKnown }) => [about, state, problem, aboutKnown].join(' '));
  expect(states.filter((one) => one.startsWith('payment:NEW')).toSorted()).toEqual([
    'payment:NEW DEAD UNREADABLE false',
    'payment:NEW WAITING NOT_FOUND true',
    'payment:NEW WAITING NOT_FOUND true',
  ]);
  expect(states.filter((one) => one.endsWith('PARKED NOT_FOUND false'))).toHaveLength(20);
  await world.db.worker.query(
    `update inbox set state = 'DEAD', problem = 'NOT_FOUND', next_at = null where about like 'payment:%'`,
  );
  await world.db.worker.query(`delete from inbox where about like 'payment:%'`);
});
