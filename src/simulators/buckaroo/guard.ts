import { randomUUID } from 'node:crypto';
import { isFreshNonce } from '../kit/nonces.ts';
import type { CallbackReader, Reply, Step, WireRequest } from '../kit/simulator.ts';
import { hmacHeader, readHmacHeader, type Signed, type SignedBy, signatureHolds } from './hmac.ts';
import { accessDenied } from './replies.ts';
import { settingsOf } from './settings.ts';

// Made up: they open nothing but this simulator.
const website: SignedBy = { websiteKey: 'SandboxBPE', secretKey: '5A4D0B0C0A200FA7ED00BECA6AA11000' };

/** What the settings of an account for this simulator are. */
export function credentials(origin: string, step: Step): Record<string, string> {
  const { pushContentType, pushDigest } = settingsOf(step);
  return { baseUrl: `${origin}/buckaroo`, ...website, pushContentType, pushDigest };
}

/** Null when the call is signed by this website, over what came, just now and for the first time. */
export function authorise(step: Step, request: WireRequest): Reply | null {
  const header = readHmacHeader(request.headers.authorization);
  if (header?.websiteKey !== website.websiteKey) return accessDenied;
  const clocks = [step.now, step.machineNow].map((at) => Math.floor(at.getTime() / 1_000));
  const { clockWindowSeconds } = settingsOf(step);
  if (clocks.every((seconds) => Math.abs(seconds - Number(header.timestamp)) > clockWindowSeconds)) return accessDenied;
  if (!signatureHolds(asSent(request, request.body), header, website)) return accessDenied;
  const oldest = Math.min(...clocks) - clockWindowSeconds;
  return isFreshNonce(step, header.nonce, Number(header.timestamp), oldest) ? null : accessDenied;
}

/** Signs what was processed, as an answer to exactly this request. A refusal at the door is not signed. */
export function seal(step: Step, request: WireRequest, reply: Reply): Reply {
  if (reply.status !== 200) return reply;
  const authorization = hmacHeader(asSent(request, reply.body ?? ''), website, stamp(step.now));
  return { ...reply, headers: { ...reply.headers, authorization } };
}

/** The header of one attempt at a JSON push: each is signed anew. */
export function signJsonPush(
  { now }: CallbackReader,
  { url, body, bad }: { readonly url: string; readonly body: string; readonly bad: boolean },
): string {
  return hmacHeader({ method: 'POST', url, body: bad ? `${body} ` : body }, website, stamp(now));
}

/** The secret that form pushes are signed with. */
export const formSecret = website.secretKey;
export const websiteKey = website.websiteKey;

// The scheme is not signed.
function asSent({ method, url }: WireRequest, body: string): Signed {
  return { method, url, body };
}

function stamp(now: Date): { readonly nonce: string; readonly timestamp: string } {
  return { nonce: randomUUID().replaceAll('-', ''), timestamp: String(Math.floor(now.getTime() / 1_000)) };
}
