import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFailedAttempts, type FailedAttempts } from '../../src/access/failed-attempts.ts';
import { purgeExpired } from '../../src/app/retention.ts';
import type { DomainDeps } from '../../src/domain/command/deps.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

let opened: OpenedDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

const limits = { attempts: 3, windowSeconds: 60 };
/** One process's view of failures. */
const start = (db = opened.db, kind: 'key' | 'webhook' = 'key'): FailedAttempts =>
  createFailedAttempts({ db }, kind, limits);
async function fails(attempts: FailedAttempts, who: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await attempts.failed(who);
}

test('one who has failed as often as may be is refused for the rest of the window; others are not', async () => {
  const attempts = start();
  await fails(attempts, '192.0.2.1', 2);
  expect(attempts.blockedMs('192.0.2.1')).toBe(0);
  await fails(attempts, '192.0.2.1', 1);
  const left = attempts.blockedMs('192.0.2.1');
  expect(left).toBeGreaterThan(50_000);
  expect(left).toBeLessThanOrEqual(60_000);
  expect(attempts.blockedMs('192.0.2.2')).toBe(0);
});

test('processes count together, and each kind by itself', async () => {
  const [one, two] = [start(), start()];
  await fails(one, '192.0.2.3', 3);
  await fails(two, '192.0.2.3', 1);
  expect(two.blockedMs('192.0.2.3')).toBeGreaterThan(50_000);
  const webhooks = start(opened.db, 'webhook');
  await fails(webhooks, '192.0.2.3', 1);
  expect(webhooks.blockedMs('192.0.2.3')).toBe(0);
});

test('a window that is over counts no more', async () => {
  const [one, two] = [start(), start()];
  await fails(one, '192.0.2.4', 2);
  await opened.owner.query(`update failed_attempt set expire = expire - 61000 where key like '%192.0.2.4'`);
  await fails(two, '192.0.2.4', 2);
  expect(two.blockedMs('192.0.2.4')).toBe(0);
});

test('while the database is away a process counts by itself', async () => {
  const query = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
  const attempts = start({ ...opened.db, worker: { ...opened.db.worker, query } as never });
  await fails(attempts, '192.0.2.5', 3);
  expect(attempts.blockedMs('192.0.2.5')).toBeGreaterThan(50_000);
});

test('a thousand failures at once take no more than two connections', async () => {
  let most = 0;
  let running = 0;
  const { worker } = opened.db;
  const query = async (...asked: Parameters<typeof worker.query>) => {
    running += 1;
    most = Math.max(most, running);
    const answer = await (worker.query as (...args: unknown[]) => Promise<unknown>)(...asked);
    running -= 1;
    return answer;
  };
  const attempts = start({ ...opened.db, worker: { ...worker, query } as never });
  await Promise.all(Array.from({ length: 1_000 }, () => attempts.failed('192.0.2.6')));
  expect(most).toBe(2);
  expect(attempts.blockedMs('192.0.2.6')).toBeGreaterThan(50_000);
});

test('windows that are over are removed, and the application sees none of the table', async () => {
  await fails(start(), '192.0.2.7', 1);
  await opened.owner.query(`update failed_attempt set expire = 0 where key not like '%192.0.2.7'`);
  await purgeExpired({ db: opened.db } as DomainDeps);
  const { rows } = await opened.db.worker.query<{ key: string }>('select key from failed_attempt');
  expect(rows).toEqual([{ key: 'key:192.0.2.7' }]);
  await opened.owner.query('set role paygraph_app');
  await expect(opened.owner.query('select 1 from failed_attempt')).rejects.toMatchObject({ code: '42501' });
});
