import type { Db } from '../platform/db.ts';
import type { NumberedEvent } from './event.ts';

/** The most events that one read gives. */
export const feedPageMax = 200;

/** Events of a merchant after a number, oldest first, at most `limit`. */
export async function readFeed(
  db: Db,
  merchantId: string,
  after: bigint,
  limit: number = feedPageMax,
): Promise<readonly NumberedEvent[]> {
  const rows = await db.reader(merchantId).feed.findMany({
    where: { merchantId, number: { gt: after } },
    orderBy: { number: 'asc' },
    take: Math.min(limit, feedPageMax),
    include: { event: true },
  });
  return rows;
}

/** The last number given to a merchant, 0 when there is none, with its hash. */
export async function feedHead(
  db: Db,
  merchantId: string,
): Promise<{ readonly number: bigint; readonly hash: Uint8Array }> {
  const last = await db.reader(merchantId).feed.findFirst({ where: { merchantId }, orderBy: { number: 'desc' } });
  return last ? { number: last.number, hash: last.hash } : { number: 0n, hash: new Uint8Array(32) };
}
