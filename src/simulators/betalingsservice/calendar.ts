import { dayMs, hourMs, localTimeIn } from '../kit/time.ts';

/**
 * Danish banking days and the hours in which Betalingsservice works through mandates: every second hour from 07:00 to 19:00,
 * Copenhagen time.
 */

const copenhagenTime = localTimeIn('Europe/Copenhagen');
const runHours = [7, 9, 11, 13, 15, 17, 19];
// The longest rest is shorter than this by far: Easter, or Christmas with a weekend beside it.
const searchDaysMax = 14;

// Fixed closing days: New Year, Constitution Day, Christmas Eve, Christmas and New Year's Eve.
const fixedClosings = new Set(['01-01', '06-05', '12-24', '12-25', '12-26', '12-31']);
// Days after Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension Day and the day after, Whit Monday.
const closingsByEaster = [-3, -2, 1, 39, 40, 50];

/** The first run after an instant. */
export function nextRun(after: Date): Date {
  const today = Date.parse(`${copenhagenDate(after)}T00:00:00Z`);
  for (let ahead = 0; ahead < searchDaysMax; ahead++) {
    const midnight = today + ahead * dayMs;
    if (!isBankingDay(new Date(midnight).toISOString().slice(0, 10))) continue;
    // The clocks are changed on Sundays, never on a banking day: one offset holds from morning to evening.
    const offsetMs = copenhagenOffsetMs(new Date(midnight + dayMs / 2));
    const run = runHours.map((hour) => midnight + hour * hourMs - offsetMs).find((ms) => ms > after.getTime());
    if (run !== undefined) return new Date(run);
  }
  throw new Error(`no banking day within ${searchDaysMax} days of ${after.toISOString()}`);
}

/** Whether banks are open on a date such as `2026-03-02`. */
export function isBankingDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const weekday = new Date(midnight).getUTCDay();
  if (weekday === 0 || weekday === 6 || fixedClosings.has(date.slice(5))) return false;
  const year = Number(date.slice(0, 4));
  const daysAfterEaster = Math.round((midnight - easterSunday(year)) / dayMs);
  // General Prayer Day, the fourth Friday after Easter, was abolished from 2024 on.
  return !closingsByEaster.includes(daysAfterEaster) && !(daysAfterEaster === 26 && year < 2024);
}

/** The date in Copenhagen. */
export function copenhagenDate(at: Date): string {
  return copenhagenTime(at).slice(0, 10);
}

function copenhagenOffsetMs(at: Date): number {
  return Date.parse(`${copenhagenTime(at).replace(' ', 'T')}Z`) - at.getTime();
}

// Gauss's reckoning in the form of Meeus, for the Gregorian calendar.
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const epact =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * correction + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1);
}
