import type { z } from 'zod';
import type { ProviderRef } from '../../domain/port/provider.ts';
import { emptyBody, type Found, foundIn, type Reply, read } from '../kit/client.ts';
import { type Call, send } from './client.ts';
import { errorReply } from './wire.ts';

/** Reading MobilePay's book: paths, GETs and error bodies. */

/** A list may hold a year of agreements; a single thing is far below the transport's own limit. */
const listBytesMax = 4 * 1024 * 1024;

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
export function paymentRequestPath(call: Call, ref: ProviderRef): string {
  return `${agreementPath(call, containerOf(ref))}/paymentrequests/${encodeURIComponent(ref.id)}`;
}
export function refundsPath(call: Call, payment: ProviderRef): string {
  return `${agreementPath(call, containerOf(payment))}/payments/${encodeURIComponent(payment.id)}/refunds`;
}

/** What a thing lies in. A reference without it was never made by this adapter. */
export function containerOf(ref: ProviderRef): ProviderRef {
  if (!ref.within) throw new Error(`expected a ${ref.kind} reference with what it lies in; got ${ref.id} alone`);
  return ref.within;
}

/** A GET, read by a schema. */
export async function lookUp<T>(
  call: Call,
  path: string,
  schema: z.ZodType<T>,
  size: 'one' | 'list' = 'one',
): Promise<Found<T>> {
  const reply = await send(call, { method: 'GET', path, ...(size === 'list' ? { replyBytesMax: listBytesMax } : {}) });
  // A 404 in HTML comes from something in between.
  return foundIn(reply, schema, {
    provider: 'MobilePay',
    isMissing: ({ json }) => json.ok || json.error === emptyBody,
  });
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
