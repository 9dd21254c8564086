import { dayMs, hourMs } from '../kit/time.ts';

// Bank holidays differ by scheme and year and would make tests depend on a table of them: here a working day is Monday to Friday.
const cutOffHour = 16;
const bankHour = 9;

/** The date of an instant, in UTC. */
export function dateOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The date itself, or the next working day after it. */
export function rollForward(date: string): string {
  let day = date;
  while (isWeekend(day)) day = plusDays(day, 1);
  return day;
}

/** So many working days after (or, below zero, before) a date. */
export function addWorkingDays(date: string, days: number): string {
  let day = days < 0 ? date : rollForward(date);
  for (let left = Math.abs(days); left > 0; left--) {
    do day = plusDays(day, Math.sign(days));
    while (isWeekend(day));
  }
  return day;
}

/** The working day on which something that is handed in now goes to the banks. */
export function bankingDay(now: Date): string {
  const today = dateOf(now);
  return isWeekend(today) || now.getUTCHours() < cutOffHour ? rollForward(today) : addWorkingDays(today, 1);
}

/** When that day's files go to the banks. */
export const sentAt = (date: string): Date => instantOf(date, cutOffHour);
/** When that day's answers come from the banks. */
export const heardAt = (date: string): Date => instantOf(date, bankHour);

/** The later of an instant and a moment from now, so that nothing is due before it was asked for. */
export function notBefore(now: Date, due: Date): Date {
  return due.getTime() > now.getTime() ? due : new Date(now.getTime() + 1_000);
}

/** So many months later, at the last day of a month that is shorter. */
export function plusMonths(instant: Date, months: number): Date {
  const moved = new Date(instant);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  if (moved.getUTCDate() !== instant.getUTCDate()) moved.setUTCDate(0);
  return moved;
}

function plusDays(date: string, days: number): string {
  return dateOf(new Date(Date.parse(date) + days * dayMs));
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}

function instantOf(date: string, hour: number): Date {
  return new Date(Date.parse(date) + hour * hourMs);
}
