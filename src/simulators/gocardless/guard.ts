import { timingSafeEqual } from 'node:crypto';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
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
export function authorise(step: Step, request: WireRequest): Reply | null {
  const refusal = fault(step, request);
  if (refusal) return withLimit(step, refusalReply(step, refusal));
  const used = countCall(step);
  const { requestsPerMinute, rateLimitEnforced } = settingsOf(step);
  return rateLimitEnforced && used > requestsPerMinute ? withLimit(step, refusalWithStatus(step, 429)) : null;
}

/** GoCardless' tokens do not expire: one call is told that its token is not active, and the next is not. */
export function refuseToken(step: Step): Reply {
  return withLimit(step, refusalReply(step, misused(401, 'access_token_not_active', 'The access token is not active')));
}

/** A refusal that the fault script asks for. */
export function refuseCall(step: Step, _request: WireRequest, status: number): Reply {
  const reply = withLimit(step, refusalWithStatus(step, status));
  return status === 429 ? { ...reply, headers: { ...reply.headers, 'ratelimit-remaining': '0' } } : reply;
}

/** The reply with what is left of this minute's calls. */
export function withLimit(step: Step, reply: Reply): Reply {
  const { requestsPerMinute } = settingsOf(step);
  const { minute, used } = usage(step);
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

function fault(step: Step, { headers, method, body }: WireRequest): Refusal | null {
  if (headers.authorization === undefined)
    return misused(401, 'missing_authorization_header', 'An authorization header is required');
  const token = /^Bearer (\S+)$/i.exec(headers.authorization)?.[1];
  if (token === undefined)
    return misused(401, 'invalid_authorization_header', 'The authorization header must be a bearer token');
  if (!same(token, accessToken)) return misused(401, 'access_token_not_found', 'The access token was not found');
  if (!settingsOf(step).accessTokenActive)
    return misused(401, 'access_token_revoked', 'The access token has been revoked');
  const version = headers['gocardless-version'];
  if (version === undefined) return misused(400, 'missing_version_header', 'A GoCardless-Version header is required');
  if (version !== apiVersion) return misused(400, 'version_not_found', 'There is no such version of the API');
  if (!/\*\/\*|application\/(\*|json)/.test(headers.accept ?? '*/*'))
    return misused(406, 'not_acceptable', 'The API answers with application/json only');
  if (method === 'GET' && body !== '') return misused(400, 'request_body_not_allowed', 'A GET has no body');
  return null;
}

function countCall(step: Step): number {
  const { minute, used } = usage(step);
  step.documents.put('calls', 'minute', { minute, used: used + 1 });
  return used + 1;
}

function usage(step: Step): { minute: number; used: number } {
  const minute = Math.floor(step.now.getTime() / minuteMs);
  const kept = step.documents.get<{ minute: number; used: number }>('calls', 'minute');
  return kept?.minute === minute ? kept : { minute, used: 0 };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
