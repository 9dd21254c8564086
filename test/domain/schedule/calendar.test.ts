import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dueDay,
  lastOfMonth,
  nominalDay,
  periodFrom,
  type Recurrence,
  upcoming,
  weekdayOf,
} from '../../../src/domain/schedule/calendar.ts';
import { restsOn } from '../../../src/providers/gocardless/limits/charge-days.ts';
import { type BankArea, banksRest } from '../../../src/providers/kit/bank-days.ts';

const never = () => false;
const inGreatBritain = (day: string) => banksRest('GB', day);
const monthly: Recurrence = {
  kind: 'RECURRING',
  unit: 'MONTH',
  every: 1,
  dayOfMonth: 1,
  month: null,
  weekday: null,
  startsOn: '2027-01-01',
  count: null,
  endsOn: null,
};
const daysOf = (plan: Recurrence, many: number, rests = never) =>
  upcoming(plan, 0, many, rests).map(({ dueOn }) => dueOn);

describe('the days of a schedule', () => {
  it('are the last of each month, whatever its length', () => {
    expect(daysOf({ ...monthly, dayOfMonth: lastOfMonth, startsOn: '2028-01-15' }, 4)).toEqual([
      '2028-01-31',
      '2028-02-29',
      '2028-03-31',
      '2028-04-30',
    ]);
  });

  it('begin in the next month where the day of the first has passed', () => {
    expect(daysOf({ ...monthly, dayOfMonth: 10, startsOn: '2027-11-11' }, 3)).toEqual([
      '2027-12-10',
      '2028-01-10',
      '2028-02-10',
    ]);
  });

  it.each([
    [
      'every second Friday',
      { unit: 'WEEK', every: 2, weekday: 5, dayOfMonth: null },
      ['2027-01-01', '2027-01-15', '2027-01-29'],
    ],
    ['every Wednesday', { unit: 'WEEK', weekday: 3, dayOfMonth: null }, ['2027-01-06', '2027-01-13', '2027-01-20']],
    ['each quarter', { every: 3, dayOfMonth: 28 }, ['2027-01-28', '2027-04-28', '2027-07-28']],
    [
      'the last of each February',
      { unit: 'YEAR', month: 2, dayOfMonth: lastOfMonth },
      ['2027-02-28', '2028-02-29', '2029-02-28'],
    ],
    ['each year on its first day', { unit: 'YEAR', dayOfMonth: null }, ['2027-01-01', '2028-01-01', '2029-01-01']],
  ] as const)('can be %s', (_, over, expected) => {
    expect(daysOf({ ...monthly, ...over }, 3)).toEqual(expected);
  });

  it('move on where banks rest, and back within the month of the last day', () => {
    // 1 January 2027 is a Friday and a holiday; 31 January 2027 a Sunday.
    expect(dueDay(monthly, 0, inGreatBritain)).toBe('2027-01-04');
    expect(dueDay({ ...monthly, dayOfMonth: lastOfMonth }, 0, inGreatBritain)).toBe('2027-01-29');
    // Nothing is taken before the schedule begins.
    expect(dueDay({ ...monthly, dayOfMonth: lastOfMonth, startsOn: '2027-01-31' }, 0, inGreatBritain)).toBe(
      '2027-02-01',
    );
  });

  it('end after so many, or on a day, which may be the last one', () => {
    expect(daysOf({ ...monthly, count: 2 }, 9)).toEqual(['2027-01-01', '2027-02-01']);
    expect(daysOf({ ...monthly, endsOn: '2027-03-01' }, 9)).toEqual(['2027-01-01', '2027-02-01', '2027-03-01']);
    expect(nominalDay({ kind: 'INSTALMENTS', dueOn: ['2027-05-05'] }, 1)).toBeNull();
  });

  it('are found again from any day', () => {
    expect(periodFrom(monthly, 0, '2027-02-02', never)).toBe(2);
    expect(periodFrom({ ...monthly, count: 2 }, 0, '2027-02-02', never)).toBeNull();
  });
});

