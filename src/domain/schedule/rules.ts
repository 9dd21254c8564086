import type { PaymentSchedule, PaymentStatus, ScheduleStatus } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { dueDay, nominalDay, type Plan, periodFrom } from './calendar.ts';
import type { Days } from './days.ts';

/** How the charges of a schedule stand, that have been made. */
export interface Arrears {
  /** Whether one has not come to its end. */
  readonly open: boolean;
  /** Whether the last one that came to an end came to nothing, or was taken back. */
  readonly pastDue: boolean;
}

const unpaid: readonly PaymentStatus[] = ['FAILED', 'REJECTED', 'EXPIRED', 'REVERSED'];
const openStates: readonly PaymentStatus[] = [
  'CREATED',
  'REQUIRES_PAYER_ACTION',
  'AUTHORIZED',
  'PROCESSING',
  'PARTIALLY_SETTLED',
];

/** By the states of the charges, latest period first. One that the merchant withdrew says nothing. */
export function arrearsOf(latestFirst: readonly PaymentStatus[]): Arrears {
  const last = latestFirst.find((state) => !openStates.includes(state) && state !== 'CANCELLED');
  return {
    open: latestFirst.some((state) => openStates.includes(state)),
    pastDue: last !== undefined && unpaid.includes(last),
  };
}

/** Whether an authority can be charged now, may be later, or never again. */
export type Standing = 'usable' | 'waiting' | 'ended';

/** Where a schedule stands that nobody has stopped, by its authority and by what has become of its charges. */
export function statusBy(standing: Standing, { open, pastDue }: Arrears, periodsLeft: boolean): ScheduleStatus {
  if (standing === 'ended') return 'CANCELLED';
  if (periodsLeft && standing === 'waiting') return 'PENDING_AUTHORITY';
  if (pastDue) return 'PAST_DUE';
  return periodsLeft || open ? 'ACTIVE' : 'COMPLETED';
}

/** What is to be asked for: the day that the plan has, or as soon as possible where that cannot be reached. */
export interface Ask {
  readonly period: number;
  /** The day by the calendar alone, by which the amount goes. */
  readonly nominal: string;
  /** The day that the plan has for it. */
  readonly dueOn: string;
  readonly missed: boolean;
}

/** The period that is to be charged now; null where none is, or its time has not come. */
export function askNow(plan: Plan, nextPeriod: number, days: Days, now: Date): Ask | null {
  const nominal = nominalDay(plan, nextPeriod);
  const dueOn = dueDay(plan, nextPeriod, days.rests);
  if (nominal === null || dueOn === null || days.makeAt(dueOn) > now) return null;
  return { period: nextPeriod, nominal, dueOn, missed: isMissed(dueOn, days, now) };
}

/** A day before the first that the provider can reach now; where it does not say, only one that has passed. */
function isMissed(dueOn: string, { earliest }: Days, now: Date): boolean {
  return dueOn < (earliest ?? now.toISOString().slice(0, 10));
}

/** The day on which money is taken next, and when that is asked for; nulls where nothing is taken. */
export function nextOf(
  { status, nextPeriod, resumesAtPeriod }: Pick<PaymentSchedule, 'status' | 'nextPeriod' | 'resumesAtPeriod'>,
  plan: Plan,
  days: Days,
): { readonly nextDueOn: Date | null; readonly nextAt: Date | null } {
  const period = status === 'PAUSED' ? resumesAtPeriod : nextPeriod;
  const stopped = status === 'CANCELLED' || status === 'COMPLETED' || period === null;
  const dueOn = stopped ? null : dueDay(plan, period, days.rests);
  if (dueOn === null) return { nextDueOn: null, nextAt: null };
  // One whose authority is waited for, or that has failed, is taken up when somebody moves it.
  const waits = status === 'PENDING_AUTHORITY' || status === 'FAILED';
  return { nextDueOn: new Date(`${dueOn}T00:00:00Z`), nextAt: waits ? null : days.makeAt(dueOn) };
}

/** The period with which a paused schedule goes on: the first whose day can still be reached. Null where there is none any more. */
export function resumesWith(plan: Plan, nextPeriod: number, { rests, earliest }: Days, now: Date): number | null {
  const today = now.toISOString().slice(0, 10);
  return periodFrom(plan, nextPeriod, earliest !== null && earliest > today ? earliest : today, rests);
}

/** Everything that can be asked of a schedule. */
export const scheduleActionKinds = ['CHANGE_AMOUNT', 'PAUSE', 'RESUME', 'CANCEL'] as const;
export type ScheduleActionKind = (typeof scheduleActionKinds)[number];

interface Rule {
  readonly from: readonly ScheduleStatus[];
  readonly why: string;
}
const running = ['PENDING_AUTHORITY', 'ACTIVE', 'PAST_DUE'] as const;
const actionRules: Readonly<Record<ScheduleActionKind, Rule>> = {
  CHANGE_AMOUNT: { from: [...running, 'PAUSED', 'FAILED'], why: 'the amount of one that goes on can be changed only' },
  PAUSE: { from: running, why: 'only one that makes charges can be paused' },
  RESUME: { from: ['PAUSED', 'FAILED'], why: 'only one that is paused or has failed can be resumed' },
  CANCEL: { from: [...running, 'PAUSED', 'FAILED'], why: 'it is over already' },
};

/** Why something cannot be asked of a schedule now, or null. The mutations decide by it under the row's lock. */
export function cannot(
  action: ScheduleActionKind,
  { status, kind, nextDueOn }: Pick<PaymentSchedule, 'status' | 'kind' | 'nextDueOn'>,
): RefusalOf<'invalidState'> | null {
  const { from, why } = actionRules[action];
  const refused = (message: string) =>
    ({
      kind: 'invalidState',
      path: ['input', 'paymentScheduleId'],
      message,
      current: status,
      allowedFrom: from,
    }) as const;
  if (!from.includes(status)) return refused(`The schedule is ${status}; ${why}.`);
  if (action === 'CHANGE_AMOUNT' && kind === 'INSTALMENTS')
    return refused('Instalments are agreed upon as a list; cancel the schedule, and make another for what is left.');
  if (action === 'PAUSE' && nextDueOn === null)
    return refused('Every charge has been made; there is nothing to pause.');
  return null;
}
