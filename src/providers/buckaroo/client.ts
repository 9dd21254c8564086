import { randomUUID } from 'node:crypto';
import {
  type CallOf,
  classify,
  exchange,
  type Request as PlainRequest,
  type Reply,
  type ReplyRules,
  toText,
} from '../kit/client.ts';
import { type NotSent, type Unknown, unknown } from '../kit/outcomes.ts';
import type { HttpResult } from '../kit/transport.ts';
import { urlOf } from '../kit/urls.ts';
import type { Settings } from './settings.ts';
import { hmacHeader, isSigned, readHmacHeader, type Signed } from './signature.ts';

/** Buckaroo's JSON gateway over HTTP: signatures both ways, and what an answer says about whether the request was acted on. */

export type Call = CallOf<Settings>;

export interface Request extends PlainRequest {
  readonly method: 'GET' | 'POST';
  /** The language of the answer and of what the payer is told; the account's where it is left out. */
  readonly culture?: string;
}

// The gateway says 400 where others say 401: a bad signature or website key. A bad request it answers with 500.
const rules: ReplyRules = {
  provider: 'Buckaroo',
  unauthorised: [400, 401, 403],
  credentials: 'our signature or website key',
};

/** Sends a signed request, once. A reply whose signature does not hold says nothing. HTTP 200 means processed, be it well or badly. */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const { baseUrl, websiteKey, secretKey, previousSecretKey, culture } = account.settings;
  // As the transport sends it: what is signed is what stands in the request line.
  const { href: url } = new URL(urlOf(baseUrl, request.path));
  const body = toText(request.body);
  const signed: Signed = { method: request.method, url, body: new TextEncoder().encode(body ?? '') };
  const stamp = { nonce: randomUUID(), timestamp: String(Math.floor(now().getTime() / 1_000)) };
  const headers = {
    authorization: hmacHeader(signed, websiteKey, secretKey, stamp),
    culture: request.culture ?? culture,
    channel: 'Web',
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  };
  const result = await exchange(call, { ...request, body }, { baseUrl, headers });
  const secretKeys = previousSecretKey === undefined ? [secretKey] : [secretKey, previousSecretKey];
  if (result.kind === 'reply' && !holds(signed, result, websiteKey, secretKeys))
    return unknown('unreadable', 'an answer whose signature does not hold');
  const outcome = classify(result, rules, now());
  if (outcome.kind !== 'reply' || outcome.status === 200) return outcome;
  return unknown('unreadable', `Buckaroo answered ${outcome.status}`);
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
