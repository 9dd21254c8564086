import type { termsOf } from '../../domain/billing-request/store.ts';
import type { limitAlignments, limitPeriods } from '../../domain/port/provider.ts';
import { builder } from '../schema/builder.ts';
import { described } from '../schema/enums.ts';

/** What was asked for of a billing request, read back. */

type Terms = NonNullable<ReturnType<typeof termsOf>>;
type Constraints = NonNullable<NonNullable<Terms['mandate']>['constraints']>;
type Limit = NonNullable<Constraints['periodicLimits']>[number];

export const LimitPeriod = builder.enumType('LimitPeriod', {
  description: 'The time for which a limit of a mandate holds. May grow.',
  values: described<(typeof limitPeriods)[number]>({
    DAY: 'Each day.',
    WEEK: 'Each week.',
    MONTH: 'Each month.',
    YEAR: 'Each year.',
    FLEXIBLE: 'From the start to the end of the mandate.',
  }),
});

export const LimitAlignment = builder.enumType('LimitAlignment', {
  description: 'When the times of a limit begin. May grow.',
  values: described<(typeof limitAlignments)[number]>({
    CALENDAR: 'With the calendar: the first one is shorter, and its limit smaller.',
    CREATION_DATE: 'On the day on which the mandate was made, and so on from there.',
  }),
});

const PeriodicLimit = builder.objectRef<Limit>('PeriodicLimit').implement({
  description: 'How often, or how much, may be collected within a time.',
  fields: (t) => ({
    period: t.expose('period', { type: LimitPeriod, description: 'The time.' }),
    alignment: t.field({
      type: LimitAlignment,
      nullable: true,
      description: 'When it begins. Null when nothing was said.',
      resolve: ({ alignment }) => alignment ?? null,
    }),
    maxPayments: t.int({
      nullable: true,
      description: 'How many payments. Null without such a limit.',
      resolve: ({ maxPayments }) => maxPayments ?? null,
    }),
    maxTotalAmount: t.field({
      type: 'MinorUnits',
      nullable: true,
      description: 'How much in all, in minor units. Null without such a limit.',
      resolve: ({ maxTotalAmount }) => minorUnits(maxTotalAmount),
    }),
  }),
});

const MandateConstraints = builder.objectRef<Constraints>('MandateConstraints').implement({
  description: 'Limits of a mandate, to which the payer consents too.',
  fields: (t) => ({
    startDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which may be collected. Null without one.',
      resolve: ({ startDate }) => startDate ?? null,
    }),
    endDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day on which may be collected. Null without one.',
      resolve: ({ endDate }) => endDate ?? null,
    }),
    maxAmountPerPayment: t.field({
      type: 'MinorUnits',
      nullable: true,
      description: 'The most that one payment may be, in minor units. Null without such a limit.',
      resolve: ({ maxAmountPerPayment }) => minorUnits(maxAmountPerPayment),
    }),
    periodicLimits: t.field({
      type: [PeriodicLimit],
      description: 'Limits for a time: ten at most.',
      resolve: ({ periodicLimits = [] }) => [...periodicLimits],
    }),
  }),
});

export const BillingRequestTerms = builder.objectRef<Terms>('BillingRequestTerms').implement({
  description: 'What was asked for of a billing request, beside what it shows itself.',
  fields: (t) => ({
    paymentScheme: t.string({
      nullable: true,
      description: "The provider's name of the payment scheme. Null when it was left out.",
      resolve: ({ payment }) => payment?.scheme ?? null,
    }),
    paymentReference: t.string({
      nullable: true,
      description: "What was to stand on the payer's bank statement. Null when it was left out.",
      resolve: ({ payment }) => payment?.reference ?? null,
    }),
    appFee: t.field({
      type: 'MinorUnits',
      nullable: true,
      description: 'What your own platform keeps of the payment, in minor units. Null when it keeps nothing.',
      resolve: ({ payment }) => minorUnits(payment?.appFee),
    }),
    mandateDescription: t.string({
      nullable: true,
      description: 'What the payer sees as the reason for the mandate. Null when it was left out.',
      resolve: ({ mandate }) => mandate?.description ?? null,
    }),
    verify: t.string({
      nullable: true,
      description: "Whether the account is verified, in the provider's words. Null when it was left out.",
      resolve: ({ mandate }) => mandate?.verify ?? null,
    }),
    constraints: t.field({
      type: MandateConstraints,
      nullable: true,
      description: 'Limits of the mandate. Null when there are none.',
      resolve: ({ mandate }) => mandate?.constraints ?? null,
    }),
    creditorNumber: t.string({
      nullable: true,
      description:
        'Your number as a creditor in the scheme (Betalingsservice: the PBS number). Null where it has none.',
      resolve: ({ creditor }) => creditor?.creditorNumber ?? null,
    }),
    debtorGroupNumber: t.string({
      nullable: true,
      description: 'The group in which you have filed the debtor at Betalingsservice. Null elsewhere.',
      resolve: ({ creditor }) => creditor?.debtorGroupNumber ?? null,
    }),
    purpose: t.string({
      nullable: true,
      description: "The provider's purpose code. Null when it was left out.",
      resolve: ({ purpose }) => purpose ?? null,
    }),
    paymentContext: t.string({
      nullable: true,
      description: "The provider's payment context code. Null when it was left out.",
      resolve: ({ paymentContext }) => paymentContext ?? null,
    }),
  }),
});

function minorUnits(amount: string | undefined): bigint | null {
  return amount === undefined ? null : BigInt(amount);
}
