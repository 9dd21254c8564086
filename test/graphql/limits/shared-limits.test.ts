import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type BucketLimits, type Buckets, createBuckets, sliceOf } from '../../../src/graphql/limits/bucket.ts';
import { sharedBuckets } from '../../../src/graphql/limits/shared-buckets.ts';
import { type CloseWhy, type Connections, createConnections } from '../../../src/graphql/server/connections.ts';
import { sharedConnections } from '../../../src/graphql/server/shared-connections.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { type Heartbeat, type Peers, startHeartbeat } from '../../../src/platform/processes.ts';
import { type OpenedDatabase, openTestDatabase } from '../../support/database.ts';
import { patienceMs } from '../../support/patience.ts';
import { spyOnStatements } from '../../support/statements.ts';

/** What several processes on one database count together, each with a heartbeat of its own. */
let opened: OpenedDatabase;
const sent = spyOnStatements((text) => /\b(rate_limit|open_connection)\b/.test(text));
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

const running: Buckets[] = [];
const doors: Connections[] = [];
const beats: Heartbeat[] = [];
afterEach(async () => {
  for (const buckets of running.splice(0)) await buckets.stop();
  for (const door of doors.splice(0)) door.closeAll();
  for (const beat of beats.splice(0)) await beat.end();
});
async function startProcess(): Promise<Heartbeat> {
  const beat = startHeartbeat(opened.db, {
    id: randomUUID(),
    roles: new Set(['api']),
    version: '1',
    publicUrl: () => 'https://x.example',
    settings: () => ({}),
  });
  await beat.beat();
  beats.push(beat);
  return beat;
}
const start = async (limits: BucketLimits): Promise<Buckets> => {
  const buckets = createBuckets(limits, sharedBuckets(opened.db, await startProcess()), patienceMs);
  running.push(buckets);
  return buckets;
};
/** As a request does it. */
async function spend(buckets: Buckets, key: string, points: number): Promise<boolean> {
  const bucket = buckets.of(key);
  return bucket.take(points).ok && ((await bucket.confirm(points))?.ok ?? true);
}
const slow = { size: 1_000, perSecond: 0.001 };

it('three processes that are asked at once grant one bucket between them, and a slice each more at most', async () => {
  const processes = await Promise.all([start(slow), start(slow), start(slow)]);
  const key = randomUUID();
  let granted = 0;
  const ask = async (buckets: Buckets) => {
    for (let i = 0; i < 200; i++) if (await spend(buckets, key, 7)) granted += 7;
  };
  await Promise.all(processes.flatMap((buckets) => [1, 2, 3, 4].map(() => ask(buckets))));
  expect(granted).toBeGreaterThan(0.95 * slow.size);
  expect(granted).toBeLessThanOrEqual(slow.size + processes.length * sliceOf(slow.size));
});

it('one large request is granted once, also by a process that has not heard of the first', async () => {
  const [one, other] = await Promise.all([start(slow), start(slow)]);
  const key = randomUUID();
  expect(await spend(one, key, 900)).toBe(true);
  const bucket = other.of(key);
  expect(bucket.take(900)).toEqual({ ok: true });
  expect(await bucket.confirm(900)).toMatchObject({
    ok: false,
    available: 100,
    retryAfterMs: expect.closeTo(800_000_000, -6),
  });
  expect(bucket.state()).toMatchObject({ limit: 1_000, available: 100 });
  expect(await spend(other, key, 90)).toBe(true);
});

it('what was given back in one may be spent in the other', async () => {
  const [one, other] = await Promise.all([start(slow), start(slow)]);
  const key = randomUUID();
  expect(await spend(one, key, 900)).toBe(true);
  one.of(key).giveBack(880);
  await vi.waitFor(async () => expect(await spend(other, key, 900)).toBe(true));
});

it('a database that is late is told all the same, and keeps nobody waiting', async () => {
  const shared = sharedBuckets(opened.db, await startProcess());
  const late = Promise.withResolvers<void>();
  const buckets = createBuckets(slow, {
    ...shared,
    spend: (...told) => late.promise.then(() => shared.spend(...told)),
  });
  running.push(buckets);
  const key = randomUUID();
  expect(await spend(buckets, key, 600)).toBe(true);
  late.resolve();
  const other = await start(slow);
  await vi.waitFor(async () => {
    await spend(other, key, 101);
    expect(other.of(key).state().available).toBeLessThanOrEqual(400);
  });
});

