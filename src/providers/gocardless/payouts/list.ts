import { z } from 'zod';
import type { InboundItem, Interpretation } from '../../../domain/port/provider.ts';
import type { Call } from '../client.ts';
import { send } from '../client.ts';
import { payout } from '../wire.ts';
import { payoutRef } from './payouts.ts';

/** GoCardless' list of payouts, for those of which no event has come: neither by webhook nor in the list of events. */

/** Where a reading of the list stands, kept with the place in the list of events. */
export const listPlace = z.strictObject({
  /** What was made before is none of ours: nobody was listening. */
  from: z.iso.datetime(),
  readAt: z.iso.datetime(),
  /** While there are more pages: where the reading began, and the last payout that was read. */
  since: z.iso.datetime().optional(),
  after: z.string().max(100).optional(),
});
export type ListPlace = z.output<typeof listPlace>;

const dayMs = 86_400_000;
// One that bounces does so within days; what becomes of an older one is asked about it alone.
const lookBackMs = 30 * dayMs;
const pageMax = 500;
// 500 payouts of about a kilobyte, and twice as much to spare.
const replyBytesMax = 2 * 1024 * 1024;

const page = z.object({
  payouts: z.array(z.unknown()).max(pageMax),
  meta: z.object({ cursors: z.object({ after: z.string().max(100).nullish() }) }),
});

/** Once a day, and to its end. */
export function isDue({ readAt, after }: ListPlace, now: Date): boolean {
  return after !== undefined || now.getTime() - Date.parse(readAt) >= dayMs;
}

/** One page of it, with the place behind that; null where nothing was learned. */
export async function readPayouts(
  call: Call,
  place: ListPlace,
): Promise<{ readonly items: readonly InboundItem[]; readonly place: ListPlace } | null> {
  const now = call.context.now();
  const back = new Date(now.getTime() - lookBackMs).toISOString();
  const since = place.since ?? (back > place.from ? back : place.from);
  const query = new URLSearchParams({
    'created_at[gte]': since,
    limit: String(pageMax),
    ...(place.after === undefined ? {} : { after: place.after }),
  });
  const reply = await send(call, { method: 'GET', path: `/payouts?${query}`, replyBytesMax });
  if (reply.kind !== 'reply' || reply.status !== 200 || !reply.json.ok) return null;
  const { data } = page.safeParse(reply.json.value);
  if (!data) return null;
  const next = data.meta.cursors.after;
  const { from, readAt } = place;
  return {
    items: data.payouts.flatMap(toItem),
    place: next ? { from, readAt, since, after: next } : { from, readAt: now.toISOString() },
  };
}

const listed = z.strictObject({ listedPayout: z.string().max(100) });

/** That a payout stands so is news once. One that cannot be read, or is not sent yet, spoils no other: it is read again tomorrow. */
function toItem(one: unknown): readonly InboundItem[] {
  const { data } = payout.safeParse(one);
  if (!data || data.status === 'pending') return [];
  const { id, status } = data;
  return [{ dedupeKey: `listed:${id}:${status}`, about: payoutRef(id), body: { listedPayout: id } }];
}

/** Null for an item that is of no list of payouts. */
export function interpretListed({ body }: InboundItem): Interpretation | null {
  const { data } = listed.safeParse(body);
  return data ? { kind: 'checkStatus', ref: payoutRef(data.listedPayout) } : null;
}
