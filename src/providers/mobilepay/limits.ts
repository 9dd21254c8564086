import type { InputProblem, OperationMap } from '../../domain/port/provider.ts';
import { durationText } from '../../kernel/duration.ts';
import type { Money } from '../../kernel/money.ts';
import { type Check, day, optional, returnAddress, text, when } from '../kit/checks.ts';
import { quote } from '../kit/quote.ts';
import { graceDaysMax, latestDueOn } from './charge-days.ts';
import type { Settings } from './settings.ts';

/** MobilePay's limits on what we send (docs §3, §5.1, §7), checked before anything is written. */

const externalIdMax = 64;
// Of a payment that is asked for together with its agreement.
const firstExternalIdMax = 30;
const expiryMinMs = 60_000;
// 18 weeks in minutes; 20160 before August 2020.
const expiryMaxMs = 181_440 * 60_000;
const currencyOf: Readonly<Record<string, string>> = { DK: 'DKK', FI: 'EUR' };
const phoneOf: Readonly<Record<string, RegExp>> = { DK: /^45\d{8}$/, FI: /^358\d{5,12}$/ };

export function checkNewAgreement(
  input: OperationMap['agreement.create'],
  settings: Settings,
): readonly InputProblem[] {
  const expected = Object.hasOwn(currencyOf, input.country) ? currencyOf[input.country] : undefined;
  return [
    ...text(externalIdMax)(input.externalId, ['externalId']),
    ...text(30)(input.plan, ['plan']),
    ...optional(input.description, text(60), ['description']),
    ...when(expected === undefined, ['country'], 'country', `expected DK or FI; got ${quote(input.country)}`),
    ...when(
      expected !== undefined && input.currency !== expected,
      ['currency'],
      'currencyOfCountry',
      `expected ${expected} for ${input.country}; got ${input.currency}`,
    ),
    ...optional(input.amount, amount(0n, input.currency), ['amount']),
    ...optional(input.nextPaymentDate, day, ['nextPaymentDate']),
    ...expiry(input.expiresInMs, ['expiresInMs']),
    ...returnAddress(settings.apiUrl)(input.returnUrl, ['returnUrl']),
    ...optional(input.payerPhone, phone(input.country), ['payerPhone']),
    ...optional(input.oneOffPayment, newPayment(input.currency, firstExternalIdMax), ['oneOffPayment']),
  ];
}

export function checkAgreementUpdate(input: OperationMap['agreement.update']): readonly InputProblem[] {
  return [
    ...optional(input.plan, text(30), ['plan']),
    ...optional(input.description, text(60), ['description']),
    ...optional(input.amount, amount(0n, input.currency), ['amount']),
  ];
}

export function checkNewPayment(input: OperationMap['payment.create'], settings: Settings): readonly InputProblem[] {
  return [
    ...newPayment(null, externalIdMax)(input, []),
    ...expiry(input.expiresInMs, ['expiresInMs']),
    ...returnAddress(settings.apiUrl)(input.returnUrl, ['returnUrl']),
    ...when(
      input.autoReserve && !settings.autoReserveApproved,
      ['autoReserve'],
      'autoReserveApproved',
      'expected false: this merchant is not approved by MobilePay to reserve without the payer',
    ),
  ];
}

/** That a capture is of the whole reservation is the core's to check: the adapter does not know what is reserved. */
export function checkCapture(input: OperationMap['payment.capture']): readonly InputProblem[] {
  return amount(1n, null)(input.amount, ['amount']);
}

// The docs say from 0.10, the schema from 0.01; the lower one is let through, since MobilePay refuses what it will not have.
export function checkRefund(input: OperationMap['payment.refund']): readonly InputProblem[] {
  return [
    ...amount(1n, null)(input.amount, ['amount']),
    ...optional(input.externalId, text(externalIdMax), ['externalId']),
  ];
}

const chargeMax: Readonly<Record<string, bigint>> = { DKK: 30_000_000n, EUR: 200_000n };

