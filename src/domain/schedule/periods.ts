import type { PaymentSchedule, PeriodOutcome } from '../../generated/prisma/client.ts';
import { insertLater } from '../../platform/write-batch.ts';
import type { WriteContext } from '../noun/description.ts';
import { dueDay, type Plan } from './calendar.ts';
import type { Days } from './days.ts';

/** What became of a period. The primary key lets each be written once. */
export function writePeriod(
  { tx, now }: WriteContext,
  { merchantId, id: scheduleId }: PaymentSchedule,
  {
    period,
    dueOn,
    outcome,
    paymentId,
  }: {
    readonly period: number;
    readonly dueOn: string;
    readonly outcome: PeriodOutcome;
    readonly paymentId: string | null;
  },
): void {
  const on = new Date(`${dueOn}T00:00:00Z`);
  insertLater(tx, 'paymentSchedulePeriod', [
    { merchantId, scheduleId, period, dueOn: on, outcome, paymentId, at: now },
  ]);
}

/** Leaves out the periods before the one to go on with, or all that are left where there is none; gives the one that is next. */
export function skipPeriods(
  context: WriteContext,
  schedule: PaymentSchedule,
  plan: Plan,
  { rests }: Pick<Days, 'rests'>,
  goesOnWith: number | null,
): number {
  let period = schedule.nextPeriod;
  for (; goesOnWith === null || period < goesOnWith; period++) {
    const dueOn = dueDay(plan, period, rests);
    if (dueOn === null) break;
    writePeriod(context, schedule, { period, dueOn, outcome: 'SKIPPED', paymentId: null });
  }
  return period;
}
