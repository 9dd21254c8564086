import type pg from 'pg';
import type { Event } from '../generated/prisma/client.ts';
import type { Db } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { enqueueDeliveries } from './enqueue.ts';
import { chainHash, genesisHash } from './hash.ts';
import { notifyChannel } from './notifier.ts';
import { headsOf } from './read.ts';

/** The most events that are given a sequence in one transaction, of all merchants and of each. */
const batchMax = 1_000;
const ofMerchantMax = 500;
/** Merchants of one transaction; those behind them are in the next. */
const merchantsMax = 500;
/** PostgreSQL's limit for a notification is 8,000 bytes; beyond it everyone is notified. */
const merchantsNamed = 200;
/**
 * Names the advisory lock of the log. Whoever gives sequences shares it; whoever holds it alone knows that no sequence is being given in
 * the whole database.
 */
export const sequencerLock = 7_291_548;
/** Names the locks of the shares. */
export const shareLocks = 7_291_551;
/** The merchants are spread over so many shares, by the last byte of their ids, and one process at a time gives the sequences of a share. */
export const shareCount = 16;
export const shareOf = (merchantId: string): string => `(get_byte(uuid_send(${merchantId}), 15) % ${shareCount})`;
export const allShares: readonly number[] = Array.from({ length: shareCount }, (_, share) => share);
/**
 * A process that is paused in the middle, or cut off, loses its transaction after so long, and with it the locks: what it would write
 * then is refused, since the session has ended.
 */
const idleMs = 2_500;

/** Which events are looked at. */
export interface Turn {
  readonly shares: readonly number[];
  /** Only of merchants whose oldest event has waited for so long: whoever should have seen to it does not. */
  readonly waitedMs?: number;
}

export type Batch =
  | {
      readonly kind: 'sequenced';
      readonly merchantIds: readonly string[];
      readonly deliveries: boolean;
      readonly events: number;
      /** How long the oldest had waited since it was written. */
      readonly waitedSeconds: number;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'busy' };

/**
 * Puts into the log what has been committed since: each merchant's next sequences in the order of staging, chained by hash. They are
 * given after commit, because a cursor on a database sequence loses what commits late; an event that commits during this batch is
 * simply seen by the next.
 */
export async function sequenceBatch(
  { sequencer }: Pick<Db, 'sequencer'>,
  turn: Turn = { shares: allShares },
): Promise<Batch> {
  const client = await sequencer.connect();
  try {
    await client.query('begin');
    const batch = await giveSequence(client, turn);
    await client.query('commit');
    client.release();
    return batch;
  } catch (error) {
    // A connection that has failed is not used again; what it had begun ends with it.
    client.release(true);
    throw error;
  }
}

/** A row of `event`. */
export interface EventColumns {
  readonly merchant_id: string;
  readonly id: string;
  readonly type: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly subject_version: number;
  readonly provider: string | null;
  readonly change: unknown;
  readonly cause: unknown;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
}
/** By name: what is prepared may not ask for all, or it ends with the migration that adds one. */
const columns = [
  'merchant_id',
  'id',
  'type',
  'subject_type',
  'subject_id',
  'subject_version',
  'provider',
  'change',
  'cause',
  'occurred_at',
  'recorded_at',
] as const satisfies readonly (keyof EventColumns)[];
interface Staged extends EventColumns {
  readonly staged_id: string;
  readonly waited_seconds: string;
}

const lockShares = `select set_config('idle_in_transaction_session_timeout', '${idleMs}ms', true),
    array(select share from unnest($3::int[]) as share where pg_try_advisory_xact_lock($2, share)) as shares
  where pg_try_advisory_xact_lock_shared($1)`;

/**
 * Merchants take turns: however many events one has staged, the others are in the same batch. Their ids are found along the index, one
 * step for each; a batch that cannot hold all begins at another place than the one before.
 */
