import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { findWay, prepareLogin } from '../platform/postgres/pooler.ts';
import { verifyRoles } from '../platform/postgres/roles.ts';

/** How the database is reached. */
export interface DatabaseWays {
  readonly url: string;
  /** Past a pooler; null where `url` leads to PostgreSQL, or to a pooler that keeps sessions together. */
  readonly directUrl: string | null;
}

/**
 * Brings the database up to date, and looks whether merchants are kept apart and what the ways to it can do. Gives whether statements are
 * kept prepared under names.
 */
export async function prepareDatabase(
  { databaseUrl, namedStatements }: Pick<Config, 'databaseUrl' | 'namedStatements'>,
  { url, directUrl }: DatabaseWays,
  log: Log,
): Promise<boolean> {
  if (directUrl === null) {
    // The embedded one is ours, with nothing between.
    if (databaseUrl !== null && (await findWay(url)).sharesSessions) throw new Error(sharedSessions);
    await migrate({ databaseUrl: url, log });
    await verifyRoles(url);
    return namedStatements ?? true;
  }
  await migrate({ databaseUrl: directUrl, log });
  await prepareLogin(directUrl, url, log);
  await verifyRoles(directUrl, [decodeURIComponent(new URL(url).username)]);
  const { keepsNames } = await findWay(url);
  if (namedStatements === null && !keepsNames)
    log.info({}, 'the pooler does not keep prepared statements: none is kept under a name');
  return namedStatements ?? keepsNames;
}

const sharedSessions =
  'DATABASE_URL leads to a pooler that lends its sessions for one transaction (PgBouncer: pool_mode = transaction); set DATABASE_DIRECT_URL to the address of PostgreSQL itself, for what needs a session of its own';
