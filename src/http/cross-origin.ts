import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential, KnownKey } from '../access/api-keys.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Turned } from './turned.ts';

/** What a browser sends: a scheme and a host, or `null` of a page that has no origin. Others are no browser's. */
const pattern = /^(?:https?:\/\/[^/?#@\\\s]{1,255}|null)$/;

/** The origin of the page that a request comes from; undefined where it is none of a browser's, or our own. */
function foreignOrigin({ headers: { origin, host } }: IncomingMessage): string | undefined {
  if (!origin || !pattern.test(origin)) return undefined;
  return origin.replace(/^https?:\/\//, '') === host ? undefined : origin;
}

/**
 * Whether a browser says that a page of ours sent it. What comes with a cookie has to: browsers send that along from pages of other ports of
 * the same host, too.
 */
export function isOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (!origin || !host || origin.replace(/^https?:\/\//, '') !== host) return false;
  return site === undefined || site === 'same-origin';
}

/**
 * Judges from where a credential comes. A client token comes from its merchant's allowed origins, and from what is no browser; a secret key
 * comes from no page of another origin, since whoever can read that page has the key.
 */
export function fromItsOrigin<Known extends KnownKey & Partial<Pick<Credential, 'allowedOrigins'>>>(
  credential: Known,
  request: IncomingMessage,
): Result<Known, Turned> {
  const origin = foreignOrigin(request);
  if (origin === undefined) return ok(credential);
  const { client, allowedOrigins } = credential;
  if (!client) return refuse(secretInPage);
  const allowed = allowedOrigins?.includes(origin) && (client.origins?.includes(origin) ?? true);
  return allowed ? ok({ ...credential, client: { ...client, origin } }) : refuse(notAllowed(origin));
}

const secretInPage: Turned = {
  message: 'A secret API key came from a web page. Give pages a token of createClientToken, and revoke this key.',
  retryAfterMs: null,
  forbidden: true,
  reason: 'SECRET_KEY_IN_BROWSER',
};
/** Within the 123 bytes that the end of a socket may tell, whatever the origin is. */
const notAllowed = (origin: string): Turned => ({
  message: `This origin is not allowed: ${origin.slice(0, 40)}. Add it with updateAllowedOrigins, or to the token.`,
  retryAfterMs: null,
  forbidden: true,
  reason: 'ORIGIN_NOT_ALLOWED',
});

/** A question of a browser's whether a page may send what it is about to send. It carries no key. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** Whose token it will be is not known yet, so every page may ask; the request itself is judged. Answered before anything is looked up. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  shareWithOrigin(request, response);
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, last-event-id, traceparent, tracestate',
      'access-control-max-age': '86400',
    })
    .end();
}

/**
 * Lets the page read the answer, a refusal too. No cookie is ever taken here, so an answer holds nothing that its reader has not a token for;
 * who may be served is judged by token and origin.
 */
export function shareWithOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin');
  const origin = foreignOrigin(request);
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
}
