import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureDemoMerchant } from '../../src/app/demo-merchant.ts';
import { sequenceBatch, sequencerLock } from '../../src/event-log/sequencer.ts';
import { openDb } from '../../src/platform/db.ts';
import { createTestDatabase } from '../support/database.ts';
import { mutate, reserved } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

/** Whoever holds a row, a lock or a turn too long holds up those who want the same, and nobody else. */
let world: World;
let holder: pg.Client;
beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'fatal' });
  holder = new pg.Client({ connectionString: world.database.superuserUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await world.close();
});

const query = '{ payments(first: 1) { nodes { id } } }';
async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

it('one payment that is locked keeps its own callers waiting, and nobody else', async () => {
  const { payment } = await reserved(world);
  const other = await reserved(world);
  await holder.query('begin');
  expect(await lockPayment(other.payment.id)).toBe(1);
  const callers = Array.from({ length: 20 }, () =>
    world.post(
      `mutation($i: CapturePaymentInput!) { capturePayment(input: $i) { __typename ... on UserError { code } } }`,
      { i: { paymentId: other.payment.id, idempotencyKey: `held-${Math.random()}` } },
    ),
  );
  const took: number[] = [];
  for (let round = 0; round < 30; round++) took.push(await timed(() => world.ask(query)));
  const captured = await mutate(world, 'capturePayment', { paymentId: payment.id });
  expect(captured.__typename).toBe('CapturePayload');
  // A connection of the pool that all share would be had after two seconds at the earliest.
  expect(Math.max(...took)).toBeLessThan(1_500);
  for (const { status, body } of await Promise.all(callers))
    expect([status, body.errors?.[0]?.extensions?.code]).toEqual([503, 'UNAVAILABLE']);
  await holder.query('rollback');
  expect((await mutate(world, 'capturePayment', { paymentId: other.payment.id })).__typename).toBe('CapturePayload');
});

async function lockPayment(id: string): Promise<number | null> {
  const { rows } = await holder.query('select external_id, id from one_off_payment order by created_at');
  const { payment } = await world.ask<{ payment: { externalId: string } }>(
    'query($id: ID!) { payment(by: { id: $id }) { externalId } }',
    { id },
  );
  const row = rows.find(({ external_id }) => external_id === payment.externalId);
  return (await holder.query('select from one_off_payment where id = $1 for update', [row?.id])).rowCount;
}

it('what is known is written as soon as the row is free, however long somebody held it', async () => {
  const { db, merchantId: id } = world.app;
  if (!id) throw new Error('no demo merchant');
  const { rows } = await holder.query('select id from one_off_payment limit 1');
  const lock = (insist: boolean) =>
    db.forMerchant(id, (tx) => tx.$queryRaw`select id from one_off_payment where id = ${rows[0].id}::uuid for update`, {
      insist,
    });
  await holder.query('begin');
  await holder.query('select from one_off_payment where id = $1 for update', [rows[0].id]);
  const known = lock(true);
  await expect(lock(false)).rejects.toThrow(/lock timeout/);
  await holder.query('rollback');
  expect(await known).toEqual([{ id: rows[0].id }]);
});

it('a process that is paused while it numbers stops nobody for more than five seconds, and writes nothing afterwards', async () => {
  const { database } = world;
  const paused = openDb({ url: database.url, onError: () => undefined });
  const client = await paused.sequencer.connect();
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [sequencerLock]);
  const ended = once(client, 'error');
  const from = performance.now();
  expect((await sequenceBatch(world.app.db)).kind).toBe('busy');
  await ended;
  expect(performance.now() - from).toBeLessThan(7_000);
  // Whoever has the turn now works and gives it up: the app's own sequencer is as good as this one.
  await vi.waitFor(async () => expect((await sequenceBatch(world.app.db)).kind).not.toBe('busy'), 5_000);
  await expect(client.query('commit')).rejects.toThrow();
  client.release(true);
  await paused.close();
});

it('two that lock the same two payments in opposite order both get through, and lose no update', async () => {
  const { db, merchantId } = world.app;
  const { rows } = await holder.query<{ id: string }>('select id from one_off_payment limit 2');
  const ids = rows.map(({ id }) => id);
  expect(ids).toHaveLength(2);
  const polls = async (): Promise<readonly number[]> =>
    (
      await holder.query<{ polls: number }>(
        'select poll_count as polls from one_off_payment where id = any($1) order by id',
        [ids],
      )
    ).rows.map((row) => row.polls);
  const before = await polls();
  const arrived = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
  let tries = 0;
  const touchBoth = (order: readonly string[], mine: 'a' | 'b', other: 'a' | 'b') =>
    db.forMerchant(merchantId ?? '', async (tx) => {
      tries += 1;
      for (const id of order) {
        await tx.$executeRaw`update one_off_payment set poll_count = poll_count + 1 where id = ${id}::uuid`;
        // Each has its first before either asks for its second, the first time round.
        arrived[mine].resolve();
        await arrived[other].promise;
      }
    });
  await Promise.all([touchBoth(ids, 'a', 'b'), touchBoth([...ids].reverse(), 'b', 'a')]);
  expect(tries).toBeGreaterThan(2);
  expect(await polls()).toEqual(before.map((count) => count + 2));
});

it('a transaction that idles elsewhere does not keep events from being numbered and told', async () => {
  const idle = new pg.Client({ connectionString: world.database.superuserUrl });
  await idle.connect();
  // With a number of its own, below those of all that comes after it.
  await idle.query('begin isolation level repeatable read');
  await idle.query('select pg_current_xact_id(), count(*) from event');
  const { payment } = await reserved(world);
  const told = async (): Promise<number> =>
    (
      await holder.query<{ count: number }>(
        `select count(*)::int from event_log l join event e on e.merchant_id = l.merchant_id and e.id = l.event_id
           join one_off_payment p on p.id = e.payment_id where p.provider_reference = $1`,
        [payment.providerReference],
      )
    ).rows[0]?.count ?? 0;
  await vi.waitFor(async () => expect(await told()).toBeGreaterThanOrEqual(2), 5_000);
  await idle.query('rollback');
  await idle.end();
});

it('three that start at once on an empty database make one demo merchant', async () => {
  const empty = await createTestDatabase();
  const server = createServer((_request, response) => response.end('{"providers": []}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dbs = [1, 2, 3].map(() => openDb({ url: empty.url, onError: () => undefined }));
  const { clock, accounts } = world.app;
  const made = await Promise.all(dbs.map((db) => ensureDemoMerchant({ db, clock, accounts }, url)));
  expect(new Set(made).size).toBe(1);
  await Promise.all(dbs.map((db) => db.close()));
  server.close();
  await empty.drop();
});
