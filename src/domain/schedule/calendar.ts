/**
 * The days of a schedule: a pure function of its plan and the number of a period, so that whoever starts anew comes to the same ones. Days are
 * YYYY-MM-DD, without a time: no clock, and so no summer time, has a part in it.
 */
export const units = ['WEEK', 'MONTH', 'YEAR'] as const;
export type Unit = (typeof units)[number];

/** The day of the month that stands for the last one, as the wires write it. */
export const lastOfMonth = -1;
/** The last day that every month has. */
export const dayOfMonthMax = 28;

/** The same again and again: every so many weeks, months or years, from a day on, until so many times or a day. */
export interface Recurrence {
  readonly kind: 'RECURRING';
  readonly unit: Unit;
  readonly every: number;
  /** Of months and years: 1 to 28, or `lastOfMonth`. */
  readonly dayOfMonth: number | null;
  /** Of years: 1 to 12. */
  readonly month: number | null;
  /** Of weeks: 1 is Monday, 7 is Sunday. */
  readonly weekday: number | null;
  readonly startsOn: string;
  /** How many periods there are; without end where this and `endsOn` are null. */
  readonly count: number | null;
  /** The last day on which a period may fall. */
  readonly endsOn: string | null;
}

/** A list of days, which ends with its last. */
export interface Instalments {
  readonly kind: 'INSTALMENTS';
  readonly dueOn: readonly string[];
}
export type Plan = Recurrence | Instalments;

/** Whether banks rest on a day, so that nothing is taken on it. */
export type Rests = (day: string) => boolean;

/** The day of a period, counted from 0, by the calendar alone; null where the schedule has ended before. */
export function nominalDay(plan: Plan, period: number): string | null {
  if (plan.kind === 'INSTALMENTS') return plan.dueOn[period] ?? null;
  if (plan.count !== null && period >= plan.count) return null;
  const day = recurring[plan.unit](plan, period);
  return plan.endsOn !== null && day > plan.endsOn ? null : day;
}

/**
 * The day on which money is taken for a period. Where banks rest on its own day it is the next one on which they work; of the last day of a
 * month the one before, so that it stays within the month.
 */
export function dueDay(plan: Plan, period: number, rests: Rests): string | null {
  const day = nominalDay(plan, period);
  if (day === null || !rests(day)) return day;
  if (plan.kind === 'INSTALMENTS' || plan.dayOfMonth !== lastOfMonth) return working(day, 1, rests);
  const before = working(day, -1, rests);
  // Nothing is taken before the schedule begins.
  return before < plan.startsOn ? working(day, 1, rests) : before;
}

/** A period that is to come, with its day. */
export interface Upcoming {
  readonly period: number;
  readonly dueOn: string;
}

/** The next periods from one on, with their days. */
export function upcoming(plan: Plan, period: number, atMost: number, rests: Rests): readonly Upcoming[] {
  const found: Upcoming[] = [];
  for (let at = period; found.length < atMost; at++) {
    const dueOn = dueDay(plan, at, rests);
    if (dueOn === null) break;
    found.push({ period: at, dueOn });
  }
  return found;
}

/** The first period from `period` on whose money is taken on a day or later; null where the schedule ends before. */
export function periodFrom(plan: Plan, period: number, day: string, rests: Rests): number | null {
  for (let at = period; ; at++) {
    const dueOn = dueDay(plan, at, rests);
    if (dueOn === null) return null;
    if (dueOn >= day) return at;
  }
}

const recurring: Readonly<Record<Unit, (plan: Recurrence, period: number) => string>> = {
  WEEK: ({ startsOn, weekday, every }, period) => {
    const ahead = weekday === null ? 0 : (weekday - weekdayOf(startsOn) + 7) % 7;
    return addDays(startsOn, ahead + 7 * every * period);
  },
  MONTH: (plan, period) => {
    const first = monthOf(plan.startsOn);
    const skipped = dayIn(first, plan) < plan.startsOn ? 1 : 0;
    return dayIn(first + skipped + plan.every * period, plan);
  },
  YEAR: (plan, period) => {
    const month = plan.month ?? (monthOf(plan.startsOn) % 12) + 1;
    const first = Number(plan.startsOn.slice(0, 4)) * 12 + month - 1;
    const skipped = dayIn(first, plan) < plan.startsOn ? 12 : 0;
    return dayIn(first + skipped + 12 * plan.every * period, plan);
  },
};

/** Months counted from the year 0. */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The day of a plan in a month. */
function dayIn(month: number, { dayOfMonth, startsOn }: Recurrence): string {
  const of = dayOfMonth ?? Number(startsOn.slice(8, 10));
  const year = Math.floor(month / 12);
  // Day 0 of a month is the last of the one before.
  return of === lastOfMonth ? iso(Date.UTC(year, (month % 12) + 1, 0)) : iso(Date.UTC(year, month % 12, of));
}

function working(day: string, step: 1 | -1, rests: Rests): string {
  let at = addDays(day, step);
  // No bank rests for longer than this; one that did would have us go on for ever.
  for (let tries = 0; rests(at); tries++) {
    if (tries >= restMax) throw new Error(`banks rest for ${restMax} days from ${day}`);
    at = addDays(at, step);
  }
  return at;
}
const restMax = 31;

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

export function addDays(day: string, days: number): string {
  return iso(Date.parse(`${day}T00:00:00Z`) + days * dayMs);
}

const dayMs = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);
