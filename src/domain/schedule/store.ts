import type { EventType, PaymentSchedule, PaymentScheduleAmount, Prisma } from '../../generated/prisma/client.ts';
import type { Reader, Tx } from '../../platform/db.ts';
import type { EventRule, NewRow, PatchOf } from '../noun/description.ts';
import { defineNoun } from '../noun/noun.ts';
import type { Plan } from './calendar.ts';
import type { scheduleStates } from './states.ts';

type Status = keyof typeof scheduleStates;
/** What a step may change of a schedule. */
export type SchedulePatch = PatchOf<
  PaymentSchedule,
  | 'provider'
  | 'accountId'
  | 'mandateId'
  | 'nextPeriod'
  | 'nextDueOn'
  | 'resumesAtPeriod'
  | 'cancelsPending'
  | 'nextAt'
  | 'leaseToken'
  | 'leaseUntil',
  { status: Status }
>;
type NewSchedule = NewRow<Prisma.PaymentScheduleUncheckedCreateInput>;

/** What was stopped goes on. */
const goesOn: EventRule<PaymentSchedule> = ({ status }): EventType =>
  status === 'PAUSED' || status === 'FAILED' ? 'PAYMENT_SCHEDULE_RESUMED' : 'PAYMENT_SCHEDULE_STATUS_CHANGED';

/** Payment schedules: how they are locked, found and written, each step with its event. */
export const schedules = defineNoun<PaymentSchedule, Status, SchedulePatch, NewSchedule>({
  name: 'payment schedule',
  table: 'payment_schedule',
  rows: (tx) => tx.paymentSchedule,
  subjectType: () => 'sch',
  links: ({ agreementId, mandateId }) => ({ agreementId, mandateId }),
  initial: { status: 'ACTIVE' },
  createdBy: () => null,
  statusOf: ({ status }) => status,
  created: 'PAYMENT_SCHEDULE_CREATED',
  moved: {
    PENDING_AUTHORITY: 'PAYMENT_SCHEDULE_STATUS_CHANGED',
    ACTIVE: goesOn,
    PAUSED: 'PAYMENT_SCHEDULE_PAUSED',
    PAST_DUE: 'PAYMENT_SCHEDULE_PAST_DUE',
    COMPLETED: 'PAYMENT_SCHEDULE_COMPLETED',
    CANCELLED: 'PAYMENT_SCHEDULE_CANCELLED',
    FAILED: 'PAYMENT_SCHEDULE_FAILED',
  },
  unmoved: 'PAYMENT_SCHEDULE_CHANGED',
  // We keep it ourselves: there is nothing to ask a provider about.
  nextCheckAt: () => null,
});

/** What is taken, as it is stored: from a day on, or of instalments on that day. */
export type AmountRow = Pick<PaymentScheduleAmount, 'number' | 'on' | 'amountMinor'>;

/** The amounts of a schedule, in the order in which they were given. */
export function amountsOf(
  reader: Pick<Reader | Tx, 'paymentScheduleAmount'>,
  { merchantId, id }: Pick<PaymentSchedule, 'merchantId' | 'id'>,
): Promise<readonly AmountRow[]> {
  return reader.paymentScheduleAmount.findMany({
    where: { merchantId, scheduleId: id },
    orderBy: { number: 'asc' },
    select: { number: true, on: true, amountMinor: true },
  });
}

/** The columns from which the plan of a schedule is read. */
export type PlanRow = Pick<
  PaymentSchedule,
  'kind' | 'unit' | 'every' | 'dayOfMonth' | 'month' | 'weekday' | 'startsOn' | 'count' | 'endsOn'
>;

/** The plan of a stored schedule; the days of instalments stand with their amounts. */
export function planOf(row: PlanRow, amounts: readonly Pick<AmountRow, 'on'>[]): Plan {
  const { unit, every, dayOfMonth, month, weekday, count } = row;
  if (row.kind === 'INSTALMENTS' || !unit || !every)
    return { kind: 'INSTALMENTS', dueOn: amounts.map(({ on }) => dayText(on)) };
  return {
    kind: 'RECURRING',
    unit,
    every,
    dayOfMonth,
    month,
    weekday,
    startsOn: dayText(row.startsOn),
    count,
    endsOn: row.endsOn && dayText(row.endsOn),
  };
}

/** What is taken for a period, in minor units: what was given for the latest day up to its own, and last where several were given for one. */
export function amountFor(
  kind: PaymentSchedule['kind'],
  amounts: readonly AmountRow[],
  period: number,
  day: string,
): bigint {
  const given =
    kind === 'INSTALMENTS'
      ? amounts[period]
      : amounts
          .filter(({ on }) => dayText(on) <= day)
          .toSorted((a, b) => a.on.getTime() - b.on.getTime() || a.number - b.number)
          .at(-1);
  if (!given) throw new Error(`no amount is given for period ${period} on ${day}`);
  return given.amountMinor;
}

export const dayText = (at: Date): string => at.toISOString().slice(0, 10);
