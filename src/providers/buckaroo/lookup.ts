import type { z } from 'zod';
import { type Found, foundIn } from '../kit/client.ts';
import type { Unknown } from '../kit/outcomes.ts';
import { unknown } from '../kit/outcomes.ts';
import { type Call, type Request, send } from './client.ts';
import { countsTests } from './settings.ts';
import { operationKeyName, statusesReply, type Transaction, type WireMessage } from './wire.ts';

/** Reading Buckaroo's book. */

export interface Entry {
  readonly wire: Transaction;
  readonly message: WireMessage | null;
}
/** `unreadable`: how many of them could not be read. */
type Entries = { readonly kind: 'found'; readonly entries: readonly Entry[]; readonly unreadable: number } | Unknown;

/** What a transaction can be found by. Keys are asked for like the rest: a list says plainly what it does not know, one status does not. */
export type Wanted = { readonly key: string } | { readonly invoice: string } | { readonly operationKey: string };

// An invoice's receipts and refunds, a few kilobytes each.
const listBytesMax = 4 * 1024 * 1024;

/** All transactions that fit any of what is wanted, for whoever must not overlook one: where one cannot be read, nothing is known. */
export async function findAllTransactions(call: Call, wanted: readonly Wanted[]): Promise<Entries> {
  const found = await findTransactions(call, wanted);
  if (found.kind !== 'found' || found.unreadable === 0) return found;
  return unknown('unreadable', `${found.unreadable} of the transactions could not be read`);
}

/** The transactions that fit any of what is wanted, each once. One of a test is not there for an account that is live. */
export async function findTransactions(call: Call, wanted: readonly Wanted[]): Promise<Entries> {
  const body = { Transactions: wanted.map(toQuestion) };
  const found = await lookUp(
    call,
    { method: 'POST', path: '/json/Transaction/Statuses', body, replyBytesMax: listBytesMax },
    statusesReply,
  );
  if (found.kind !== 'found') return found.kind === 'missing' ? { kind: 'found', entries: [], unreadable: 0 } : found;
  const entries = new Map<string, Entry>();
  const { items, unreadable } = found.value.Transactions;
  for (const entry of items)
    if (!entry.wire.isTest || countsTests(call.context.account.settings)) entries.set(entry.wire.key, entry);
  return { kind: 'found', entries: [...entries.values()], unreadable };
}

function toQuestion(wanted: Wanted): object {
  if ('key' in wanted) return { Key: wanted.key };
  if ('invoice' in wanted) return { Invoice: wanted.invoice };
  return { AdditionalParameter: { Name: operationKeyName, Value: wanted.operationKey } };
}

/** A look-up, its answer read by a schema. */
export async function lookUp<T>(call: Call, request: Request, schema: z.ZodType<T>): Promise<Found<T>> {
  const reply = await send(call, request);
  // There is no 404: what the gateway does not know is left out of a list.
  return foundIn(reply, schema, { provider: 'Buckaroo', isMissing: () => false });
}
