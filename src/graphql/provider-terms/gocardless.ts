import type { BillingRequestTerms, InputProblem, MandateConstraints } from '../../domain/port/provider.ts';
import { LimitAlignment, LimitPeriod } from '../billing-request/terms.ts';
import { builder } from '../schema/builder.ts';
import { MandateScheme } from '../schema/enums.ts';
import type { WithoutNulls } from '../schema/input.ts';
import { MoneyInput, readCurrency, readMinorUnits, readMoney } from '../schema/money.ts';

/** A debtor in the words of GoCardless. */
export const GoCardlessDebtorInput = builder.inputType('GoCardlessDebtorInput', {
  description: 'A debtor at GoCardless.',
  fields: (t) => ({
    scheme: t.field({ type: MandateScheme, required: true, description: 'The scheme by which the bank collects.' }),
    customerBankAccountReference: t.string({
      required: true,
      description: "GoCardless' id of the debtor's bank account, for example BA123.",
    }),
  }),
});

const GoCardlessPaymentRequestInput = builder.inputType('GoCardlessPaymentRequestInput', {
  description: 'One payment, asked for by GoCardless.',
  fields: (t) => ({
    amount: t.field({ type: MoneyInput, required: true, description: 'What the payer is asked for.' }),
    description: t.string({ required: true, description: 'What the payer sees as the reason.' }),
    scheme: t.string({
      description:
        "GoCardless' name of the payment scheme, for example faster_payments. Chosen by the currency when left out.",
    }),
    reference: t.string({
      description: "What stands on the payer's bank statement, where GoCardless lets you choose.",
    }),
    appFee: t.field({
      type: 'MinorUnits',
      description:
        'What your own platform keeps of it, in minor units of its currency: for the account of a partner app only.',
    }),
    metadata: t.field({
      type: 'Metadata',
      description: 'Your own notes on the payment that comes of it, here and at GoCardless: two at most.',
    }),
  }),
});

const PeriodicLimitInput = builder.inputType('PeriodicLimitInput', {
  description: 'How often, or how much, may be collected within a time.',
  fields: (t) => ({
    period: t.field({ type: LimitPeriod, required: true, description: 'The time.' }),
    alignment: t.field({ type: LimitAlignment, description: 'When it begins. CREATION_DATE when left out.' }),
    maxPayments: t.int({ description: 'How many payments. PAY_TO only.' }),
    maxTotalAmount: t.field({
      type: 'MinorUnits',
      description: 'How much in all, in minor units of the currency of the mandate. Required for FASTER_PAYMENTS.',
    }),
  }),
});

const MandateConstraintsInput = builder.inputType('MandateConstraintsInput', {
  description: 'Limits of a mandate, to which the payer consents too.',
  fields: (t) => ({
    startDate: t.field({ type: 'Date', description: 'The first day on which may be collected.' }),
    endDate: t.field({ type: 'Date', description: 'The last day on which may be collected.' }),
    maxAmountPerPayment: t.field({
      type: 'MinorUnits',
      description:
        'The most that one payment may be, in minor units of the currency of the mandate. Required for PAY_TO and FASTER_PAYMENTS.',
    }),
    periodicLimits: t.field({
      type: [PeriodicLimitInput],
      description: 'Limits for a time: ten at most, and exactly one for FASTER_PAYMENTS.',
    }),
  }),
});

const GoCardlessMandateRequestInput = builder.inputType('GoCardlessMandateRequestInput', {
  description: 'A mandate, asked for by GoCardless.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description:
        "The currency of its payments. Left out it is the scheme's, or the payment's; with neither, the payer chooses one of `availableCurrencies` of the action CHOOSE_CURRENCY.",
    }),
    scheme: t.field({
      type: MandateScheme,
      description: 'The scheme by which the bank collects. Left out it is the usual one of the currency.',
    }),
    verify: t.string({
      description:
        'Whether GoCardless verifies the account, in its own words: minimum, recommended, when_available or always.',
    }),
    description: t.string({ description: 'What the payer sees as the reason.' }),
    constraints: t.field({ type: MandateConstraintsInput, description: 'Its limits.' }),
    metadata: t.field({
      type: 'Metadata',
      description: 'Your own notes on the mandate that comes of it, here and at GoCardless: two at most.',
    }),
    sweeping: t.boolean({
      required: true,
      defaultValue: false,
      description: "Whether money goes between the payer's own accounts only. FASTER_PAYMENTS only.",
    }),
  }),
});

