import { stringify } from 'lossless-json';
import type { z } from 'zod';
import type { CallContext } from '../../domain/port/provider.ts';
import { readJson } from '../kit/json.ts';
import { type NotSent, notSent, retryAfter } from '../kit/outcomes.ts';
import { deadlineIn, type HttpResult, transport } from '../kit/transport.ts';
import { sign } from './oauth.ts';
import type { Settings } from './settings.ts';
import { type Unclear, unclear } from './translate.ts';
import { gateway, rateLimited, readError, type WireError } from './wire.ts';

/** Betalingsservice over HTTP: signatures, and what an answer says about whether the request was acted on. */

/** A reply below 500 that can be read and is neither about our credentials nor about our pace. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly json: unknown;
  /** Where it is a refusal that says so. */
  readonly error: WireError | null;
}

/** One operation: all its requests end by one deadline. */
export interface Call {
  readonly context: CallContext<Settings>;
  readonly deadlineAt: number;
}

export interface Request {
  readonly api: 'creditorApi' | 'oneOffApi';
  readonly method: 'GET' | 'POST';
  /** Below the address of the API. */
  readonly path: string;
  readonly body?: object;
}

export function startCall(context: CallContext<Settings>): Call {
  return { context, deadlineAt: deadlineIn(context.deadlineMs) };
}

/**
 * Sends a request. One that is refused for its signature is signed once more, by the other set of keys where the account has one: being
 * refused is proof that nothing was done, and a nonce may have been drawn twice.
 */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unclear> {
  const { settings } = call.context.account;
  const { method } = request;
  const url = settings[`${request.api}Url`].replace(/\/$/, '') + request.path;
  // Made once: what is signed is the very text that is sent.
  const body = request.body === undefined ? '' : (stringify(request.body) ?? '');
  for (const keys of [settings, settings.otherKeySet ?? settings]) {
    const result = await transport.send({
      method,
      url,
      headers: {
        authorization: sign({ method, url, body }, keys, call.context.now()),
        accept: 'application/json',
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === '' ? {} : { body }),
      deadlineAt: call.deadlineAt,
      account: call.context.account,
    });
    if (result.kind !== 'reply' || (result.status !== 401 && result.status !== 403))
      return classify(result, call.context.now());
  }
  return notSent('unauthorised', 'Betalingsservice refused our credentials');
}

function classify(result: HttpResult, now: Date): Reply | NotSent | Unclear {
  if (result.kind === 'notSent') return notSent('unavailable', `${result.cause}: ${result.detail}`);
  if (result.kind === 'unknown') {
    const is = result.cause === 'timeout' || result.cause === 'reset' ? result.cause : 'unreadable';
    return unclear(is, result.detail);
  }
  const { status, headers, text } = result;
  const wait = retryAfter(headers['retry-after'], now);
  if (status === 429) return notSent('throttled', 'Betalingsservice asked us to slow down', wait);
  // A gateway that gave up waiting: what lies behind it may still act.
  if (status === 408) return unclear('timeout', 'Betalingsservice answered 408');
  if (status >= 500) return unclear('serverError', `Betalingsservice answered ${status}`);
  if (status < 200 || (status >= 300 && status < 400))
    return unclear('unreadable', `Betalingsservice answered ${status}`);
  const json = readJson(text);
  // Both APIs speak JSON and nothing else, so this comes from something in between.
  if (!json.ok) return unclear('unreadable', `Betalingsservice answered ${status} with a body that could not be read`);
  const error = status < 400 ? null : readError(json.value);
  if (error?.code === rateLimited) return notSent('throttled', 'Betalingsservice asked us to slow down', wait);
  if (error?.source === gateway && error.recoverable)
    return notSent('unavailable', `the gateway answered ${status} and can be asked again`, wait);
  return { kind: 'reply', status, json: json.value, error };
}

/** The body of a reply, or null when it is not what was expected. */
export function read<T>({ json }: Reply, schema: z.ZodType<T>): T | null {
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
