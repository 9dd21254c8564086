import { createHash } from 'node:crypto';
import { stringify } from 'lossless-json';
import type { CallContext } from '../../domain/port/provider.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { readJson } from '../kit/json.ts';
import { type NotSent, notSent, retryAfter, type Unknown, unknown } from '../kit/outcomes.ts';
import { deadlineIn, type HttpResult, transport } from '../kit/transport.ts';
import type { Settings } from './settings.ts';

/** GoCardless over HTTP: token, version, keys, and what an answer says about whether the request was acted on. */

/** A reply below 500 that is neither about our token nor about our pace. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly json: Result<unknown, string>;
}

/** One operation: all its requests end by one deadline. */
export interface Call {
  readonly context: CallContext<Settings>;
  readonly deadlineAt: number;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Below the API's base, ids encoded. */
  readonly path: string;
  /** Amounts in it are bigints: they are written as whole numbers, never by way of a float. */
  readonly body?: object;
  /** Makes a creation safe to repeat. */
  readonly key?: string;
  readonly replyBytesMax?: number;
}

export function startCall(context: CallContext<Settings>): Call {
  return { context, deadlineAt: deadlineIn(context.deadlineMs) };
}

export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const { apiUrl, accessToken, apiVersion } = account.settings;
  const result = await transport.send({
    method: request.method,
    url: apiUrl.replace(/\/$/, '') + request.path,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'gocardless-version': apiVersion,
      accept: 'application/json',
      ...(request.key === undefined ? {} : { 'idempotency-key': idempotencyKey(request.key) }),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: stringify(request.body) ?? '' }),
    ...(request.replyBytesMax === undefined ? {} : { replyBytesMax: request.replyBytesMax }),
    deadlineAt: call.deadlineAt,
    account,
  });
  return classify(result, now());
}

// How long a key may be is not documented. What does not fit a header, or is longer than any uuid by far, is named by its digest.
const keyForm = /^[\x21-\x7e]{1,128}$/;

/** Our key in a form that GoCardless takes: the same key gives the same form. */
export function idempotencyKey(key: string): string {
  return keyForm.test(key) ? key : createHash('sha256').update(key).digest('hex');
}

function classify(result: HttpResult, now: Date): Reply | NotSent | Unknown {
  if (result.kind === 'notSent') return notSent('unavailable', `${result.cause}: ${result.detail}`);
  if (result.kind === 'unknown') {
    const is = result.cause === 'timeout' || result.cause === 'reset' ? result.cause : 'unreadable';
    return unknown(is, result.detail);
  }
  const { status, headers, text } = result;
  // A token does not expire, so there is nothing to renew. A 403 is about this one call (refunds not enabled, say): a refusal.
  if (status === 401) return notSent('unauthorised', 'GoCardless refused our access token');
  if (status === 429)
    return notSent(
      'throttled',
      'GoCardless asked us to slow down',
      retryAfter(headers['retry-after'] ?? headers['ratelimit-reset'], now),
    );
  // A gateway that gave up waiting: what lies behind it may still act.
  if (status === 408) return unknown('timeout', 'GoCardless answered 408');
  if (status >= 500) return unknown('serverError', `GoCardless answered ${status}`);
  if (status < 200 || (status >= 300 && status < 400)) return unknown('unreadable', `GoCardless answered ${status}`);
  return { kind: 'reply', status, json: text.trim() === '' ? refuse('empty') : readJson(text) };
}
