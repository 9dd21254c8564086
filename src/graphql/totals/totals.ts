import {
  daysMax,
  groupsMax,
  type Totals,
  type TotalsAmounts,
  type TotalsBy,
  type TotalsGroup,
  type TotalsPeriod,
  totalsOf,
} from '../../domain/totals/read.ts';
import { builder } from '../schema/builder.ts';
import { described, PaymentStatus, Provider } from '../schema/enums.ts';
import { Money } from '../schema/money.ts';
import { badInput } from '../schema/page.ts';

const TotalsByType = builder.enumType('PaymentTotalsBy', {
  description: 'By what totals of payments are told apart. May grow.',
  values: described<TotalsBy>({
    DAY: 'The day on which they were made, by the time zone of the merchant.',
    STATUS: 'Where they stand now.',
    PROVIDER: 'Their provider.',
    CURRENCY: 'Their currency.',
  }),
});

const Period = builder.inputType('DayPeriodInput', {
  description: `Days by the time zone of the merchant (\`viewer.timeZone\`): ${daysMax} at most.`,
  fields: (t) => ({
    from: t.field({ type: 'Date', required: true, description: 'The first day.' }),
    to: t.field({ type: 'Date', required: true, description: 'The last day, included.' }),
  }),
});

const Amounts = builder.objectRef<TotalsAmounts>('PaymentTotalsAmounts').implement({
  description: 'What payments come to in one currency.',
  fields: (t) => ({
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'ISO 4217 code of the currency.' }),
    count: t.exposeInt('count', { description: 'How many payments are in it.' }),
    requested: t.expose('requested', { type: Money, description: 'What was asked for.' }),
    captured: t.expose('captured', { type: Money, description: 'What was taken of it so far.' }),
    refunded: t.expose('refunded', { type: Money, description: 'What was given back of that.' }),
    reversed: t.expose('reversed', { type: Money, description: 'What banks took back of it.' }),
  }),
});

const Group = builder.objectRef<TotalsGroup>('PaymentTotalsGroup').implement({
  description: 'Payments that are alike in all that `by` names.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', nullable: true, description: 'Their day. Null unless `by` names DAY.' }),
    status: t.expose('status', {
      type: PaymentStatus,
      nullable: true,
      description: 'Their status. Null unless `by` names STATUS.',
    }),
    provider: t.expose('provider', {
      type: Provider,
      nullable: true,
      description: 'Their provider. Null unless `by` names PROVIDER.',
    }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      nullable: true,
      description: 'Their currency. Null unless `by` names CURRENCY.',
    }),
    count: t.exposeInt('count', { description: 'How many they are.' }),
    succeeded: t.exposeInt('succeeded', {
      description: 'How many of them came to money: SETTLED and PARTIALLY_SETTLED.',
    }),
    failed: t.exposeInt('failed', {
      description: 'How many of them came to none: REJECTED, EXPIRED, FAILED and REVERSED.',
    }),
    successBasisPoints: t.int({
      nullable: true,
      description:
        'Of ten thousand that have come to an end, how many came to money: 9850 is 98.5 %. What the merchant cancelled is not among them. Null where none has.',
      resolve: ({ succeeded, failed }) =>
        succeeded + failed === 0 ? null : Math.round((10_000 * succeeded) / (succeeded + failed)),
    }),
    amounts: t.expose('amounts', {
      type: [Amounts],
      description: 'What they come to: one for each currency that is among them.',
    }),
  }),
});

interface TotalsAnswer extends Totals, TotalsPeriod {
  readonly timeZone: string;
}

const PaymentTotals = builder.objectRef<TotalsAnswer>('PaymentTotals').implement({
  description: 'How many of the payments that were made in a period stand where, and what they come to.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    to: t.expose('to', { type: 'Date', description: 'The last day, included.' }),
    timeZone: t.exposeString('timeZone', {
      description:
        'The time zone by which days are counted. A payment stays on the day on which it was made by the zone of then.',
    }),
    groups: t.expose('groups', {
      type: [Group],
      description: `Payments by what \`by\` names, in its order. Those of which there are none are left out; ${groupsMax} at most.`,
    }),
    current: t.exposeBoolean('current', {
      description:
        'Whether all that has happened is in them. False while more has happened in the last moments than is added at once: ask again.',
    }),
  }),
});

builder.queryField('paymentTotals', (t) =>
  t.field({
    type: PaymentTotals,
    description:
      'Counts and sums of payments by the day on which they were made, as they stand now. Kept beside the payments, so that they cost the same however many there are.',
    directives: { cost: { weight: 10 } },
    args: {
      period: t.arg({ type: Period, required: true, description: 'The days on which the payments were made.' }),
      by: t.arg({
        type: [TotalsByType],
        description: 'What the groups are told apart by, in this order. One group of all when left out.',
      }),
    },
    resolve: async (_root, { period, by }, { deps, caller, credential }) => {
      mustBePeriod(period);
      const apart = [...new Set(by ?? [])];
      const totals = await deps.db.forMerchant(caller.merchantId, (tx) =>
        totalsOf(tx, caller.merchantId, period, apart),
      );
      if (!totals.ok) throw badInput(totals.error);
      return { ...period, ...totals.value, timeZone: credential.timeZone };
    },
  }),
);

const dayMs = 86_400_000;

function mustBePeriod({ from, to }: TotalsPeriod): void {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days < 1) throw badInput(`expected \`to\` to be ${from} or later; got ${to}`);
  if (days > daysMax) throw badInput(`expected a period of ${daysMax} days at most; got ${days}`);
}
