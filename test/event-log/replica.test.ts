import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { eventsAfter } from '../../src/event-log/pages.ts';
import { sequenceBatch } from '../../src/event-log/sequencer.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/postgres/postgres.ts';
import type { Replica } from '../../src/platform/postgres/replica.ts';
import { baseBackup } from '../support/base-backup.ts';
import { patienceMs } from '../support/patience.ts';

/** A PostgreSQL of its own and a standby that streams from it. */
const merchant = randomUUID();
const log = createLogger('silent');
let folder: string;
let primary: EmbeddedPostgres;
let standby: EmbeddedPostgres;
let writer: Db;
let toPrimary: pg.Client;
let toStandby: pg.Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-replica-'));
  await chmod(folder, 0o755);
  primary = await startPostgres({ dataDir: join(folder, 'primary'), settings: { fsync: 'off' }, log });
  await migrate({ databaseUrl: primary.url, log });
  writer = openDb({ url: primary.url, onError: () => undefined });
  await writer.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
    [merchant],
  );
  toPrimary = await asSuperuser(primary);
  await grow(2_500);
  await baseBackup(primary, join(folder, 'primary/postgres'), join(folder, 'standby/postgres'), 'standby');
  standby = await startStandby();
  toStandby = await asSuperuser(standby);
});
afterAll(async () => {
  await Promise.all([writer.close(), toPrimary.end(), toStandby.end()]);
  await standby.stop();
  await primary.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const startStandby = (): Promise<EmbeddedPostgres> => {
  const { hostname, port, username, password } = new URL(primary.superuserUrl);
  const conninfo = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
  return startPostgres({
    dataDir: join(folder, 'standby'),
    settings: { primary_conninfo: conninfo, fsync: 'off' },
    log,
  });
};

async function asSuperuser({ superuserUrl }: EmbeddedPostgres): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Adds events and numbers them, as the product does. */
async function grow(count: number): Promise<void> {
  await toPrimary.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, change, cause, occurred_at, recorded_at)
     select $1, gen_random_uuid(), 'WEBHOOK_ENDPOINT_DISABLED', 'whe', gen_random_uuid(), 1, '{}', '{"by": "clock", "rule": "test"}', now(), now()
       from generate_series(1, $2::int)`,
    [merchant, count],
  );
  while ((await sequenceBatch(writer)).kind !== 'nothing');
}

/** Waits until the standby has all that the primary has written. */
async function caughtUp(): Promise<void> {
  const { rows } = await toPrimary.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
  const end = performance.now() + patienceMs;
  for (;;) {
    const { rows: found } = await toStandby.query<{ there: boolean }>(
      'select pg_last_wal_replay_lsn() >= $1::pg_lsn as there',
      [rows[0]?.lsn],
    );
    if (found[0]?.there) return;
    if (performance.now() > end) throw new Error('the standby does not catch up');
  }
}

let told: (string | null)[] = [];
beforeEach(() => {
  told = [];
});
/** Whoever comes anew, and what the log is read by. Pages are kept for each that is opened. */
function open(url: string = standby.url): Db {
  return openDb({
    url: primary.url,
    replica: { url, onChange: (error) => told.push(error?.message ?? null) },
    onError: () => undefined,
  });
}
async function follow(db: Db): Promise<readonly bigint[]> {
  const seen: bigint[] = [];
  for (;;) {
    const page = await eventsAfter(db, merchant, seen.at(-1) ?? 0n);
    if (page.length === 0) return seen;
    seen.push(...page.map(({ sequence }) => sequence));
  }
}
const upTo = (last: number): bigint[] => Array.from({ length: last }, (_, i) => BigInt(i + 1));
/** How many pages the database was asked for itself. */
const pagesOf = (read: MockInstance<Db['read']>): number =>
  read.mock.calls.filter(([, { name }]) => name === 'log_page').length;

it('gives whole pages of old events, and the database the end of the log', async () => {
  await caughtUp();
  const db = open();
  const read = vi.spyOn(db, 'read');
  const replica = vi.spyOn(db.replica as Replica, 'read');
  expect(await follow(db)).toEqual(upTo(2_500));
  await db.close();
  // Two whole pages of three, and the third begun; then what comes after it.
  expect(await Promise.all(replica.mock.results.map(async ({ value }) => (await value)?.length))).toEqual([
    1_000, 1_000, 500,
  ]);
  expect(pagesOf(read)).toBe(2);
  expect(told).toEqual([]);
});

it('that is behind is not waited for, and nothing is missing', async () => {
  await caughtUp();
  await toStandby.query('select pg_wal_replay_pause()');
  await grow(1_000);
  const db = open();
  expect(await follow(db)).toEqual(upTo(3_500));
  await toStandby.query('select pg_wal_replay_resume()');
  await db.close();
  expect(told).toEqual([]);
});

it('that goes away is let alone, told of once, and asked again later', async () => {
  await standby.stop();
  const db = open();
  expect(await follow(db)).toEqual(upTo(3_500));
  await db.close();
  expect(told).toHaveLength(1);
  standby = await startStandby();
  await toStandby.end().catch(() => undefined);
  toStandby = await asSuperuser(standby);
});

it('that is another database is seen by its hashes, and believed in nothing', async () => {
  await caughtUp();
  await toStandby.query('select pg_promote()');
  await toStandby.query('set session_replication_role = replica');
  await toStandby.query(`update event_log set hash = sha256('other') where sequence = 1000`);
  const db = open();
  expect(await follow(db)).toEqual(upTo(3_500));
  await db.close();
  expect(told).toEqual(['its event with sequence 1000 is another than ours']);
});