it('a thousand requests cost two statements, and those of a hundred keys no more', async () => {
  const buckets = await start({ size: 100_000, perSecond: 50 });
  const keys = Array.from({ length: 100 }, () => randomUUID());
  sent.splice(0);
  for (let i = 0; i < 1_000; i++) expect(buckets.of(keys[i % keys.length] ?? '').take(3)).toEqual({ ok: true });
  expect(sent).toEqual([]);
  await buckets.stop();
  expect(sent).toHaveLength(1);
});

it('a process that dies takes nothing along, and what it told stays spent', async () => {
  const [one, other] = await Promise.all([start(slow), start(slow)]);
  const key = randomUUID();
  for (let i = 0; i < 40; i++) await spend(one, key, 10);
  await one.stop();
  expect(await spend(other, key, 550)).toBe(true);
  expect(await spend(other, key, 100)).toBe(false);
});

it('while the database is away each process grants its share', async () => {
  const limits = { size: 1_000, perSecond: 0.001 };
  const away = { spend: async () => Promise.reject(new Error('away')), processes: () => 4 };
  const buckets = createBuckets(limits, away);
  running.push(buckets);
  const key = randomUUID();
  expect(await spend(buckets, key, 150)).toBe(true);
  await vi.waitFor(() => expect(buckets.of(key).state().available).toBe(100));
  let granted = 150;
  while (await spend(buckets, key, 10)) granted += 10;
  expect(granted).toBe(250);
});

function openDoor(beat: Peers) {
  const closed: CloseWhy[] = [];
  const { db } = opened;
  const door = createConnections(
    { db, clock: systemClock(), log: createLogger('silent') },
    { perKey: 6, perProcess: 100, recheckMs: 600_000 },
    sharedConnections(db, beat),
  );
  doors.push(door);
  return {
    closed,
    open(keyId: string): (() => void) | null {
      const leave = door.open({
        keyId,
        merchantId: 'a merchant',
        scopes: [],
        close(why) {
          closed.push(why);
          leave?.();
        },
      });
      return leave;
    },
  };
}

it('a key has as many connections in all processes as in one, and those that were there stay', async () => {
  const [first, second] = [await startProcess(), await startProcess()];
  const [one, other] = [openDoor(first), openDoor(second)];
  const key = randomUUID();
  const leaves = [1, 2, 3, 4, 5].map(() => one.open(key));
  const told = async (): Promise<number> =>
    (
      await opened.db.worker.query<{ open: number }>(
        'select sum(open)::int as open from open_connection where key = $1',
        [key],
      )
    ).rows[0]?.open ?? 0;
  await vi.waitFor(async () => expect(await told()).toBe(5));
  for (let i = 0; i < 3; i++) other.open(key);
  await vi.waitFor(() => expect(other.closed).toEqual(['tooMany', 'tooMany']));
  // Known from now on.
  expect(other.open(key)).toBeNull();
  expect(one.closed).toEqual([]);
  for (const leave of leaves) leave?.();
  await vi.waitFor(() => expect(other.open(key)).not.toBeNull(), { timeout: 15_000, interval: 100 });
});

it('connections of a process that is gone count no more once it has been silent for 15 s', async () => {
  const first = { id: randomUUID(), doors: () => 2 };
  await opened.db.worker.query(
    `insert into process (id, roles, version, public_url, host, pid, started_at, beat_at)
     values ($1, '{api}', '1', 'https://x.example', 'h', 1, now() - interval '1 hour', clock_timestamp())`,
    [first.id],
  );
  const [one, other] = [openDoor(first), openDoor(await startProcess())];
  const key = randomUUID();
  for (let i = 0; i < 6; i++) one.open(key);
  await vi.waitFor(async () => {
    const { rowCount } = await opened.db.worker.query('select from open_connection where key = $1 and open = 6', [key]);
    expect(rowCount).toBe(1);
  });
  other.open(key);
  await vi.waitFor(() => expect(other.closed).toEqual(['tooMany']));
  await opened.db.worker.query(`update process set beat_at = clock_timestamp() - interval '16 s' where id = $1`, [
    first.id,
  ]);
  await vi.waitFor(() => expect(other.open(key)).not.toBeNull(), { timeout: 15_000, interval: 100 });
});
