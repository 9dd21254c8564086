import type { Flaw } from '../replies.ts';
import { canVerify, mandateCurrencies, paymentCurrencies, type SchemeName, schemes } from '../schemes.ts';
import type { NewBillingRequest, NewMandateRequest, NewPaymentRequest } from './input.ts';

/** What does not go together in a new billing request, each with the field at which it is told. */
export function flawsOf(
  asked: NewBillingRequest,
  { customReferences, partnerApp }: { readonly customReferences: boolean; readonly partnerApp: boolean },
): Flaw[] {
  const { payment_request: payment, mandate_request: mandate } = asked;
  const flaws: Flaw[] = [];
  const tell = (path: string, message: string) => {
    flaws.push({ field: path.split('/').at(-1) ?? path, message, pointer: `/billing_requests/${path}` });
  };
  for (const name of ['subscription_request', 'instalment_schedule_request'] as const)
    if (asked[name] !== undefined && asked[name] !== null) scheduleFlaws(name, mandate ?? null, tell);
  if (!payment && !mandate) tell('mandate_request', 'or a payment request must be given');
  if (payment) paymentFlaws(payment, customReferences, tell);
  if (payment?.app_fee) appFeeFlaws(payment, payment.app_fee, partnerApp, tell);
  if (mandate) mandateFlaws(mandate, payment ?? null, customReferences, tell);
  if (asked.fallback_enabled && !payment) tell('fallback_enabled', 'is for requests with a payment');
  if (asked.fallback_enabled && (mandate?.verify === 'always' || mandate?.verify === 'when_available'))
    tell('fallback_enabled', 'cannot be combined with verified mandates');
  return flaws;
}

/** The scheme of a payment: the one that is asked for, or its currency's usual one. */
export function paymentSchemeOf({ scheme, currency }: NewPaymentRequest): SchemeName | null {
  return scheme ?? paymentCurrencies[currency] ?? null;
}

/** The scheme of a mandate; null where the payer is to choose the currency. */
export function mandateSchemeOf({ scheme, currency }: NewMandateRequest): SchemeName | null {
  return scheme ?? (currency ? (mandateCurrencies[currency] ?? null) : null);
}

/** The currency of a mandate, which its scheme says where nothing else does. */
export function mandateCurrencyOf(mandate: NewMandateRequest, payment: NewPaymentRequest | null): string | null {
  return mandate.currency ?? (mandate.scheme ? schemes[mandate.scheme].currency : (payment?.currency ?? null));
}

type Tell = (path: string, message: string) => void;

/** Only two schemes have them; of those this server does not play them, and says so rather than to forget them. */
function scheduleFlaws(
  name: 'subscription_request' | 'instalment_schedule_request',
  mandate: NewMandateRequest | null,
  tell: Tell,
): void {
  const scheme = mandate && mandateSchemeOf(mandate);
  if (scheme === 'ach' || scheme === 'pad') tell(name, 'is not played by this sandbox');
  else tell(name, 'is available for ACH and PAD only');
}

function appFeeFlaws({ amount }: NewPaymentRequest, fee: number, partnerApp: boolean, tell: Tell): void {
  if (!partnerApp) tell('payment_request/app_fee', 'can only be set by a partner app');
  else if (fee > amount) tell('payment_request/app_fee', 'must not be more than the amount');
}

function paymentFlaws(payment: NewPaymentRequest, customReferences: boolean, tell: Tell): void {
  const scheme = paymentSchemeOf(payment);
  if (!Object.hasOwn(paymentCurrencies, payment.currency)) tell('payment_request/currency', 'is not supported');
  else if (scheme && schemes[scheme].currency !== payment.currency)
    tell('payment_request/scheme', `does not take ${payment.currency}`);
  if (!payment.reference) return;
  const settable = scheme === 'pay_to' || (scheme === 'faster_payments' && payment.funds_settlement === 'direct');
  if (!settable || !customReferences) tell('payment_request/reference', 'cannot be set on this payment');
  else referenceFlaw('payment_request/reference', scheme, payment.reference, tell);
}

function mandateFlaws(
  mandate: NewMandateRequest,
  payment: NewPaymentRequest | null,
  customReferences: boolean,
  tell: Tell,
): void {
  const currency = mandateCurrencyOf(mandate, payment);
  const scheme = mandateSchemeOf({ ...mandate, currency });
  const wrong = currencyFlaw(currency, scheme, payment);
  if (wrong) {
    tell(...wrong);
    return;
  }
  if (scheme && mandate.verify === 'always' && !canVerify(scheme))
    tell('mandate_request/verify', 'is not available for this scheme');
  if (mandate.reference) {
    if (!customReferences) tell('mandate_request/reference', 'custom references are not enabled');
    else referenceFlaw('mandate_request/reference', scheme, mandate.reference, tell);
  }
  if (scheme === 'faster_payments') sweepingFlaws(mandate, tell);
  if (scheme === 'pay_to') payToFlaws(mandate, tell);
}

function currencyFlaw(
  currency: string | null,
  scheme: SchemeName | null,
  payment: NewPaymentRequest | null,
): [path: string, message: string] | null {
  if (currency !== null && !Object.hasOwn(mandateCurrencies, currency))
    return ['mandate_request/currency', 'is not supported'];
  if (payment && currency !== payment.currency)
    return ['mandate_request/currency', "must be the payment request's currency"];
  if (scheme && schemes[scheme].currency !== currency) return ['mandate_request/scheme', `does not take ${currency}`];
  return null;
}

const limitNeeded = ['mandate_request/constraints/max_amount_per_payment', 'must be given for this scheme'] as const;

// Consents at the payer's bank cannot do without limits; PayTo and VRP differ in which.
function sweepingFlaws({ constraints, sweeping }: NewMandateRequest, tell: Tell): void {
  const limits = constraints?.periodic_limits ?? [];
  const path = 'mandate_request/constraints/periodic_limits';
  if (typeof sweeping !== 'boolean') tell('mandate_request/sweeping', 'must be given for this scheme');
  if (!constraints?.max_amount_per_payment) tell(...limitNeeded);
  if (limits.length !== 1) tell(path, 'must be exactly one');
  else if (!limits[0]?.max_total_amount) tell(`${path}/0/max_total_amount`, 'must be given for this scheme');
  if (limits.some(({ max_payments }) => max_payments)) tell(`${path}/0/max_payments`, 'is for PayTo only');
}

function payToFlaws({ constraints }: NewMandateRequest, tell: Tell): void {
  if (!constraints?.max_amount_per_payment) tell(...limitNeeded);
  if (constraints?.periodic_limits?.some(({ max_total_amount }) => max_total_amount))
    tell('mandate_request/constraints/periodic_limits/0/max_total_amount', 'is not for PayTo');
}

function referenceFlaw(path: string, scheme: SchemeName | null, reference: string, tell: Tell): void {
  const max = scheme === null ? 140 : schemes[scheme].referenceMax;
  if (max === null) tell(path, 'cannot be set in this scheme');
  else if (reference.length > max) tell(path, `is too long (maximum is ${max} characters)`);
}
