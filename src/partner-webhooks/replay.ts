import type { Cursors } from '../event-log/cursor.ts';
import { insertDeliveries, sortedIds } from '../event-log/enqueue.ts';
import { sequencerLock, shareLocks, shareOf } from '../event-log/sequencer.ts';
import type { EventType } from '../generated/prisma/client.ts';
import type { Tx } from '../platform/db.ts';

/** The most events that one mutation makes due: a second's work in one transaction. */
export const backlogMax = 20_000;

/** The last sequence of a merchant's log, which stays the last until the end of the transaction. */
export async function headUnderLock(tx: Tx, merchantId: string): Promise<bigint> {
  await tx.$queryRawUnsafe(
    `select 1 from pg_advisory_xact_lock_shared($1::bigint), pg_advisory_xact_lock($2::int, ${shareOf('$3::uuid')})`,
    sequencerLock,
    shareLocks,
    merchantId,
  );
  return headOf(tx, merchantId);
}

export async function headOf(tx: Tx, merchantId: string): Promise<bigint> {
  const last = await tx.eventLogEntry.findFirst({
    where: { merchantId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true },
  });
  return last?.sequence ?? 0n;
}

/** The sequence that a cursor stands for, or null when it is mangled, another merchant's, or of a log that is no more. */
export async function readCursor(
  cursors: Cursors,
  merchantId: string,
  cursor: string,
  head: bigint,
): Promise<bigint | null> {
  const place = await cursors.eventPlace(merchantId, cursor, head);
  return place?.kind === 'kept' ? place.sequence : null;
}

/**
 * Makes every event that an endpoint wants, after one sequence and up to another, due: those that it was sent before as well, under the
 * same id and with the same bytes. Gives their count, or null when there are too many.
 */
export async function schedule(
  tx: Tx,
  endpoint: { readonly merchantId: string; readonly id: string; readonly eventTypes: readonly EventType[] },
  after: bigint,
  upTo: bigint,
  now: Date,
): Promise<number | null> {
  const { merchantId, id, eventTypes } = endpoint;
  const events = await tx.eventLogEntry.findMany({
    where: {
      merchantId,
      sequence: { gt: after, lte: upTo },
      ...(eventTypes.length > 0 ? { event: { type: { in: [...eventTypes] } } } : {}),
    },
    orderBy: { sequence: 'asc' },
    take: backlogMax + 1,
    select: { sequence: true, eventId: true },
  });
  if (events.length > backlogMax) return null;
  if (events.length === 0) return 0;
  await tx.$executeRawUnsafe(
    insertDeliveries(`do update set status = 'PENDING', tries = 0, first_attempt_at = null, next_at = null`),
    events.map(() => merchantId),
    sortedIds(events.length, now),
    events.map(() => id),
    events.map(({ eventId }) => eventId),
    events.map(({ sequence }) => sequence.toString()),
  );
  await makeDue(tx, endpoint, now);
  return events.length;
}

/** Has the endpoint's worker look again from the oldest, now, if it takes anything at all. */
export async function makeDue(
  tx: Tx,
  { merchantId, id }: { merchantId: string; id: string },
  now: Date,
): Promise<void> {
  const where = { merchantId, id };
  await tx.webhookEndpoint.updateMany({ where, data: { revision: { increment: 1 }, updatedAt: now } });
  await tx.webhookEndpoint.updateMany({ where: { ...where, status: 'ACTIVE' }, data: { nextAt: now } });
}
