import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findDrift } from '../../../prisma/drift.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { markRolledBack, migrate, readMigrations } from '../../../src/platform/postgres/migrate.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { patienceMs } from '../../support/patience.ts';

const log = createLogger('silent');
const ourPrismaDir = join(import.meta.dirname, '../../../prisma');
const first = '20260101000000_first';
const second = '20260102000000_second';
const createNote = 'CREATE TABLE note (id int PRIMARY KEY);\n';
const noteModel = 'datasource db {\n  provider = "postgresql"\n}\nmodel note {\n  id Int @id\n}\n';

let database: TestDatabase;
let client: pg.Client;
let prismaDir: string;

beforeEach(async () => {
  prismaDir = mkdtempSync(join(tmpdir(), 'paygraph-migrate-'));
  writeFileSync(join(prismaDir, 'schema.prisma'), noteModel);
  database = await createEmptyDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(prismaDir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(prismaDir, 'migrations', name), { recursive: true });
  writeFileSync(join(prismaDir, 'migrations', name, 'migration.sql'), sql);
}

const run = () => migrate({ databaseUrl: database.superuserUrl, log, prismaDir });
const rows = async (sql: string) => (await client.query(sql)).rows;
const history = () => rows('SELECT * FROM _prisma_migrations ORDER BY started_at');

test('applies what is missing in the order of the names, and nothing twice', async () => {
  write(second, 'ALTER TABLE note ADD COLUMN text text;');
  write(first, createNote);
  expect(await run()).toEqual([first, second]);
  expect(await run()).toEqual([]);
  write('20260103000000_third', 'DROP TABLE note;');
  expect(await run()).toEqual(['20260103000000_third']);
});

test("leaves rows as Prisma's own command line writes them", async () => {
  write(first, createNote);
  await run();
  const [row] = await history();
  expect(row).toMatchObject({
    migration_name: first,
    checksum: createHash('sha256').update(createNote).digest('hex'),
    applied_steps_count: 1,
    logs: null,
    rolled_back_at: null,
  });
  expect(row.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(row.finished_at).toBeInstanceOf(Date);
  expect(row.finished_at.getTime()).toBeGreaterThanOrEqual(row.started_at.getTime());
});

test('takes a function body with semicolons whole', async () => {
  write(
    first,
    `${createNote}CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 2; RETURN 1; END $$; -- the end`,
  );
  await run();
  expect(await rows('SELECT one()')).toEqual([{ one: 1 }]);
});

test('takes a concurrent index that stands alone, which cannot run in a transaction', async () => {
  write(first, createNote);
  write(second, 'CREATE INDEX CONCURRENTLY note_id ON note (id);');
  expect(await run()).toEqual([first, second]);
});

test('refuses a migration that was edited after it was applied, by its name, and applies nothing else', async () => {
  write(first, createNote);
  await run();
  write(first, `${createNote}-- edited`);
  write(second, 'CREATE TABLE other (id int);');
  await expect(run()).rejects.toThrow(`edited after they were applied: ${first}`);
  expect(await rows(`SELECT to_regclass('other') AS other`)).toEqual([{ other: null }]);
});

test('leaves nothing of a migration that fails, names it, and applies it by itself once it is mended', async () => {
  write(first, `${createNote}SELECT 1 / 0;`);
  await expect(run()).rejects.toThrow(new RegExp(`migration ${first}: .*division by zero`));
  expect(await rows(`SELECT to_regclass('note') AS note`)).toEqual([{ note: null }]);
  // It is tried again by each start, and says why it fails each time.
  await expect(run()).rejects.toThrow(/division by zero/);
  write(first, createNote);
  expect(await run()).toEqual([first]);
});

test('leaves one that is no transaction to a person, who says that nothing of it is left', async () => {
  write(first, createNote);
  write(second, 'CREATE INDEX CONCURRENTLY note_id ON note (nothing);');
  await expect(run()).rejects.toThrow(second);
  write(second, 'CREATE INDEX CONCURRENTLY note_id ON note (id);');
  await expect(run()).rejects.toThrow(`failed before: ${second}`);
  await markRolledBack(database.superuserUrl, second, prismaDir);
  expect(await run()).toEqual([second]);
});

test('waits its turn beside live traffic, makes nobody wait for long, and is tried again until it is done', async () => {
  write(first, createNote);
  await run();
  await client.query('INSERT INTO note VALUES (1)');
  const [holder, reader] = [
    new pg.Client({ connectionString: database.superuserUrl }),
    new pg.Client({ connectionString: database.superuserUrl }),
  ];
  await Promise.all([holder.connect(), reader.connect()]);
  await holder.query('BEGIN; SELECT * FROM note');
  write(second, 'ALTER TABLE note ADD COLUMN text text;');
  const migrated = run();
  const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE note%'`;
  const isWaiting = () => vi.waitUntil(async () => (await rows(waits)).length > 0, patienceMs);
  await isWaiting();
  // Whoever comes behind it waits as long as it does at most, and then it tries again.
  const from = performance.now();
  expect((await reader.query('SELECT id FROM note')).rows).toEqual([{ id: 1 }]);
  expect(performance.now() - from).toBeLessThan(5_000);
  await isWaiting();
  await holder.query('COMMIT');
  expect(await migrated).toEqual([second]);
  expect(await history()).toMatchObject([{ rolled_back_at: null }, { rolled_back_at: null, logs: null }]);
  await Promise.all([holder.end(), reader.end()]);
});

test('lets many processes migrate at once: each migration is applied by one of them', async () => {
  write(first, createNote);
  write(second, 'CREATE TABLE other (id int);');
  const outcomes = await Promise.all([run(), run(), run(), run()]);
  expect(outcomes.flat()).toEqual([first, second]);
});

test('does not mind a migration of a newer version that the database already has', async () => {
  write(first, createNote);
  write(second, 'CREATE TABLE other (id int);');
  await run();
  rmSync(join(prismaDir, 'migrations', second), { recursive: true });
  expect(await run()).toEqual([]);
});

describe('a process that is killed while its migration runs', () => {
  const gate = 4711;
  const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%${gate}%'`;

  /** Kills the process while its script waits in the server, and returns the server's process that still runs the script. */
  async function killedMidway(): Promise<number> {
    write(first, `${createNote}SELECT pg_advisory_xact_lock(${gate});`);
    await client.query('SELECT pg_advisory_lock($1)', [gate]);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../support/migrate-holder.ts'), database.superuserUrl, prismaDir],
      { stdio: 'inherit' },
    );
    const [script] = await vi.waitUntil(async () => {
      const found = await rows(waiting);
      return found.length > 0 ? found : null;
    }, patienceMs);
    child.kill('SIGKILL');
    await once(child, 'exit');
    return script.pid;
  }

  test('is waited for and counts once when the script still ends well', async () => {
    await killedMidway();
    const rerun = run();
    await client.query('SELECT pg_advisory_unlock($1)', [gate]);
    expect(await rerun).toEqual([]);
    expect(await history()).toMatchObject([
      { migration_name: first, rolled_back_at: null, finished_at: expect.any(Date) },
    ]);
    expect(await rows('SELECT count(*)::int AS notes FROM note')).toEqual([{ notes: 0 }]);
  });

  test('leaves no trace that blocks the next one when the script ended with it', async () => {
    const script = await killedMidway();
    await client.query('SELECT pg_terminate_backend($1, 5000)', [script]);
    await client.query('SELECT pg_advisory_unlock($1)', [gate]);
    expect(await run()).toEqual([first]);
  });
});

describe('schema.prisma and the migrations', () => {
  test('describe the same tables', async () => {
    const ours = await createTestDatabase();
    expect(readMigrations().length).toBeGreaterThan(0);
    expect(await findDrift(ours.superuserUrl, readFileSync(join(ourPrismaDir, 'schema.prisma'), 'utf8'))).toEqual([]);
    await ours.drop();
  });

  test.each([
    [
      'a column of another type',
      'ALTER TABLE note ALTER COLUMN id TYPE bigint',
      /column note\.id: the schema says "int4.*the migrations "int8/,
    ],
    [
      'a column that may be null',
      'ALTER TABLE note DROP CONSTRAINT note_pkey, ALTER COLUMN id DROP NOT NULL',
      /column note\.id: .*not null/,
    ],
    ['a default', 'ALTER TABLE note ALTER COLUMN id SET DEFAULT 1', /column note\.id: .*default none/],
    [
      'a column that the schema lacks',
      'ALTER TABLE note ADD COLUMN more text',
      /column note\.more: is in the migrations/,
    ],
    ['a table that the schema lacks', 'CREATE TABLE other (id int)', /column other\.id: is in the migrations/],
    ['a missing table', 'DROP TABLE note', /column note\.id: .*"nothing"/],
    ['a missing key', 'ALTER TABLE note DROP CONSTRAINT note_pkey', /constraint note\.note_pkey: .*"nothing"/],
  ])('differ when the database has %s', async (_, change, difference) => {
    write(first, createNote);
    await run();
    expect(await findDrift(database.superuserUrl, noteModel)).toEqual([]);
    await client.query(change);
    expect((await findDrift(database.superuserUrl, noteModel)).join('\n')).toMatch(difference);
  });
});
