import { nominalDay, upcoming } from '../../domain/schedule/calendar.ts';
import { inCurrencyOf, retryPlanOf } from '../../domain/schedule/charge.ts';
import { daysOf } from '../../domain/schedule/days.ts';
import { cannot, scheduleActionKinds } from '../../domain/schedule/rules.ts';
import { type AmountRow, amountFor, dayText, planOf } from '../../domain/schedule/store.ts';
import type {
  Agreement as AgreementRow,
  Mandate as MandateRow,
  PaymentSchedule as ScheduleRow,
} from '../../generated/prisma/client.ts';
import { encodeId } from '../../kernel/ids.ts';
import type { Money as MoneyValue } from '../../kernel/money.ts';
import { Charge, ChargeAuthority, RetryPlan } from '../charge/type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { Money } from '../schema/money.ts';
import { Node, ProviderBacked, Versioned } from '../schema/node.ts';
import { StatusReason, toReason } from '../schema/reason.ts';
import { PaymentScheduleStatus, PeriodOutcome, ScheduleActionKind, ScheduleKeeper, ScheduleUnit } from './enums.ts';

/** A schedule has no more upcoming charges shown than this at once, and no more amounts and periods. */
const upcomingMax = 10;
const shownMax = 100;

interface Interval {
  readonly count: number;
  readonly unit: NonNullable<ScheduleRow['unit']>;
}
const ScheduleInterval = builder.objectRef<Interval>('ScheduleInterval').implement({
  description: 'How often a payment schedule takes money.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Every so many.' }),
    unit: t.expose('unit', { type: ScheduleUnit, description: 'Weeks, months or years.' }),
  }),
});

const ScheduleAnchor = builder
  .objectRef<Pick<ScheduleRow, 'dayOfMonth' | 'month' | 'weekday'>>('ScheduleAnchor')
  .implement({
    description: 'On which day of its week, month or year a payment schedule takes money.',
    fields: (t) => ({
      dayOfMonth: t.int({
        nullable: true,
        description: '1 to 28. Null of the last of a month, and of weeks.',
        resolve: ({ dayOfMonth }) => (dayOfMonth !== null && dayOfMonth > 0 ? dayOfMonth : null),
      }),
      lastOfMonth: t.boolean({
        description: 'Whether it is the last day of the month.',
        resolve: ({ dayOfMonth }) => dayOfMonth !== null && dayOfMonth < 0,
      }),
      month: t.exposeInt('month', { nullable: true, description: 'Of years: 1 to 12. Null otherwise.' }),
      weekday: t.exposeInt('weekday', {
        nullable: true,
        description: 'Of weeks: 1 is Monday, 7 is Sunday. Null where it is that of `startsOn`, and otherwise.',
      }),
    }),
  });

interface Given {
  readonly from: string;
  readonly amount: MoneyValue;
}
const ScheduledAmount = builder.objectRef<Given>('ScheduledAmount').implement({
  description: 'What is taken from a day on; of instalments on that very day.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'From this day on; of instalments on this day.' }),
    amount: t.expose('amount', { type: Money, description: 'What is taken.' }),
  }),
});

interface ToCome {
  readonly number: number;
  readonly dueOn: string;
  readonly amount: MoneyValue;
}
const UpcomingCharge = builder.objectRef<ToCome>('UpcomingCharge').implement({
  description: 'A charge that is to be made, as things stand.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'The number of its period, counted from 1.' }),
    dueOn: t.expose('dueOn', {
      type: 'Date',
      description: 'The day on which it will be taken: one on which banks work.',
    }),
    amount: t.expose('amount', { type: Money, description: 'What will be taken.' }),
  }),
});

