import type { InboundItem, Interpretation, RawRequest, SignatureCheck } from '../../domain/port/provider.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { readLossyUtf8 } from '../kit/json.ts';
import { quote } from '../kit/quote.ts';
import { answers, isOneOf, nameOf, splitBatch, toJson } from '../kit/webhooks.ts';
import { knownCodes } from './reasons.ts';
import { toReport } from './recurring.ts';
import type { Settings } from './settings.ts';
import { agreementRef, knownStatuses, paymentRef, refundRef, toInstant } from './translate.ts';
import { agreementCallback, type PaymentCallback, paymentCallback, refundCallback } from './wire.ts';

/**
 * Callbacks (docs §4, §7, §8): an array for payments, one object for an agreement or a refund. Nothing in them is signed, so
 * even one with the right password only makes us ask; its status code may then explain what we find.
 */

/** Never `verified`: a password proves who may call us, not what the body says. */
export function verify(request: RawRequest, settings: Settings): SignatureCheck {
  const credentials = Buffer.from(`${settings.callbackUsername}:${settings.callbackPassword}`, 'utf8').toString(
    'base64',
  );
  return isOneOf(request.headers.authorization ?? '', [`Basic ${credentials}`]) ? 'unverified' : 'invalid';
}

// A batch holds at most 1,000 events (docs §8), each a few hundred bytes.
const bodyBytesMax = 2 * 1024 * 1024;
const itemsMax = 1_000;

/**
 * One unreadable item does not spoil its batch, since the whole batch would come again: it is kept for a person beside
 * the others. A body without one readable item is malformed.
 */
export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  if (request.body.byteLength > bodyBytesMax) return refuse(`expected at most ${bodyBytesMax} bytes`);
  // A letter that is broken in one item says nothing against the others, and their ids are asked about anyway.
  const json = toJson(readLossyUtf8(request.body));
  if (!json.ok) return json;
  const bodies: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  return splitBatch(bodies, { itemsMax, noun: 'items', one: 'a MobilePay callback' }, toItem);
}

/** Whether a callback is one to ask about: its status and code must both be in our tables, and it must be of a one-off. */
export function interpret(item: InboundItem): Interpretation {
  const callback = parse(item.body);
  if (callback === null) return { kind: 'unrecognised', detail: 'not a MobilePay callback' };
  // Payments of a subscription are another system's; they share the address with one-off payments.
  if (callback.regular) return { kind: 'report', report: toReport(callback.regular) };
  if (callback.kind === 'payment' && callback.paymentType !== 'OneOff') {
    return { kind: 'unrecognised', detail: `payment type ${quote(callback.paymentType)}` };
  }
  if (!knownStatuses[callback.kind].has(callback.status)) {
    return { kind: 'unrecognised', detail: `${callback.kind} status ${quote(callback.status)}` };
  }
  // Not compared with the status: a public sample has a wrong pair, and the truth is asked for anyway.
  if (!knownCodes[callback.kind].has(callback.code)) {
    return { kind: 'unrecognised', detail: `${callback.kind} status code ${quote(callback.code)}` };
  }
  return { kind: 'checkStatus', ref: item.about };
}

/** The status code in the callback that made us ask, or null. */
export function codeOf(hint: InboundItem | undefined): string | null {
  return hint ? (parse(hint.body)?.code ?? null) : null;
}

export const answer = answers({ taken: 200, refused: 401 });

interface Callback {
  readonly kind: 'agreement' | 'payment' | 'refund';
  readonly about: InboundItem['about'];
  readonly status: string;
  /** Digits; empty where there is none. A number and a numeric string are the same here. */
  readonly code: string;
  readonly paymentType: string;
  /** A payment of a subscription, which is not ours. */
  readonly regular?: PaymentCallback;
  readonly at: Date | null;
}

/** Told apart by the ids they carry, the most particular first: a refund names its payment, and a payment its agreement. */
function parse(body: unknown): Callback | null {
  if (typeof body !== 'object' || body === null) return null;
  if (Object.hasOwn(body, 'refund_id')) {
    const { data } = refundCallback.safeParse(body);
    if (!data) return null;
    const about = refundRef(paymentRef(data.agreement_id, data.payment_id), data.refund_id);
    return { kind: 'refund', about, status: data.status, code: data.status_code ?? '', paymentType: '', at: null };
  }
  if (Object.hasOwn(body, 'payment_id')) {
    const { data } = paymentCallback.safeParse(body);
    if (!data) return null;
    const about = paymentRef(data.agreement_id, data.payment_id);
    return {
      kind: 'payment',
      about,
      status: data.status,
      code: data.status_code ?? '',
      paymentType: data.payment_type ?? '',
      ...(data.payment_type === 'Regular' ? { regular: data } : {}),
      at: null,
    };
  }
  const { data } = agreementCallback.safeParse(body);
  if (!data) return null;
  const about = agreementRef(data.agreement_id);
  return {
    kind: 'agreement',
    about,
    status: data.status,
    code: data.status_code ?? '',
    paymentType: '',
    at: toInstant(data.timestamp),
  };
}

function toItem(body: unknown): InboundItem | null {
  const callback = parse(body);
  if (callback === null) return null;
  const { kind, about, status, code, at } = callback;
  // There is no event id: the thing, its status and the code are what the docs give to tell a repeat by (§8). One without a word is
  // told by all that it holds.
  const said = status === '' ? nameOf(JSON.stringify(body)) : `${status}:${code}`;
  const dedupeKey = `${kind}:${about.id}:${said}`;
  return { dedupeKey, about, ...(at ? { occurredAt: at } : {}), body };
}