const recurrences: fc.Arbitrary<Recurrence> = fc
  .record({
    unit: fc.constantFrom('WEEK', 'MONTH', 'YEAR'),
    every: fc.integer({ min: 1, max: 12 }),
    dayOfMonth: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant(lastOfMonth)),
    month: fc.integer({ min: 1, max: 12 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    start: fc.integer({ min: 0, max: 4 * 365 }),
  })
  .map(
    ({ unit, every, dayOfMonth, month, weekday, start }): Recurrence => ({
      ...monthly,
      unit,
      every: unit === 'YEAR' ? 1 : every,
      dayOfMonth: unit === 'WEEK' ? null : dayOfMonth,
      month: unit === 'YEAR' ? month : null,
      weekday: unit === 'WEEK' ? weekday : null,
      startsOn: addDays('2027-01-01', start),
    }),
  );
const areas: readonly BankArea[] = ['GB', 'TARGET', 'DK', 'SE', 'US', 'CA', 'AU', 'NZ'];
const holds = (property: fc.IPropertyWithHooks<[Recurrence, BankArea]>) =>
  fc.assert(property, { seed: 14, numRuns: 12 });
const thirtyYears = ({ unit, every }: Recurrence) => Math.ceil({ WEEK: 1566, MONTH: 360, YEAR: 30 }[unit] / every);

describe('thirty years of any schedule', () => {
  it('have each period once, in its own week, month or year, on the day that was asked for', () => {
    holds(
      fc.property(recurrences, fc.constantFrom(...areas), (plan, _area) => {
        let before = '';
        for (let period = 0; period < thirtyYears(plan); period++) {
          const day = nominalDay(plan, period) ?? '';
          expect(day > before && day >= plan.startsOn).toBe(true);
          if (plan.weekday !== null) expect(weekdayOf(day)).toBe(plan.weekday);
          else if (plan.dayOfMonth === lastOfMonth) expect(addDays(day, 1).slice(8)).toBe('01');
          else expect(Number(day.slice(8))).toBe(plan.dayOfMonth);
          if (before !== '') expect(stepsBetween(plan, before, day)).toBe(plan.every);
          before = day;
        }
      }),
    );
  });

  it('take money on days on which banks work, as near as can be, and in the order of the periods', () => {
    holds(
      fc.property(recurrences, fc.constantFrom(...areas), (plan, area) => {
        const rests = (day: string) => banksRest(area, day);
        let before = '';
        for (let period = 0; period < thirtyYears(plan); period++) {
          const day = nominalDay(plan, period) ?? '';
          const due = dueDay(plan, period, rests) ?? '';
          expect(rests(due) || due < before || due < plan.startsOn).toBe(false);
          if (!rests(day)) expect(due).toBe(day);
          for (
            let at = addDays(due < day ? due : day, due < day ? 1 : 0);
            at < (due < day ? day : due);
            at = addDays(at, 1)
          )
            expect(rests(at)).toBe(true);
          before = due;
        }
      }),
    );
  });

  it('are the same from wherever one begins', () => {
    holds(
      fc.property(recurrences, fc.constantFrom(...areas), (plan, area) => {
        const rests = (day: string) => banksRest(area, day);
        const all = upcoming(plan, 0, thirtyYears(plan), rests);
        const from = Math.floor(all.length / 3);
        expect(upcoming(plan, from, all.length - from, rests)).toEqual(all.slice(from));
      }),
    );
  });
});

/** How many units of a plan lie between two of its days. */
function stepsBetween({ unit }: Recurrence, from: string, to: string): number {
  if (unit === 'WEEK') return (Date.parse(to) - Date.parse(from)) / (7 * 86_400_000);
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return (months(to) - months(from)) / (unit === 'YEAR' ? 12 : 1);
}

describe('the banks', () => {
  it.each([
    ['GB', '2027-12-27', 'Christmas Day on a Saturday is made up for on Monday'],
    ['GB', '2027-12-28', 'and Boxing Day on Tuesday'],
    ['GB', '2027-03-26', 'Good Friday'],
    ['GB', '2027-08-30', 'the last Monday of August'],
    ['TARGET', '2030-05-01', 'the first of May'],
    ['DK', '2027-05-07', 'the day after Ascension Day'],
    ['SE', '2027-06-25', 'Midsummer Eve'],
    ['US', '2027-11-25', 'Thanksgiving'],
    ['US', '2027-07-05', 'Independence Day on a Sunday is made up for'],
    ['CA', '2027-05-24', 'Victoria Day'],
    ['AU', '2027-06-14', "the King's birthday"],
    ['NZ', '2027-10-25', 'Labour Day'],
  ] as const)('of %s rest on %s: %s', (area, day, _why) => {
    expect(banksRest(area, day)).toBe(true);
  });

  it('work on the day before Christmas in Great Britain, and on the Friday before a fourth of July that is a Sunday in the United States', () => {
    expect([banksRest('GB', '2027-12-24'), banksRest('US', '2027-07-02')]).toEqual([false, false]);
  });

  it('of instant payments never rest', () => {
    expect(restsOn('2027-12-25', { kind: 'mandate', scheme: 'PAY_TO' })).toBe(false);
    expect(restsOn('2027-12-25', { kind: 'mandate', scheme: 'BACS' })).toBe(true);
  });
});
