import { z } from 'zod';
import type { InboundItem, Interpretation } from '../../../domain/port/provider.ts';
import { isPayout, payoutRef } from './payouts.ts';
import type { Line } from './report.ts';

/** What a line of a ledger is news of, as an item for the inbox. Most are none: a payout tells of them all. */

const kept = z.object({ ledgerId: z.string(), line: z.object({ kind: z.string() }) });

/** Null for a line that is no news by itself. */
export function toItem(ledgerId: string, line: Line): InboundItem | null {
  if (line.kind === 'unreadable')
    return {
      dedupeKey: `ledger:${ledgerId}:${line.day}:${line.key}`,
      about: { kind: 'payout', id: `${ledgerId}.${line.day}.?` },
      body: { ledgerId, line },
    };
  if (!isPayout(line)) return null;
  const about = payoutRef(ledgerId, line);
  const { kind, type } = line;
  const item = { dedupeKey: `ledger:${about.id}:${type}`, about, body: { ledgerId, line: { kind, type } } };
  return line.at ? { ...item, occurredAt: line.at } : item;
}

/** Null where the item is not of a ledger. */
export function interpretLine({ about, body }: InboundItem): Interpretation | null {
  if (about.kind !== 'payout') return null;
  const { data } = kept.safeParse(body);
  if (data?.line.kind === 'entry') return { kind: 'checkStatus', ref: about };
  return { kind: 'unrecognised', detail: 'an entry of a ledger that cannot be read' };
}
