import type { Account, CallContext } from '../../domain/port/provider.ts';
import type { Result } from '../../kernel/result.ts';
import { refuse } from '../../kernel/result.ts';
import { readJson } from '../kit/json.ts';
import { type NotSent, notSent, retryAfter, type Unknown, unknown } from '../kit/outcomes.ts';
import { deadlineIn, type HttpResult, remainingMs, transport } from '../kit/transport.ts';
import type { Settings } from './settings.ts';
import { tokenReply } from './wire.ts';

/** MobilePay over HTTP: access tokens, headers, and what an answer says about whether the request was acted on. */

/** A reply below 500 that is neither about our credentials nor about our pace. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly empty: boolean;
  readonly json: Result<unknown, string>;
}

/** One operation: all its requests, a fresh token included, end by one deadline. */
export interface Call {
  readonly context: CallContext<Settings>;
  readonly deadlineAt: number;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, beginning with /api. */
  readonly path: string;
  readonly body?: unknown;
  readonly replyBytesMax?: number;
}

export function startCall(context: CallContext<Settings>): Call {
  return { context, deadlineAt: deadlineIn(context.deadlineMs) };
}

/** Sends a request; a token that is refused is renewed once, since being refused is proof that nothing was done. */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  let refused: string | null = null;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const token = await tokenFor(call, refused);
    if (token.kind === 'notSent') return token;
    const result = await transport.send({
      method: request.method,
      url: call.context.account.settings.apiUrl.replace(/\/$/, '') + request.path,
      headers: {
        authorization: `Bearer ${token.value}`,
        accept: 'application/json',
        ...ibmHeaders(call.context.account.settings),
        correlationid: call.context.traceId,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.replyBytesMax === undefined ? {} : { replyBytesMax: request.replyBytesMax }),
      deadlineAt: call.deadlineAt,
      account: call.context.account,
    });
    const unauthorised = result.kind === 'reply' && (result.status === 401 || result.status === 403);
    if (!unauthorised) return classify(result, call.context.now());
    refused = token.value;
  }
  return notSent('unauthorised', 'MobilePay refused our credentials, also with a fresh access token');
}

function classify(result: HttpResult, now: Date): Reply | NotSent | Unknown {
  if (result.kind === 'notSent') return notSent('unavailable', `${result.cause}: ${result.detail}`);
  if (result.kind === 'unknown') {
    const is = result.cause === 'timeout' || result.cause === 'reset' ? result.cause : 'unreadable';
    return unknown(is, result.detail);
  }
  const { status, headers, text } = result;
  if (status === 429)
    return notSent('throttled', 'MobilePay asked us to slow down', retryAfter(headers['retry-after'], now));
  // A gateway that gave up waiting: what lies behind it may still act.
  if (status === 408) return unknown('timeout', 'MobilePay answered 408');
  if (status >= 500) return unknown('serverError', `MobilePay answered ${status}`);
  if (status < 200 || (status >= 300 && status < 400)) return unknown('unreadable', `MobilePay answered ${status}`);
  return {
    kind: 'reply',
    status,
    empty: text.trim() === '',
    json: text.trim() === '' ? refuse('empty') : readJson(text),
  };
}

interface Session {
  token: { readonly value: string; readonly expiresAtMs: number } | null;
  /** The one refresh under way, which all calls of this account wait for. */
  refreshing: Promise<Token> | null;
  /** What the last refresh gave us in place of the stored one, if anything. */
  refreshToken: string | null;
}
type Token = { readonly kind: 'token'; readonly value: string } | NotSent;

// The account object lives as long as its credentials do, so a change of credentials begins a new session.
const sessions = new WeakMap<Account<Settings>, Session>();
const refreshDeadlineMs = 10_000;
// So that a token does not run out on its way: it lives for 300 s.
const expiresEarlyMs = 30_000;

async function tokenFor(call: Call, refused: string | null): Promise<Token> {
  const { account, now } = call.context;
  const session = sessions.get(account) ?? { token: null, refreshing: null, refreshToken: null };
  sessions.set(account, session);
  const { token } = session;
  // Another call may have renewed the token that was refused to this one.
  if (token && token.value !== refused && now().getTime() < token.expiresAtMs)
    return { kind: 'token', value: token.value };
  session.refreshing ??= refresh(call.context, session).finally(() => {
    session.refreshing = null;
  });
  return withinDeadline(session.refreshing, call.deadlineAt);
}

/** A refresh changes nothing at the provider, so whatever goes wrong with it the operation itself was not sent. */
async function refresh(context: CallContext<Settings>, session: Session): Promise<Token> {
  const { settings } = context.account;
  const result = await transport.send({
    method: 'POST',
    url: settings.tokenUrl,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...ibmHeaders(settings),
    },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: session.refreshToken ?? settings.refreshToken,
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    }).toString(),
    deadlineAt: deadlineIn(refreshDeadlineMs),
    account: context.account,
  });
  if (result.kind !== 'reply') return notSent('unavailable', `no access token: ${result.detail}`);
  if ([400, 401, 403].includes(result.status))
    return notSent('unauthorised', 'MobilePay refused to renew the access token');
  const answer = classify(result, context.now());
  if (answer.kind === 'notSent') return answer;
  const json = answer.kind === 'reply' && answer.json.ok ? tokenReply.safeParse(answer.json.value) : null;
  if (!json?.success) return notSent('unavailable', `no access token: the answer ${result.status} could not be read`);
  const { access_token: value, expires_in: seconds, refresh_token: renewed } = json.data;
  session.token = { value, expiresAtMs: context.now().getTime() + Number(seconds) * 1_000 - expiresEarlyMs };
  session.refreshToken = renewed ?? session.refreshToken;
  return { kind: 'token', value };
}

async function withinDeadline(token: Promise<Token>, deadlineAt: number): Promise<Token> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Token>((resolve) => {
    timer = setTimeout(
      () => resolve(notSent('unavailable', 'no access token before the deadline')),
      remainingMs(deadlineAt),
    );
  });
  try {
    return await Promise.race([token, late]);
  } finally {
    clearTimeout(timer);
  }
}

function ibmHeaders(settings: Settings): Record<string, string> {
  return { 'x-ibm-client-id': settings.ibmClientId, 'x-ibm-client-secret': settings.ibmClientSecret };
}
