import { afterEach, expect, test, vi } from 'vitest';
import { type Capacity, createCapacity } from '../../../src/graphql/limits/capacity.ts';

const limits = { underWayPoints: 100, waitingPoints: 50, waitMs: 1_000, delayMs: 500 };
const loop = { late: 0, ms: () => loop.late, stop: () => undefined };
const open = (): Capacity => createCapacity(limits, loop);
/** What came of each that has been answered, in order. */
const answers = (asked: readonly ReturnType<Capacity['enter']>[]): { readonly seen: string[] } => {
  const seen: string[] = [];
  asked.forEach((one, i) => void Promise.resolve(one).then((leave) => seen.push(`${i} ${leave ? 'in' : 'no'}`)));
  return { seen };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  loop.late = 0;
  vi.useRealTimers();
});

test('what fits is let in, what does not waits in the order of arrival, and what has no room to wait is refused at once', async () => {
  const capacity = open();
  const first = await capacity.enter(100);
  const { seen } = answers([capacity.enter(40), capacity.enter(20), capacity.enter(5)]);
  await settled();
  // The costly one is refused, the cheap one still has a place.
  expect(seen).toEqual(['1 no']);
  first?.();
  await settled();
  expect(seen).toEqual(['1 no', '0 in', '2 in']);
});

test('a large one that waits is not passed by small ones', async () => {
  const capacity = open();
  const leave = [await capacity.enter(60), await capacity.enter(40)];
  const { seen } = answers([capacity.enter(49), capacity.enter(1)]);
  leave[1]?.();
  await settled();
  expect(seen).toEqual([]);
  leave[0]?.();
  await settled();
  expect(seen).toEqual(['0 in', '1 in']);
});

test('what is larger than all the room is let in alone', async () => {
  const capacity = open();
  const leave = await capacity.enter(1_000);
  expect(leave).not.toBeNull();
  const { seen } = answers([capacity.enter(1)]);
  await settled();
  expect(seen).toEqual([]);
  leave?.();
  // Who leaves twice makes no room twice.
  leave?.();
  await settled();
  expect(seen).toEqual(['0 in']);
});

test('who has waited long enough is refused, and takes no room from those behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const capacity = open();
  const first = await capacity.enter(60);
  const { seen } = answers([capacity.enter(45)]);
  vi.advanceTimersByTime(500);
  const later = answers([capacity.enter(5)]);
  vi.advanceTimersByTime(500);
  await settled();
  expect([seen, later.seen]).toEqual([['0 no'], ['0 in']]);
  first?.();
  expect(await capacity.enter(60)).not.toBeNull();
});

test('nothing is let in while the loop runs late, and those who wait are told when the server stops', async () => {
  const capacity = open();
  loop.late = 501;
  expect([capacity.behind(), await capacity.enter(1)]).toEqual([true, null]);
  loop.late = 500;
  expect(capacity.behind()).toBe(false);
  expect(await capacity.enter(100)).not.toBeNull();
  const { seen } = answers([capacity.enter(10)]);
  capacity.stop();
  await settled();
  expect(seen).toEqual(['0 no']);
});
