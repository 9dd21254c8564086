import type pg from 'pg';
import type { Environment } from '../generated/prisma/client.ts';
import { newUuid } from '../kernel/ids.ts';
import type { Place } from '../kernel/place.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { isTimeZone, timeZoneDefault } from '../kernel/time-zone.ts';
import type { Db } from '../platform/db.ts';

/** Who looks after merchants, for the record: an operator's key, or the command line on the database itself. */
export interface Operator {
  readonly actor: string;
  readonly requestId: string;
  /** Why, as whoever does it says. */
  readonly reason?: string | undefined;
}

export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly environment: Environment;
  /** By which its days are counted. */
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly suspendedAt: Date | null;
}

const nameMax = 200;
const columns =
  'id, name, environment, time_zone as "timeZone", created_at as "createdAt", suspended_at as "suspendedAt"';

/** What is wrong with an input, in a sentence about one field. */
export interface MerchantProblem {
  readonly field: 'name' | 'environment' | 'timeZone';
  readonly message: string;
}

interface NewMerchant {
  readonly name: string;
  readonly environment: Environment;
  readonly timeZone?: string | undefined;
}

/** Makes a merchant. Refuses a name that cannot be shown, and one whose money is real where a sandbox has played with time. */
export async function insertMerchant(
  client: pg.PoolClient,
  now: Date,
  operator: Operator,
  { name, environment, timeZone = timeZoneDefault }: NewMerchant,
): Promise<Result<Merchant, MerchantProblem>> {
  const wrong = nameProblem(name);
  if (wrong) return refuse({ field: 'name', message: wrong });
  const unknown = await timeZoneProblem(client, timeZone);
  if (unknown) return refuse({ field: 'timeZone', message: unknown });
  const { rows: played } = await client.query<{ started: boolean }>('select started from sandbox_clock');
  if (environment === 'LIVE' && played[0]?.started) return refuse({ field: 'environment', message: sandboxed });
  const { rows } = await client.query<Merchant>(
    `insert into merchant (id, name, environment, time_zone, created_at) values ($1, $2, $3::environment, $4, $5) returning ${columns}`,
    [newUuid(now.getTime()), name.trim(), environment, timeZone, now],
  );
  const merchant = rows[0] as Merchant;
  await keepDone(client, now, operator, 'createMerchant', merchant);
  return ok(merchant);
}
/** Why there is no merchant with real money where time was played with. */
const sandboxed =
  'expected a sandbox merchant, since a sandbox has begun in this database, with a time of its own; got a live one';

/** So many merchants before a place, the newest first. */
export async function latestMerchants(db: Db, before: Place | null, limit: number): Promise<readonly Merchant[]> {
  const { rows } = await db.worker.query<Merchant>(
    `select ${columns} from merchant where $1::timestamptz is null or (created_at, id) < ($1, $2::uuid)
      order by created_at desc, id desc limit $3`,
    [before && new Date(before.atMs), before?.id ?? null, limit],
  );
  return rows;
}

/** A merchant, or null. */
export async function findMerchant(db: Db, id: string | null): Promise<Merchant | null> {
  const { rows } = await db.worker.query<Merchant>(`select ${columns} from merchant where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Gives a merchant another name. */
export async function renameMerchant(
  db: Db,
  operator: Operator,
  id: string,
  name: string,
): Promise<Result<Merchant, string>> {
  const wrong = nameProblem(name);
  if (wrong) return refuse(wrong);
  return changed(db, operator, id, { action: 'renameMerchant', set: 'name = $2', value: name.trim() });
}

/** Has a merchant's days counted by another time zone from now on. Payments that are there stay on their days. */
export async function setTimeZone(
  db: Db,
  operator: Operator,
  id: string,
  timeZone: string,
): Promise<Result<Merchant, string>> {
  const wrong = await timeZoneProblem(db.worker, timeZone);
  if (wrong) return refuse(wrong);
  return changed(db, operator, id, { action: 'setMerchantTimeZone', set: 'time_zone = $2', value: timeZone });
}

/**
 * Refuses every key of a merchant from now on, on every open connection within a second; or takes them again. What is under way goes on:
 * a provider's news is taken, and what was sent is followed to its end.
 */
export async function setSuspended(
  db: Db,
  operator: Operator,
  id: string,
  suspended: boolean,
): Promise<Result<Merchant, string>> {
  const set = `suspended_at = case when $2 = 'yes' then coalesce(suspended_at, app_now()) end`;
  const action = suspended ? 'suspendMerchant' : 'resumeMerchant';
  return changed(db, operator, id, { action, set, value: suspended ? 'yes' : 'no' });
}

function changed(
  db: Db,
  operator: Operator,
  id: string,
  { action, set, value }: { readonly action: string; readonly set: string; readonly value: string },
): Promise<Result<Merchant, string>> {
  return inTransaction(db, async (client, now) => {
    const { rows } = await client.query<Merchant>(`update merchant set ${set} where id = $1 returning ${columns}`, [
      id,
      value,
    ]);
    const merchant = rows[0];
    if (!merchant) return refuse('no merchant has this id');
    await keepDone(client, now, operator, action, merchant);
    return ok(merchant);
  });
}

/** Keeps who did it, in the transaction that does it. */
async function keepDone(
  client: pg.PoolClient,
  now: Date,
  { actor, reason, requestId }: Operator,
  action: string,
  { id, name, environment, timeZone, suspendedAt }: Merchant,
): Promise<void> {
  await client.query(
    `insert into audit_record (merchant_id, id, created_at, actor, action, subject_type, subject_id, reason, request_id, details)
     values ($1, $2, $3, $4, $5, 'mer', $1, $6, $7, $8)`,
    [
      id,
      newUuid(now.getTime()),
      now,
      actor,
      action,
      reason ?? null,
      requestId,
      { name, environment, timeZone, suspendedAt },
    ],
  );
}

async function inTransaction<T>(db: Db, work: (client: pg.PoolClient, now: Date) => Promise<T>): Promise<T> {
  const client = await db.worker.connect();
  let failed = true;
  try {
    await client.query('begin');
    const { rows } = await client.query<{ now: Date }>('select app_now() as now');
    const done = await work(client, rows[0]?.now ?? new Date(0));
    await client.query('commit');
    failed = false;
    return done;
  } finally {
    // A connection that is thrown away takes its transaction with it.
    client.release(failed);
  }
}

function nameProblem(name: string): string | null {
  const length = [...name.trim()].length;
  if (length > 0 && length <= nameMax && !/\p{Cc}/u.test(name)) return null;
  return `expected a name of 1 to ${nameMax} characters without line breaks; got ${length}`;
}

/** Days are counted here and by the database: both have to know the zone. */
async function timeZoneProblem(database: Pick<pg.Pool, 'query'>, name: string): Promise<string | null> {
  const wrong = `expected a name of the IANA time zone database, for example ${timeZoneDefault}; got ${JSON.stringify(name.slice(0, 60))}`;
  if (!isTimeZone(name)) return wrong;
  const { rowCount } = await database.query('select from pg_timezone_names where name = $1', [name]);
  return rowCount === 1 ? null : wrong;
}
