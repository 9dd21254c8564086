import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { CallbackReader, Post, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { settingsOf } from './settings.ts';

// Made up: they open nothing but this simulator.
const client = { id: 'sandbox-mobilepay-client', secret: 'sandbox-mobilepay-secret' };
const gateway = { id: 'sandbox-ibm-client', secret: 'sandbox-ibm-secret' };
const refreshToken = 'sandbox-mobilepay-refresh-token';
const authorisationCode = 'sandbox-mobilepay-code';
export const providerId = '6b0a2d5e-3f5c-4c7e-9a51-0c5a4d3f9e10';
const tokenLifeSeconds = 300;
const tokensKept = 500;

/** What the settings of an account for this simulator are. */
export function credentials(origin: string): Record<string, string> {
  return {
    apiUrl: `${origin}/mobilepay/subscriptions`,
    tokenUrl: `${origin}/mobilepay/merchant-authentication-openidconnect/connect/token`,
    clientId: client.id,
    clientSecret: client.secret,
    refreshToken,
    ibmClientId: gateway.id,
    ibmClientSecret: gateway.secret,
    providerId,
    callbackUsername: 'sandbox-callbacks',
    callbackPassword: 'sandbox-callback-password',
  };
}

/** The token endpoint: a refresh token, or a code with its verifier, for an access token that lives five minutes. */
export function issueToken(step: Step, request: WireRequest): Reply {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return oauthError(400, 'invalid_request');
  const form = new URLSearchParams(request.body);
  if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
    return oauthError(401, 'invalid_client');
  switch (form.get('grant_type')) {
    case 'refresh_token':
      if (form.get('refresh_token') !== refreshToken) return oauthError(401, 'invalid_grant');
      break;
    case 'authorization_code':
      if (form.get('code') !== authorisationCode || !form.get('redirect_uri')) return oauthError(401, 'invalid_grant');
      if (!/^[A-Za-z0-9._~-]{43,128}$/.test(form.get('code_verifier') ?? '')) return oauthError(400, 'invalid_request');
      break;
    default:
      return oauthError(400, 'unsupported_grant_type');
  }
  const token = `${step.newId()}${step.newId()}`.replaceAll('-', '');
  step.documents.put('token', token, { expiresAt: step.now.getTime() + tokenLifeSeconds * 1_000, token });
  for (const old of step.documents.list<{ token: string }>('token', { newestFirst: true, offset: tokensKept }))
    step.documents.remove('token', old.token);
  return jsonReply(200, {
    access_token: token,
    token_type: 'Bearer',
    expires_in: tokenLifeSeconds,
    refresh_token: refreshToken,
  });
}

/** Null when the call carries a living token and the gateway's two headers; 401 without a body otherwise. */
export function authorise(step: Step, { headers }: WireRequest): Reply | null {
  const kept = step.documents.get<{ expiresAt: number }>('token', bearerOf(headers));
  const genuine = headers['x-ibm-client-id'] === gateway.id && headers['x-ibm-client-secret'] === gateway.secret;
  return genuine && kept && kept.expiresAt > step.now.getTime() ? null : unauthorised;
}

/** Makes the token of this call worthless. */
export function expireToken(step: Step, { headers }: WireRequest): Reply {
  step.documents.remove('token', bearerOf(headers));
  return unauthorised;
}

/** The header by which a callback proves itself, by the scheme that the merchant has set. */
export async function signCallback(
  reader: CallbackReader,
  { bad }: { readonly bad: boolean },
  post: Post,
): Promise<Record<string, string>> {
  const auth = settingsOf(reader).callbackAuth;
  const spoilt = bad ? '-wrong' : '';
  switch (auth.scheme) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: basic(auth.userName, auth.password + spoilt) };
    case 'apikey':
      return { authorization: auth.apiKey + spoilt };
    case 'oauth2': {
      const form = new URLSearchParams({ grant_type: 'client_credentials', ...(auth.scope && { scope: auth.scope }) });
      const reply = await post(auth.tokenUrl, form.toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: basic(auth.clientId, auth.clientSecret),
      });
      const { access_token } = JSON.parse(reply.body) as { access_token?: unknown };
      return { authorization: `Bearer ${String(access_token)}${spoilt}` };
    }
  }
}

const unauthorised: Reply = emptyReply(401, { 'www-authenticate': 'Bearer' });

function bearerOf(headers: WireRequest['headers']): string {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function oauthError(status: number, error: string): Reply {
  return jsonReply(status, { error });
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
