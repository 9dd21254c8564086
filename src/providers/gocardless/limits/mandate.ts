import {
  type MandateConstraints,
  type MandateScheme,
  type PeriodicLimit,
  schemeCurrencies,
} from '../../../domain/port/provider.ts';
import type { Currency } from '../../../kernel/money.ts';
import { type Check, day, optional, text, when } from '../../kit/checks.ts';
import { amount, oneOf } from '../checks.ts';
import type { RequestTerms } from '../terms.ts';
import { currencies } from '../translate.ts';

/** GoCardless' limits on the mandate of a billing request (notes §2.2, §2.3). */

type Mandate = NonNullable<RequestTerms['mandate']>;

const verifications = ['minimum', 'recommended', 'when_available', 'always'];
/** Agreed to at the payer's bank, which wants to know how much it may be. */
const consentSchemes: readonly (MandateScheme | undefined)[] = ['PAY_TO', 'FASTER_PAYMENTS'];

/** `currency` is that of the mandate; undefined where the payer chooses it. */
export function newMandate(currency: Currency | undefined): Check<Mandate> {
  return (mandate, path) => [
    ...schemeProblems(mandate, path),
    ...optional(mandate.verify, oneOf(verifications, 'verify'), [...path, 'verify']),
    ...optional(mandate.description, text(255), [...path, 'description']),
    ...when(
      mandate.sweeping && mandate.scheme !== 'FASTER_PAYMENTS',
      [...path, 'sweeping'],
      'sweeping',
      'expected false: sweeping is for the scheme FASTER_PAYMENTS only',
    ),
    ...optional(mandate.constraints, constraintsIn(currency), [...path, 'constraints']),
    ...consentProblems(mandate, path),
  ];
}

const schemeProblems: Check<Mandate> = ({ currency, scheme }, path) => {
  const at = [...path, 'currency'];
  if (currency === undefined) return [];
  if (scheme === undefined) return oneOf(currencies, 'currency')(currency, at);
  const expected = schemeCurrencies[scheme];
  return when(currency !== expected, at, 'currencyOfScheme', `expected ${expected} for ${scheme}; got ${currency}`);
};

function constraintsIn(currency: Currency | undefined): Check<MandateConstraints> {
  return ({ startDate, endDate, maxAmountPerPayment, periodicLimits = [] }, path) => [
    ...optional(startDate, day, [...path, 'startDate']),
    ...optional(endDate, day, [...path, 'endDate']),
    ...when(
      startDate !== undefined && endDate !== undefined && endDate <= startDate,
      [...path, 'endDate'],
      'order',
      'expected a day after the start',
    ),
    ...optional(maxAmountPerPayment, most(currency), [...path, 'maxAmountPerPayment']),
    ...when(periodicLimits.length > 10, [...path, 'periodicLimits'], 'count', 'expected ten limits at most'),
    ...periodicLimits.flatMap(({ maxPayments, maxTotalAmount }, index) => [
      ...when(
        maxPayments !== undefined && maxPayments < 1,
        [...path, 'periodicLimits', String(index), 'maxPayments'],
        'count',
        'expected one or more',
      ),
      ...optional(maxTotalAmount, most(currency), [...path, 'periodicLimits', String(index), 'maxTotalAmount']),
    ]),
  ];
}

/** An amount without a currency of its own: where the payer chooses the currency it is checked as one with cents. */
function most(currency: Currency = schemeCurrencies.SEPA_CORE): Check<bigint> {
  return (amountMinor, path) => amount({ amountMinor, currency }, path).filter(({ rule }) => rule === 'amount');
}

const consentProblems: Check<Mandate> = ({ scheme, constraints }, path) => {
  if (!consentSchemes.includes(scheme)) return [];
  const limits = constraints?.periodicLimits ?? [];
  const at = [...path, 'constraints', 'periodicLimits'];
  return [
    ...when(
      constraints?.maxAmountPerPayment === undefined,
      [...path, 'constraints', 'maxAmountPerPayment'],
      'required',
      `expected an amount: the payer's bank wants to know the most that a payment by ${scheme} may be`,
    ),
    ...(scheme === 'PAY_TO' ? payToProblems(limits, at) : fasterPaymentsProblems(limits, at)),
  ];
};

const payToProblems: Check<readonly PeriodicLimit[]> = (limits, path) =>
  limits.flatMap(({ maxTotalAmount }, index) =>
    when(
      maxTotalAmount !== undefined,
      [...path, String(index), 'maxTotalAmount'],
      'payTo',
      'expected none: PayTo limits how many payments there are, not their sum',
    ),
  );

const fasterPaymentsProblems: Check<readonly PeriodicLimit[]> = (limits, path) => [
  ...when(limits.length !== 1, path, 'one', `expected exactly one limit for FASTER_PAYMENTS; got ${limits.length}`),
  ...limits.flatMap(({ maxPayments, maxTotalAmount }, index) => [
    ...when(
      maxTotalAmount === undefined,
      [...path, String(index), 'maxTotalAmount'],
      'required',
      'expected an amount: the most that all payments of a period may be',
    ),
    ...when(
      maxPayments !== undefined,
      [...path, String(index), 'maxPayments'],
      'fasterPayments',
      'expected none: FASTER_PAYMENTS limits the sum of the payments, not how many there are',
    ),
  ]),
];
