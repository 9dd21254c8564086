import type { z } from 'zod';
import { type Found, foundIn } from '../kit/client.ts';
import type { Unknown } from '../kit/outcomes.ts';
import { unknown } from '../kit/outcomes.ts';
import { type Call, type Request, send } from './client.ts';
import { countsTests } from './settings.ts';
import {
  consumerMessage,
  jsonTransaction,
  operationKeyName,
  statusesReply,
  type Transaction,
  type WireMessage,
} from './wire.ts';

/** Reading Buckaroo's book. */

export interface Entry {
  readonly wire: Transaction;
  readonly message: WireMessage | null;
}
type Entries = { readonly kind: 'found'; readonly entries: readonly Entry[] } | Unknown;

/** What a transaction can be found by. Keys are asked for like the rest: a list says plainly what it does not know, one status does not. */
export type Wanted = { readonly key: string } | { readonly invoice: string } | { readonly operationKey: string };

// An invoice's receipts and refunds, a few kilobytes each.
const listBytesMax = 4 * 1024 * 1024;

/**
 * The transactions that fit any of what is wanted, each once. One that cannot be read spoils the answer, since it may be money; one of a
 * test is not there for an account that is live.
 */
export async function findTransactions(call: Call, wanted: readonly Wanted[]): Promise<Entries> {
  const body = { Transactions: wanted.map(toQuestion) };
  const found = await lookUp(
    call,
    { method: 'POST', path: '/json/Transaction/Statuses', body, replyBytesMax: listBytesMax },
    statusesReply,
  );
  if (found.kind !== 'found') return found.kind === 'missing' ? { kind: 'found', entries: [] } : found;
  const entries = new Map<string, Entry>();
  for (const one of found.value.Transactions) {
    const { data: wire } = jsonTransaction.safeParse(one);
    if (!wire) return unknown('unreadable', 'a transaction that could not be read');
    const { data: shown } = consumerMessage.safeParse(one);
    if (!wire.isTest || countsTests(call.context.account.settings))
      entries.set(wire.key, { wire, message: shown?.ConsumerMessage ?? null });
  }
  return { kind: 'found', entries: [...entries.values()] };
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
