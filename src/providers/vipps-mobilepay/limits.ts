import type { InputProblem, OperationMap } from '../../domain/port/provider.ts';
import { durationText } from '../../kernel/duration.ts';
import type { Currency, Money } from '../../kernel/money.ts';
import { currency } from '../../kernel/money.ts';
import { type Check, day, form, optional, returnAddress, text, when } from '../kit/checks.ts';
import { quote } from '../kit/quote.ts';
import { readTime } from '../kit/times.ts';
import { isSafeUrl } from '../kit/urls.ts';
import { daysOf, latestDueOn } from './charge-days.ts';
import type { Market, Settings } from './settings.ts';
import { type AgreementInterval, type AgreementTerms, type Campaign, intervalUnits } from './terms.ts';
import { acceptWithinMs } from './translate.ts';

/** What Vipps MobilePay takes (notes §2.2, §2.3, §3.2, §3.6), checked before anything is written. */

const markets = {
  NO: { currency: currency('NOK'), amountMin: 100n, suggestedMax: 2_000_000n },
  DK: { currency: currency('DKK'), amountMin: 1n, suggestedMax: 30_000_000n },
  FI: { currency: currency('EUR'), amountMin: 1n, suggestedMax: 200_000n },
} as const satisfies Record<Market, { currency: Currency; amountMin: bigint; suggestedMax: bigint }>;

/** A sales unit has one currency, that of its market. */
export function currencyOf(market: Market): Currency {
  return markets[market].currency;
}

// The guide's limit of a description; the schema has more.
const descriptionMax = 45;
const externalIdMax = 64;
const returnUrlMax = 2_048;
const intervalCountMax = 31;
const retryDaysMax = 14;

export function checkNewAgreement(
  input: OperationMap['agreement.create'],
  settings: Settings,
): readonly InputProblem[] {
  const { market, apiUrl } = settings;
  const terms = input.with?.vippsMobilePay ?? {};
  const money = amount(settings);
  return [
    ...text(externalIdMax)(input.externalId, ['externalId']),
    ...text(45)(input.plan, ['plan']),
    ...optional(input.description, text(100), ['description']),
    ...when(
      input.country !== market,
      ['country'],
      'country',
      `expected ${market}, the country of the sales unit; got ${quote(input.country)}`,
    ),
    ...optional(input.amount, money, ['amount']),
    ...when(
      input.nextPaymentDate !== undefined,
      ['nextPaymentDate'],
      'notKnown',
      'expected none: Vipps MobilePay tells its payers of no next payment',
    ),
    ...when(
      input.expiresInMs !== acceptWithinMs,
      ['expiresInMs'],
      'expiry',
      `expected ${durationText(acceptWithinMs)}, which is how long Vipps MobilePay waits for its payers; got ${durationText(input.expiresInMs)}`,
    ),
    ...returnAddress(apiUrl)(input.returnUrl, ['returnUrl']),
    ...when(
      input.returnUrl.length > returnUrlMax,
      ['returnUrl'],
      'length',
      `expected at most ${returnUrlMax} characters`,
    ),
    ...optional(input.payerPhone, form(/^\d{7,15}$/, 'phone', 'country code and number, digits only: 4511100118'), [
      'payerPhone',
    ]),
    ...optional(input.oneOffPayment, newPayment(settings), ['oneOffPayment']),
    ...checkTerms(input, terms, settings),
  ];
}

function checkTerms(
  input: OperationMap['agreement.create'],
  terms: AgreementTerms,
  settings: Settings,
): readonly InputProblem[] {
  const at = ['with', 'vippsMobilePay'];
  const { suggestedMaxAmount, interval, campaign } = terms;
  const { suggestedMax } = markets[settings.market];
  return [
    ...optional(suggestedMaxAmount, amount(settings), [...at, 'suggestedMaxAmount']),
    ...when(
      (suggestedMaxAmount?.amountMinor ?? 0n) > suggestedMax,
      [...at, 'suggestedMaxAmount'],
      'amountMax',
      `expected at most ${suggestedMax} in minor units; got ${suggestedMaxAmount?.amountMinor}`,
    ),
    ...when(
      suggestedMaxAmount !== undefined && input.amount !== undefined,
      [...at, 'suggestedMaxAmount'],
      'pricing',
      'expected either an amount or a suggested maximum; got both',
    ),
    ...optional(interval, checkInterval, [...at, 'interval']),
    ...when(
      interval !== undefined && input.frequency !== 'FLEXIBLE',
      [...at, 'interval'],
      'frequency',
      `expected frequency FLEXIBLE beside an interval; got ${input.frequency}`,
    ),
    ...optional(campaign, checkCampaign(settings), [...at, 'campaign']),
    ...when(
      campaign !== undefined && input.amount === undefined,
      [...at, 'campaign'],
      'pricing',
      'expected an amount beside a campaign: without one there is no price to depart from',
    ),
    ...when(
      terms.captureFirstPayment === true && input.oneOffPayment === undefined,
      [...at, 'captureFirstPayment'],
      'firstPayment',
      'expected a first payment, since it is to be captured at once; got none',
    ),
    ...optional(terms.agreementUrl, webAddress, [...at, 'agreementUrl']),
    ...when(
      terms.skipLandingPage === true && input.payerPhone === undefined,
      ['payerPhone'],
      'phone',
      'expected the number of the phone on which the payer is asked; got none',
    ),
  ];
}

const checkInterval: Check<AgreementInterval> = ({ unit, count }, path) => [
  ...when(
    !(intervalUnits as readonly string[]).includes(unit),
    [...path, 'unit'],
    'unit',
    `expected one of ${intervalUnits.join(', ')}; got ${quote(unit)}`,
  ),
  ...when(
    !(Number.isInteger(count) && count >= 1 && count <= intervalCountMax),
    [...path, 'count'],
    'count',
    `expected 1 to ${intervalCountMax}; got ${count}`,
  ),
];

