import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { eventsAfter } from '../../src/event-log/pages.ts';
import { readLog } from '../../src/event-log/read.ts';
import { type Api, numberAll, startApi } from '../graphql/harness.ts';
import { addAgreement } from '../graphql/rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  for (let i = 0; i < 3; i++) await addAgreement(api.db, api.shop);
  await numberAll(api.db);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => api.close());

test('a page of the log has what the tables have, in their order', async () => {
  const { merchantId } = api.shop;
  const found = await readLog(api.db, merchantId, 0n);
  const rows = await api.db.reader(merchantId).eventLogEntry.findMany({
    where: { merchantId },
    orderBy: { sequence: 'asc' },
    include: { event: true },
  });
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(found).toEqual(
    rows.map(({ sequence, hash, previousHash, event }) => ({
      sequence,
      hash: Buffer.from(hash),
      previousHash: Buffer.from(previousHash),
      event,
    })),
  );
  expect((await readLog(api.db, merchantId, 1n, 1)).map(({ sequence }) => sequence)).toEqual([2n]);
  expect(await readLog(api.db, api.other.merchantId, 0n)).toEqual([]);
});

test('what was read is kept for all while it is asked for, and not for longer', async () => {
  const { merchantId } = api.shop;
  const other = '00000000-0000-7000-8000-000000000001';
  const at = vi.spyOn(performance, 'now');
  let nowMs = 1_000_000;
  at.mockImplementation(() => nowMs);
  const reads = async (): Promise<number> => {
    api.statements();
    await eventsAfter(api.db, merchantId, 0n);
    return api.statements().filter((text) => text.includes('event_log')).length;
  };
  await eventsAfter(api.db, merchantId, 0n);
  for (let i = 0; i < 4; i++) {
    nowMs += 9_000;
    expect(await reads()).toBe(0);
  }
  nowMs += 10_000;
  // Somebody else's page is asked for meanwhile, and makes room.
  await eventsAfter(api.db, other, 0n);
  expect(await reads()).toBe(1);
});
