import type {
  InboundItem,
  Interpretation,
  RawRequest,
  RecurringPaymentReport,
  SignatureCheck,
} from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { quote } from '../kit/quote.ts';
import { answers, deliveredJson, nameOf } from '../kit/webhooks.ts';
import { interpretLine } from './payouts/news.ts';
import { whyFailed } from './reasons.ts';
import type { Settings } from './settings.ts';
import { isSigned } from './signature.ts';
import { agreementRef, type EndHint, paymentRef, toInstant, toMoney } from './translate.ts';
import { news, type WireNews } from './wire.ts';

/**
 * News (notes §4): one thing at a time, signed, again and again until it is taken. It says what has happened and not how things stand, so even
 * what is signed only makes us ask; of an agreement that has ended it says by whom, which nothing else does.
 */

export const agreementEvents = [
  'recurring.agreement-activated.v1',
  'recurring.agreement-rejected.v1',
  'recurring.agreement-expired.v1',
  'recurring.agreement-stopped.v1',
] as const;
export const chargeEvents = [
  'recurring.charge-reserved.v1',
  'recurring.charge-captured.v1',
  // One l.
  'recurring.charge-canceled.v1',
  'recurring.charge-refunded.v1',
  'recurring.charge-failed.v1',
  'recurring.charge-creation-failed.v1',
] as const;

// No tolerance is told; each attempt is signed afresh.
const toleranceMs = 5 * 60_000;

export function verify({ headers, body, url, receivedAt }: RawRequest, settings: Settings): SignatureCheck {
  const { webhookSecret, previousWebhookSecret } = settings;
  const secrets = [webhookSecret, previousWebhookSecret].filter((secret) => secret !== undefined);
  const date = headers['x-ms-date'] ?? '';
  const signed = isSigned(
    {
      url: url ?? 'https://unknown.invalid',
      body,
      date,
      authorization: headers.authorization ?? '',
      contentHash: headers['x-ms-content-sha256'] ?? '',
    },
    secrets,
  );
  if (!signed) return 'invalid';
  const away = Math.abs(Date.parse(date) - (receivedAt?.getTime() ?? Number.NaN));
  return away <= toleranceMs ? 'verified' : 'stale';
}

const bodyBytesMax = 256 * 1024;

export function split(request: RawRequest): Result<readonly InboundItem[], string> {
  const json = deliveredJson(request, bodyBytesMax);
  if (!json.ok) return json;
  const { data } = news.safeParse(json.value);
  if (!data) return refuse('expected an event about an agreement or a charge');
  const occurredAt = toInstant(data.occurred);
  const { eventType, agreementId, chargeId, transactionId, occurred } = data;
  // There is no id of an event. One without a transaction and a time is told by all that it holds.
  const which = transactionId || occurred || nameOf(JSON.stringify(json.value));
  const item = {
    dedupeKey: `${eventType}:${agreementId}:${chargeId ?? ''}:${which}`,
    about: aboutOf(data),
    body: json.value,
  };
  return ok([occurredAt ? { ...item, occurredAt } : item]);
}

function aboutOf({ agreementId, chargeId }: WireNews): InboundItem['about'] {
  return chargeId ? paymentRef(agreementId, chargeId) : agreementRef(agreementId);
}

export function interpret(item: InboundItem): Interpretation {
  const ofLedger = interpretLine(item);
  if (ofLedger) return ofLedger;
  const { data } = news.safeParse(item.body);
  if (!data) return { kind: 'unrecognised', detail: 'not an event of Vipps MobilePay' };
  const { eventType, chargeType } = data;
  const isCharge = isOneOf(chargeEvents, eventType);
  if (!isCharge && !isOneOf(agreementEvents, eventType))
    return { kind: 'unrecognised', detail: `event ${quote(eventType)}` };
  // What falls due may be another system's: all of it is told at one address.
  if (isCharge && chargeType === 'RECURRING') return { kind: 'report', report: toReport(data) };
  return { kind: 'checkStatus', ref: item.about };
}

/** What an item says of how an agreement has ended; null where it is about nothing of the kind. */
export function endHintOf({ body }: InboundItem): EndHint | null {
  const { data } = news.safeParse(body);
  if (!data) return null;
  return {
    rejected: data.eventType === 'recurring.agreement-rejected.v1',
    actor: data.eventType === 'recurring.agreement-stopped.v1' ? (data.actor?.toUpperCase() ?? null) : null,
  };
}

export const answer = answers({ taken: 200, refused: 401 });

const reported: Readonly<Record<(typeof chargeEvents)[number], RecurringPaymentReport['status']>> = {
  'recurring.charge-reserved.v1': 'UNKNOWN',
  'recurring.charge-captured.v1': 'SETTLED',
  'recurring.charge-canceled.v1': 'CANCELLED',
  'recurring.charge-refunded.v1': 'UNKNOWN',
  'recurring.charge-failed.v1': 'FAILED',
  'recurring.charge-creation-failed.v1': 'FAILED',
};

/** What is told of a charge that another system has made. Whatever of it cannot be read is left out. */
function toReport(told: WireNews): RecurringPaymentReport {
  const { agreementId, chargeId, eventType, amount, currency, chargeExternalId, failureReason } = told;
  const money = amount == null || currency == null ? null : toMoney(amount, currency);
  const status = isOneOf(chargeEvents, eventType) ? reported[eventType] : 'UNKNOWN';
  return {
    payment: paymentRef(agreementId, chargeId ?? ''),
    status,
    providerStatus: eventType,
    ...(money?.ok ? { amount: money.value } : {}),
    ...(chargeExternalId == null ? {} : { externalId: chargeExternalId }),
    ...(status === 'FAILED' ? { why: whyFailed(failureReason, false) } : {}),
  };
}

function isOneOf<T extends string>(words: readonly T[], word: string): word is T {
  return (words as readonly string[]).includes(word);
}
