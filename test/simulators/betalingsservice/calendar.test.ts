import { describe, expect, test } from 'vitest';
import { isBankingDay, nextRun } from '../../../src/simulators/betalingsservice/calendar.ts';

describe('banks', () => {
  // Nationalbanken's closing days that are no Saturday or Sunday.
  test.each<[number, string]>([
    [2026, '01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31'],
    [2027, '01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31'],
  ])('are closed in %i on the days of the central bank, and on no other weekday', (year, closed) => {
    const days = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(year, 0, index + 1)));
    const weekdays = days.filter((date) => date.getUTCDay() % 6 !== 0).map((date) => date.toISOString().slice(0, 10));
    expect(weekdays.filter((date) => !isBankingDay(date)).map((date) => date.slice(5))).toEqual(closed.split(' '));
  });

  test('kept General Prayer Day until 2023', () => {
    expect([isBankingDay('2023-05-05'), isBankingDay('2024-04-26')]).toEqual([false, true]);
  });
});

test('there are seven runs on a banking day, in summer an hour earlier by UTC', () => {
  const runsOf = (from: string) => {
    const runs = [nextRun(new Date(from))];
    while (runs.length < 8) runs.push(nextRun(runs.at(-1) ?? new Date(from)));
    return runs.map((run) => run.toISOString().slice(5, 16));
  };
  expect(runsOf('2026-03-27T00:00:00Z')).toEqual([
    '03-27T06:00',
    '03-27T08:00',
    '03-27T10:00',
    '03-27T12:00',
    '03-27T14:00',
    '03-27T16:00',
    '03-27T18:00',
    '03-30T05:00',
  ]);
});
