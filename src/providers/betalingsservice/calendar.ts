import { onClocksOf } from '../kit/times.ts';

/** Danish banking days, and the time of day in Copenhagen. */

const day = 86_400_000;
const timeZone = 'Europe/Copenhagen';
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** The wall clock in Copenhagen. */
export interface LocalTime {
  /** Midnight UTC of the date. */
  readonly date: Date;
  /** Since midnight. */
  readonly minutes: number;
}

export function inCopenhagen(at: Date): LocalTime {
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day: dayOfMonth = 1, hour = 0, minute = 0 } = parts;
  return { date: new Date(Date.UTC(year, month - 1, dayOfMonth)), minutes: hour * 60 + minute };
}

/** The instant at which the clocks in Copenhagen show so many minutes since midnight. They are changed at night only. */
export function atCopenhagen({ date, minutes }: LocalTime): Date {
  const asUtc = new Date(date.getTime() + minutes * 60_000);
  return onClocksOf(timeZone, asUtc) ?? asUtc;
}

// New Year, Constitution Day, Christmas Eve to Boxing Day, New Year's Eve.
const fixed: ReadonlySet<string> = new Set(['01-01', '06-05', '12-24', '12-25', '12-26', '12-31']);
// Maundy Thursday, Good Friday, Easter Monday, Ascension Day and the day after, Whit Monday. General Prayer Day is gone since 2024.
const fromEaster: ReadonlySet<number> = new Set([-3, -2, 1, 39, 40, 50]);

/** Whether banks work on a date (midnight UTC of it). */
export function isBankingDay(date: Date): boolean {
  if ([0, 6].includes(date.getUTCDay()) || fixed.has(date.toISOString().slice(5, 10))) return false;
  return !fromEaster.has(Math.round((date.getTime() - easter(date.getUTCFullYear())) / day));
}

/** The first banking day after a date. */
export function nextBankingDay(date: Date): Date {
  const next = new Date(date.getTime() + day);
  return isBankingDay(next) ? next : nextBankingDay(next);
}

/** The banking day of a month, given by any day of it, that is the so-and-so-many-th from its end. */
export function lastBankingDay(month: Date, fromEnd: number): Date {
  let at = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0));
  for (let left = fromEnd; ; at = new Date(at.getTime() - day)) {
    if (isBankingDay(at)) left -= 1;
    if (left === 0) return at;
  }
}

// Carter's rule, good from 1900 to 2099.
function easter(year: number): number {
  const moon = 225 - 11 * (year % 19);
  const wrapped = moon > 50 ? ((moon - 51) % 30) + 21 : moon;
  const full = wrapped > 48 ? wrapped - 1 : wrapped;
  const weekday = (year + Math.floor(year / 4) + full + 1) % 7;
  return Date.UTC(year, 2, full + 7 - weekday);
}
