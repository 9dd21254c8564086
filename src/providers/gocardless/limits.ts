import type { InputProblem, OperationMap } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { type Check, day, form, optional, returnAddress, text, when } from '../kit/checks.ts';
import { amount, oneOf } from './checks.ts';
import { newMandate } from './limits/mandate.ts';
import { metadata } from './limits/metadata.ts';
import { language, prefilled } from './limits/payer.ts';
import { purposeCodes } from './limits/purposes.ts';
import type { Settings } from './settings.ts';
import { mandateCurrency } from './terms.ts';

/** GoCardless' limits on what we send (notes §2.2–2.4, §4), checked before anything is written. */

type Terms = Extract<OperationMap['request.create']['terms'], { readonly goCardless: unknown }>['goCardless'];
type Problems = readonly InputProblem[];

/** Schemes of a payment at once. Without one GoCardless takes the usual one of the currency. */
const paymentSchemes: Readonly<Record<string, string>> = {
  faster_payments: 'GBP',
  sepa_credit_transfer: 'EUR',
  sepa_instant_credit_transfer: 'EUR',
  pay_to: 'AUD',
};
const paymentContexts = [
  'billing_goods_and_services_in_advance',
  'billing_goods_and_services_in_arrears',
  'face_to_face_point_of_sale',
  'ecommerce_merchant_initiated_payment',
  'transfer_to_self',
  'transfer_to_third_party',
];

// A value of metadata holds 500 characters; that is where our external ids go.
const externalId = text(500);
const description = text(255);

export function checkNewRequest(input: OperationMap['request.create'], settings: Settings): Problems {
  const path = ['terms', 'goCardless'];
  if (!('goCardless' in input.terms)) return when(true, ['terms'], 'carrier', 'expected terms for GoCardless');
  const { payment, mandate, fallbackEnabled, purpose, paymentContext } = input.terms.goCardless;
  const currency = mandateCurrency(input.terms.goCardless);
  const verified = mandate?.verify === 'always' || mandate?.verify === 'when_available';
  return [
    ...optional(input.externalId, externalId, ['externalId']),
    ...when(!payment && !mandate, path, 'required', 'expected a payment, a mandate or both; got neither'),
    ...optional(payment, newPayment, [...path, 'payment']),
    ...optional(payment?.appFee, appFee(payment?.amount, settings), [...path, 'payment', 'appFee']),
    ...optional(mandate, newMandate(currency), [...path, 'mandate']),
    ...when(
      payment !== undefined && mandate !== undefined && payment.amount.currency !== currency,
      [...path, 'mandate', mandate?.currency === undefined ? 'scheme' : 'currency'],
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
    ...optional(payment?.metadata, metadata, [...path, 'payment', 'metadata']),
    ...optional(mandate?.metadata, metadata, [...path, 'mandate', 'metadata']),
    ...optional(input.terms.goCardless.customerReference, theirId('CU0000123ABC'), [...path, 'customerReference']),
    ...optional(input.terms.goCardless.customerBankAccountReference, theirId('BA0000123ABC'), [
      ...path,
      'customerBankAccountReference',
    ]),
    ...optional(paymentContext, oneOf(paymentContexts, 'paymentContext'), [...path, 'paymentContext']),
  ];
}

const theirId = (example: string): Check<string> =>
  form(/^[\w-]{1,128}$/, 'reference', `an id of GoCardless', as ${example}`);

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
  // At a UK or euro bank a payment at once bears GoCardless' own reference, since GoCardless settles it.
  ...(payment.reference !== undefined && payment.amount.currency !== 'AUD'
    ? when(
        true,
        [...path, 'reference'],
        'reference',
        'expected none: only a payment by PayTo (AUD) can bear one of yours',
      )
    : optional(payment.reference, text(18), [...path, 'reference'])),
];

