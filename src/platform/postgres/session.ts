import type pg from 'pg';

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
  for (const [name, value] of Object.entries({ role, ...expected }))
    if (found[name] !== value)
      throw new Error(`a session of the database has ${name} ${JSON.stringify(found[name])}; expected ${value}`);
  return Number(found.pid);
}
