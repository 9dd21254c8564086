import type {
  AgreementFrequency,
  AuthorityState,
  Fact,
  NewOneOffPayment,
  OperationMap,
  Outcome,
  PayerStep,
  ProviderRef,
} from '../../domain/port/provider.ts';
import { fromDecimal, isCurrency, type Money, toDecimal } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { mismatch, type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { readTime } from '../kit/times.ts';
import { isSafeUrl } from '../kit/urls.ts';
import {
  agreementCancelledByMerchant,
  reservationExpired,
  whyAgreement,
  whyPayment,
  whyRefundDeclined,
  whyWaiting,
} from './reasons.ts';
import type {
  AgreementPatchBody,
  NewAgreementBody,
  NewPaymentBody,
  NewRefundBody,
  WireAgreement,
  WireLinks,
  WirePayment,
  WireRefund,
} from './wire.ts';

/** Their words into our facts and back. Pure, total, and the only place where an amount changes its form. */

// Both spellings of both words: the docs changed theirs over time, and which one a GET writes is unconfirmed.
const agreementStates: ReadonlyMap<string, AuthorityState> = new Map<string, AuthorityState>([
  ['Pending', 'PENDING'],
  ['Accepted', 'ACTIVE'],
  ['Active', 'ACTIVE'],
  ['Rejected', 'REJECTED'],
  ['Expired', 'EXPIRED'],
  ['Canceled', 'CANCELLED'],
  ['Cancelled', 'CANCELLED'],
]);

export type PaymentState = 'requested' | 'reserved' | 'captured' | 'rejected' | 'expired' | 'cancelled';
const paymentStates: ReadonlyMap<string, PaymentState> = new Map<string, PaymentState>([
  ['Requested', 'requested'],
  ['Reserved', 'reserved'],
  ['Captured', 'captured'],
  ['Rejected', 'rejected'],
  ['Expired', 'expired'],
  ['Canceled', 'cancelled'],
  ['Cancelled', 'cancelled'],
]);

type RefundState = 'requested' | 'issued' | 'declined';
const refundStates: ReadonlyMap<string, RefundState> = new Map<string, RefundState>([
  ['Requested', 'requested'],
  ['Issued', 'issued'],
  ['Declined', 'declined'],
]);

/** The words that a callback of each kind may carry as its status. */
export const knownStatuses = { agreement: agreementStates, payment: paymentStates, refund: refundStates } as const;

/** 365 divided by this is the number of days between payments; 0 is flexible. */
export const frequencyCodes = {
  FLEXIBLE: 0,
  DAILY: 365,
  WEEKLY: 52,
  BIWEEKLY: 26,
  MONTHLY: 12,
  QUARTERLY: 4,
  SEMIANNUAL: 2,
  ANNUAL: 1,
} as const satisfies Record<AgreementFrequency, number>;

export function agreementRef(id: string): ProviderRef {
  return { kind: 'agreement', id };
}
export function paymentRef(agreementId: string, id: string): ProviderRef {
  return { kind: 'payment', id, within: agreementRef(agreementId) };
}
export function refundRef(payment: ProviderRef, id: string): ProviderRef {
  return { kind: 'refund', id, within: payment };
}

/** Whole minutes, never more than was asked for. */
export function toMinutes(durationMs: number): number {
  return Math.floor(durationMs / 60_000);
}

export function fromAmount(amount: string, currency: string): Result<Money, string> {
  return isCurrency(currency) ? fromDecimal(amount, currency) : refuse(`unknown currency ${quote(currency)}`);
}

export function toNewPayment(input: NewOneOffPayment, expiresInMs: number): NewPaymentBody {
  return {
    amount: toDecimal(input.amount),
    external_id: input.externalId,
    description: input.description,
    expiration_timeout_minutes: toMinutes(expiresInMs),
  };
}

/** The first payment gets the agreement's time: by default it would end after a day, under an agreement still pending. */
export function toNewAgreement(input: OperationMap['agreement.create'], callbackUrl: string): NewAgreementBody {
  return {
    external_id: input.externalId,
    plan: input.plan,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.amount === undefined ? {} : { amount: toDecimal(input.amount) }),
    currency: input.currency,
    country_code: input.country,
    frequency: frequencyCodes[input.frequency],
    ...(input.nextPaymentDate === undefined ? {} : { next_payment_date: input.nextPaymentDate }),
    links: [
      { rel: 'user-redirect', href: input.returnUrl },
      { rel: 'success-callback', href: callbackUrl },
      { rel: 'cancel-callback', href: callbackUrl },
    ],
    expiration_timeout_minutes: toMinutes(input.expiresInMs),
    ...(input.payerPhone === undefined ? {} : { mobile_phone_number: input.payerPhone }),
    ...(input.oneOffPayment === undefined
      ? {}
      : { one_off_payment: toNewPayment(input.oneOffPayment, input.expiresInMs) }),
  };
}

