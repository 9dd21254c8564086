import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { root } from '../../kernel/root.ts';
import type { Log } from '../log.ts';
import { findRoleFaults, loginOf, prepareRoles, refuse } from './roles.ts';
import { isAtomic, noFilters, scriptLockKey, withSchemaEngine } from './schema-engine.ts';
import { databaseAddress, ownerRole } from './session.ts';

/** One folder of prisma/migrations. The checksum is the one that Prisma stores: SHA-256 of the script, in hexadecimal. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export interface MigrateOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  /** The folder that holds schema.prisma and migrations/. */
  readonly prismaDir?: string;
}

const ourPrismaDir = join(root, 'prisma');
// Apart from the engine's own lock, which gives up after ten seconds: many machines may start at once.
const lockKey = 7_204_119;
// The key of the engine's own lock, which Prisma's CLI takes too.
const engineLockKey = 72_707_369;
const lockTimeoutMs = 120_000;

/**
 * Sets up the roles, and applies the migrations that the database lacks, as the owner of its tables; returns their names. Safe to run on
 * many machines at once. Where nothing is to be done the login need not be able to do it.
 */
export async function migrate({
  databaseUrl,
  log,
  prismaDir = ourPrismaDir,
}: MigrateOptions): Promise<readonly string[]> {
  const migrations = readMigrations(prismaDir);
  const client = new pg.Client({ connectionString: databaseAddress(databaseUrl), connectionTimeoutMillis: 10_000 });
  client.on('error', (err) => log.warn({ err }, 'the connection that holds the migration lock broke'));
  await client.connect();
  try {
    const login = await loginOf(client);
    if (await isServable(client, login, migrations)) return [];
    await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    refuse((await prepareRoles(client, login, log)).filter(({ ours }) => ours));
    await client.query(`SET ROLE ${ownerRole}`);
    if (await isUpToDate(client, migrations)) return [];
    await releaseInterrupted(client, migrations, log);
    const applied = await applyMissing(databaseUrl, migrations, prismaDir);
    log.info({ migrations: applied }, 'migrations applied');
    return applied;
  } finally {
    await client.end();
  }
}

/** The migrations in their order, which is that of their names. */
export function readMigrations(prismaDir: string = ourPrismaDir): readonly Migration[] {
  const folder = join(prismaDir, 'migrations');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The usual case at start: nothing to do, and nothing changed by looking. */
async function isServable(client: pg.Client, login: string, migrations: readonly Migration[]): Promise<boolean> {
  if ((await findRoleFaults(client, login, { migrating: false })).some(({ ours }) => ours)) return false;
  // A login that only serves is no member of the owner; whoever serves may look up what was applied, too.
  const { rows } = await client.query<{ owns: boolean }>('SELECT pg_has_role($1, $2, $3) AS owns', [
    login,
    ownerRole,
    'SET',
  ]);
  await client.query(`SET ROLE ${rows[0]?.owns ? ownerRole : 'paygraph_worker'}`);
  const servable = await isUpToDate(client, migrations);
  await client.query('RESET ROLE');
  return servable;
}

/** Answered without loading the engine. A migration we do not know is from a newer version of us. */
async function isUpToDate(client: pg.Client, migrations: readonly Migration[]): Promise<boolean> {
  if (migrations.length === 0) return true;
  if (!(await hasTable(client))) return false;
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const checksums = new Map(rows.map((row) => [row.name, row.checksum]));
  return (
    rows.every((row) => row.finished) && migrations.every(({ name, checksum }) => checksums.get(name) === checksum)
  );
}

/**
 * A process that was killed while it migrated leaves a row that is neither finished nor failed, one whose script failed leaves a row that
 * has failed; either blocks all others. Under both locks nobody is at work on it, and a script that is one transaction writes its own
 * end: so it left nothing, and is simply tried again.
 */
async function releaseInterrupted(client: pg.Client, migrations: readonly Migration[], log: Log): Promise<void> {
  if (!(await hasTable(client))) return;
  const atomic = migrations.filter(({ sql }) => isAtomic(sql)).map(({ name }) => name);
  await client.query('SELECT pg_advisory_lock($1), pg_advisory_lock($2)', [scriptLockKey, engineLockKey]);
  const { rows } = await client.query<{ name: string }>(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL AND migration_name = ANY($1) RETURNING migration_name AS name`,
    [atomic],
  );
  await client.query('SELECT pg_advisory_unlock($1), pg_advisory_unlock($2)', [scriptLockKey, engineLockKey]);
  if (rows.length > 0)
    log.warn(
      { migrations: rows.map(({ name }) => name) },
      'these migrations were interrupted or had failed, and start anew',
    );
}

async function hasTable(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`);
  return rows[0].present;
}

async function applyMissing(
  databaseUrl: string,
  migrations: readonly Migration[],
  prismaDir: string,
): Promise<readonly string[]> {
  const migrationsList = {
    baseDir: join(prismaDir, 'migrations'),
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
  const outcome = await withSchemaEngine(readSchema(prismaDir), databaseUrl, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: noFilters,
    });
    const { editedMigrationNames: edited, failedMigrationNames: failed } = found;
    // The engine would apply the rest without a word when a migration that was applied has been edited since.
    if (edited.length > 0 || failed.length > 0) return { edited, failed, applied: [] };
    const { appliedMigrationNames: applied } = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return { edited, failed, applied };
  });
  if (outcome.failed.length > 0) {
    const names = outcome.failed.join(', ');
    throw new Error(`failed before: ${names}; mend the cause, then run "npm run migrate -- --rolled-back <name>"`);
  }
  if (outcome.edited.length > 0) {
    throw new Error(
      `edited after they were applied: ${outcome.edited.join(', ')}; restore them and write a new migration`,
    );
  }
  return outcome.applied;
}

/** Says that a failed migration left nothing behind, so that it is applied again next time. */
export async function markRolledBack(
  databaseUrl: string,
  migrationName: string,
  prismaDir: string = ourPrismaDir,
): Promise<void> {
  await withSchemaEngine(readSchema(prismaDir), databaseUrl, (engine) =>
    engine.markMigrationRolledBack({ migrationName }),
  );
}

function readSchema(prismaDir: string): string {
  return readFileSync(join(prismaDir, 'schema.prisma'), 'utf8');
}
