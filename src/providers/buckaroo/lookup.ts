import type { z } from 'zod';
import type { StatusCheck } from '../../domain/port/provider.ts';
import type { NotSent, Unknown } from '../kit/outcomes.ts';
import { type Call, type Reply, type Request, send } from './client.ts';
import { countsTests } from './settings.ts';
import { unclear } from './translate.ts';
import {
  consumerMessage,
  jsonTransaction,
  operationKeyName,
  statusesReply,
  type Transaction,
  type WireMessage,
} from './wire.ts';

/** Reading Buckaroo's book. */

/** What the book can say. Never *not sent* and never *refused*: those are said of operations. */
export type LookupResult = Extract<StatusCheck, { kind: 'facts' | 'pending' | 'unknown' | 'absent' }>;

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
  if (found.kind !== 'found') return found;
  const entries = new Map<string, Entry>();
  for (const one of found.value.Transactions) {
    const { data: wire } = jsonTransaction.safeParse(one);
    if (!wire) return unclear('unreadable', 'a transaction that could not be read');
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

/**
 * A question, its answer read by a schema. One that did not get through is *unknown* and never *not sent*: that would be said of the
 * operation asked about, and would have it sent again.
 */
export async function lookUp<T>(
  call: Call,
  request: Request,
  schema: z.ZodType<T>,
): Promise<{ readonly kind: 'found'; readonly value: T } | Unknown> {
  const reply = await send(call, request);
  if (reply.kind === 'notSent') return couldNotAsk(reply);
  if (reply.kind === 'unknown') return reply;
  const value = read(reply, schema);
  return value === null ? unclear('unreadable', 'an answer that could not be read') : { kind: 'found', value };
}

function couldNotAsk({ why }: NotSent): Unknown {
  return { kind: 'unknown', why: { kind: 'reset', detail: `could not ask: ${why.kind}, ${why.detail}` } };
}

/** The body of a reply, or null when it is not what was expected. */
export function read<T>(reply: Reply, schema: z.ZodType<T>): T | null {
  if (!reply.json.ok) return null;
  const parsed = schema.safeParse(reply.json.value);
  return parsed.success ? parsed.data : null;
}