export function toNewRefund(input: OperationMap['payment.refund'], key: string, callbackUrl: string): NewRefundBody {
  return { amount: toDecimal(input.amount), status_callback_url: callbackUrl, external_id: key };
}

/** Where the payer is sent. A link that is no web address is left out rather than shown to a payer. */
export function toStep(links: WireLinks | null | undefined): { readonly step?: PayerStep } {
  const href = links?.find((link) => link.rel === 'mobile-pay')?.href;
  return href !== undefined && isSafeUrl(href) ? { step: { kind: 'redirect', url: new URL(href).href } } : {};
}

export function toAgreementFact(wire: WireAgreement, asked: Date, hint: string | null): Result<Fact, Unknown> {
  const now = agreementStates.get(wire.status);
  if (now === undefined) return refuse(unknown('unknownStatus', `agreement status ${quote(wire.status)}`));
  const terms = toTerms(wire);
  const common = { kind: 'authority', ref: agreementRef(wire.id), now, providerStatus: wire.status, terms } as const;
  if (now === 'PENDING') {
    const created = toInstant(wire.date_created);
    const minutes = /^\d{1,6}$/.test(wire.expiration_timeout_minutes ?? '')
      ? Number(wire.expiration_timeout_minutes)
      : null;
    const until = created && minutes !== null ? { until: new Date(created.getTime() + minutes * 60_000) } : {};
    return ok({ ...common, at: created ?? asked, ...until, ...toStep(wire.links) });
  }
  if (now === 'ACTIVE') return ok({ ...common, at: toInstant(wire.date_accepted) ?? asked });
  const at = (now === 'CANCELLED' ? toInstant(wire.date_canceled) : null) ?? asked;
  return ok({ ...common, at, why: whyAgreement(now, hint) });
}

/** What the payer is shown. What cannot be read is left out: it is no reason not to know how the agreement stands. */
function toTerms({ plan, description, amount, currency, frequency }: WireAgreement): NonNullable<AuthorityTerms> {
  const read = amount == null || currency == null ? null : fromAmount(amount, currency);
  const often = entries(frequencyCodes).find(([, code]) => String(code) === frequency);
  return {
    ...(plan == null ? {} : { plan }),
    ...(description === undefined ? {} : { description }),
    ...(amount === null ? { amount } : read?.ok ? { amount: read.value } : {}),
    ...(often ? { frequency: often[0] } : {}),
  };
}
type AuthorityTerms = Extract<Fact, { kind: 'authority' }>['terms'];
const entries = Object.entries as <K extends string, V>(table: Record<K, V>) => [K, V][];

/** What is to be replaced of an agreement. */
export function toAgreementPatch({
  plan,
  description,
  amount,
  frequency,
}: OperationMap['agreement.update']): AgreementPatchBody {
  const values = {
    '/plan': plan,
    '/description': description,
    '/amount': amount && toDecimal(amount),
    '/frequency': frequency && frequencyCodes[frequency],
  };
  return entries(values).flatMap(([path, value]) =>
    value === undefined ? [] : [{ op: 'replace' as const, path, value }],
  );
}

/** The words for what an answer without a status tells us: a GET right after it would write them. */
export const impliedStatus = { requested: 'Requested', captured: 'Captured', cancelled: 'Canceled' } as const;

/** The fact that an agreement of ours was cancelled by us. */
export function agreementCancelled(ref: ProviderRef, at: Date): Fact {
  const providerStatus = impliedStatus.cancelled;
  return { kind: 'authority', ref, now: 'CANCELLED', at, why: agreementCancelledByMerchant, providerStatus };
}

