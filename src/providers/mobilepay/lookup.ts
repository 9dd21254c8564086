import type { z } from 'zod';
import type { ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import type { NotSent, Unknown } from '../kit/outcomes.ts';
import { type Call, type Reply, send } from './client.ts';
import { unclear } from './translate.ts';
import { errorReply } from './wire.ts';

/** Reading MobilePay's book: paths, GETs and error bodies. */

/** A list may hold a year of agreements; a single thing is far below the transport's own limit. */
const listBytesMax = 4 * 1024 * 1024;

export type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'missing' } | Unknown;

/** What the book can say. Never *not sent* and never *refused*: those are said of operations. */
export type LookupResult = Extract<StatusCheck, { kind: 'facts' | 'unknown' | 'absent' }>;

/** The path of the account's provider, its agreements and what lies in them. Ids are encoded, whatever they hold. */
export function providerPath(call: Call): string {
  return `/api/providers/${encodeURIComponent(call.context.account.settings.providerId)}`;
}
export function agreementPath(call: Call, ref: ProviderRef): string {
  return `${providerPath(call)}/agreements/${encodeURIComponent(ref.id)}`;
}
export function paymentPath(call: Call, ref: ProviderRef): string {
  return `${agreementPath(call, containerOf(ref))}/oneoffpayments/${encodeURIComponent(ref.id)}`;
}
export function refundsPath(call: Call, payment: ProviderRef): string {
  return `${agreementPath(call, containerOf(payment))}/payments/${encodeURIComponent(payment.id)}/refunds`;
}

/** What a thing lies in. A reference without it was never made by this adapter. */
export function containerOf(ref: ProviderRef): ProviderRef {
  if (!ref.within) throw new Error(`expected a ${ref.kind} reference with what it lies in; got ${ref.id} alone`);
  return ref.within;
}

/**
 * A GET, read by a schema. A question that did not get through is *unknown* and never *not sent*: that would be said of
 * the operation asked about, and would have it sent again.
 */
export async function lookUp<T>(
  call: Call,
  path: string,
  schema: z.ZodType<T>,
  size: 'one' | 'list' = 'one',
): Promise<Found<T>> {
  const reply = await send(call, { method: 'GET', path, ...(size === 'list' ? { replyBytesMax: listBytesMax } : {}) });
  if (reply.kind === 'notSent') return couldNotAsk(reply);
  if (reply.kind === 'unknown') return reply;
  // A 404 in HTML comes from something in between, not from the book.
  if (reply.status === 404)
    return reply.empty || reply.json.ok
      ? { kind: 'missing' }
      : unclear('unreadable', "a 404 that is not MobilePay's own");
  if (reply.status !== 200) return unclear('unreadable', `MobilePay answered ${reply.status} to a question`);
  const value = read(reply, schema);
  return value === null ? unclear('unreadable', 'an answer that could not be read') : { kind: 'found', value };
}

export function couldNotAsk(reply: NotSent): Unknown {
  return { kind: 'unknown', why: { kind: 'reset', detail: `could not ask: ${reply.why.kind}, ${reply.why.detail}` } };
}

/** The body of a reply, or null when it is not what was expected. */
export function read<T>(reply: Reply, schema: z.ZodType<T>): T | null {
  if (!reply.json.ok) return null;
  const parsed = schema.safeParse(reply.json.value);
  return parsed.success ? parsed.data : null;
}

/** Code and words of an error body, as far as it has any. The words are cleaned, since they are shown to callers. */
export function readError(reply: Reply): { readonly code: string | null; readonly message: string | null } {
  const body = read(reply, errorReply);
  if (body === null) return { code: null, message: null };
  const [code, message] =
    'StatusCode' in body
      ? [body.StatusCode, body.StatusText]
      : [body.error_description.error_code, body.error_description.message];
  const clean = (message ?? '')
    .replace(/[<>\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return { code: code && /^[\w.-]{1,40}$/.test(code) ? code : null, message: clean === '' ? null : clean };
}
