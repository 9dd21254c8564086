import type { InputProblem, MandateScheme, OperationMap } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { type Check, day, form, optional, returnAddress, text, when } from '../kit/checks.ts';
import { amount, oneOf } from './checks.ts';
import { purposeCodes } from './purposes.ts';
import type { Settings } from './settings.ts';

/** GoCardless' limits on what we send (notes §2.2–2.4, §4), checked before anything is written. */

type Terms = Extract<OperationMap['request.create']['terms'], { readonly goCardless: unknown }>['goCardless'];
type Problems = readonly InputProblem[];

const schemeCurrencies: Readonly<Record<MandateScheme, string>> = {
  ACH: 'USD',
  AUTOGIRO: 'SEK',
  BACS: 'GBP',
  BECS: 'AUD',
  BETALINGSSERVICE: 'DKK',
  PAD: 'CAD',
  SEPA_CORE: 'EUR',
};
/** Schemes of a payment at once. Without one GoCardless takes the usual one of the currency. */
const paymentSchemes: Readonly<Record<string, string>> = {
  faster_payments: 'GBP',
  sepa_credit_transfer: 'EUR',
  sepa_instant_credit_transfer: 'EUR',
  pay_to: 'AUD',
};
const verifications = ['minimum', 'recommended', 'when_available', 'always'];

// A value of metadata holds 500 characters; that is where our external ids go.
const externalId = text(500);
const description = text(255);

export function checkNewRequest(input: OperationMap['request.create']): Problems {
  const path = ['terms', 'goCardless'];
  if (!('goCardless' in input.terms)) return when(true, ['terms'], 'carrier', 'expected terms for GoCardless');
  const { payment, mandate, fallbackEnabled, purpose } = input.terms.goCardless;
  const verified = mandate?.verify === 'always' || mandate?.verify === 'when_available';
  return [
    ...optional(input.externalId, externalId, ['externalId']),
    ...when(!payment && !mandate, path, 'required', 'expected a payment, a mandate or both; got neither'),
    ...optional(payment, newPayment, [...path, 'payment']),
    ...optional(mandate, newMandate, [...path, 'mandate']),
    ...when(
      payment !== undefined && mandate !== undefined && payment.amount.currency !== mandate.currency,
      [...path, 'mandate', 'currency'],
      'oneCurrency',
      'expected the currency of the payment: both parts of a request are in one',
    ),
    ...when(
      fallbackEnabled && (!payment || verified),
      [...path, 'fallbackEnabled'],
      'fallback',
      'expected false: only a request with a payment, and without a verified mandate, can fall back',
    ),
    ...optional(purpose, oneOf(purposeCodes, 'purpose'), [...path, 'purpose']),
  ];
}

const newPayment: Check<NonNullable<Terms['payment']>> = (payment, path) => [
  ...amount(payment.amount, [...path, 'amount']),
  ...when(
    !Object.values(paymentSchemes).includes(payment.amount.currency),
    [...path, 'amount', 'currency'],
    'currency',
    `expected GBP, EUR or AUD for a payment at once; got ${payment.amount.currency}`,
  ),
  ...description(payment.description, [...path, 'description']),
  ...optional(payment.scheme, paymentScheme(payment.amount.currency), [...path, 'scheme']),
  ...optional(payment.reference, text(140), [...path, 'reference']),
];

function paymentScheme(currency: string): Check<string> {
  return (scheme, path) => {
    const taken = Object.keys(paymentSchemes).filter((known) => paymentSchemes[known] === currency);
    return oneOf(taken, 'scheme')(scheme, path);
  };
}

const newMandate: Check<NonNullable<Terms['mandate']>> = ({ currency, scheme, constraints, ...rest }, path) => [
  ...when(
    currency !== schemeCurrencies[scheme],
    [...path, 'currency'],
    'currencyOfScheme',
    `expected ${schemeCurrencies[scheme]} for ${scheme}; got ${currency}`,
  ),
  ...optional(rest.verify, oneOf(verifications, 'verify'), [...path, 'verify']),
  ...optional(rest.description, description, [...path, 'description']),
  ...when(
    rest.sweeping,
    [...path, 'sweeping'],
    'sweeping',
    'expected false: sweeping is for mandates by Faster Payments only',
  ),
  ...optional(constraints, limitsOf(currency), [...path, 'constraints']),
];

function limitsOf(currency: Money['currency']): Check<NonNullable<NonNullable<Terms['mandate']>['constraints']>> {
  return ({ startDate, endDate, maxAmountPerPayment }, path) => [
    ...optional(startDate, day, [...path, 'startDate']),
    ...optional(endDate, day, [...path, 'endDate']),
    ...when(
      startDate !== undefined && endDate !== undefined && endDate <= startDate,
      [...path, 'endDate'],
      'order',
      'expected a day after the start',
    ),
    ...(maxAmountPerPayment === undefined
      ? []
      : amount({ amountMinor: maxAmountPerPayment, currency }, [...path, 'maxAmountPerPayment']).filter(
          ({ rule }) => rule === 'amount',
        )),
  ];
}

export function checkNewMandate({ externalId: id, debtor }: OperationMap['mandate.create']): Problems {
  if (!('goCardless' in debtor)) return when(true, ['debtor'], 'carrier', 'expected a debtor for GoCardless');
  return [
    ...externalId(id, ['externalId']),
    ...form(
      /^[\w-]{1,128}$/,
      'reference',
      "GoCardless' id of a bank account, as BA0000123ABC",
    )(debtor.goCardless.customerBankAccountReference, ['debtor', 'goCardless', 'customerBankAccountReference']),
  ];
}

/** That the amount is in the mandate's currency is GoCardless' to say: the adapter does not know it. */
export function checkCharge(input: OperationMap['payment.charge']): Problems {
  return [
    ...amount(input.amount, ['amount']),
    ...externalId(input.externalId, ['externalId']),
    ...description(input.description, ['description']),
  ];
}

export function checkRefund(input: OperationMap['payment.refund']): Problems {
  return [...amount(input.amount, ['amount']), ...optional(input.externalId, externalId, ['externalId'])];
}

export function checkFlow(input: OperationMap['request.flow'], settings: Settings): Problems {
  return [
    ...optional(input.redirectUrl, returnAddress(settings.apiUrl), ['redirectUrl']),
    ...optional(input.exitUrl, returnAddress(settings.apiUrl), ['exitUrl']),
  ];
}

export function checkNotification(input: OperationMap['request.notify'], settings: Settings): Problems {
  return optional(input.redirectUrl, returnAddress(settings.apiUrl), ['redirectUrl']);
}
