import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserved } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const pollsOf = async (reference: string) => {
  const { rows } = await world.app.db.worker.query<{ poll_count: number }>(
    'select poll_count from one_off_payment where provider_reference = $1',
    [reference],
  );
  return rows[0]?.poll_count;
};

test('workers take nothing up while they are paused, and all of it afterwards', async () => {
  const { payment } = await reserved(world);
  const { workers, db } = world.app;
  await workers.drain();
  const before = await pollsOf(payment.providerReference);
  const meanwhile = await workers.pauseWhile(async () => {
    await db.worker.query('update one_off_payment set next_check_at = app_now() where provider_reference = $1', [
      payment.providerReference,
    ]);
    await workers.drain();
    return pollsOf(payment.providerReference);
  });
  expect(meanwhile).toBe(before);
  await workers.drain();
  expect(await pollsOf(payment.providerReference)).toBe((before ?? 0) + 1);
});

test('workers go on after a pause whose task failed', async () => {
  await expect(world.app.workers.pauseWhile(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const { payment } = await reserved(world);
  expect(payment.status).toBe('AUTHORIZED');
});
