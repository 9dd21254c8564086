import { expect, test, vi } from 'vitest';
import { createRefusalLog } from '../../src/http/refusal-log.ts';
import { createLogger } from '../../src/platform/log.ts';

function play(everyMs: number) {
  const lines: string[] = [];
  const log = createRefusalLog(createLogger('info', { write: (line: string) => void lines.push(line) }), everyMs);
  return { log, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('tells how many of each kind were refused, and the busiest addresses, in one line', () => {
  const { log, entries } = play(10_000);
  for (let i = 0; i < 6_000; i++) log.count('failedKeys', `192.0.2.${i % 7 === 0 ? 1 : i % 250}`);
  log.count('forgedWebhooks', '198.51.100.1');
  log.stop();
  expect(entries()).toMatchObject([
    { level: 'warn', msg: 'requests were refused', failedKeys: 6_000, forgedWebhooks: 1, addressCount: 251 },
  ]);
  const [first, ...others] = (entries()[0]?.addresses ?? []) as string[];
  expect(first).toMatch(/^192\.0\.2\.1 \d{3}$/);
  expect(others).toHaveLength(4);
});

test('tells again after its time while there is something, and nothing when there is nothing', () => {
  vi.useFakeTimers();
  const { log, entries } = play(10_000);
  log.count('refusedSockets', '192.0.2.1');
  vi.advanceTimersByTime(60_000);
  log.count('refusedSockets', '192.0.2.1');
  log.count('refusedSockets', '192.0.2.1');
  vi.advanceTimersByTime(60_000);
  log.stop();
  vi.useRealTimers();
  expect(entries().map(({ refusedSockets }) => refusedSockets)).toEqual([1, 2]);
});

test('remembers a thousand addresses and no more', () => {
  const { log, entries } = play(10_000);
  for (let i = 0; i < 5_000; i++) log.count('failedKeys', `2001:db8:0:${i.toString(16)}::/64`);
  log.stop();
  expect(entries()).toMatchObject([{ failedKeys: 5_000, addressCount: 1_000 }]);
});
