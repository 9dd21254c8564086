import { z } from 'zod';
import type { Fact, InboundItem, Interpretation, ProviderRef } from '../../../domain/port/provider.ts';
import { chargedBack } from '../reasons.ts';
import { toInstant, toMoney } from '../translate.ts';
import { isAborted, isPayout, payoutRef } from './payouts.ts';
import type { Entry, Line } from './report.ts';

/**
 * What a line of a ledger is news of, as an item for the inbox. Most are none: a payout tells of them all. That a payer disputes a payment, and
 * what comes of it, is told here and nowhere else.
 */

const disputes = { 'retained-disputed-capture': 'reversed', 'returned-disputed-capture': 'restored' } as const;
type Disputed = keyof typeof disputes;
const isDispute = (type: string): type is Disputed => Object.hasOwn(disputes, type);

// Strict, since news by webhook may get members of any name.
const kept = z.strictObject({ ledgerId: z.string(), line: z.unknown() });
const entry = z.object({
  type: z.string(),
  amount: z.string().regex(/^-?\d{1,15}$/),
  currency: z.string(),
  reference: z.string().nullable(),
  at: z.string(),
});

interface Beside {
  readonly heard: Date;
  /** The payout that the line takes back, where it takes one back. */
  readonly payout: Entry | null;
}

/** Null for a line that is no news by itself. */
export function toItem(ledgerId: string, line: Line, { heard, payout }: Beside): InboundItem | null {
  if (line.kind === 'unreadable') {
    const about = placeRef(ledgerId, line.day);
    return { dedupeKey: `ledger:${ledgerId}:${line.day}:${line.key}`, about, body: { ledgerId, line: null } };
  }
  const { type, amount, currency, reference, pspReference, day } = line;
  if (!isPayout(line) && !isAborted(line) && !isDispute(type)) return null;
  const at = (line.at ?? heard).toISOString();
  return {
    // A capture may be disputed again.
    dedupeKey: `ledger:${ledgerId}:${day}:${pspReference}:${type}:${line.at?.toISOString() ?? ''}`,
    about: aboutOf(ledgerId, isAborted(line) ? payout : line, day),
    ...(line.at ? { occurredAt: line.at } : {}),
    body: { ledgerId, line: { type, amount: String(amount), currency, reference, at } },
  };
}

function aboutOf(ledgerId: string, line: Entry | null, day: string): ProviderRef {
  if (line && isPayout(line)) return payoutRef(ledgerId, line);
  return line?.reference ? { kind: 'payment', id: line.reference } : placeRef(ledgerId, day);
}

/** A day of a ledger: it names no payout, and nothing is found by it. */
const placeRef = (ledgerId: string, day: string): ProviderRef => ({ kind: 'payout', id: `${ledgerId}.${day}.?` });
const isPlace = ({ id }: ProviderRef): boolean => id.endsWith('.?');

/** Null where the item is not of a ledger. */
export function interpretLine({ about, body }: InboundItem): Interpretation | null {
  const { data: told } = kept.safeParse(body);
  if (!told) return null;
  const { data: line } = entry.safeParse(told.line);
  if (line && !isDispute(line.type) && !isPlace(about)) return { kind: 'checkStatus', ref: about };
  const fact = line && about.kind === 'payment' ? toFact(about, line) : null;
  return fact
    ? { kind: 'facts', facts: [fact] }
    : { kind: 'unrecognised', detail: 'an entry of a ledger that cannot be read, or placed' };
}

/** A dispute is of one capture, and an entry of its own; so is its end. */
function toFact(ref: ProviderRef, { type, amount: minor, currency, at: time }: z.output<typeof entry>): Fact | null {
  const at = toInstant(time);
  const amount = toMoney(minor.replace('-', ''), currency);
  if (!isDispute(type) || !at || !amount.ok || minor.startsWith('-') !== (disputes[type] === 'reversed')) return null;
  // Where it stands is the charge's to say, and it stays CHARGED.
  const common = { ref, externalId: ref.id, isPart: true, amount: amount.value, at } as const;
  return disputes[type] === 'reversed'
    ? { ...common, kind: 'reversed', cause: 'chargeback', why: chargedBack(type) }
    : { ...common, kind: 'restored' };
}
