import { stringify } from 'lossless-json';
import type { z } from 'zod';
import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { readJson } from './json.ts';
import { lookupNotSent, type NotSent, notSent, type Unknown, unknown } from './outcomes.ts';
import { describeBody } from './quote.ts';
import { deadlineIn, type HttpRequest, type HttpResult, transport } from './transport.ts';
import { urlOf } from './urls.ts';

/** One operation: all its requests, a fresh token included, end by one deadline. */
export interface CallOf<Settings> {
  readonly context: CallContext<Settings>;
  readonly deadlineAt: number;
}

export function startCall<Settings>(context: CallContext<Settings>): CallOf<Settings> {
  return { context, deadlineAt: deadlineIn(context.deadlineMs) };
}

/** A reply below 500 that is neither about our credentials nor about our pace. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly json: Result<unknown, string>;
  /** How long it asks us to wait, where it does. */
  readonly waitMs?: number;
}

/** A request below the address of a provider's API. */
export interface Request {
  readonly method: HttpRequest['method'];
  /** Ids in it are encoded. */
  readonly path: string;
  /** Sent as JSON. Amounts in it are bigints or lossless numbers: they are never written by way of a float. */
  readonly body?: unknown;
  readonly replyBytesMax?: number;
}

/** The text of a JSON body; none where there is no body. What is signed over a body is signed over this text. */
export function toText(body: unknown): string | undefined {
  return body === undefined ? undefined : stringify(body);
}

/** Sends one request of a call, once, with a body as `toText` gives it. */
export function exchange<Settings>(
  { context, deadlineAt }: CallOf<Settings>,
  { method, path, body, replyBytesMax }: Omit<Request, 'body'> & { readonly body: string | undefined },
  { baseUrl, headers }: { readonly baseUrl: string; readonly headers: Readonly<Record<string, string>> },
): Promise<HttpResult> {
  return transport.send({
    method,
    url: urlOf(baseUrl, path),
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(replyBytesMax === undefined ? {} : { replyBytesMax }),
    deadlineAt,
    account: context.account,
  });
}

/** What a provider's answers mean, where providers differ. */
export interface ReplyRules {
  /** As it stands in messages, for example MobilePay. */
  readonly provider: string;
  /** The statuses with which it refuses our credentials: proof that nothing was done. */
  readonly unauthorised: readonly number[];
  /** What it refuses then. */
  readonly credentials: string;
  /** Where it says how long to wait, the first that is there. Retry-After where this is left out. */
  readonly waitHeaders?: readonly string[];
}

/** What an answer says about whether the request was acted on. This is the question that money hangs on, answered here for all. */
export function classify(result: HttpResult, rules: ReplyRules, now: Date): Reply | NotSent | Unknown {
  if (result.kind === 'notSent') return notSent('unavailable', `${result.cause}: ${result.detail}`);
  if (result.kind === 'unknown') {
    const { cause, detail } = result;
    return unknown(cause === 'timeout' || cause === 'reset' ? cause : 'unreadable', detail);
  }
  const { provider, unauthorised, credentials, waitHeaders = ['retry-after'] } = rules;
  const { status, headers, text } = result;
  const [wait] = waitHeaders.flatMap((name) => headers[name] ?? []);
  const waitMs = retryAfter(wait, now);
  if (unauthorised.includes(status)) return notSent('unauthorised', `${provider} refused ${credentials}`);
  if (status === 429) return notSent('throttled', `${provider} asked us to slow down`, waitMs);
  // A gateway that gave up waiting: what lies behind it may still act.
  if (status === 408) return unknown('timeout', `${provider} answered 408`);
  if (status >= 500) return unknown('serverError', `${provider} answered ${status}`);
  if (status < 200 || (status >= 300 && status < 400)) return unknown('unreadable', `${provider} answered ${status}`);
  return { kind: 'reply', status, json: readBody(text), ...(waitMs === undefined ? {} : { waitMs }) };
}

/** The refusal of a body that has nothing in it. */
export const emptyBody = 'an empty body';

function readBody(text: string): Result<unknown, string> {
  if (text.trim() === '') return refuse(emptyBody);
  const json = readJson(text);
  return json.ok ? json : refuse(`${json.error}, ${describeBody(text)}`);
}

// Beyond an hour our own plan of retries decides.
const retryAfterMaxMs = 3_600_000;

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3). Undefined for none, and for nonsense. */
export function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), retryAfterMaxMs);
}

/** The body of a reply, or null when it is not what was expected: for an error body, which explains and never decides. */
export function read<T>({ json }: Pick<Reply, 'json'>, schema: z.ZodType<T>): T | null {
  return json.ok ? (schema.safeParse(json.value).data ?? null) : null;
}

/**
 * The body of a reply that decides. One that cannot be read is an unknown outcome, never an exception: the provider has acted, and we do
 * not know how. `what` is the reply in words. Where the body is JSON, the place that is wrong is named and nothing of it is repeated.
 */
export function expectBody<T>({ json }: Pick<Reply, 'json'>, schema: z.ZodType<T>, what: string): Result<T, Unknown> {
  if (!json.ok) return refuse(unknown('unreadable', `${what} could not be read: ${json.error}`));
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  const place = parsed.error.issues[0]?.path.join('.') || 'its root';
  return refuse(unknown('unreadable', `${what} could not be read: not as expected at ${place.slice(0, 100)}`));
}

export type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'missing' } | Unknown;

/** Reading a provider's records. A reply is the record, or says that there is none, or leaves us not knowing. */
export function foundIn<T>(
  reply: Reply | NotSent | Unknown,
  schema: z.ZodType<T>,
  { provider, isMissing }: { readonly provider: string; isMissing(reply: Reply): boolean },
): Found<T> {
  if (reply.kind === 'notSent') return lookupNotSent(reply);
  if (reply.kind === 'unknown') return reply;
  // A 404 of something in between is not the provider's own.
  if (reply.status === 404)
    return isMissing(reply) ? { kind: 'missing' } : unknown('unreadable', `a 404 that is not ${provider}'s own`);
  if (reply.status !== 200) return unknown('unreadable', `${provider} answered ${reply.status} to a look-up`);
  const value = expectBody(reply, schema, 'the answer to a look-up');
  return value.ok ? { kind: 'found', value: value.value } : value.error;
}