/** A payment of the subscription (docs §6): on an agreement, on a day, with its days of grace. */
export function checkNewCharge(input: OperationMap['charge.create']): readonly InputProblem[] {
  const { target, dueOn, retryPlan, reserve, reference, appFee, askedAt } = input;
  const latest = latestDueOn(new Date(askedAt));
  const max = chargeMax[input.amount.currency] ?? input.amount.amountMinor;
  const retries = retryPlan.kind === 'PROVIDER_DAYS' ? retryPlan.days : 0;
  return [
    ...newPayment(null, externalIdMax)(input, []),
    ...when(
      input.amount.amountMinor > max,
      ['amount'],
      'amountMax',
      `expected at most ${max} in minor units; got ${input.amount.amountMinor}`,
    ),
    ...when(target.kind !== 'agreement', ['on'], 'agreement', 'expected an agreement: there are no mandates here'),
    ...optional(dueOn, day, ['dueOn']),
    ...when(
      dueOn !== undefined && dueOn > latest,
      ['dueOn'],
      'latestDueOn',
      `expected ${latest} or earlier, 126 days ahead at most; got ${quote(dueOn ?? '')}`,
    ),
    ...when(
      retryPlan.kind === 'PROVIDER_AUTOMATIC' || retries >= graceDaysMax,
      retryPlan.kind === 'PROVIDER_DAYS' ? ['retryPlan', 'days'] : ['retryPlan'],
      'retryPlan',
      `expected NONE, or PROVIDER_DAYS with 1 to ${graceDaysMax - 1} days, since MobilePay tries on ${graceDaysMax} days at most, the first among them; got ${retryPlan.kind}${retries > 0 ? ` with ${retries}` : ''}`,
    ),
    ...when(reserve, ['reserve'], 'reserve', 'expected false: MobilePay takes a charge on its day, and reserves none'),
    ...when(reference !== undefined, ['reference'], 'notKnown', 'expected none: statements show the external id'),
    ...when(appFee !== undefined, ['appFee'], 'notKnown', 'expected none: MobilePay keeps nothing for others'),
  ];
}

/** It can be lowered, and nothing else. */
export function checkChargeUpdate({
  amount: lower,
  dueOn,
  requested,
}: OperationMap['charge.update']): readonly InputProblem[] {
  return [
    ...optional(lower, amount(1n, requested.currency), ['amount']),
    ...when(
      lower !== undefined && lower.currency === requested.currency && lower.amountMinor >= requested.amountMinor,
      ['amount'],
      'lowerAmount',
      `expected less than ${requested.amountMinor} in minor units, which was asked for; got ${lower?.amountMinor}`,
    ),
    ...when(dueOn !== undefined, ['dueOn'], 'dueOn', 'expected none: MobilePay moves no charge to another day'),
  ];
}

function newPayment(
  currency: string | null,
  externalIdLengthMax: number,
): Check<{ readonly externalId: string; readonly amount: Money; readonly description: string }> {
  return (payment, path) => [
    ...amount(1n, currency)(payment.amount, [...path, 'amount']),
    // Bank statements cut what is beyond 30; it is taken all the same.
    ...text(externalIdLengthMax)(payment.externalId, [...path, 'externalId']),
    ...text(60)(payment.description, [...path, 'description']),
  ];
}

function amount(minorMin: bigint, currency: string | null): Check<Money> {
  return ({ amountMinor, currency: got }, path) => [
    ...when(
      amountMinor < minorMin,
      path,
      'amountMin',
      `expected at least ${minorMin} in minor units; got ${amountMinor}`,
    ),
    ...(currency === null
      ? when(got !== 'DKK' && got !== 'EUR', path, 'currency', `expected DKK or EUR; got ${got}`)
      : when(got !== currency, path, 'currency', `expected ${currency}; got ${got}`)),
  ];
}

const expiry: Check<number> = (ms, path) =>
  when(
    !(ms >= expiryMinMs && ms <= expiryMaxMs),
    path,
    'expiry',
    `expected ${durationText(expiryMinMs)} to ${durationText(expiryMaxMs)}; got ${durationText(ms)}`,
  );

function phone(country: string): Check<string> {
  const form = Object.hasOwn(phoneOf, country) ? phoneOf[country] : undefined;
  return (value, path) =>
    when(
      form !== undefined && !form.test(value),
      path,
      'phone',
      'expected country code and number, digits only: 4511100118',
    );
}
