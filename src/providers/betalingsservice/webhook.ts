import type { InboundItem, Interpretation, RawRequest, SignatureCheck } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { quote } from '../kit/quote.ts';
import { answers, deliveredJson, nameOf } from '../kit/webhooks.ts';
import { isSignedBy } from './oauth.ts';
import { knownCodes } from './reasons.ts';
import type { Settings } from './settings.ts';
import { requestRef, toInstant } from './translate.ts';
import {
  callback,
  callbackEvent,
  type collectionRequest,
  leastCallback,
  paymentStates,
  requestMandateStates,
  requestStates,
} from './wire.ts';

/**
 * Callbacks about collection requests. How the real ones prove themselves is unconfirmed, so even one that is signed as we expect only
 * makes us ask. There is no window in time: an old callback made to come again costs one question, and is known by its id.
 */

/** Never `verified`. The signature covers the address too, so one that was sent to another account's does not fit here. */
export function verify({ headers, body, url }: RawRequest, settings: Settings): SignatureCheck {
  const { callbackConsumerKey: consumerKey, callbackPublicKeyPem: publicKeyPem } = settings;
  const signed = { method: 'POST', url: url ?? '', body };
  return isSignedBy(signed, headers.authorization ?? '', { consumerKey, publicKeyPem }) ? 'unverified' : 'invalid';
}

// One callback is about one collection request, and a few hundred bytes.
const bodyBytesMax = 256 * 1024;

/** Only what we read of the body is kept: whatever else it said of a person is left out. */
export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  const json = deliveredJson(request, bodyBytesMax);
  if (!json.ok) return json;
  const { data: body } = callback.safeParse(json.value);
  if (!body) return splitStrange(json.value);
  const occurredAt = toInstant(body.occurredAt);
  return ok([
    {
      dedupeKey: `event:${body.eventId}`,
      about: requestRef(body.collectionRequest.uuid),
      ...(occurredAt ? { occurredAt } : {}),
      body,
    },
  ]);
}

/** One that is not as we expect but names its request: enough to ask by. */
function splitStrange(json: unknown): Result<readonly InboundItem[], string> {
  const { data: body } = leastCallback.safeParse(json);
  if (!body) return refuse('expected a Betalingsservice callback');
  const { eventId, collectionRequest } = body;
  const dedupeKey = `event:${eventId ?? nameOf(JSON.stringify(json))}`;
  return ok([{ dedupeKey, about: requestRef(collectionRequest.uuid), body }]);
}

/** Whether a callback is one to ask about: every word in it must be in our tables. */
export function interpret({ about, body }: InboundItem): Interpretation {
  const { data } = callback.safeParse(body);
  if (!data) return { kind: 'unrecognised', detail: 'not a Betalingsservice callback' };
  if (data.eventType !== callbackEvent) return { kind: 'unrecognised', detail: `event ${quote(data.eventType)}` };
  const strange = strangeWord(data.collectionRequest);
  return strange === null ? { kind: 'checkStatus', ref: about } : { kind: 'unrecognised', detail: strange };
}

function strangeWord(request: ReturnType<typeof collectionRequest.parse>): string | null {
  const parts = [
    ['request', request, requestStates],
    ['payment', request.payment, paymentStates],
    ['mandate', request.mandate, requestMandateStates],
  ] as const;
  for (const [what, part, states] of parts) {
    if (!part) continue;
    if (!states.has(part.statusCode)) return `${what} status ${quote(part.statusCode)}`;
    if (part.errorCode != null && !knownCodes[what].has(part.errorCode))
      return `${what} error ${quote(part.errorCode)}`;
  }
  return null;
}

export const answer = answers({ taken: 200, refused: 401 });
