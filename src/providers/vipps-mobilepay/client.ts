import type { CallContext } from '../../domain/port/provider.ts';
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
import { urlOf } from '../kit/urls.ts';
import type { Settings } from './settings.ts';
import { tokenReply } from './wire.ts';

/** Vipps MobilePay over HTTP: access tokens, headers, keys, and what an answer says about whether the request was acted on. */

export type Call = CallOf<Settings>;

/** As it stands in messages. */
export const name = 'Vipps MobilePay';

// 403 is the answer to what a sales unit may not do (notes §2.2): it refuses the request, and says nothing of the credentials.
const rules: ReplyRules = {
  provider: name,
  unauthorised: [401],
  credentials: 'our credentials, also with a fresh access token',
};

const tokenDeadlineMs = 10_000;
// It lives an hour in the test environment, and a day in production.
const tokens = accessTokens(renew, 120_000);

/** `key` is sent as Idempotency-Key: every request that changes something bears one. */
export function send(call: Call, request: Request, key?: string): Promise<Reply | NotSent | Unknown> {
  const { account, now } = call.context;
  return tokens.send(call, async (token) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...salesUnitHeaders(account.settings),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const { apiUrl: baseUrl } = account.settings;
    return classify(
      await exchange(call, { ...request, body: toText(request.body) }, { baseUrl, headers }),
      rules,
      now(),
    );
  });
}

/** Asking for a token changes nothing, so whatever goes wrong with it the operation itself was not sent. */
async function renew({ account, now }: CallContext<Settings>): Promise<Granted | NotSent> {
  const { settings } = account;
  const result = await transport.send({
    method: 'POST',
    url: urlOf(settings.apiUrl, '/accesstoken/get'),
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      ...salesUnitHeaders(settings),
    },
    body: '',
    deadlineAt: deadlineIn(tokenDeadlineMs),
    account,
  });
  if (result.kind !== 'reply') return notSent('unavailable', `no access token: ${result.detail}`);
  if ([400, 401, 403].includes(result.status))
    return notSent('unauthorised', `${name} refused to give an access token`);
  const answer = classify(result, rules, now());
  if (answer.kind === 'notSent') return answer;
  const granted = answer.kind === 'reply' ? read(answer, tokenReply) : null;
  if (granted === null) return notSent('unavailable', `no access token: the answer ${result.status} could not be read`);
  return { kind: 'granted', value: granted.access_token, livesMs: Number(granted.expires_in) * 1_000 };
}

function salesUnitHeaders(settings: Settings): Record<string, string> {
  return {
    'ocp-apim-subscription-key': settings.subscriptionKey,
    'merchant-serial-number': settings.merchantSerialNumber,
    'vipps-system-name': 'paygraph',
    'vipps-system-version': '1',
    'vipps-system-plugin-name': 'paygraph-recurring',
    'vipps-system-plugin-version': '1',
  };
}
