import { jsonReply } from '../kit/replies.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { gatewayRefusal, refuseWith, unauthorised } from './replies.ts';
import { settingsOf } from './settings.ts';

// Made up: they open nothing but this simulator.
const client = { id: 'sandbox-vipps-client', secret: 'sandbox-vipps-secret' };
const subscriptionKeys = ['sandbox-vipps-subscription-key', 'sandbox-vipps-secondary-key'];
export const salesUnit = '654321';
const tokensKept = 500;

/** What the settings of an account for this simulator are. */
export function credentials(origin: string, step: Step): Record<string, string> {
  return {
    apiUrl: `${origin}/vipps_mobilepay`,
    clientId: client.id,
    clientSecret: client.secret,
    subscriptionKey: subscriptionKeys[0] ?? '',
    merchantSerialNumber: salesUnit,
    market: settingsOf(step).market,
    agreementUrl: 'https://shop.example/agreements',
  };
}

/** An access token, all of it in text. */
export function issueToken(step: Step, { headers }: WireRequest): Reply {
  if (headers.client_id === undefined || headers.client_secret === undefined)
    return gatewayRefusal(400, 'client_id and client_secret are required');
  if (headers.client_id !== client.id || headers.client_secret !== client.secret || !hasKey(headers))
    return unauthorised;
  const { tokenLifeSeconds } = settingsOf(step);
  const token = `${step.newId()}${step.newId()}`.replaceAll('-', '');
  const now = Math.floor(step.now.getTime() / 1_000);
  step.documents.put('token', token, { token, expiresAt: step.now.getTime() + tokenLifeSeconds * 1_000 });
  for (const old of step.documents.list<{ token: string }>('token', { newestFirst: true, offset: tokensKept }))
    step.documents.remove('token', old.token);
  return jsonReply(200, {
    token_type: 'Bearer',
    expires_in: String(tokenLifeSeconds),
    ext_expires_in: String(tokenLifeSeconds),
    expires_on: String(now + tokenLifeSeconds),
    not_before: String(now),
    resource: '00000002-0000-0000-c000-000000000000',
    access_token: token,
  });
}

/** Null when the call carries a living token, one of the two keys, and our sales unit or none. */
export function authorise(step: Step, request: WireRequest): Reply | null {
  const { headers } = request;
  const kept = step.documents.get<{ expiresAt: number }>('token', bearerOf(headers));
  const unit = headers['merchant-serial-number'];
  if (!kept || kept.expiresAt <= step.now.getTime() || !hasKey(headers)) return unauthorised;
  if (unit !== undefined && unit !== salesUnit) return unauthorised;
  return null;
}

/** Makes the token of this call worthless. */
export function expireToken(step: Step, request: WireRequest): Reply {
  step.documents.remove('token', bearerOf(request.headers));
  return refuseWith(step, request, 401);
}

function hasKey(headers: WireRequest['headers']): boolean {
  return subscriptionKeys.includes(headers['ocp-apim-subscription-key'] ?? '');
}

// The word Bearer is needed.
function bearerOf(headers: WireRequest['headers']): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}
