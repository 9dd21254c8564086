import type pg from 'pg';
import type { Event } from '../generated/prisma/client.ts';
import type { Db } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { enqueueDeliveries } from './enqueue.ts';
import { chainHash, genesisHash } from './hash.ts';
import { notifyChannel } from './notifier.ts';
import { headsOf } from './read.ts';

/** The most events that are given a sequence in one transaction. */
const batchMax = 500;
/** PostgreSQL's limit for a notification is 8,000 bytes; beyond it everyone is notified. */
const merchantsNamed = 200;
/** Names the advisory lock: one sequencer at a time in the whole database. Whoever holds it knows that no sequence is being given. */
export const sequencerLock = 7_291_548;

export type Batch =
  | {
      readonly kind: 'sequenced';
      readonly merchantIds: readonly string[];
      readonly full: boolean;
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
export async function sequenceBatch({ sequencer }: Pick<Db, 'sequencer'>): Promise<Batch> {
  const client = await sequencer.connect();
  try {
    await client.query('begin');
    const batch = await giveSequence(client);
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
interface Staged extends EventColumns {
  readonly staged_id: string;
  readonly waited_seconds: string;
}

async function giveSequence(client: pg.PoolClient): Promise<Batch> {
  const lock = await client.query<{ held: boolean }>('select pg_try_advisory_xact_lock($1) as held', [sequencerLock]);
  if (!lock.rows[0]?.held) return { kind: 'busy' };
  const { rows } = await client.query<Staged>(
    `select s.id as staged_id, extract(epoch from app_now() - e.recorded_at) as waited_seconds, e.* from event_staged s join event e on e.merchant_id = s.merchant_id and e.id = s.event_id order by s.id limit $1`,
    [batchMax],
  );
  if (rows.length === 0) return { kind: 'nothing' };

  const merchantIds = [...new Set(rows.map((row) => row.merchant_id))];
  const heads = await headsOf(client, merchantIds);
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
    merchantIds.length > merchantsNamed ? '*' : merchantIds.join(','),
  ]);
  await failpoint('sequencer.beforeCommit');
  return {
    kind: 'sequenced',
    merchantIds,
    full: rows.length === batchMax,
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
