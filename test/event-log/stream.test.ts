import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFollowers } from '../../src/event-log/followers.ts';
import { endable, eventFrames, type StreamAsked, type StreamFrame } from '../../src/event-log/stream.ts';
import { type Api, numberAll, startApi } from '../graphql/harness.ts';
import { addAgreement } from '../graphql/rows.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const start = Date.UTC(2026, 10, 20);

/** Frames by a clock that the test moves. */
function open(asked: Partial<StreamAsked> = {}, atMs = start) {
  const clock = { ms: atMs, now: () => new Date(clock.ms) };
  const controller = new AbortController();
  const all = {
    merchantId: api.shop.merchantId,
    after: 0n,
    matches: () => true,
    expiresAt: null,
    signal: controller.signal,
  };
  const frames = eventFrames({ db: api.db, notifier: api.notifier, clock }, { ...all, ...asked });
  return { clock, frames: endable(controller, frames), next: async () => (await frames.next()).value as StreamFrame };
}
async function happen(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await addAgreement(api.db, api.shop);
  await numberAll(api.db);
}
const newest = async (): Promise<bigint> => {
  const { rows } = await api.db.worker.query<{ max: string }>(
    'select coalesce(max(sequence), 0) as max from event_log where merchant_id = $1',
    [api.shop.merchantId],
  );
  return BigInt(rows[0]?.max ?? 0);
};

test('a heartbeat moves the cursor past what the filter dropped, and not before ten seconds', async () => {
  const { clock, next, frames } = open({ after: null, matches: () => false });
  await next();
  clock.ms += 9_999;
  await happen(1);
  const waiting = next();
  // Only the time has changed since; the next poll sees it.
  clock.ms += 1;
  expect(await waiting).toMatchObject({ kind: 'heartbeat', at: await newest() });
  await frames.return?.();
});

test('the end of the credential is told once, a minute before it', async () => {
  const { clock, next, frames } = open({ after: null, expiresAt: new Date(start + 120_000) });
  await next();
  clock.ms = start + 60_000;
  expect(await next()).toMatchObject({ kind: 'reauthenticate', before: new Date(start + 120_000) });
  await happen(1);
  expect(await next()).toMatchObject({ kind: 'event', replayed: false });
  await frames.return?.();
});

test('history of several pages comes whole and in order, then the word that it has been sent', async () => {
  await happen(450);
  const { next, frames } = open();
  const total = Number(await newest());
  expect(total).toBeGreaterThan(400);
  for (let number = 1; number <= total; number++)
    expect(await next()).toMatchObject({ kind: 'event', at: BigInt(number), replayed: true });
  expect(await next()).toMatchObject({ kind: 'caughtUp', at: BigInt(total) });
  await frames.return?.();
});

test('a hundred subscribers at the same place are served by few reads of the log', async () => {
  const streams = Array.from({ length: 100 }, () => open({ after: null }));
  await Promise.all(streams.map(({ next }) => next()));
  const waiting = streams.map(({ next }) => next());
  await addAgreement(api.db, api.shop);
  api.statements();
  await numberAll(api.db);
  const got = await Promise.all(waiting);
  expect(new Set(got.map(({ at }) => at))).toEqual(new Set([await newest()]));
  expect(api.statements().filter((text) => /^SELECT/.test(text) && text.includes('"event_log"')).length).toBeLessThan(
    10,
  );
  await Promise.all(streams.map(({ frames }) => frames.return?.()));
});

test('a stream that waits ends at once when its consumer leaves', async () => {
  const { next, frames } = open({ after: null });
  await next();
  const waiting = frames.next();
  const started = performance.now();
  await frames.return?.();
  expect((await waiting).done).toBe(true);
  expect(performance.now() - started).toBeLessThan(500);
});

test('subscribers who wait, however many of however many merchants, cost one statement a second', async () => {
  const merchants = [api.shop.merchantId, api.other.merchantId];
  const streams = Array.from({ length: 200 }, (_, i) => open({ after: null, merchantId: merchants[i % 2] ?? '' }));
  await Promise.all(streams.map(({ next }) => next()));
  const waiting = Promise.all(streams.map(({ frames }) => frames.next()));
  const controller = new AbortController();
  const seconds = api.notifier.follow(api.shop.merchantId, controller.signal);
  const pass = async (count: number): Promise<void> => {
    for (let passed = 0; passed < count; ) if (!(await seconds.next())) passed += 1;
  };
  await pass(2);
  api.statements();
  await pass(4);
  // One a second, and now and then the probe of the line that is listened to.
  expect(api.statements().length).toBeLessThanOrEqual(6);
  controller.abort();
  await Promise.all(streams.map(({ frames }) => frames.return?.()));
  await waiting;
});

test('what was never notified is found by the next poll or the one after it', async () => {
  const followers = createFollowers(api.db);
  const controller = new AbortController();
  const following = followers.follow(api.shop.merchantId, controller.signal);
  // The first poll tells of what came before it.
  while (!(await following.next()));
  await happen(1);
  let polls = 0;
  while (!(await following.next())) polls += 1;
  expect(polls).toBeLessThanOrEqual(2);
  controller.abort();
  followers.stop();
});

test('thousands that come back with cursors of their own are served by few reads of the log', async () => {
  await happen(300);
  const last = await newest();
  const streams = Array.from({ length: 2_000 }, (_, i) => open({ after: last - 1n - BigInt(i % 299) }));
  api.statements();
  const got = await Promise.all(streams.map(({ next }) => next()));
  expect(got.map(({ at }) => at)).toEqual(streams.map((_, i) => last - BigInt(i % 299)));
  const reads = api.statements().filter((text) => /^SELECT/.test(text) && text.includes('"event_log"'));
  // Three stretches of the log, each read once, and once more if it grew meanwhile.
  expect(reads.length).toBeLessThanOrEqual(12);
  await Promise.all(streams.map(({ frames }) => frames.return?.()));
});
