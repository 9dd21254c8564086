import type {
  AgreementFrequency,
  AuthorityState,
  Fact,
  OperationMap,
  PayerStep,
  ProviderRef,
} from '../../domain/port/provider.ts';
import { isCurrency, type Money, money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { readTime } from '../kit/times.ts';
import { isSafeUrl } from '../kit/urls.ts';
import { agreementExpired, agreementRejected, whyStopped } from './reasons.ts';
import type { AgreementInterval, AgreementTerms, Campaign } from './terms.ts';
import type { InitialChargeBody, IntervalBody, NewAgreementBody, TransactionType, WireAgreement } from './wire.ts';

/** Their words of agreements in ours and back. Pure and total. */

/** Fixed, by the provider. */
export const acceptWithinMs = 10 * 60_000;

export function agreementRef(id: string): ProviderRef {
  return { kind: 'agreement', id };
}
export function paymentRef(agreementId: string, id: string): ProviderRef {
  return { kind: 'payment', id, within: agreementRef(agreementId) };
}
/** What falls due: to them a charge as any other. */
export function chargeRef(agreementId: string, id: string): ProviderRef {
  return { kind: 'charge', id, within: agreementRef(agreementId) };
}
/** Refunds have no id there: the key by which one was asked for names it. */
export function refundRef(payment: ProviderRef, id: string): ProviderRef {
  return { kind: 'refund', id, within: payment };
}

export const intervals = {
  DAILY: { unit: 'DAY', count: 1 },
  WEEKLY: { unit: 'WEEK', count: 1 },
  BIWEEKLY: { unit: 'WEEK', count: 2 },
  MONTHLY: { unit: 'MONTH', count: 1 },
  QUARTERLY: { unit: 'MONTH', count: 3 },
  SEMIANNUAL: { unit: 'MONTH', count: 6 },
  ANNUAL: { unit: 'YEAR', count: 1 },
} as const satisfies Record<Exclude<AgreementFrequency, 'FLEXIBLE'>, AgreementInterval>;
const entries = Object.entries as <K extends string, V>(table: Record<K, V>) => [K, V][];

/** Any rhythm that ours do not say is flexible. */
function toFrequency(interval: WireAgreement['interval']): AgreementFrequency {
  const found = entries(intervals).find(
    ([, { unit, count }]) => interval?.unit === unit && interval.count === String(count),
  );
  return found?.[0] ?? 'FLEXIBLE';
}

export function intervalOf(frequency: AgreementFrequency, terms: AgreementTerms = {}): IntervalBody | null {
  return terms.interval ?? (frequency === 'FLEXIBLE' ? null : intervals[frequency]);
}

export function toMoney(minor: string, currency: string): Result<Money, string> {
  return isCurrency(currency) ? ok(money(BigInt(minor), currency)) : refuse(`unknown currency ${quote(currency)}`);
}

/** A charge bears the caller's reference where that is such as Vipps MobilePay takes, and else our key: so it is known before the answer is. */
export function orderIdOf(externalId: string, key: string): string {
  return /^[A-Za-z0-9-]{8,50}$/.test(externalId) ? externalId : key.replace(/[^A-Za-z0-9-]/g, '-');
}

export function toCharge(
  {
    externalId,
    amount,
    description,
  }: { readonly externalId: string; readonly amount: Money; readonly description: string },
  key: string,
  transactionType: TransactionType,
): InitialChargeBody {
  return {
    amount: amount.amountMinor,
    description,
    transactionType,
    orderId: orderIdOf(externalId, key),
    // Named in settlements, in place of the order id.
    externalId,
  };
}

export function toNewAgreement(
  input: OperationMap['agreement.create'],
  key: string,
  agreementUrl: string,
): NewAgreementBody {
  const terms = input.with?.vippsMobilePay ?? {};
  const interval = intervalOf(input.frequency, terms);
  return {
    pricing: toPricing(input, terms),
    merchantRedirectUrl: input.returnUrl,
    merchantAgreementUrl: terms.agreementUrl ?? agreementUrl,
    productName: input.plan,
    ...(input.description === undefined ? {} : { productDescription: input.description }),
    ...(interval === null ? {} : { interval }),
    externalId: input.externalId,
    ...(input.payerPhone === undefined ? {} : { phoneNumber: input.payerPhone }),
    ...(terms.skipLandingPage ? { skipLandingPage: true } : {}),
    ...(terms.campaign ? { campaign: toCampaign(terms.campaign) } : {}),
    ...(input.oneOffPayment
      ? {
          initialCharge: toCharge(
            input.oneOffPayment,
            key,
            terms.captureFirstPayment ? 'DIRECT_CAPTURE' : 'RESERVE_CAPTURE',
          ),
        }
      : {}),
  };
}

/** An amount that is told to the payer, a ceiling that the payer may move, or neither. */
function toPricing(
  { amount, currency }: OperationMap['agreement.create'],
  { suggestedMaxAmount }: AgreementTerms,
): NewAgreementBody['pricing'] {
  if (suggestedMaxAmount) return { type: 'VARIABLE', suggestedMaxAmount: suggestedMaxAmount.amountMinor, currency };
  return amount ? { type: 'LEGACY', amount: amount.amountMinor, currency } : { type: 'FLEXIBLE', currency };
}

function toCampaign(campaign: Campaign): object {
  if ('until' in campaign) {
    const { price, end } = campaign.until;
    return { type: 'PRICE_CAMPAIGN', price: price.amountMinor, end };
  }
  if ('forPeriod' in campaign) {
    const { price, period } = campaign.forPeriod;
    return { type: 'PERIOD_CAMPAIGN', price: price.amountMinor, period };
  }
  const { price, eventAt, eventText } = campaign.untilEvent;
  return { type: 'EVENT_CAMPAIGN', price: price.amountMinor, eventDate: eventAt, eventText };
}

/** What is to be other of an agreement; the currency is that of its pricing, and is not said. */
export function toAgreementPatch({ plan, description, amount, frequency }: OperationMap['agreement.update']): object {
  return {
    ...(plan === undefined ? {} : { productName: plan }),
    ...(description === undefined ? {} : { productDescription: description }),
    ...(amount === undefined ? {} : { pricing: { amount: amount.amountMinor } }),
    ...(frequency === undefined
      ? {}
      : {
          interval:
            frequency === 'FLEXIBLE' ? { type: 'FLEXIBLE' } : { type: 'RECURRING', period: intervals[frequency] },
        }),
  };
}

const states: ReadonlyMap<string, AuthorityState> = new Map<string, AuthorityState>([
  ['PENDING', 'PENDING'],
  ['ACTIVE', 'ACTIVE'],
  ['EXPIRED', 'EXPIRED'],
  ['STOPPED', 'CANCELLED'],
]);

/** What news said of how an agreement has ended: signed, and it may explain a status, never decide one. */
export interface EndHint {
  readonly rejected: boolean;
  readonly actor: string | null;
}

/** How an agreement stands. Its address for the payer is handed on as it came, whichever host that names. */
export function toAgreementFact(wire: WireAgreement, asked: Date, hint: EndHint | null): Result<Fact, Unknown> {
  const state = states.get(wire.status);
  if (state === undefined) return refuse(unknown('unknownStatus', `agreement status ${quote(wire.status)}`));
  const ref = agreementRef(wire.id);
  const common = { kind: 'authority', ref, terms: toTerms(wire) } as const;
  if (state === 'PENDING') {
    const created = toInstant(wire.created);
    const until = created ? { until: new Date(created.getTime() + acceptWithinMs) } : {};
    return ok({ ...common, now: state, at: created ?? asked, ...until, ...toStep(wire.vippsConfirmationUrl) });
  }
  if (state === 'ACTIVE') return ok({ ...common, now: state, at: toInstant(wire.start) ?? asked });
  const at = toInstant(wire.stop) ?? asked;
  if (state === 'EXPIRED') return ok({ ...common, now: state, at, why: agreementExpired });
  const { rejected, actor } = endOf(wire, hint);
  if (rejected) return ok({ ...common, now: 'REJECTED', at, why: agreementRejected });
  // Only where the merchant stops it are reservations cancelled for sure (notes §2.8).
  const mayStay = actor === 'MERCHANT' ? {} : { reservationsMayStay: true as const };
  return ok({ ...common, now: 'CANCELLED', at, why: whyStopped(actor), ...mayStay });
}

/** One that never began, and that its payer has ended, was rejected: the status says the same of both. */
function endOf({ start, history }: WireAgreement, hint: EndHint | null): EndHint {
  const last = history?.at(-1);
  const actor = hint?.actor ?? last?.actor?.toUpperCase() ?? null;
  const rejected = hint?.rejected || /reject/i.test(last?.event ?? '') || (actor === 'USER' && !hint?.actor);
  return { rejected: start == null && rejected, actor };
}

/** What the payer is shown. What cannot be read is left out: it is no reason not to know how the agreement stands. */
function toTerms(wire: WireAgreement): NonNullable<Extract<Fact, { kind: 'authority' }>['terms']> {
  const { productName, productDescription, pricing, interval } = wire;
  const amount = pricing?.type == null || pricing.type === 'LEGACY' ? pricing?.amount : null;
  const read = amount != null && pricing?.currency != null ? toMoney(amount, pricing.currency) : null;
  return {
    ...(productName == null ? {} : { plan: productName }),
    ...(productDescription === undefined ? {} : { description: productDescription || null }),
    ...(amount === null ? { amount: null } : read?.ok ? { amount: read.value } : {}),
    frequency: toFrequency(interval),
  };
}

/** Where the payer is sent. What is no web address is left out rather than shown to a payer. */
export function toStep(url: string | null | undefined): { readonly step?: PayerStep } {
  return url != null && isSafeUrl(url) ? { step: { kind: 'redirect', url } } : {};
}

/** A time of theirs, in UTC whether or not it says so; with as many decimals as they like. */
export function toInstant(text: string | null | undefined): Date | null {
  return readTime(text, 'UTC');
}
