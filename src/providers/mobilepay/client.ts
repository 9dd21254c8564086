import type { Account, CallContext } from '../../domain/port/provider.ts';
import {
  type CallOf,
  classify,
  exchange,
  type Reply,
  type ReplyRules,
  type Request,
  read,
  toText,
} from '../kit/client.ts';
import { type NotSent, notSent, type Unknown } from '../kit/outcomes.ts';
import { deadlineIn, remainingMs, transport } from '../kit/transport.ts';
import type { Settings } from './settings.ts';
import { tokenReply } from './wire.ts';

/** MobilePay over HTTP: access tokens, headers, and what an answer says about whether the request was acted on. */

export type Call = CallOf<Settings>;

const rules: ReplyRules = {
  provider: 'MobilePay',
  unauthorised: [401, 403],
  credentials: 'our credentials, also with a fresh access token',
};

/** Sends a request; a token that is refused is renewed once, since being refused is proof that nothing was done. */
export async function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now, traceId } = call.context;
  let refused: string | null = null;
  for (;;) {
    const token = await tokenFor(call, refused);
    if (token.kind === 'notSent') return token;
    const headers = {
      authorization: `Bearer ${token.value}`,
      ...ibmHeaders(account.settings),
      correlationid: traceId,
    };
    const { apiUrl: baseUrl } = account.settings;
    const result = await exchange(call, { ...request, body: toText(request.body) }, { baseUrl, headers });
    const outcome = classify(result, rules, now());
    const isFirst = refused === null;
    if (outcome.kind !== 'notSent' || outcome.why.kind !== 'unauthorised' || !isFirst) return outcome;
    refused = token.value;
  }
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
  const answer = classify(result, rules, context.now());
  if (answer.kind === 'notSent') return answer;
  const granted = answer.kind === 'reply' ? read(answer, tokenReply) : null;
  if (granted === null) return notSent('unavailable', `no access token: the answer ${result.status} could not be read`);
  const { access_token: value, expires_in: seconds, refresh_token: renewed } = granted;
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
