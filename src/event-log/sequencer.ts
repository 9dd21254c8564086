import type pg from 'pg';
import type { Event } from '../generated/prisma/client.ts';
import type { Db } from '../platform/db.ts';
import { enqueueDeliveries } from './enqueue.ts';
import { chainHash, genesisHash } from './hash.ts';
import { notifyChannel } from './notifier.ts';

/** The most events that are numbered in one transaction. */
const batchMax = 500;
/** PostgreSQL's limit for a notification is 8,000 bytes; beyond it everyone is told to look. */
const merchantsTold = 200;
/** Names the advisory lock: one sequencer at a time in the whole database. Whoever holds it knows that no number is being given. */
export const sequencerLock = 7_291_548;

export type Batch =
  | {
      readonly kind: 'numbered';
      readonly merchantIds: readonly string[];
      readonly full: boolean;
      readonly deliveries: boolean;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'busy' };

/**
 * Numbers what has been committed since: each merchant's next numbers in the order of staging, chained by hash. Numbers are given
 * after commit, because a cursor on a plain sequence loses what commits late; an event that commits during this batch is simply
 * seen by the next.
 */
export async function numberBatch({ worker }: Pick<Db, 'worker'>): Promise<Batch> {
  const client = await worker.connect();
  try {
    await client.query('begin');
    const batch = await number(client);
    await client.query('commit');
    return batch;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
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
}

async function number(client: pg.PoolClient): Promise<Batch> {
  const lock = await client.query<{ held: boolean }>('select pg_try_advisory_xact_lock($1) as held', [sequencerLock]);
  if (!lock.rows[0]?.held) return { kind: 'busy' };
  const { rows } = await client.query<Staged>(
    `select s.id as staged_id, e.* from event_staged s join event e on e.merchant_id = s.merchant_id and e.id = s.event_id order by s.id limit $1`,
    [batchMax],
  );
  if (rows.length === 0) return { kind: 'nothing' };

  const merchantIds = [...new Set(rows.map((row) => row.merchant_id))];
  const heads = await headsOf(client, merchantIds);
  const numbered = rows.map((row) => {
    const head = heads.get(row.merchant_id) ?? { number: 0n, hash: genesisHash };
    const next = head.number + 1n;
    const hash = chainHash(head.hash, next, toEvent(row));
    heads.set(row.merchant_id, { number: next, hash });
    return {
      merchantId: row.merchant_id,
      number: next,
      eventId: row.id,
      type: row.type,
      hash,
      previousHash: head.hash,
    };
  });
  await client.query(
    `insert into feed (merchant_id, number, event_id, hash, previous_hash)
     select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[])`,
    [
      numbered.map((row) => row.merchantId),
      numbered.map((row) => row.number.toString()),
      numbered.map((row) => row.eventId),
      numbered.map((row) => Buffer.from(row.hash)),
      numbered.map((row) => Buffer.from(row.previousHash)),
    ],
  );
  const deliveries = await enqueueDeliveries(client, numbered);
  await client.query('delete from event_staged where id = any($1::bigint[])', [rows.map((row) => row.staged_id)]);
  await client.query('select pg_notify($1, $2)', [
    notifyChannel,
    merchantIds.length > merchantsTold ? '*' : merchantIds.join(','),
  ]);
  return { kind: 'numbered', merchantIds, full: rows.length === batchMax, deliveries };
}

async function headsOf(
  client: pg.PoolClient,
  merchantIds: readonly string[],
): Promise<Map<string, { number: bigint; hash: Uint8Array }>> {
  const { rows } = await client.query<{ merchant_id: string; number: string; hash: Buffer }>(
    `select m.id as merchant_id, f.number, f.hash from unnest($1::uuid[]) as m(id)
     cross join lateral (select number, hash from feed where merchant_id = m.id order by number desc limit 1) f`,
    [merchantIds],
  );
  return new Map(rows.map((row) => [row.merchant_id, { number: BigInt(row.number), hash: row.hash }]));
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