/** A billing request in the words of GoCardless. */
export const GoCardlessBillingRequestInput = builder.inputType('GoCardlessBillingRequestInput', {
  description: 'A payment, a mandate, or both: at least one, and both in the same currency.',
  fields: (t) => ({
    payment: t.field({ type: GoCardlessPaymentRequestInput, description: 'The payment, where one is asked for.' }),
    mandate: t.field({ type: GoCardlessMandateRequestInput, description: 'The mandate, where one is asked for.' }),
    fallbackEnabled: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether it may fall back from an instant payment to direct debit.',
    }),
    purpose: t.string({ description: "GoCardless' purpose code, where the scheme wants one." }),
    customerReference: t.string({
      description:
        "GoCardless' id of a payer that it has already, for example CU123: see `BillingRequest.customerReference`. Left out, a new one is made.",
    }),
    customerBankAccountReference: t.string({
      description:
        "GoCardless' id of an account of this payer that it has already, for example BA123: see `BillingRequest.customerBankAccountReference`. No account is asked for then.",
    }),
    paymentContext: t.string({
      description: "GoCardless' payment context code, for example ecommerce_merchant_initiated_payment.",
    }),
  }),
});

type Terms = Extract<BillingRequestTerms, { readonly goCardless: unknown }>['goCardless'];
type Asked = WithoutNulls<typeof GoCardlessBillingRequestInput.$inferInput>;
type AskedMandate = NonNullable<Asked['mandate']>;

/** The terms of a billing request as GoCardless' adapter takes them. What reading finds wrong is added to `problems`. */
export function readGoCardlessRequest(
  path: readonly string[],
  { payment, mandate, ...rest }: Asked,
  problems: InputProblem[],
): Terms {
  return {
    ...rest,
    ...(payment ? { payment: readPayment([...path, 'payment'], payment, problems) } : {}),
    ...(mandate ? { mandate: readMandate([...path, 'mandate'], mandate, problems) } : {}),
  };
}

function readPayment(
  path: readonly string[],
  { appFee, amount, ...payment }: NonNullable<Asked['payment']>,
  problems: InputProblem[],
) {
  return {
    ...payment,
    amount: readMoney([...path, 'amount'], amount, problems),
    ...(appFee === undefined ? {} : { appFee: readMinorUnits([...path, 'appFee'], appFee, problems) }),
  };
}

function readMandate(
  path: readonly string[],
  { constraints, currency, ...mandate }: AskedMandate,
  problems: InputProblem[],
) {
  return {
    ...mandate,
    ...(currency === undefined ? {} : { currency: readCurrency([...path, 'currency'], currency, problems) }),
    ...(constraints ? { constraints: readConstraints([...path, 'constraints'], constraints, problems) } : {}),
  };
}

function readConstraints(
  path: readonly string[],
  { maxAmountPerPayment, periodicLimits, ...days }: NonNullable<AskedMandate['constraints']>,
  problems: InputProblem[],
): MandateConstraints {
  // Plain days in ISO form: their text is in the order of time.
  if (days.startDate && days.endDate && days.endDate < days.startDate) {
    const message = `expected ${days.startDate} or later, since it starts then; got ${days.endDate}`;
    problems.push({ path: [...path, 'endDate'], rule: 'order', message });
  }
  const minorUnits = (field: readonly string[], text: string) => readMinorUnits([...path, ...field], text, problems);
  return {
    ...days,
    ...(maxAmountPerPayment === undefined
      ? {}
      : { maxAmountPerPayment: minorUnits(['maxAmountPerPayment'], maxAmountPerPayment) }),
    ...(periodicLimits === undefined
      ? {}
      : {
          periodicLimits: periodicLimits.map(({ maxTotalAmount, ...limit }, index) => ({
            ...limit,
            ...(maxTotalAmount === undefined
              ? {}
              : { maxTotalAmount: minorUnits(['periodicLimits', String(index), 'maxTotalAmount'], maxTotalAmount) }),
          })),
        }),
  };
}
