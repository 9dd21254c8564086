import pg from 'pg';
import type { Log } from '../log.ts';
import { faultsSql } from './role-faults.ts';
import { databaseAddress } from './session.ts';

/** A fact on which row-level security rests, and which is otherwise. */
export interface RoleFault {
  readonly fact: string;
  /** The statement that mends it. */
  readonly mend: string;
  /** Whether we mend it ourselves where we may: what is only not there yet. What somebody has opened is left for a person to see. */
  readonly ours: boolean;
}

/** The database does not keep merchants apart, or would not if somebody left out a `SET ROLE`. The message names each fact and its statement. */
export class RoleError extends Error {
  override readonly name = 'RoleError';
}

/** What is not as it must be for `login`. To migrate it needs more than to serve. */
export async function findRoleFaults(
  client: pg.ClientBase,
  login: string,
  { migrating }: { readonly migrating: boolean },
): Promise<readonly RoleFault[]> {
  const { rows: versions } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  );
  const version = versions[0]?.version ?? 0;
  // Before 16 a membership could not be had without the rights that come with it.
  if (version < 16) return [{ fact: `this is PostgreSQL ${version}`, mend: 'use PostgreSQL 16 or newer', ours: false }];
  const { rows } = await client.query<RoleFault>(faultsSql, [login, migrating]);
  return rows;
}

/**
 * Makes what is missing of roles, memberships and ownership, as far as the session may, in one transaction. Databases from before the
 * tables had an owner of their own are carried over here. Returns what is still wrong.
 */
export async function prepareRoles(client: pg.ClientBase, login: string, log: Log): Promise<readonly RoleFault[]> {
  for (let attempt = 1; ; attempt++) {
    const faults = await findRoleFaults(client, login, { migrating: true });
    const ours = faults.filter((fault) => fault.ours);
    if (ours.length === 0) return faults;
    try {
      await client.query(
        ['begin', `set local lock_timeout = '2s'`, ...ours.map(({ mend }) => mend), 'commit'].join(';\n'),
      );
      log.info({ statements: ours.length }, 'roles and owner of the database were set up');
      if (attempt >= roundsMax) return await findRoleFaults(client, login, { migrating: true });
    } catch (error) {
      await client.query('rollback');
      const { code } = error as { code?: unknown };
      if (mayNot.has(String(code))) return faults;
      if (attempt >= roundsMax || !raced.has(String(code))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt * (0.5 + Math.random())));
    }
  }
}
const roundsMax = 8;
/** What the session lacks the right to, or what no statement mends. */
const mayNot = new Set(['42501', '42601', '0LP01']);
/** Roles belong to the whole server, so a process at another database of it may be at the same; and others may hold the tables. */
const raced = new Set(['XX000', '23505', '42710', '40P01', '55P03']);

/** Throws a `RoleError` unless row-level security holds for the login of this address itself, and for others that come another way. */
export async function verifyRoles(databaseUrl: string, others: readonly string[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAddress(databaseUrl), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const login of new Set([await loginOf(client), ...others]))
      refuse(await findRoleFaults(client, login, { migrating: false }));
  } finally {
    await client.end();
  }
}

/** Throws a `RoleError` that names the faults, if there are any. */
export function refuse(faults: readonly RoleFault[]): void {
  if (faults.length === 0) return;
  const lines = faults.map(({ fact, mend }) => `  ${fact}; mend it with: ${mend}`);
  throw new RoleError(`the database is not set up to keep merchants apart:\n${lines.join('\n')}`);
}

/** Who the session has logged in as, whatever role it has taken since. */
export async function loginOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ login: string }>('select session_user as login');
  return rows[0]?.login ?? '';
}
