import {
  type CallOf,
  classify,
  exchange,
  type Reply as PlainReply,
  type Request as PlainRequest,
  type ReplyRules,
  toText,
} from '../kit/client.ts';
import { type NotSent, notSent, type Unknown, unknown } from '../kit/outcomes.ts';
import { urlOf } from '../kit/urls.ts';
import { sign } from './oauth.ts';
import type { KeySet, Settings } from './settings.ts';
import { gateway, rateLimited, readError, type WireError } from './wire.ts';

/** Betalingsservice over HTTP: signatures, and what an answer says about whether the request was acted on. */

export interface Reply extends PlainReply {
  /** Where it is a refusal that says so. */
  readonly error: WireError | null;
}

export type Call = CallOf<Settings>;

export interface Request extends PlainRequest {
  readonly api: 'creditorApi' | 'oneOffApi';
}

const rules: ReplyRules = {
  provider: 'Betalingsservice',
  unauthorised: [401, 403],
  credentials: 'our credentials',
};

/**
 * Sends a request. One that is refused for its signature is signed once more, by the other set of keys where the account has one: being
 * refused is proof that nothing was done, and a nonce may have been drawn twice.
 */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { settings } = call.context.account;
  const first = await sendSigned(call, request, settings);
  if (first.kind !== 'notSent' || first.why.kind !== 'unauthorised') return first;
  return sendSigned(call, request, settings.otherKeySet ?? settings);
}

async function sendSigned(call: Call, request: Request, keys: KeySet): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  const baseUrl = account.settings[`${request.api}Url`];
  const { method, path } = request;
  // Made once: what is signed is the very text that is sent.
  const body = toText(request.body);
  const headers = { authorization: sign({ method, url: urlOf(baseUrl, path), body: body ?? '' }, keys, now()) };
  const result = await exchange(call, { ...request, body }, { baseUrl, headers });
  const outcome = classify(result, rules, now());
  return outcome.kind === 'reply' ? explain(outcome) : outcome;
}

/** A reply with the error that it holds. The gateway refuses on its own account too, in a body and not by its status. */
function explain({ status, json, waitMs }: PlainReply): Reply | NotSent | Unknown {
  // Both APIs speak JSON and nothing else, so this comes from something in between.
  if (!json.ok)
    return unknown(
      'unreadable',
      `Betalingsservice answered ${status} with a body that could not be read: ${json.error}`,
    );
  const error = status < 400 ? null : readError(json.value);
  if (error?.code === rateLimited) return notSent('throttled', 'Betalingsservice asked us to slow down', waitMs);
  if (error?.source === gateway && error.recoverable)
    return notSent('unavailable', `the gateway answered ${status} and can be asked again`, waitMs);
  return { kind: 'reply', status, json, error };
}
