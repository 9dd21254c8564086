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
  /** Another one on the same server, of the same size unless told otherwise. */
  copy(size?: DataSize): Promise<BenchDatabase>;
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
  const admin = new pg.Client({ connectionString: server.superuserUrl });
  await admin.connect();
  const serverPid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const addresses = (name: string) => ({
    url: withDatabase(server.url, name),
    superuserUrl: withDatabase(server.superuserUrl, name),
  });
  const seeded = async ({ payments }: DataSize): Promise<string> => {
    const name = `seeded_${payments}_${versionOfData()}`;
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) {
      const draft = `bench_${process.pid}_draft`;
      tell(`filling a database with ${payments} payments; it is kept in ${dataDir}`);
      await admin.query(`create database ${draft}`);
      await migrate({ databaseUrl: addresses(draft).superuserUrl, log });
      await fill({ dataDir, ...addresses(draft) }, { payments }, tell);
      await admin.query(`alter database ${draft} rename to ${name}`);
    }
    // Tables may have changed since: they are carried along, as everybody's are.
    await migrate({ databaseUrl: addresses(name).superuserUrl, log });
    return name;
  };
  let copies = 0;
  const copy = async (of: DataSize = size): Promise<BenchDatabase> => {
    const name = `bench_${process.pid}_${copies++}`;
    await admin.query(`create database ${name} template ${await seeded(of)} strategy file_copy`);
    await admin.query('checkpoint');
    const close = async (): Promise<void> => void (await admin.query(`drop database if exists ${name} with (force)`));
    return { dataDir, ...addresses(name), serverPid, copy, close };
  };
  const close = async (): Promise<void> => {
    await admin.end();
    await server.stop();
  };
  try {
    await dropAbandoned(admin);
    const mine = await copy();
    return {
      ...mine,
      async close() {
        await mine.close();
        await close();
      },
    };
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
async function dropAbandoned(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database
      where datname like 'bench\\_%' or (datname like 'seeded\\_%' and datname not like '%\\_' || $1)`,
    [versionOfData()],
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
