import { randomUUID } from 'node:crypto';
import { stringify } from 'lossless-json';
import type { CallContext } from '../../domain/port/provider.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { readJson } from '../kit/json.ts';
import { type NotSent, notSent, retryAfter, type Unknown } from '../kit/outcomes.ts';
import { deadlineIn, type HttpResult, transport } from '../kit/transport.ts';
import type { Settings } from './settings.ts';
import { hmacHeader, isSigned, readHmacHeader, type Signed } from './signature.ts';
import { unclear } from './translate.ts';

/** Buckaroo's JSON gateway over HTTP: signatures both ways, and what an answer says about whether the request was acted on. */

/** HTTP 200: processed, be it well or badly. */
export interface Reply {
  readonly kind: 'reply';
  readonly json: Result<unknown, string>;
}

/** One operation: all its requests end by one deadline. */
export interface Call {
  readonly context: CallContext<Settings>;
  readonly deadlineAt: number;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Below the gateway's base, for example /json/Transaction. */
  readonly path: string;
  /** Amounts in it are lossless numbers, so that they go out with both their decimals. */
  readonly body?: unknown;
  readonly replyBytesMax?: number;
}

export function startCall(context: CallContext<Settings>): Call {
  return { context, deadlineAt: deadlineIn(context.deadlineMs) };
}

/** Sends a signed request, once. A reply whose signature does not hold says nothing. */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const { baseUrl, websiteKey, secretKey, previousSecretKey, culture } = account.settings;
  // As the transport sends it: what is signed is what stands in the request line.
  const { href: url } = new URL(baseUrl.replace(/\/$/, '') + request.path);
  const body = request.body === undefined ? undefined : stringify(request.body);
  const signed: Signed = { method: request.method, url, body: new TextEncoder().encode(body ?? '') };
  const stamp = { nonce: randomUUID(), timestamp: String(Math.floor(now().getTime() / 1_000)) };
  const result = await transport.send({
    method: request.method,
    url,
    headers: {
      authorization: hmacHeader(signed, websiteKey, secretKey, stamp),
      accept: 'application/json',
      culture,
      channel: 'Web',
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(body === undefined ? {} : { body }),
    ...(request.replyBytesMax === undefined ? {} : { replyBytesMax: request.replyBytesMax }),
    deadlineAt: call.deadlineAt,
    account,
  });
  const secretKeys = previousSecretKey === undefined ? [secretKey] : [secretKey, previousSecretKey];
  if (result.kind === 'reply' && !holds(signed, result, websiteKey, secretKeys))
    return unclear('unreadable', 'an answer whose signature does not hold');
  return classify(result, now());
}

/** An answer without a signature is taken as it is: a refusal at the door has none. */
function holds(
  request: Signed,
  { headers, bytes }: Extract<HttpResult, { kind: 'reply' }>,
  websiteKey: string,
  secretKeys: readonly string[],
): boolean {
  if (headers.authorization === undefined) return true;
  const header = readHmacHeader(headers.authorization);
  return header?.websiteKey === websiteKey && isSigned({ ...request, body: bytes }, header, secretKeys);
}

function classify(result: HttpResult, now: Date): Reply | NotSent | Unknown {
  if (result.kind === 'notSent') return notSent('unavailable', `${result.cause}: ${result.detail}`);
  if (result.kind === 'unknown') {
    const kind = result.cause === 'timeout' || result.cause === 'reset' ? result.cause : 'unreadable';
    return { kind: 'unknown', why: { kind, detail: result.detail } };
  }
  const { status, headers, text } = result;
  if (status === 200) return { kind: 'reply', json: text.trim() === '' ? refuse('empty') : readJson(text) };
  // The gateway says 400 where others say 401: a bad signature or website key. A bad request it answers with 500.
  if (status === 400 || status === 401 || status === 403)
    return notSent('unauthorised', 'Buckaroo refused our signature or website key');
  if (status === 429)
    return notSent('throttled', 'Buckaroo asked us to slow down', retryAfter(headers['retry-after'], now));
  const kind = status === 408 ? 'timeout' : status >= 500 ? 'serverError' : 'unreadable';
  return { kind: 'unknown', why: { kind, detail: `Buckaroo answered ${status}` } };
}