builder.prismaObject('PaymentSchedulePeriod', {
  name: 'SchedulePeriod',
  description: 'A period of a payment schedule that is under way or over.',
  fields: (t) => ({
    number: t.int({ description: 'Counts from 1.', resolve: ({ period }) => period + 1 }),
    dueOn: t.field({
      type: 'Date',
      description: 'The day that the plan has for it.',
      resolve: ({ dueOn }) => dayText(dueOn),
    }),
    outcome: t.expose('outcome', { type: PeriodOutcome, description: 'What was done for it.' }),
    charge: t.field({
      type: Charge,
      nullable: true,
      description: 'The charge that was made. Null where none was.',
      directives: { cost: { weight: 1 } },
      resolve: async ({ paymentId }, _args, { loaders }) =>
        paymentId === null ? null : ((await loaders.payment.load(paymentId)) as never),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When that was done.' }),
  }),
});

interface Action {
  readonly action: (typeof scheduleActionKinds)[number];
  readonly why: string | null;
}
const ScheduleAction = builder.objectRef<Action>('PaymentScheduleActionAvailability').implement({
  description: 'Whether something can be asked of a payment schedule now.',
  fields: (t) => ({
    action: t.expose('action', { type: ScheduleActionKind, description: 'What.' }),
    available: t.boolean({ description: 'Whether it would be accepted now.', resolve: ({ why }) => why === null }),
    unavailableReason: t.exposeString('why', {
      nullable: true,
      description: 'Why it would be refused. Null when it would not.',
    }),
  }),
});

export const PaymentSchedule = builder.prismaObject('PaymentSchedule', {
  description:
    'A rule by which money falls due on a mandate or an agreement: a subscription, or instalments. Each period becomes a charge, in its time.',
  interfaces: [Node, Versioned, ProviderBacked],
  fields: (t) => ({
    id: t.id({ description: 'Id of the schedule: sch_ and 26 characters.', resolve: ({ id }) => encodeId('sch', id) }),
    status: t.expose('status', { type: PaymentScheduleStatus, description: 'Where it stands.' }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why it stands so. Null when nothing is out of the ordinary.',
      resolve: ({ reason }) => toReason(reason),
    }),
    on: t.field({
      type: ChargeAuthority,
      description:
        'The agreement or the mandate on which it is taken: of a mandate that was replaced, the one in its place.',
      directives: { cost: { weight: 1 } },
      resolve: async (schedule, _args, context) => (await authorityOf(schedule, context)) as never,
    }),
    keptBy: t.expose('keptBy', { type: ScheduleKeeper, description: 'Who makes its charges.' }),
    description: t.exposeString('description', { description: 'What the payer sees as the reason of each charge.' }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: "What you let stand on the payer's bank statement. Null when it was left to the provider.",
    }),
    every: t.field({
      type: ScheduleInterval,
      nullable: true,
      description: 'How often. Null of instalments.',
      resolve: ({ unit, every }) => (unit && every ? { count: every, unit } : null),
    }),
    anchor: t.field({
      type: ScheduleAnchor,
      nullable: true,
      description: 'On which day. Null of instalments.',
      resolve: (schedule) => (schedule.unit ? schedule : null),
    }),
    startsOn: t.field({
      type: 'Date',
      description: 'From when on money is taken.',
      resolve: ({ startsOn }) => dayText(startsOn),
    }),
    endsOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day on which a period may fall. Null without one.',
      resolve: ({ endsOn }) => endsOn && dayText(endsOn),
    }),
    count: t.exposeInt('count', {
      nullable: true,
      description: 'How many periods there are, those that were skipped among them. Null where there is no such end.',
    }),
    retryPlan: t.field({
      type: RetryPlan,
      description: 'Who tries again when nothing was taken for a charge.',
      resolve: (schedule) => {
        const plan = retryPlanOf(schedule);
        return { retryKind: plan.kind, retryDays: 'days' in plan ? plan.days : null };
      },
    }),
    nextDueOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The day on which money is taken next for a period without a charge. Null where none is to come, and while it is paused until it is resumed.',
      resolve: ({ nextDueOn }) => nextDueOn && dayText(nextDueOn),
    }),
    amounts: t.field({
      type: [ScheduledAmount],
      description: `What is taken, in the order in which it was given: the first ${shownMax}. Of instalments, each with its day.`,
      directives: { cost: { weight: 2 } },
      select: { amounts: { orderBy: { number: 'asc' }, take: shownMax } },
      resolve: (schedule) =>
        schedule.amounts.map(({ on, amountMinor }) => ({
          from: dayText(on),
          amount: inCurrencyOf(schedule, amountMinor),
        })),
    }),
    upcoming: t.field({
      type: [UpcomingCharge],
      description: 'The next charges that are to be made, as things stand. None of one that is paused or over.',
      directives: { cost: { weight: 1, multiplier: 'first' } },
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: upcomingMax,
          description: `How many: ${upcomingMax} at most.`,
        }),
      },
      select: { amounts: { orderBy: { number: 'asc' } } },
      resolve: (schedule, { first }, context) =>
        toCome(schedule, schedule.amounts, Math.min(Math.max(first, 0), upcomingMax), context),
    }),
    periods: t.relation('periods', {
      description: `What was done for each period so far, latest first: the last ${shownMax}.`,
      directives: { cost: { weight: 5 } },
      query: () => ({ orderBy: { period: 'desc' }, take: shownMax }),
    }),
    actions: t.field({
      type: [ScheduleAction],
      description:
        'Everything that can be asked of it, and whether it would be accepted now, by the very rules of the mutations.',
      resolve: (schedule) =>
        scheduleActionKinds.map((action) => ({ action, why: cannot(action, schedule)?.message ?? null })),
    }),
    metadata: t.field({
      type: 'Metadata',
      description: "The caller's own notes.",
      resolve: ({ metadata }) => metadata as Record<string, string>,
    }),
  }),
});

async function authorityOf(
  { id, agreementId, mandateId }: ScheduleRow,
  { loaders }: Context,
): Promise<AgreementRow | MandateRow> {
  const found = await loaders.node.load(
    mandateId === null ? { prefix: 'agr', uuid: agreementId ?? '' } : { prefix: 'man', uuid: mandateId },
  );
  if (!found) throw new Error(`payment schedule ${id} is on nothing`);
  return found as AgreementRow | MandateRow;
}

async function toCome(
  schedule: ScheduleRow,
  amounts: readonly AmountRow[],
  first: number,
  context: Context,
): Promise<ToCome[]> {
  const { status, nextPeriod, resumesAtPeriod, kind } = schedule;
  if (status === 'CANCELLED' || status === 'COMPLETED' || (status === 'PAUSED' && resumesAtPeriod === null)) return [];
  const plan = planOf(schedule, amounts);
  const connected = await context.deps.accounts.byId(schedule.accountId);
  const { rests } = daysOf(connected, await authorityOf(schedule, context), await context.loaders.now.load('now'));
  return upcoming(plan, resumesAtPeriod ?? nextPeriod, first, rests).map(({ period, dueOn }) => ({
    number: period + 1,
    dueOn,
    amount: inCurrencyOf(schedule, amountFor(kind, amounts, period, nominalDay(plan, period) ?? dueOn)),
  }));
}
