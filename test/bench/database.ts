import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createLogger } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { startPostgres } from '../../src/platform/postgres/postgres.ts';
import { type Place, startProduct } from './product.ts';
import { type DataSize, seed } from './seed.ts';

/** A database full of payments, which is this run's alone. */
export interface BenchDatabase extends Place {
  readonly superuserUrl: string;
  /** The server's own process. */
  readonly serverPid: number;
  close(): Promise<void>;
}

/**
 * A copy of a database that is kept in the folder from run to run, since filling it takes longer than measuring: one for each size, as
 * long as what fills it stays the same.
 */
export async function openBenchDatabase(
  dataDir: string,
  size: DataSize,
  tell: (words: string) => void,
): Promise<BenchDatabase> {
  mkdirSync(dataDir, { recursive: true });
  const log = createLogger('error');
  const server = await startPostgres({ dataDir, log });
  const seeded = `seeded_${size.payments}_${versionOfData()}`;
  const mine = `bench_${process.pid}`;
  const admin = new pg.Client({ connectionString: server.superuserUrl });
  await admin.connect();
  const addresses = (name: string) => ({
    url: withDatabase(server.url, name),
    superuserUrl: withDatabase(server.superuserUrl, name),
  });
  const close = async (): Promise<void> => {
    await admin.query(`drop database if exists ${mine} with (force)`);
    await admin.end();
    await server.stop();
  };
  try {
    await dropAbandoned(admin, seeded);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [seeded]);
    if (!rowCount) {
      const draft = `${mine}_draft`;
      tell(`filling a database with ${size.payments} payments; it is kept in ${dataDir}`);
      await admin.query(`create database ${draft}`);
      await migrate({ databaseUrl: addresses(draft).superuserUrl, log });
      await fill({ dataDir, ...addresses(draft) }, size, tell);
      await admin.query(`alter database ${draft} rename to ${seeded}`);
    }
    // Tables may have changed since: they are carried along, as everybody's are.
    await migrate({ databaseUrl: addresses(seeded).superuserUrl, log });
    await admin.query(`create database ${mine} template ${seeded} strategy file_copy`);
    await admin.query('checkpoint');
    const serverPid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return { dataDir, ...addresses(mine), serverPid, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Fills a migrated database. The product makes its first merchant and connects it; the rows are then that merchant's and others'. */
export async function fill(
  database: Pick<BenchDatabase, 'dataDir' | 'url' | 'superuserUrl'>,
  size: DataSize,
  tell: (words: string) => void = () => undefined,
): Promise<void> {
  const product = await startProduct(database);
  await product.stop();
  await seed(database, size, tell);
}

/** What a run that was killed has left, and data that is filled in otherwise by now. */
async function dropAbandoned(admin: pg.Client, seeded: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database
      where datname like 'bench\\_%' or (datname like 'seeded\\_%' and datname not like '%\\_' || $1)`,
    [seeded.split('_').at(-1)],
  );
  for (const { name } of rows) await admin.query(`drop database if exists ${name} with (force)`);
}

function versionOfData(): string {
  return createHash('sha256')
    .update(readFileSync(join(import.meta.dirname, 'seed.ts')))
    .digest('hex')
    .slice(0, 12);
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
