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