export interface ReadPayment {
  readonly state: PaymentState;
  readonly amount: Money;
  readonly facts: readonly [Fact, ...Fact[]];
}

/**
 * Captured money was reserved before it was captured, so a reservation that we never heard of is made up here. A GET names no
 * times: the lifetime of a reservation is counted from when we learned of it.
 */
export function toPayment(
  wire: WirePayment,
  ref: ProviderRef,
  context: { readonly asked: Date; readonly reservationLifetimeMs: number },
  hint: string | null,
): Result<ReadPayment, Unknown> {
  const state = paymentStates.get(wire.status);
  if (state === undefined) return refuse(unknown('unknownStatus', `one-off payment status ${quote(wire.status)}`));
  const read = fromAmount(wire.amount, wire.currency);
  if (!read.ok) return refuse(unknown('unreadable', `one-off payment amount: ${read.error}`));
  const amount = read.value;
  const at = context.asked;
  const common = { ref, at, providerStatus: wire.status } as const;
  const until = new Date(at.getTime() + context.reservationLifetimeMs);
  const facts: Record<PaymentState, () => readonly [Fact, ...Fact[]]> = {
    requested: () => {
      const why = whyWaiting(hint);
      return [{ kind: 'awaitingPayer', ...common, ...toStep(wire.links), ...(why ? { why } : {}) }];
    },
    reserved: () => [{ kind: 'reserved', ...common, amount, until }],
    captured: () => [
      { kind: 'reserved', ref, amount, at },
      { kind: 'captured', ...common, amount },
    ],
    rejected: () => [{ kind: 'rejected', ...common, why: whyPayment('rejected', hint) }],
    expired: () => [{ kind: 'expired', ...common, why: whyPayment('expired', hint), whyReserved: reservationExpired }],
    cancelled: () => [{ kind: 'cancelled', ...common, why: whyPayment('cancelled', hint) }],
  };
  return ok({ state, amount, facts: facts[state]() });
}

// The docs say seconds; a declined refund may come three hours late, and the callback is the normal way to hear of either.
const refundAskAgainMs = 30_000;

/** What a refund of ours in the list amounts to. `expected` is our own amount where we know it, for the echo check. */
export function toRefund(
  wire: WireRefund,
  ref: ProviderRef,
  at: Date,
  hint: string | null,
  expected: Money | null,
): Outcome {
  const fact = toRefundFact(wire, ref, at, hint, expected);
  if (!fact.ok) return fact.error;
  return fact.value.kind === 'refundRequested' ? refundPending(ref) : { kind: 'facts', facts: [fact.value] };
}

/** What is true of a refund, whoever has asked for it. */
export function toRefundFact(
  wire: WireRefund,
  ref: ProviderRef,
  at: Date,
  hint: string | null,
  expected: Money | null,
): Result<Fact, Unknown> {
  const state = refundStates.get(wire.status);
  if (state === undefined) return refuse(unknown('unknownStatus', `refund status ${quote(wire.status)}`));
  const amount = fromAmount(wire.amount, wire.currency);
  if (!amount.ok) return refuse(unknown('unreadable', `refund amount: ${amount.error}`));
  const wrong = expected && mismatch('MobilePay', amount.value, expected);
  if (wrong) return refuse(wrong);
  const common = { ref, at, ...(wire.externalId ? { operationKey: wire.externalId } : {}) };
  const facts: Record<RefundState, () => Fact> = {
    requested: () => ({ kind: 'refundRequested', amount: amount.value, ...common }),
    issued: () => ({ kind: 'refunded', amount: amount.value, ...common }),
    declined: () => ({ kind: 'refundDeclined', why: whyRefundDeclined(hint), ...common }),
  };
  return ok(facts[state]());
}

export function refundPending(ref: ProviderRef): Outcome {
  return { kind: 'pending', ref, checkAgainMs: refundAskAgainMs };
}

/** A time of theirs. Without a zone it is UTC, which is what the docs promise and callbacks do not always write. */
export function toInstant(text: string | null | undefined): Date | null {
  return readTime(text, 'UTC');
}
