import pg from 'pg';
import type { Log } from '../log.ts';
import { databaseAddress, loginSettings, poolerAddress, setForLogin } from './session.ts';

/** What stands between us and PostgreSQL at an address, as far as one can see from here. */
export interface Way {
  /** Whether two connections share a session of the server, so that nothing of a session may be relied on. */
  readonly sharesSessions: boolean;
  /** Whether a statement that is prepared under a name is found again: by a session of one's own, or by a pooler that knows of names. */
  readonly keepsNames: boolean;
}

const waits = { connectionTimeoutMillis: 10_000, query_timeout: 10_000 } as const;
/** How often it is looked whether two connections share a session: a pooler that has many idle ones may give each another for a while. */
const looksMax = 8;

/** Finds out by two connections what an address leads to. Leaves nothing behind. */
export async function findWay(url: string): Promise<Way> {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: poolerAddress(url), ...waits }));
  const [one, other] = clients as [pg.Client, pg.Client];
  try {
    for (const client of clients) client.on('error', () => undefined);
    await one.connect();
    const own = await sessionOf(one);
    // A pooler gives out numbers of its own.
    if (own === (one as unknown as { readonly processID: number | null }).processID)
      return { sharesSessions: false, keepsNames: true };
    await other.connect();
    for (let look = 0; look < looksMax; look++) {
      await other.query('begin');
      // While that transaction lasts nobody else has its session.
      const [lent, mine] = [await sessionOf(other), await sessionOf(one)];
      await other.query('commit');
      if (lent === own || mine !== own) return { sharesSessions: true, keepsNames: await knowsNames(one) };
    }
    return { sharesSessions: false, keepsNames: true };
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

async function sessionOf(client: pg.Client): Promise<number> {
  return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
}

const probe = `paygraph_probe_${process.pid}`;

/** One that hands a name on as it is hands it to whichever session is free the next time, where it is unknown, or another's. */
async function knowsNames(client: pg.Client): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query({ name: probe, text: 'select 1' });
    const { rowCount } = await client.query('select from pg_prepared_statements where name = $1', [probe]);
    if (rowCount === 0) return true;
    await client.query(`deallocate ${probe}`);
    return false;
  } finally {
    await client.query('rollback');
  }
}

/**
 * Has the sessions that a pooler makes for a login begin as ours do, as far as the login of the direct way may say so: its own, always.
 * What it may not is found when a session is looked at, and named there with the statement.
 */
export async function prepareLogin(directUrl: string, url: string, log: Log): Promise<void> {
  const login = decodeURIComponent(new URL(url).username);
  const client = new pg.Client({ connectionString: databaseAddress(directUrl), ...waits });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ database: string; kept: readonly string[] | null }>(
      `select current_database() as database, (select setconfig from pg_db_role_setting
          where setrole = to_regrole(quote_ident($1))::oid and setdatabase = (select oid from pg_database where datname = current_database())) as kept`,
      [login],
    );
    const kept = new Set(rows[0]?.kept ?? []);
    const missing = Object.entries(loginSettings).filter((each) => !kept.has(each.join('=')));
    for (const each of missing) await client.query(setForLogin(login, rows[0]?.database ?? '', each));
    if (missing.length > 0) log.info({ settings: missing.map(([name]) => name) }, 'the login of the pooler was set up');
  } catch (error) {
    if ((error as { code?: unknown }).code !== '42501') throw error;
  } finally {
    await client.end();
  }
}
