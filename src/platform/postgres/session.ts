import pg from 'pg';
import type { TransactionSettings } from './loan.ts';

/** The roles that serve: one sees the merchant of its transaction and no other, one serves all merchants. Neither owns anything. */
export type ServingRole = 'paygraph_app' | 'paygraph_worker';
/** Owns the tables; migrations run as it. */
export const ownerRole = 'paygraph_owner';

/** What of a database's address says where it is and how it is reached. pg would take any other parameter for a setting of its own. */
const keptParameters = new Set([
  'host',
  'port',
  'user',
  'password',
  'ssl',
  'sslmode',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslnegotiation',
  'uselibpqcompat',
  'application_name',
  'fallback_application_name',
  'options',
]);

/** The address without what would change how we work with it: time-outs, sizes of pools, encodings. */
export function databaseAddress(url: string): string {
  const address = new URL(url);
  for (const name of [...address.searchParams.keys()]) if (!keptParameters.has(name)) address.searchParams.delete(name);
  return address.href;
}

/** The same for a pooler, which refuses options of a start, or drops them without a word. */
export function poolerAddress(url: string): string {
  const address = new URL(databaseAddress(url));
  address.searchParams.delete('options');
  return address.href;
}

/**
 * The same for a session that is the owner from its very start: a migration that takes another role for a while goes back by RESET
 * ROLE, and that leads to the role of the start. Of two `-c role` the server takes the later.
 */
export function ownerSession(url: string): pg.ClientConfig {
  const address = new URL(databaseAddress(url));
  const options = [address.searchParams.get('options'), sessionOptions].filter(Boolean).join(' ');
  address.searchParams.delete('options');
  return { connectionString: address.href, options };
}
const sessionOptions = `-c TimeZone=UTC -c search_path=public -c role=${ownerRole}`;

/**
 * What each session of ours is given by its first statement, whatever the address, the database or the login says, and whatever stands
 * between us and the server. adapter-pg cuts the offset off a timestamptz, so a session in any zone but UTC would read another hour
 * than was stored. A session that was left in the middle of a transaction (its process is paused, or its machine) gives its locks back
 * after five seconds. The values are written as the server says them back.
 */
const settings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  search_path: 'public',
  row_security: 'on',
  'app.merchant': '',
  statement_timeout: '10s',
  idle_in_transaction_session_timeout: '5s',
} as const;
/**
 * For sessions that claim due work: they go along an index, stop after a few rows, and keep their plan. Where statistics lag behind a burst
 * the planner believes that few rows are due, and would gather them all, sort and join them (10,000 read for 8); planning anew takes longer
 * than the claim (2 ms of 2.5).
 */
export const alongAnIndex = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  // Servers before 18 add to the cost of what is off but needed, and would compile for it.
  jit: 'off',
} as const;

/** What a login that comes by a pooler begins with, for the pooler's sessions are not ours to set. */
export const loginSettings = Object.fromEntries(
  Object.entries(settings).filter(([name]) => name !== 'app.merchant'),
) as Readonly<Record<string, string>>;

/** What only a superuser may set, and nobody may have set: it would silence every guard of the tables. */
const untouched = { session_replication_role: 'origin' } as const;
const enterWithinMs = 4_000;

/**
 * Makes a new connection one of ours: takes the role, sets what we rely on, and reads both back. Throws what is otherwise. Gives the
 * server's number of the session, which is not what the connection was told where a pooler stands between.
 */
export async function enterSession(
  client: pg.ClientBase,
  role: ServingRole,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const expected = { ...settings, ...more, ...untouched };
  const set = Object.entries({ role, ...settings, ...more }).map(
    ([name, value]) => `set_config('${name}', '${value}', false)`,
  );
  const read = Object.keys(expected).map((name) => `current_setting('${name}') as "${name}"`);
  const answer: unknown = await client.query({
    text: `select ${set.join(', ')}; select pg_backend_pid() as pid, current_user as role, ${read.join(', ')}`,
    query_timeout: enterWithinMs,
  } as pg.QueryConfig);
  const found = (answer as readonly pg.QueryResult<Record<string, unknown>>[])[1]?.rows[0] ?? {};
  const [wrong] = differences({ role, ...expected }, found);
  if (wrong) throw new Error(`a session of the database has ${wrong}`);
  return Number(found.pid);
}

/**
 * Looks whether a session that a pooler lends us, for a transaction that has begun with its settings, is as it would be were it ours. Gives
 * the login. What the login does not begin with was set by others, or by nobody.
 */
export async function checkLoan(client: pg.ClientBase, settingsOfLoan: TransactionSettings): Promise<string> {
  const { role, ...local } = settingsOfLoan;
  const expected = { role, ...loginSettings, ...local, ...untouched };
  const read = Object.keys({ ...loginSettings, ...local, ...untouched }).map(
    (name) => `current_setting('${name}') as "${name}"`,
  );
  const { rows } = await client.query<Record<string, string>>({
    text: `select session_user as login, current_database() as database, current_user as role, ${read.join(', ')}`,
    query_timeout: enterWithinMs,
  } as pg.QueryConfig);
  const { login = '', database = '', ...found } = rows[0] ?? {};
  const wrong = differences(expected, found);
  if (wrong.length === 0) return login;
  const mends = Object.entries(loginSettings)
    .filter(([name, value]) => found[name] !== value)
    .map((each) => setForLogin(login, database, each));
  throw new Error(
    `a session that the pooler lends us has ${wrong.join('; ')}. ${mends.length > 0 ? `Mend it with: ${mends.join('; ')}; and let` : 'Let'} the pooler connect anew (PgBouncer: RECONNECT)`,
  );
}

/** The statement that has each session of a login begin with a setting. */
export function setForLogin(login: string, database: string, [name, value]: readonly [string, string]): string {
  return `alter role ${pg.escapeIdentifier(login)} in database ${pg.escapeIdentifier(database)} set ${name} = ${pg.escapeLiteral(value)}`;
}

function differences(expected: Readonly<Record<string, string>>, found: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => found[name] !== value)
    .map(([name, value]) => `${name} ${JSON.stringify(found[name])}; expected ${value}`);
}
