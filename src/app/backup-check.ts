import type pg from 'pg';
import { audit, broken, inWords } from '../audit/run.ts';
import type { Db } from '../platform/db.ts';
import { type MasterKeys, openKeyring } from '../platform/keyring.ts';
import { readMigrations } from '../platform/postgres/migrate.ts';
import { sealedColumns } from './sealed-columns.ts';

/** One thing that a backup has to have, or that is good to know of it. */
export interface BackupFinding {
  readonly about: 'migrations' | 'keyring' | 'credentials' | 'address' | 'age' | 'archive' | 'audit';
  /** `note` is neither good nor bad: a person has to know it. */
  readonly outcome: 'good' | 'bad' | 'note';
  readonly says: string;
  /** What to do, where it is bad. */
  readonly mend?: string;
}

export interface BackupCheckDeps {
  readonly db: Pick<Db, 'worker'>;
  readonly databaseUrl: string;
  readonly masters: MasterKeys;
  readonly publicUrl: string | null;
}

/**
 * Whether a database that was restored from a backup, with these settings, is one to go on with: this program knows its migrations, the keys
 * open what is sealed, and everything that must be true is true. On the database that serves it says what a backup of this moment would be.
 * Nothing is written, and nothing migrated.
 */
export async function checkBackup({
  db,
  databaseUrl,
  masters,
  publicUrl,
}: BackupCheckDeps): Promise<readonly BackupFinding[]> {
  const findings = [await checkMigrations(db.worker)];
  const ring = await openKeyring(db.worker, masters).catch((error: unknown) => String((error as Error).message));
  if (typeof ring === 'string')
    return [
      ...findings,
      {
        about: 'keyring',
        outcome: 'bad',
        says: ring,
        mend: 'set the ENCRYPTION_KEY of the time of the backup; it is kept apart from it',
      },
    ];
  findings.push({ about: 'keyring', outcome: 'good', says: 'the master key opens the keys of the database' });
  findings.push(await credentials(db.worker, (sealed, context) => ring.sealer.open(sealed, context)));
  findings.push(await address(db.worker, publicUrl), await age(db.worker), await archive(db.worker));
  const wrong = broken(await audit({ databaseUrl }));
  findings.push(
    wrong.length === 0
      ? { about: 'audit', outcome: 'good', says: 'everything that must be true of it is true' }
      : {
          about: 'audit',
          outcome: 'bad',
          says: inWords(wrong),
          mend: 'restore another backup, or find out what is broken with "npm run audit" before anything is started on it',
        },
  );
  return findings;
}

/** Whether this program and the database are of one version. */
export async function checkMigrations(worker: pg.Pool): Promise<BackupFinding> {
  const { rows } = await worker.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where rolled_back_at is null and finished_at is not null',
  );
  const ours = new Set(readMigrations().map(({ name }) => name));
  const unknown = rows.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
  if (unknown.length > 0)
    return {
      about: 'migrations',
      outcome: 'bad',
      says: `a newer program has written it: ${unknown.length} migrations are not known here, such as ${unknown.at(-1)}`,
      mend: 'use the version of that time, or a later one',
    };
  const missing = ours.size - rows.length;
  return missing === 0
    ? { about: 'migrations', outcome: 'good', says: 'it is up to date' }
    : {
        about: 'migrations',
        outcome: 'note',
        says: `${missing} migrations are applied when this version starts on it`,
      };
}

async function credentials(
  worker: pg.Pool,
  open: (sealed: Buffer, context: string) => unknown,
): Promise<BackupFinding> {
  const column = sealedColumns.find(({ table }) => table === 'provider_account');
  const { rows } = await worker.query<{ merchant_id: string; id: string; sealed: Buffer }>(
    'select merchant_id, id, settings_sealed as sealed from provider_account order by id',
  );
  const shut = rows.filter(({ merchant_id, id, sealed }) => {
    try {
      open(sealed, column?.context(merchant_id, id) ?? '');
      return false;
    } catch {
      return true;
    }
  });
  if (shut.length === 0)
    return {
      about: 'credentials',
      outcome: 'good',
      says: `the settings of ${rows.length} provider accounts can be opened`,
    };
  return {
    about: 'credentials',
    outcome: 'bad',
    says: `the settings of ${shut.length} of ${rows.length} provider accounts cannot be opened, such as ${shut[0]?.id}`,
    mend: 'add the key of before to ENCRYPTION_KEY_PREVIOUS, or save the settings of these accounts anew',
  };
}

async function address(worker: pg.Pool, publicUrl: string | null): Promise<BackupFinding> {
  const { rows } = await worker.query<{ url: string }>(
    'select distinct callback_url as url from provider_account where callback_url is not null',
  );
  const others = [...new Set(rows.map(({ url }) => new URL(url).origin))].filter(
    (origin) => origin !== (publicUrl && new URL(publicUrl).origin),
  );
  return others.length === 0
    ? { about: 'address', outcome: 'good', says: 'providers call the address that PUBLIC_URL names' }
    : {
        about: 'address',
        outcome: 'note',
        says: `providers call ${others.join(', ')}: a start with another PUBLIC_URL tells them so, where they take it by an API; until then they call the old one`,
      };
}

async function age(worker: pg.Pool): Promise<BackupFinding> {
  const { rows } = await worker.query<{ at: Date | null }>('select max(recorded_at) as at from event');
  const at = rows[0]?.at;
  return {
    about: 'age',
    outcome: 'note',
    says: at
      ? `its last event is of ${at.toISOString()}: what came after that is to be asked about`
      : 'it has no event',
  };
}

async function archive(worker: pg.Pool): Promise<BackupFinding> {
  const { rows } = await worker.query<{ mode: string; last: Date | null; failed: Date | null }>(
    `select current_setting('archive_mode') as mode, last_archived_time as last, last_failed_time as failed from pg_stat_archiver`,
  );
  const { mode = 'off', last = null, failed = null } = rows[0] ?? {};
  if (mode === 'off')
    return {
      about: 'archive',
      outcome: 'note',
      says: 'this server archives no write-ahead log: it can be restored to its last backup, and to no moment after it',
    };
  if (failed && (!last || failed > last))
    return {
      about: 'archive',
      outcome: 'bad',
      says: `this server could not archive its write-ahead log at ${failed.toISOString()}`,
      mend: 'see the log of the server for what archive_command said',
    };
  return {
    about: 'archive',
    outcome: 'good',
    says: `this server archives its write-ahead log, last at ${last?.toISOString() ?? 'no time yet'}`,
  };
}
