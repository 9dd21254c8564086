import { describe, expect, test } from 'vitest';
import {
  atCopenhagen,
  inCopenhagen,
  isBankingDay,
  nextBankingDay,
} from '../../../src/providers/betalingsservice/calendar.ts';
import { nextCheckAt } from '../../../src/providers/betalingsservice/check-schedule.ts';
import { mandateRef, requestRef, withinRequest } from '../../../src/providers/betalingsservice/translate.ts';
import { someSettings, uuid } from './support.ts';

const utc = (text: string) => new Date(`${text}${text.length === 10 ? 'T00:00' : ''}Z`);

describe('banks', () => {
  // Nationalbanken's closing days that are no Saturday or Sunday.
  test.each<[number, string]>([
    [2026, '01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31'],
    [2027, '01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31'],
  ])('are closed in %i on the days of the central bank, and on no other weekday', (year, closed) => {
    const days = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(year, 0, index + 1)));
    const shut = days.filter((date) => date.getUTCDay() % 6 !== 0 && !isBankingDay(date));
    expect(shut.map((date) => date.toISOString().slice(5, 10))).toEqual(closed.split(' '));
  });
  test('are closed on Saturdays and Sundays', () => {
    expect([utc('2026-03-07'), utc('2026-03-08'), utc('2026-03-09')].map(isBankingDay)).toEqual([false, false, true]);
  });
  test('open again after Easter', () => {
    expect(nextBankingDay(utc('2026-04-01'))).toEqual(utc('2026-04-07'));
  });
});

test.each([
  ['2026-01-15T06:00', 420],
  ['2026-07-15T05:00', 420],
  ['2026-03-30T05:00', 420],
  ['2026-10-26T06:00', 420],
  ['2026-01-14T23:30', 30],
])('%s is %i minutes after midnight in Copenhagen, and back', (text, minutes) => {
  expect(inCopenhagen(utc(text)).minutes).toBe(minutes);
  expect(atCopenhagen(inCopenhagen(utc(text)))).toEqual(utc(text));
});

describe('a mandate is asked about', () => {
  const next = (text: string, id = uuid) => nextCheckAt(mandateRef(id), utc(text), someSettings());
  test.each([
    ['on a banking day', '2026-03-02T10:00'],
    ['at seven in the morning', '2026-03-02T05:30'],
    ['late in the evening', '2026-03-02T19:29'],
  ])('half an hour later %s', (_, text) => {
    expect(next(text).getTime() - utc(text).getTime()).toBe(30 * 60_000);
  });
  test.each([
    ['after nine in the evening', '2026-03-02T19:30', '2026-03-03T06:00'],
    ['before seven in the morning', '2026-03-02T03:00', '2026-03-02T06:00'],
    ['from Friday night', '2026-03-06T22:00', '2026-03-09T06:00'],
    ['on a Saturday', '2026-03-07T10:00', '2026-03-09T06:00'],
    ['over Easter, into summer time', '2026-04-01T20:00', '2026-04-07T05:00'],
    ['over Christmas', '2026-12-23T21:00', '2026-12-28T06:00'],
  ])('within half an hour of the next opening, %s', (_, text, opening) => {
    const late = next(text).getTime() - utc(opening).getTime();
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(30 * 60_000);
  });
  test('at a time of its own, so that not all are asked about at once, and always at the same', () => {
    const ids = Array.from({ length: 50 }, (_, index) => uuid.replace(/^.{8}/, String(10_000_000 + index)));
    const times = ids.map((id) => next('2026-03-07T10:00', id).getTime());
    expect(new Set(times).size).toBeGreaterThan(45);
    expect(ids.map((id) => next('2026-03-07T10:00', id).getTime())).toEqual(times);
  });
  test('also when a collection request brought it', () => {
    const saturday = utc('2026-03-07T10:00');
    expect(nextCheckAt(withinRequest('mandate', uuid), saturday, someSettings())).toEqual(next('2026-03-07T10:00'));
  });
  test('every half minute where it is answered shortly', () => {
    const settings = someSettings({ mandatePolling: 'shortly' });
    expect(nextCheckAt(mandateRef(uuid), utc('2026-03-07T10:00:00'), settings)).toEqual(utc('2026-03-07T10:00:30'));
  });
});

test('a request in the app is asked about every minute, its payment every five', () => {
  const saturday = utc('2026-03-07T10:00');
  const after = (ref: ReturnType<typeof requestRef>) =>
    nextCheckAt(ref, saturday, someSettings()).getTime() - saturday.getTime();
  expect([after(requestRef(uuid)), after(withinRequest('payment', uuid))]).toEqual([60_000, 300_000]);
});
