import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { startPostgres } from '../../src/platform/postgres/postgres.ts';
import { isAlive } from '../../src/platform/postgres/server.ts';
import { shiftedClock } from './shifted-clock.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, and the migrated database that each test copies. */
    postgres: { readonly url: string; readonly superuserUrl: string; readonly template: string };
  }
}

// Nothing here has to survive a power cut.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  shared_buffers: '64MB',
  // It would look at tables in whatever state a test has them just then, and plans would differ from run to run.
  autovacuum: 'off',
};
const folderPrefix = 'paygraph-test-';
const template = 'template_paygraph';

/** One PostgreSQL for the whole run, and one database in it that has every migration. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const log = createLogger('warn');
  const server = await startPostgres({ dataDir, settings, env: shiftedClock(), log });
  await query(server.superuserUrl, `CREATE DATABASE ${template}`);
  await migrate({ databaseUrl: withDatabase(server.superuserUrl, template), log });
  project.provide('postgres', { url: server.url, superuserUrl: server.superuserUrl, template });
  return async () => {
    const kept = await query(
      server.superuserUrl,
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'test_%'`,
    );
    if (kept.length > 0 && !process.env.CI) {
      // Left running for the reader of the failure; the next run clears it away.
      for (const { name } of kept) console.log(`kept for a look: ${withDatabase(server.superuserUrl, String(name))}`);
      return;
    }
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** The address of another database on the same server. */
export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
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

/** Servers of runs that were killed, or that kept a database of a failed test. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const runner = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (!runner || isAlive(Number(runner))) continue;
    const folder = join(tmpdir(), name);
    const pid = Number(
      (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
    );
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(folder)) process.kill(pid, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
