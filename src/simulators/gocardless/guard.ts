import { timingSafeEqual } from 'node:crypto';
import type { Reply, Turn, WireRequest } from '../kit/simulator.ts';
import { misused, type Refusal, refusalReply, refusalWithStatus } from './replies.ts';
import { sandboxSecret, settingsOf } from './settings.ts';

// Made up: they open nothing but this simulator.
const accessToken = 'sandbox-gocardless-access-token';
export const creditorId = 'CR00006C6DF0TD';
export const organisationId = 'OR00004AE28612';
export const creditorName = 'Sandbox Shop';
const apiVersion = '2015-07-06';
const minuteMs = 60_000;

/** What the settings of an account for this simulator are. */
export function credentials(origin: string): Record<string, string> {
  return {
    apiUrl: `${origin}/gocardless`,
    accessToken,
    webhookSecret: sandboxSecret,
    creditorId,
    apiVersion,
  };
}

/** Null when the call carries the token and the version and asks for JSON; the refusal otherwise. */
export function authorise(turn: Turn, request: WireRequest): Reply | null {
  const refusal = fault(turn, request);
  if (refusal) return withLimit(turn, refusalReply(turn, refusal));
  const used = countCall(turn);
  const { requestsPerMinute, rateLimitEnforced } = settingsOf(turn);
  return rateLimitEnforced && used > requestsPerMinute ? withLimit(turn, refusalWithStatus(turn, 429)) : null;
}

/** GoCardless' tokens do not expire: one call is told that its token is not active, and the next is not. */
export function refuseToken(turn: Turn): Reply {
  return withLimit(turn, refusalReply(turn, misused(401, 'access_token_not_active', 'The access token is not active')));
}

/** A refusal that the fault script asks for. */
export function refuseCall(turn: Turn, _request: WireRequest, status: number): Reply {
  const reply = withLimit(turn, refusalWithStatus(turn, status));
  return status === 429 ? { ...reply, headers: { ...reply.headers, 'ratelimit-remaining': '0' } } : reply;
}

/** The reply with what is left of this minute's calls. */
export function withLimit(turn: Turn, reply: Reply): Reply {
  const { requestsPerMinute } = settingsOf(turn);
  const { minute, used } = usage(turn);
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'ratelimit-limit': String(requestsPerMinute),
      'ratelimit-remaining': String(Math.max(0, requestsPerMinute - used)),
      'ratelimit-reset': new Date((minute + 1) * minuteMs).toUTCString(),
    },
  };
}

function fault(turn: Turn, { headers, method, body }: WireRequest): Refusal | null {
  if (headers.authorization === undefined)
    return misused(401, 'missing_authorization_header', 'An authorization header is required');
  const token = /^Bearer (\S+)$/i.exec(headers.authorization)?.[1];
  if (token === undefined)
    return misused(401, 'invalid_authorization_header', 'The authorization header must be a bearer token');
  if (!same(token, accessToken)) return misused(401, 'access_token_not_found', 'The access token was not found');
  if (!settingsOf(turn).accessTokenActive)
    return misused(401, 'access_token_revoked', 'The access token has been revoked');
  const version = headers['gocardless-version'];
  if (version === undefined) return misused(400, 'missing_version_header', 'A GoCardless-Version header is required');
  if (version !== apiVersion) return misused(400, 'version_not_found', 'There is no such version of the API');
  if (!/\*\/\*|application\/(\*|json)/.test(headers.accept ?? '*/*'))
    return misused(406, 'not_acceptable', 'The API answers with application/json only');
  if (method === 'GET' && body !== '') return misused(400, 'request_body_not_allowed', 'A GET has no body');
  return null;
}

function countCall(turn: Turn): number {
  const { minute, used } = usage(turn);
  turn.documents.put('calls', 'minute', { minute, used: used + 1 });
  return used + 1;
}

function usage(turn: Turn): { minute: number; used: number } {
  const minute = Math.floor(turn.now.getTime() / minuteMs);
  const kept = turn.documents.get<{ minute: number; used: number }>('calls', 'minute');
  return kept?.minute === minute ? kept : { minute, used: 0 };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
