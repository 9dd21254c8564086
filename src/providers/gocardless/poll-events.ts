import { z } from 'zod';
import type { CallContext, PolledEvents } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import { send } from './client.ts';
import { isDue, listPlace, readPayouts } from './payouts/list.ts';
import type { Settings } from './settings.ts';
import { toItems } from './webhook.ts';
import { eventPage } from './wire.ts';

/**
 * GoCardless' list of events, for deliveries that were lost for good. It is read newest first, a page at a time, over a stretch of time
 * that is fixed when its first page is asked for, so that what happens meanwhile does not shift the pages. Once a day the list of payouts is
 * read before it.
 */
const place = z.strictObject({
  since: z.iso.datetime(),
  /** Given while there are more pages of the stretch: its end, and the last event that was read. */
  until: z.iso.datetime().optional(),
  after: z.string().optional(),
  /** The list of payouts, read between two stretches. */
  payouts: listPlace.optional(),
});

// Events are made a while after what they tell of, but bear its time: the next stretch goes back this far into the last one.
const overlapMs = 60 * 60_000;
const pageMax = 500;
// 500 events of about a kilobyte, and twice as much to spare.
const replyBytesMax = 2 * 1024 * 1024;

export async function pollEvents(context: CallContext<Settings>, cursor: string | null): Promise<PolledEvents> {
  const now = context.now().toISOString();
  const begun = { from: now, readAt: now };
  if (cursor === null)
    return { kind: 'events', items: [], cursor: JSON.stringify({ since: now, payouts: begun }), more: false };
  const at = place.parse(JSON.parse(cursor));
  const { since, until = now, after, payouts = begun } = at;
  if (at.until === undefined && isDue(payouts, context.now())) {
    const read = await readPayouts(startCall(context), payouts);
    // Where nothing was learned the events are not kept waiting; it is tried again with them the next time.
    if (read)
      return { kind: 'events', items: read.items, cursor: JSON.stringify({ since, payouts: read.place }), more: true };
  }
  const query = new URLSearchParams({
    'created_at[gte]': since,
    'created_at[lte]': until,
    limit: String(pageMax),
    ...(after === undefined ? {} : { after }),
  });
  const reply = await send(startCall(context), { method: 'GET', path: `/events?${query}`, replyBytesMax });
  if (reply.kind !== 'reply') return reply;
  const page = reply.status === 200 && reply.json.ok ? eventPage.safeParse(reply.json.value).data : undefined;
  if (!page)
    return {
      kind: 'unknown',
      why: { kind: 'unreadable', detail: `the list of events could not be read (${reply.status})` },
    };
  const next = page.meta.cursors.after;
  const from = new Date(Date.parse(until) - overlapMs).toISOString();
  return {
    kind: 'events',
    // Oldest first, as they came to pass.
    items: toItems(page.events.toReversed()),
    cursor: JSON.stringify(
      next ? { since, until, after: next, payouts } : { since: from > since ? from : since, payouts },
    ),
    more: Boolean(next),
  };
}
