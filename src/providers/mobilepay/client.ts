import type { Account, CallContext } from '../../domain/port/provider.ts';
import { accessTokens, type Granted } from '../kit/access-tokens.ts';
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
import { deadlineIn, transport } from '../kit/transport.ts';
import type { Settings } from './settings.ts';
import { tokenReply } from './wire.ts';

/** MobilePay over HTTP: access tokens, headers, and what an answer says about whether the request was acted on. */

export type Call = CallOf<Settings>;

const rules: ReplyRules = {
  provider: 'MobilePay',
  unauthorised: [401, 403],
  credentials: 'our credentials, also with a fresh access token',
};

const refreshDeadlineMs = 10_000;
// So that a token does not run out on its way: it lives for 300 s.
const tokens = accessTokens(refresh, 30_000);

export function send(call: Call, request: Request): Promise<Reply | NotSent | Unknown> {
  const { account, now, traceId } = call.context;
  return tokens.send(call, async (token) => {
    const headers = { authorization: `Bearer ${token}`, ...ibmHeaders(account.settings), correlationid: traceId };
    const { apiUrl: baseUrl } = account.settings;
    return classify(
      await exchange(call, { ...request, body: toText(request.body) }, { baseUrl, headers }),
      rules,
      now(),
    );
  });
}

// What the last refresh gave us in place of the stored one, for as long as the account's credentials do not change.
const replaced = new WeakMap<Account<Settings>, string>();

async function refresh(context: CallContext<Settings>): Promise<Granted | NotSent> {
  const { account } = context;
  const { settings } = account;
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
      refresh_token: replaced.get(account) ?? settings.refreshToken,
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    }).toString(),
    deadlineAt: deadlineIn(refreshDeadlineMs),
    account,
  });
  if (result.kind !== 'reply') return notSent('unavailable', `no access token: ${result.detail}`);
  if ([400, 401, 403].includes(result.status))
    return notSent('unauthorised', 'MobilePay refused to renew the access token');
  const answer = classify(result, rules, context.now());
  if (answer.kind === 'notSent') return answer;
  const granted = answer.kind === 'reply' ? read(answer, tokenReply) : null;
  if (granted === null) return notSent('unavailable', `no access token: the answer ${result.status} could not be read`);
  const { access_token: value, expires_in: seconds, refresh_token: renewed } = granted;
  if (renewed) replaced.set(account, renewed);
  return { kind: 'granted', value, livesMs: Number(seconds) * 1_000 };
}

function ibmHeaders(settings: Settings): Record<string, string> {
  return { 'x-ibm-client-id': settings.ibmClientId, 'x-ibm-client-secret': settings.ibmClientSecret };
}
