import { z } from 'zod';
import type { InboundItem, PolledEvents } from '../../../domain/port/provider.ts';
import { ok } from '../../../kernel/result.ts';
import { plusDays } from '../../kit/times.ts';
import { dayOf } from '../charge-days.ts';
import type { Call } from '../client.ts';
import { toItem } from './news.ts';
import { isAborted, payoutBefore } from './payouts.ts';
import { readLedgers, readPage } from './report.ts';

/**
 * Reads on in the ledgers of the sales unit, a page of each at a time: there is no news of payouts but their entries. Where each reading stands is
 * kept between, by day and page, so that one that fails midway goes on there. A day that is not over is read again; what was told before is known.
 */

const place = z.strictObject({ day: z.iso.date(), page: z.string().max(2_000).optional() });
const places = z.strictObject({ ledgers: z.record(z.string().max(40), place) });
type Place = z.output<typeof place>;

/** Where a ledger is read from at first: the day before, since its day ends hours after ours may. */
const firstDay = (today: string): string => plusDays(today, -1);

export async function pollLedgers(call: Call, cursor: string | null): Promise<PolledEvents> {
  const { context } = call;
  const ledgers = await readLedgers(call);
  if (!ledgers.ok) return ledgers.error;
  const today = dayOf(context.now(), context.account.settings);
  const known = readPlaces(cursor);
  const items: InboundItem[] = [];
  const next: Record<string, Place> = { ...known };
  let more = false;
  let failed: Extract<PolledEvents, { kind: 'unknown' }> | null = null;
  for (const ledgerId of ledgers.value) {
    const at = known[ledgerId] ?? { day: firstDay(today) };
    const read = await readOn(call, ledgerId, at, today);
    // One that cannot be read now keeps its place, and holds up no other. Where its page is no answer at all, the place may be none any more.
    if (read.kind === 'unknown') {
      failed = read;
      if (at.page !== undefined && read.why.kind === 'unreadable') next[ledgerId] = { day: at.day };
    } else {
      items.push(...read.items);
      next[ledgerId] = read.at;
      more ||= read.more;
    }
  }
  const moved = JSON.stringify(next) !== JSON.stringify(known);
  if (failed && !moved) return failed;
  return { kind: 'events', items, cursor: JSON.stringify({ ledgers: next }), more };
}

type Read =
  | { readonly kind: 'read'; readonly items: readonly InboundItem[]; readonly at: Place; readonly more: boolean }
  | Extract<PolledEvents, { kind: 'unknown' }>;

async function readOn(call: Call, ledgerId: string, at: Place, today: string): Promise<Read> {
  const found = await readPage(call, { ledgerId, topic: 'funds', day: at.day }, at.page ?? null);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'read', items: [], at: { day: at.day }, more: false };
  const { lines, next, open } = found.value;
  const items: InboundItem[] = [];
  for (const line of lines) {
    const payout = line.kind === 'entry' && isAborted(line) ? await payoutBefore(call, ledgerId, line) : ok(null);
    if (!payout.ok) return payout.error;
    const item = toItem(ledgerId, line, { heard: call.context.now(), payout: payout.value });
    if (item) items.push(item);
  }
  if (next !== null) return { kind: 'read', items, at: { day: at.day, page: next }, more: true };
  const isOver = !open && at.day < today;
  return { kind: 'read', items, at: { day: isOver ? plusDays(at.day, 1) : at.day }, more: isOver };
}

/** Where each ledger is read on; one that cannot be made out begins anew. */
function readPlaces(cursor: string | null): Readonly<Record<string, Place>> {
  if (!cursor) return {};
  try {
    return places.parse(JSON.parse(cursor)).ledgers;
  } catch {
    return {};
  }
}
