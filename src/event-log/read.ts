import type pg from 'pg';
import type { Event } from '../generated/prisma/client.ts';
import type { Db } from '../platform/db.ts';
import type { TextRow } from '../platform/merchant-statement.ts';
import type { Replica } from '../platform/postgres/replica.ts';
import type { SequencedEvent } from './event.ts';

/** The most events that one read gives. A stream that comes from far behind waits for a fifth of the reads that it would at 200. */
export const logPageMax = 1_000;

/** Events of a merchant after a sequence, oldest first, at most `limit`. */
export async function readLog(
  db: Db,
  merchantId: string,
  after: bigint,
  limit: number = logPageMax,
): Promise<readonly SequencedEvent[]> {
  const values = [merchantId, String(after), String(Math.min(limit, logPageMax))];
  return (await db.read(merchantId, pageStatement, values)).map((row) => eventOf(merchantId, row));
}

/**
 * The same by the replica, where there is one and a whole page of it: what is there is in the log for good, and where less is there nobody knows whether
 * the log ends or the replica is behind. That it is a page of this log, and of no other, is seen by the hash of its last event, which stands
 * for all before it. Null where the database is to be asked.
 */
export async function readOldLog(
  { db, replica }: { readonly db: Db; readonly replica: Replica },
  merchantId: string,
  after: bigint,
): Promise<readonly SequencedEvent[] | null> {
  const rows = await replica.read(merchantId, pageStatement, [merchantId, String(after), String(logPageMax)]);
  const last = rows?.at(-1);
  if (!rows || !last || rows.length < logPageMax) return null;
  const [ours] = await db.read(merchantId, hashStatement, [merchantId, last[0] ?? null]);
  if (ours?.[0] === last[1]) return rows.map((row) => eventOf(merchantId, row));
  replica.distrust(`its event with sequence ${last[0]} is another than ours`);
  return null;
}

const hashStatement = {
  name: 'log_hash',
  text: `select encode(hash, 'hex') from event_log where merchant_id = $1 and sequence = $2`,
} as const;

// Read for every subscriber from far behind, and for all who wait at the end: a fifth of the CPU that the Prisma client takes for it.
const pageStatement = {
  name: 'log_page',
  text: `select l.sequence, encode(l.hash, 'hex'), encode(l.previous_hash, 'hex'), e.id, e.type, e.subject_type, e.subject_id,
           e.subject_version, e.agreement_id, e.payment_id, e.mandate_id, e.billing_request_id, e.provider, e.payment_status,
           e.change, e.cause, (extract(epoch from e.occurred_at) * 1000)::bigint, (extract(epoch from e.recorded_at) * 1000)::bigint, e.traceparent
         from event_log l join event e on e.merchant_id = l.merchant_id and e.id = l.event_id
         where l.merchant_id = $1 and l.sequence > $2 order by l.sequence limit $3`,
} as const;

function eventOf(merchantId: string, row: TextRow): SequencedEvent {
  const [sequence, hash, previousHash, id, type, subjectType, subjectId, version, ...rest] = row;
  const [agreementId, paymentId, mandateId, billingRequestId, provider, paymentStatus, ...told] = rest;
  const [change, cause, occurredMs, recordedMs, traceparent] = told;
  return {
    sequence: BigInt(sequence ?? ''),
    hash: Buffer.from(hash ?? '', 'hex'),
    previousHash: Buffer.from(previousHash ?? '', 'hex'),
    event: {
      merchantId,
      id: id ?? '',
      type: type as Event['type'],
      subjectType: subjectType ?? '',
      subjectId: subjectId ?? '',
      subjectVersion: Number(version),
      agreementId: agreementId ?? null,
      paymentId: paymentId ?? null,
      mandateId: mandateId ?? null,
      billingRequestId: billingRequestId ?? null,
      provider: (provider ?? null) as Event['provider'],
      paymentStatus: (paymentStatus ?? null) as Event['paymentStatus'],
      change: change ? JSON.parse(change) : null,
      cause: JSON.parse(cause ?? 'null'),
      occurredAt: new Date(Number(occurredMs)),
      recordedAt: new Date(Number(recordedMs)),
      traceparent: traceparent ?? null,
    },
  };
}

/** The last sequence given to a merchant, 0 when there is none, with its hash. */
export async function logHead(
  db: Db,
  merchantId: string,
): Promise<{ readonly sequence: bigint; readonly hash: Uint8Array }> {
  const [last] = await db.read(merchantId, headStatement, [merchantId]);
  return last
    ? { sequence: BigInt(last[0] ?? ''), hash: Buffer.from(last[1] ?? '', 'hex') }
    : { sequence: 0n, hash: new Uint8Array(32) };
}

// Asked for with each cursor and by each subscriber who begins.
const headStatement = {
  name: 'log_head',
  text: `select sequence, encode(hash, 'hex') from event_log where merchant_id = $1 order by sequence desc limit 1`,
} as const;

/** The last sequence of each of these merchants, with its hash, in one statement; none for a merchant without events. */
export async function headsOf(
  client: pg.Pool | pg.PoolClient,
  merchantIds: readonly string[],
): Promise<Map<string, { readonly sequence: bigint; readonly hash: Uint8Array }>> {
  const { rows } = await client.query<{ merchant_id: string; sequence: string; hash: Buffer }>(
    `select m.id as merchant_id, f.sequence, f.hash from unnest($1::uuid[]) as m(id)
     cross join lateral (select sequence, hash from event_log where merchant_id = m.id order by sequence desc limit 1) f`,
    [merchantIds],
  );
  return new Map(rows.map((row) => [row.merchant_id, { sequence: BigInt(row.sequence), hash: row.hash }]));
}