/** What a partner's app keeps of a payment. Of any other token GoCardless refuses it, after the payment was asked for here. */
function appFee(of: Money | undefined, { appFees }: Settings): Check<bigint> {
  return (fee, path) => [
    ...when(
      !appFees,
      path,
      'appFees',
      'expected none: the account is not that of a partner app (its setting `appFees`)',
    ),
    ...when(
      fee < 1n || (of !== undefined && fee > of.amountMinor),
      path,
      'amount',
      `expected 1 to ${of?.amountMinor ?? 'the amount'} in minor units, the amount of the payment; got ${fee}`,
    ),
  ];
}

function paymentScheme(currency: string): Check<string> {
  return (scheme, path) => {
    const taken = Object.keys(paymentSchemes).filter((known) => paymentSchemes[known] === currency);
    return oneOf(taken, 'scheme')(scheme, path);
  };
}

export function checkNewMandate({ externalId: id, debtor }: OperationMap['mandate.create']): Problems {
  if (!('goCardless' in debtor)) return when(true, ['debtor'], 'carrier', 'expected a debtor for GoCardless');
  return [
    ...externalId(id, ['externalId']),
    ...theirId('BA0000123ABC')(debtor.goCardless.customerBankAccountReference, [
      'debtor',
      'goCardless',
      'customerBankAccountReference',
    ]),
  ];
}

export function checkCharge(input: OperationMap['payment.charge'], settings: Settings): Problems {
  return [
    ...amount(input.amount, ['amount']),
    ...externalId(input.externalId, ['externalId']),
    ...description(input.description, ['description']),
    ...optional(input.chargeDate, day, ['chargeDate']),
    // How long it may be hangs on the scheme (notes §2.3), and whether there may be one on the account.
    ...optional(input.reference, text(140), ['reference']),
    ...optional(input.appFee, appFee(input.amount, settings), ['appFee']),
  ];
}

/** A charge: what a payment on a mandate may be, and a plan that GoCardless has. */
export function checkNewCharge(
  { dueOn, retryPlan, reserve, ...input }: OperationMap['charge.create'],
  settings: Settings,
): Problems {
  const charge = { ...input, mandate: input.on };
  return [
    ...when(input.on.kind !== 'mandate', ['on'], 'mandate', 'expected a mandate'),
    ...checkCharge(charge, settings),
    ...optional(dueOn, day, ['dueOn']),
    ...when(reserve, ['reserve'], 'reserve', 'expected false: a bank reserves nothing'),
    ...when(
      retryPlan.kind === 'PROVIDER_DAYS',
      ['retryPlan'],
      'retryPlan',
      'expected NONE or PROVIDER_AUTOMATIC: GoCardless chooses the days itself',
    ),
    ...when(
      retryPlan.kind === 'PROVIDER_AUTOMATIC' && neverRetried.includes(input.target.scheme ?? ''),
      ['retryPlan'],
      'retryPlan',
      `expected NONE: nothing is tried again by itself in the scheme ${input.target.scheme}`,
    ),
  ];
}
const neverRetried: readonly string[] = ['BETALINGSSERVICE', 'PAY_TO', 'FASTER_PAYMENTS'];

export function checkRetry({ chargeDate }: OperationMap['payment.retry']): Problems {
  return optional(chargeDate, day, ['chargeDate']);
}

export function checkRefund(input: OperationMap['payment.refund']): Problems {
  return [...amount(input.amount, ['amount']), ...optional(input.externalId, externalId, ['externalId'])];
}

export function checkFlow(input: OperationMap['request.flow'], settings: Settings): Problems {
  return [
    ...optional(input.redirectUrl, returnAddress(settings.apiUrl), ['redirectUrl']),
    ...optional(input.exitUrl, returnAddress(settings.apiUrl), ['exitUrl']),
    ...when(
      input.skipSuccessScreen === true && input.redirectUrl === undefined,
      ['skipSuccessScreen'],
      'redirectUrl',
      'expected false without a `redirectUrl`: the payer would be sent nowhere',
    ),
    ...optional(input.language, language, ['language']),
    ...optional(input.prefill, prefilled, ['prefill']),
  ];
}

export function checkNotification(input: OperationMap['request.notify'], settings: Settings): Problems {
  return optional(input.redirectUrl, returnAddress(settings.apiUrl), ['redirectUrl']);
}
