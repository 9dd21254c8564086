import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../../src/platform/log.ts';
import { type EmbeddedPostgres, startPostgres } from '../../../src/platform/postgres/postgres.ts';
import { patienceMs } from '../../support/patience.ts';

const log = createLogger('silent');
let dataDir: string;
let running: EmbeddedPostgres[];

beforeEach(() => {
  // A fresh temporary folder is closed to all but its owner, so as root each of these tests also shows that the server gets in.
  dataDir = mkdtempSync(join(tmpdir(), 'paygraph-postgres-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' }, log });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function holdInProcess(): Promise<ChildProcess & { url: string }> {
  const holder = spawn(process.execPath, [join(import.meta.dirname, '../../support/postgres-holder.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(holder.stdout, 'data');
  return Object.assign(holder, { url: String(line).trim() });
}

test('starts PostgreSQL 18 in UTC, on the loopback address only, behind a random password', async () => {
  const { superuserUrl: url } = await start();
  const [row] = await query(
    url,
    `SELECT current_setting('TimeZone') AS zone, current_setting('listen_addresses') AS addresses,
    current_setting('unix_socket_directories') AS sockets, current_setting('server_version_num')::int / 10000 AS major`,
  );
  expect(row).toEqual({ zone: 'UTC', addresses: '127.0.0.1', sockets: '', major: 18 });
  expect(statSync(join(dataDir, 'postgres', 'paygraph.password')).mode & 0o777).toBe(0o600);
  const guess = new URL(url);
  guess.password = 'password';
  await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('keeps what was written when it is stopped and started again, even with a client still connected', async () => {
  const first = await start();
  await query(first.superuserUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const idle = new pg.Client({ connectionString: first.superuserUrl });
  idle.on('error', () => {});
  await idle.connect();
  await first.stop();
  await expect(query(first.superuserUrl, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  const second = await start();
  expect(await query(second.superuserUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('takes over the very server that a killed process left running', async () => {
  const holder = await holdInProcess();
  await query(holder.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const pid = postmasterPid();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const { superuserUrl: url } = await start();
  expect(postmasterPid()).toBe(pid);
  expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('refuses a folder that another living process is using, names that process, and leaves its server alone', async () => {
  const holder = await holdInProcess();
  await expect(start()).rejects.toThrow(`${dataDir} is in use by another Paygraph process (pid ${holder.pid})`);
  expect(await query(holder.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await start();
});

test('of two that start at once on an empty folder, one gets it and the other is refused', async () => {
  const outcomes = await Promise.allSettled([start(), start()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(String(refused?.reason)).toContain('is in use by another Paygraph process');
  expect(readdirSync(dataDir)).toEqual(['postgres']);
});

test('starts again after its postmaster was killed, with the children of the dead one still around', async () => {
  const first = await start();
  await query(first.superuserUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(postmasterPid(), 'SIGKILL');
  const second = await start();
  expect(await query(second.superuserUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('starts PostgreSQL again by itself, at the same address, when it has been killed under a living process', async () => {
  const { superuserUrl } = await start();
  await query(superuserUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const killed = postmasterPid();
  process.kill(killed, 'SIGKILL');
  const from = performance.now();
  const answer = await vi.waitUntil(
    () =>
      query(superuserUrl, 'SELECT answer FROM kept').then(
        ([row]) => (postmasterPid() === killed ? null : row),
        () => null,
      ),
    { timeout: patienceMs, interval: 100 },
  );
  expect(answer).toEqual({ answer: 42 });
  expect(performance.now() - from).toBeLessThan(10_000);
});

test('clears away a cluster that a killed process had half made', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  mkdirSync(join(dataDir, `postgres.new-${dead.pid}-0`));
  writeFileSync(join(dataDir, `postgres.new-${dead.pid}-0`, 'PG_VERSION'), '18\n');
  await start();
  expect(readdirSync(dataDir)).toEqual(['postgres']);
});

test('leaves alone what somebody else has put in its place, and says so', async () => {
  mkdirSync(join(dataDir, 'postgres'));
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '14\n');
  await expect(start()).rejects.toThrow(`${join(dataDir, 'postgres')} holds something that Paygraph did not put there`);
  expect(readdirSync(dataDir)).toEqual(['postgres']);
  expect(readdirSync(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
});

test('starts when the pid file names a living process that is no PostgreSQL', async () => {
  await (await start()).stop();
  writeFileSync(
    join(dataDir, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n127.0.0.1\n\nready\n`,
  );
  const { superuserUrl: url } = await start();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('says what the server itself said when it cannot start', async () => {
  await (await start()).stop();
  rmSync(join(dataDir, 'postgres', 'global', 'pg_control'));
  await expect(start()).rejects.toThrow(/did not start: .*pg_control/s);
});
