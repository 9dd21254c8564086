import { expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';

const hourMs = 3_600_000;

test('tells the time of the machine, moved forward by its offset', () => {
  const clock = systemClock();
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  clock.setOffset(hourMs);
  expect(Math.abs(clock.now().getTime() - Date.now() - hourMs)).toBeLessThan(1000);
  expect(clock.offsetMs()).toBe(hourMs);
});

test('refuses to move into the past', () => {
  const clock = systemClock(hourMs);
  expect(() => clock.setOffset(hourMs - 1)).toThrow('expected an offset of at least 3600000 ms; got 3599999');
  expect(() => clock.setOffset(Number.NaN)).toThrow();
  expect(clock.offsetMs()).toBe(hourMs);
});

test('follows another clock, moments aside', () => {
  let machine = Date.parse('2026-11-28T12:00:00Z');
  const clock = systemClock(hourMs, () => machine);
  expect(clock.follow(new Date('2026-11-28T12:00:00.900Z'))).toBe(false);
  expect(clock.now()).toEqual(new Date('2026-11-28T13:00:00Z'));
  expect(clock.follow(new Date('2026-11-28T11:50:00Z'))).toBe(true);
  expect(clock.now()).toEqual(new Date('2026-11-28T12:50:00Z'));
  expect(clock.offsetMs()).toBe(hourMs);
  // The machine's is put right.
  machine -= 600_000;
  expect(clock.follow(new Date('2026-11-28T11:50:00Z'))).toBe(true);
  expect([clock.now(), clock.skewMs()]).toEqual([new Date('2026-11-28T12:50:00Z'), 0]);
});
