import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundItem, Interpretation, RawRequest, SignatureCheck } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { readJson, readUtf8 } from '../kit/json.ts';
import { bearingOf, refOf } from './events.ts';
import type { Settings } from './settings.ts';
import { quote, toInstant } from './translate.ts';
import { delivery, event, type WireEvent } from './wire.ts';

/**
 * Deliveries of events (notes §5): up to 250 in one, in no order, each perhaps more than once, signed as a whole. An event carries no
 * figures, so even a verified one only makes us ask; its cause may then explain what we find.
 */

const signatureForm = /^[0-9a-f]{64}$/;

/** The signature is over the very bytes. Every live secret is tried in constant time, whether or not an earlier one fits. */
export function verify(request: RawRequest, settings: Settings): SignatureCheck {
  const signature = request.headers['webhook-signature'] ?? '';
  const shown = Buffer.from(signatureForm.test(signature) ? signature : '0'.repeat(64), 'hex');
  let fits = 0;
  for (const secret of [settings.webhookSecret, ...settings.otherWebhookSecrets]) {
    const expected = createHmac('sha256', secret).update(request.body).digest();
    fits |= Number(timingSafeEqual(shown, expected));
  }
  return fits === 1 && signatureForm.test(signature) ? 'verified' : 'invalid';
}

// 250 events of a few hundred bytes, and four times as many as documented, should that grow.
const bodyBytesMax = 2 * 1024 * 1024;
const eventsMax = 1_000;

/**
 * One event that cannot be read does not spoil its delivery, since all of it would come again: it is kept for a person beside the
 * others. A body without one readable event is malformed.
 */
export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  if (request.body.byteLength > bodyBytesMax) return refuse(`expected at most ${bodyBytesMax} bytes`);
  const text = readUtf8(request.body);
  if (text === null) return refuse('expected UTF-8');
  const json = readJson(text);
  if (!json.ok) return refuse(`expected JSON; ${json.error}`);
  const { data } = delivery.safeParse(json.value);
  if (!data) return refuse('expected an object with events');
  const { length } = data.events;
  if (length === 0 || length > eventsMax) return refuse(`expected 1 to ${eventsMax} events; got ${length}`);
  return data.events.some((one) => event.safeParse(one).success)
    ? ok(toItems(data.events))
    : refuse('expected a GoCardless event');
}

/** Events as items of the inbox, whether they were delivered or listed. */
export function toItems(events: readonly unknown[]): readonly InboundItem[] {
  return events.map((one) => {
    const { data } = event.safeParse(one);
    return data ? toItem(data) : unreadable(one);
  });
}

export function interpret(item: InboundItem): Interpretation {
  const { data } = event.safeParse(item.body);
  if (!data) return { kind: 'unrecognised', detail: 'not a GoCardless event' };
  const bearing = bearingOf(data);
  if (bearing === 'irrelevant') return { kind: 'irrelevant' };
  const ref = refOf(data);
  if (bearing === null || ref === null)
    return { kind: 'unrecognised', detail: `event ${quote(data.resource_type)} ${quote(data.action)}` };
  return { kind: 'checkStatus', ref };
}

/** 498 is what GoCardless expects for a signature that does not fit; anything but 2xx comes again. */
const answers: Record<SignatureCheck, { readonly status: number }> = {
  verified: { status: 204 },
  unverified: { status: 204 },
  invalid: { status: 498 },
  stale: { status: 498 },
  malformed: { status: 400 },
};

export function answer(check: SignatureCheck): { readonly status: number } {
  return answers[check];
}

/** The body is what we read of the event: the rest of it, which could name people, stays in the sealed receipt. */
function toItem(body: WireEvent): InboundItem {
  const occurredAt = toInstant(body.created_at);
  // What is about nothing of ours stands alone in the order of things: no payment has an event's id.
  const about = refOf(body) ?? { kind: 'payment', id: body.id };
  return { dedupeKey: body.id, about, ...(occurredAt ? { occurredAt } : {}), body };
}

function unreadable(one: unknown): InboundItem {
  const name = createHash('sha256').update(JSON.stringify(one)).digest('hex');
  return { dedupeKey: `unreadable:${name}`, about: { kind: 'payment', id: 'unreadable' }, body: {} };
}
