import type pg from 'pg';
import type { Db } from '../platform/db.ts';
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
  const rows = await db.reader(merchantId).eventLogEntry.findMany({
    where: { merchantId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: Math.min(limit, logPageMax),
    include: { event: true },
  });
  return rows;
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
