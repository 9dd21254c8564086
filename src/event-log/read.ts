import type { Db } from '../platform/db.ts';
import type { SequencedEvent } from './event.ts';

/** The most events that one read gives. */
export const logPageMax = 200;

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
  const last = await db
    .reader(merchantId)
    .eventLogEntry.findFirst({ where: { merchantId }, orderBy: { sequence: 'desc' } });
  return last ? { sequence: last.sequence, hash: last.hash } : { sequence: 0n, hash: new Uint8Array(32) };
}
