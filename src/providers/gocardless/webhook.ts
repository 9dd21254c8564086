import { createHmac } from 'node:crypto';
import type { InboundItem, Interpretation, RawRequest, SetUpStep, SignatureCheck } from '../../domain/port/provider.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { quote } from '../kit/quote.ts';
import { answers, deliveredJson, isOneOf, splitBatch, unreadableItem } from '../kit/webhooks.ts';
import { bearingOf, refOf } from './events.ts';
import { interpretListed } from './payouts/list.ts';
import type { Settings } from './settings.ts';
import { toInstant } from './translate.ts';
import { delivery, event, type WireEvent } from './wire.ts';

/**
 * Deliveries of events (notes §5): up to 250 in one, in no order, each perhaps more than once, signed as a whole. An event carries no
 * figures, so even a verified one only makes us ask; its cause may then explain what we find.
 */

/** The signature is over the very bytes. Every live secret is tried in constant time, whether or not an earlier one fits. */
export function verify(request: RawRequest, settings: Settings): SignatureCheck {
  const signature = request.headers['webhook-signature'] ?? '';
  const expected = [settings.webhookSecret, ...settings.otherWebhookSecrets].map((secret) =>
    createHmac('sha256', secret).update(request.body).digest('hex'),
  );
  return isOneOf(signature, expected) ? 'verified' : 'invalid';
}

// 250 events of a few hundred bytes, and four times as many as documented, should that grow.
const bodyBytesMax = 2 * 1024 * 1024;
const eventsMax = 1_000;

/**
 * One event that cannot be read does not spoil its delivery, since all of it would come again: it is kept for a person beside the
 * others. A body without one readable event is malformed.
 */
export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  const json = deliveredJson(request, bodyBytesMax);
  if (!json.ok) return json;
  const { data } = delivery.safeParse(json.value);
  if (!data) return refuse('expected an object with events');
  return splitBatch(data.events, { itemsMax: eventsMax, noun: 'events', one: 'a GoCardless event' }, readItem);
}

/** Events as items of the inbox, whether they were delivered or listed. */
export function toItems(events: readonly unknown[]): readonly InboundItem[] {
  return events.map((one) => readItem(one) ?? unreadableItem(one));
}

export function interpret(item: InboundItem): Interpretation {
  const listed = interpretListed(item);
  if (listed) return listed;
  const { data } = event.safeParse(item.body);
  if (!data) return { kind: 'unrecognised', detail: 'not a GoCardless event' };
  const bearing = bearingOf(data);
  if (bearing === 'irrelevant') return { kind: 'irrelevant' };
  const ref = refOf(data);
  if (bearing === null || ref === null)
    return {
      kind: 'unrecognised',
      detail: `event ${quote(data.resource_type)} ${quote(data.action)}`,
      ...(ref ? { ref } : {}),
    };
  return { kind: 'checkStatus', ref };
}

/** 498 is what GoCardless expects for a signature that does not fit; anything but 2xx comes again. */
export const answer = answers({ taken: 204, refused: 498 });

function readItem(one: unknown): InboundItem | null {
  const { data } = event.safeParse(one);
  return data ? toItem(data) : null;
}

/** The body is what we read of the event: the rest of it, which could name people, stays in the sealed receipt. */
function toItem(body: WireEvent): InboundItem {
  const occurredAt = toInstant(body.created_at);
  // What is about nothing of ours stands alone in the order of things: no payment has an event's id.
  const about = refOf(body) ?? { kind: 'payment', id: body.id };
  return { dedupeKey: body.id, about, ...(occurredAt ? { occurredAt } : {}), body };
}

/** GoCardless calls the endpoints that are made in its dashboard, for which there is no call. */
export function setUp(_settings: Settings, callbackUrl: string): readonly SetUpStep[] {
  const where = 'GoCardless dashboard › Developers › Create › Webhook endpoint';
  return [
    { where, what: 'URL', value: callbackUrl },
    { where, what: 'Secret: the one that you gave here as webhookSecret', value: null },
  ];
}
