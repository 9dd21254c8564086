import { createHash } from 'node:crypto';
import {
  type CallOf,
  classify,
  exchange,
  type Request as PlainRequest,
  type Reply,
  type ReplyRules,
  toText,
} from '../kit/client.ts';
import type { NotSent, Unknown } from '../kit/outcomes.ts';
import type { Settings } from './settings.ts';

/** GoCardless over HTTP: token, version, keys, and what an answer says about whether the request was acted on. */

export type Call = CallOf<Settings>;

export interface Request extends PlainRequest {
  /** Makes a creation safe to repeat. */
  readonly key?: string;
}

// A token does not expire, so there is nothing to renew. A 403 is about this one call (refunds not enabled, say): a refusal.
const rules: ReplyRules = {
  provider: 'GoCardless',
  unauthorised: [401],
  credentials: 'our access token',
  waitHeaders: ['retry-after', 'ratelimit-reset'],
};

export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const { apiUrl: baseUrl, accessToken, apiVersion } = account.settings;
  const headers = {
    authorization: `Bearer ${accessToken}`,
    'gocardless-version': apiVersion,
    ...(request.key === undefined ? {} : { 'idempotency-key': idempotencyKey(request.key) }),
  };
  const result = await exchange(call, { ...request, body: toText(request.body) }, { baseUrl, headers });
  return classify(result, rules, now());
}

// How long a key may be is not documented. What does not fit a header, or is longer than any uuid by far, is named by its digest.
const keyForm = /^[\x21-\x7e]{1,128}$/;

/** Our key in a form that GoCardless takes: the same key gives the same form. */
export function idempotencyKey(key: string): string {
  return keyForm.test(key) ? key : createHash('sha256').update(key).digest('hex');
}