const checkCampaign =
  (settings: Settings): Check<Campaign> =>
  (campaign, path) => {
    if ('until' in campaign) {
      const at = [...path, 'until'];
      return [
        ...price(settings)(campaign.until.price, [...at, 'price']),
        ...instant(campaign.until.end, [...at, 'end']),
      ];
    }
    if ('forPeriod' in campaign) {
      const at = [...path, 'forPeriod'];
      return [
        ...price(settings)(campaign.forPeriod.price, [...at, 'price']),
        ...checkInterval(campaign.forPeriod.period, [...at, 'period']),
      ];
    }
    const at = [...path, 'untilEvent'];
    const { price: fee, eventAt, eventText } = campaign.untilEvent;
    return [
      ...price(settings)(fee, [...at, 'price']),
      ...instant(eventAt, [...at, 'eventAt']),
      ...text(15)(eventText, [...at, 'eventText']),
    ];
  };

const instant: Check<string> = (value, path) =>
  when(readTime(value, null) === null, path, 'time', 'expected a time in ISO 8601 with its offset');

const webAddress: Check<string> = (value, path) =>
  when(!isSafeUrl(value), path, 'https', 'expected an absolute https URL of at most 2000 characters, without a user');

export function checkAgreementUpdate(
  input: OperationMap['agreement.update'],
  settings: Settings,
): readonly InputProblem[] {
  return [
    ...optional(input.plan, text(45), ['plan']),
    ...optional(input.description, text(100), ['description']),
    ...optional(input.amount, amount(settings), ['amount']),
  ];
}

/** Without the payer alone: on an agreement that is there a payer cannot be asked (notes §6). */
export function checkNewPayment(input: OperationMap['payment.create'], settings: Settings): readonly InputProblem[] {
  return [
    ...newPayment(settings)(input, []),
    ...when(
      !input.autoReserve,
      ['autoReserve'],
      'autoReserve',
      'expected true: on an agreement Vipps MobilePay reserves without asking its payer, or not at all',
    ),
    ...when(
      input.autoReserve && !settings.autoReserveApproved,
      ['autoReserve'],
      'autoReserveApproved',
      'expected a sales unit that Vipps MobilePay has approved to charge without the payer; this one is not, by the settings of the account',
    ),
  ];
}

/** What falls due: on an agreement, on a day, with retries on so many days after it. */
export function checkNewCharge(input: OperationMap['charge.create'], settings: Settings): readonly InputProblem[] {
  const { target, dueOn, retryPlan, reference, appFee, askedAt } = input;
  const latest = latestDueOn(new Date(askedAt), settings);
  const isAutomatic = retryPlan.kind === 'PROVIDER_AUTOMATIC';
  return [
    ...newPayment(settings)(input, []),
    ...when(target.kind !== 'agreement', ['on'], 'agreement', 'expected an agreement: there are no mandates here'),
    ...optional(dueOn, day, ['dueOn']),
    ...when(
      dueOn !== undefined && dueOn > latest,
      ['dueOn'],
      'latestDueOn',
      `expected ${latest} or earlier, two years ahead at most; got ${quote(dueOn ?? '')}`,
    ),
    ...when(
      isAutomatic,
      ['retryPlan'],
      'retryPlan',
      `expected NONE, or PROVIDER_DAYS with 1 to ${retryDaysMax} days; got ${retryPlan.kind}`,
    ),
    ...when(
      !isAutomatic && daysOf(retryPlan) > retryDaysMax,
      ['retryPlan', 'days'],
      'days',
      `expected 1 to ${retryDaysMax} days; got ${daysOf(retryPlan)}`,
    ),
    ...when(reference !== undefined, ['reference'], 'notKnown', 'expected none: payers have no bank statement of it'),
    ...when(appFee !== undefined, ['appFee'], 'notKnown', 'expected none: Vipps MobilePay keeps nothing for others'),
  ];
}

export function checkAmount(input: { readonly amount: Money }, settings: Settings): readonly InputProblem[] {
  return part(settings)(input.amount, ['amount']);
}

export function checkRefund(input: OperationMap['payment.refund'], settings: Settings): readonly InputProblem[] {
  return [...checkAmount(input, settings), ...optional(input.externalId, text(externalIdMax), ['externalId'])];
}

function newPayment(
  settings: Settings,
): Check<{ readonly externalId: string; readonly amount: Money; readonly description: string }> {
  return (payment, path) => [
    ...amount(settings)(payment.amount, [...path, 'amount']),
    ...text(externalIdMax)(payment.externalId, [...path, 'externalId']),
    ...text(descriptionMax)(payment.description, [...path, 'description']),
  ];
}

/** An amount that a payer is told. */
const amount = (settings: Settings): Check<Money> => bounded(settings, markets[settings.market].amountMin);
/** A part of one that is reserved or captured already: what of it is too little is not told. */
const part = (settings: Settings): Check<Money> => bounded(settings, 1n);
/** The price of a campaign may be nothing. */
const price = (settings: Settings): Check<Money> => bounded(settings, 0n);

function bounded({ market }: Settings, minorMin: bigint): Check<Money> {
  const expected = currencyOf(market);
  return ({ amountMinor, currency: got }, path) => [
    ...when(
      amountMinor < minorMin,
      path,
      'amountMin',
      `expected at least ${minorMin} in minor units; got ${amountMinor}`,
    ),
    ...when(got !== expected, path, 'currency', `expected ${expected}, the currency of the sales unit; got ${got}`),
  ];
}