const pickStaged = `with recursive waiting (id) as (
    (select merchant_id from event_staged where merchant_id > $1 order by merchant_id limit 1)
    union all
    select (select merchant_id from event_staged where merchant_id > w.id order by merchant_id limit 1) from waiting w where w.id is not null
  ), picked as (
    select w.id from waiting w where w.id is not null and ${shareOf('w.id')} = any($2::int[])
      and ($3::float8 = 0 or exists (
        select from (select event_id from event_staged where merchant_id = w.id order by id limit 1) s
          join event e on e.merchant_id = w.id and e.id = s.event_id where e.recorded_at < app_now() - make_interval(secs => $3)))
     limit ${merchantsMax}
  )
  select s.id as staged_id, extract(epoch from app_now() - e.recorded_at) as waited_seconds, ${columns.map((column) => `e.${column}`).join(', ')}
    from picked cross join lateral (
      select id, event_id from event_staged where merchant_id = picked.id order by id
       limit least(${ofMerchantMax}, greatest(1, ${batchMax} / (select count(*) from picked)))) s
    join event e on e.merchant_id = picked.id and e.id = s.event_id
   order by s.id`;
const beforeAll = '00000000-0000-0000-0000-000000000000';
/** Of this process: where the next look begins. */
let lookFrom = beforeAll;

async function giveSequence(client: pg.PoolClient, { shares, waitedMs = 0 }: Turn): Promise<Batch> {
  const lock = await client.query<{ shares: number[] }>(lockShares, [sequencerLock, shareLocks, shares]);
  const held = lock.rows[0]?.shares ?? [];
  if (held.length === 0) return { kind: 'busy' };
  await failpoint('sequencer.locked');
  const from = lookFrom;
  const { rows } = await client.query<Staged>(pickStaged, [from, held, waitedMs / 1_000]);
  const merchants = [...new Set(rows.map((row) => row.merchant_id))].sort();
  lookFrom = merchants.length === merchantsMax ? (merchants.at(-1) ?? beforeAll) : beforeAll;
  if (rows.length === 0 && from !== beforeAll) return giveSequence(client, { shares, waitedMs });
  if (rows.length === 0) return { kind: 'nothing' };

  const heads = await headsOf(client, merchants);
  const sequenced = rows.map((row) => {
    const head = heads.get(row.merchant_id) ?? { sequence: 0n, hash: genesisHash };
    const next = head.sequence + 1n;
    const hash = chainHash(head.hash, next, toEvent(row));
    heads.set(row.merchant_id, { sequence: next, hash });
    return {
      merchantId: row.merchant_id,
      sequence: next,
      eventId: row.id,
      type: row.type,
      hash,
      previousHash: head.hash,
    };
  });
  await client.query(
    `insert into event_log (merchant_id, sequence, event_id, hash, previous_hash)
     select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[])`,
    [
      sequenced.map((row) => row.merchantId),
      sequenced.map((row) => row.sequence.toString()),
      sequenced.map((row) => row.eventId),
      sequenced.map((row) => Buffer.from(row.hash)),
      sequenced.map((row) => Buffer.from(row.previousHash)),
    ],
  );
  const deliveries = await enqueueDeliveries(client, sequenced);
  await client.query('delete from event_staged where id = any($1::bigint[])', [rows.map((row) => row.staged_id)]);
  await client.query('select pg_notify($1, $2)', [
    notifyChannel,
    merchants.length > merchantsNamed ? '*' : merchants.join(','),
  ]);
  await failpoint('sequencer.beforeCommit');
  return {
    kind: 'sequenced',
    merchantIds: merchants,
    deliveries,
    events: rows.length,
    waitedSeconds: Number(rows[0]?.waited_seconds ?? 0),
  };
}

/** What of an event its hash is made of. */
export function toEvent(row: EventColumns): Event {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    type: row.type,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    subjectVersion: row.subject_version,
    provider: row.provider,
    change: row.change,
    cause: row.cause,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
  } as Event;
}
