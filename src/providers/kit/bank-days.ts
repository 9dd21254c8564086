/**
 * The days on which the banks of a scheme rest: weekends, and the holidays that follow a rule. One that is proclaimed for a single year, or goes by
 * the moon (Matariki in New Zealand), is not known here: a provider that knows it moves the day on by itself, and says so.
 */
export type BankArea = 'GB' | 'TARGET' | 'DK' | 'SE' | 'NO' | 'US' | 'CA' | 'AU' | 'NZ';

/** Whether banks rest on a day, YYYY-MM-DD. */
export function banksRest(area: BankArea, day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || holidaysOf(area, Number(day.slice(0, 4))).has(day);
}

type Rule = (year: number) => number;

/** Every year on one date. */
const on =
  (month: number, date: number): Rule =>
  (year) =>
    Date.UTC(year, month - 1, date);
/** Days after Easter Sunday. */
const easterPlus =
  (days: number): Rule =>
  (year) =>
    easter(year) + days * dayMs;
/** The nth weekday (0 is Sunday) from a date on. */
const nth =
  (n: number, weekday: number, month: number, from = 1): Rule =>
  (year) => {
    const first = Date.UTC(year, month - 1, from);
    return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + 7 * (n - 1)) * dayMs;
  };
/** The last Monday of a month that has 31 days. */
const lastMonday = (month: number): Rule => nth(1, monday, month, 25);

const monday = 1;
const thursday = 4;
const friday = 5;
const dayMs = 86_400_000;
const goodFriday = easterPlus(-2);
const easterMonday = easterPlus(1);
const newYear = on(1, 1);
const christmas = on(12, 25);
const boxingDay = on(12, 26);

interface Area {
  readonly holidays: readonly Rule[];
  /** The weekdays for which the next free weekday is given. */
  readonly madeUp: readonly number[];
}
const sunday = 0;
const saturday = 6;

const areas: Readonly<Record<BankArea, Area>> = {
  GB: {
    holidays: [
      newYear,
      goodFriday,
      easterMonday,
      nth(1, monday, 5),
      lastMonday(5),
      lastMonday(8),
      christmas,
      boxingDay,
    ],
    madeUp: [saturday, sunday],
  },
  TARGET: { holidays: [newYear, goodFriday, easterMonday, on(5, 1), christmas, boxingDay], madeUp: [] },
  DK: {
    // General Prayer Day is gone since 2024.
    holidays: [
      newYear,
      easterPlus(-3),
      goodFriday,
      easterMonday,
      easterPlus(39),
      easterPlus(40),
      easterPlus(50),
      on(6, 5),
      on(12, 24),
      christmas,
      boxingDay,
      on(12, 31),
    ],
    madeUp: [],
  },
  SE: {
    holidays: [
      newYear,
      on(1, 6),
      goodFriday,
      easterMonday,
      easterPlus(39),
      on(5, 1),
      on(6, 6),
      nth(1, friday, 6, 19),
      on(12, 24),
      christmas,
      boxingDay,
      on(12, 31),
    ],
    madeUp: [],
  },
  NO: {
    holidays: [
      newYear,
      easterPlus(-3),
      goodFriday,
      easterMonday,
      on(5, 1),
      on(5, 17),
      easterPlus(39),
      easterPlus(50),
      christmas,
      boxingDay,
    ],
    madeUp: [],
  },
  US: {
    holidays: [
      newYear,
      nth(3, monday, 1),
      nth(3, monday, 2),
      lastMonday(5),
      on(6, 19),
      on(7, 4),
      nth(1, monday, 9),
      nth(2, monday, 10),
      on(11, 11),
      nth(4, thursday, 11),
      christmas,
    ],
    // The Federal Reserve gives no day for a Saturday.
    madeUp: [sunday],
  },
  CA: {
    holidays: [
      newYear,
      goodFriday,
      nth(1, monday, 5, 18),
      on(7, 1),
      nth(1, monday, 9),
      on(9, 30),
      nth(2, monday, 10),
      on(11, 11),
      christmas,
      boxingDay,
    ],
    madeUp: [saturday, sunday],
  },
  AU: {
    holidays: [newYear, on(1, 26), goodFriday, easterMonday, on(4, 25), nth(2, monday, 6), christmas, boxingDay],
    madeUp: [saturday, sunday],
  },
  NZ: {
    holidays: [
      newYear,
      on(1, 2),
      on(2, 6),
      goodFriday,
      easterMonday,
      on(4, 25),
      nth(1, monday, 6),
      nth(4, monday, 10),
      christmas,
      boxingDay,
    ],
    madeUp: [saturday, sunday],
  },
};

const known = new Map<string, ReadonlySet<string>>();

function holidaysOf(area: BankArea, year: number): ReadonlySet<string> {
  const key = `${area} ${year}`;
  const found = known.get(key);
  if (found) return found;
  const { holidays, madeUp } = areas[area];
  const own = holidays.map((rule) => rule(year)).toSorted((a, b) => a - b);
  const days = new Set(own.map(iso));
  for (const at of own) {
    if (!madeUp.includes(new Date(at).getUTCDay())) continue;
    let free = at + dayMs;
    while ([sunday, saturday].includes(new Date(free).getUTCDay()) || days.has(iso(free))) free += dayMs;
    days.add(iso(free));
  }
  known.set(key, days);
  return days;
}

/** Easter Sunday, by Carter's rule: good from 1900 to 2099. */
export function easter(year: number): number {
  const moon = 225 - 11 * (year % 19);
  const wrapped = moon > 50 ? ((moon - 51) % 30) + 21 : moon;
  const full = wrapped > 48 ? wrapped - 1 : wrapped;
  const weekday = (year + Math.floor(year / 4) + full + 1) % 7;
  return Date.UTC(year, 2, full + 7 - weekday);
}

const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);
