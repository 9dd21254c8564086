import type { CallContext, Fact, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import { type LookupResult, unknown } from '../kit/outcomes.ts';
import type { Call } from './client.ts';
import { type Entry, findAllTransactions, findTransactions } from './lookup.ts';
import type { Settings } from './settings.ts';
import { receiptRef, refundPending, roleOf, statusCode, toReceived, toRefund, toStanding } from './translate.ts';

/** What stands in Buckaroo's book, all of an invoice at once: money that was not the sum asked for stands there under keys of its own. */
export async function checkStatus(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  const call = startCall(context);
  switch (ref.kind) {
    case 'transfer':
      return transferStatus(call, ref);
    case 'receipt':
      return receiptStatus(call, ref);
    case 'refund':
      return refundStatus(call, ref);
    default:
      return { kind: 'absent', certain: true };
  }
}

/** How a transfer stands, then each receipt of its invoice, then what was given back of them. */
export async function transferStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const family = await familyOf(call, ref.id);
  if (family.kind !== 'found') return family;
  if (roleOf(family.own.wire) !== 'transfer') return { kind: 'absent', certain: false };
  return toLookup(call, family.entries, toStanding(family.own.wire, call.context.now(), family.own.message));
}

/**
 * Whatever a key is, with what was given back of it: what told of it may have been too strange to say. Where it is no money, a transfer
 * is told by how it stands, and a refund by what became of it.
 */
async function receiptStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const family = await familyOf(call, ref.id);
  if (family.kind !== 'found') return family;
  const { own } = family;
  const role = roleOf(own.wire);
  if (role === 'refund' && own.wire.refundOf !== null) return refundAnswer(call, own, receiptRef(own.wire.refundOf));
  if (role !== 'transfer' || statusCode(own.wire.code) === null) return { kind: 'absent', certain: false };
  return toLookup(
    call,
    family.entries.filter(({ wire }) => wire.key === own.wire.key || wire.refundOf === own.wire.key),
    own.wire.code === '190' ? [] : toStanding(own.wire, call.context.now(), own.message),
  );
}

/** Within the receipt that the refund names, or else the one that we know it by. */
export async function refundStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const found = await findAllTransactions(call, [{ key: ref.id }]);
  if (found.kind !== 'found') return found;
  const [entry] = found.entries;
  return entry && entry.wire.key === ref.id.toUpperCase() && roleOf(entry.wire) === 'refund'
    ? refundAnswer(call, entry, receiptRef(entry.wire.refundOf ?? ref.within?.id ?? ''))
    : { kind: 'absent', certain: false };
}

/** What a refund's transaction amounts to. A status that we do not know is asked about again. */
export function refundAnswer(call: Call, { wire }: Entry, receipt: ProviderRef): LookupResult {
  const fact = toRefund(wire, receipt, call.context.now());
  if (!fact.ok) return unknown('unreadable', `a refund: expected ${fact.error}`);
  return fact.value ? { kind: 'facts', facts: [fact.value] } : refundPending(receipt, wire);
}

type MoneyFact = Extract<Fact, { kind: 'received' | 'refunded' | 'refundDeclined' }>;
type Family =
  | { readonly kind: 'found'; readonly own: Entry; readonly entries: readonly Entry[] }
  | Extract<LookupResult, { kind: 'unknown' | 'absent' }>;

/** A transaction by its key, with all that bear its invoice. */
async function familyOf(call: Call, key: string): Promise<Family> {
  const found = await findTransactions(call, [{ key }]);
  if (found.kind !== 'found') return found;
  const own = found.entries.find(({ wire }) => wire.key === key.toUpperCase());
  if (!own) return missingTransaction(found);
  const { invoice } = own.wire;
  if (invoice === null) return unknown('unreadable', 'a transaction without an invoice');
  const others = await findTransactions(call, [{ invoice }]);
  if (others.kind !== 'found') return others;
  const rest = others.entries.filter(({ wire }) => wire.key !== own.wire.key && wire.invoice === invoice);
  // Read again by its invoice, at the same moment as the others.
  const again = others.entries.find(({ wire }) => wire.key === own.wire.key) ?? own;
  return { kind: 'found', own: again, entries: [again, ...rest] };
}

function missingTransaction({ unreadable }: { readonly unreadable: number }): Exclude<Family, { kind: 'found' }> {
  return unreadable === 0
    ? { kind: 'absent', certain: false }
    : unknown('unreadable', 'a transaction that could not be read');
}

/**
 * The receipts of these transactions and their refunds, after what is told already. The first is the one that was asked about; another
 * that cannot be read spoils nothing beside it.
 */
function toLookup(call: Call, entries: readonly Entry[], first: readonly Fact[]): LookupResult {
  const asked = call.context.now();
  const readings: readonly Result<Fact | null, string>[] = [
    ...entries.map(({ wire }) => toReceived(wire, asked)),
    ...entries.map(({ wire }) =>
      roleOf(wire) === 'refund' && wire.refundOf !== null ? toRefund(wire, receiptRef(wire.refundOf), asked) : ok(null),
    ),
  ];
  const [own] = readings;
  if (own && !own.ok) return unknown('unreadable', `a transaction: expected ${own.error}`);
  const moved = readings.flatMap((reading) => (reading.ok && reading.value ? [reading.value as MoneyFact] : []));
  // In the order in which it came about: what was given back before more came settled nothing. Of one moment, what came in goes first.
  const facts = [...first, ...moved.sort((a, b) => a.at.getTime() - b.at.getTime())];
  const [head, ...tail] = facts;
  return head ? { kind: 'facts', facts: [head, ...tail] } : { kind: 'absent', certain: false };
}
