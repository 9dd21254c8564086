import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, issueKey, openShop, startApi } from './harness.ts';
import { closing, first, follow, openSocket, openSse, take } from './readers.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ limits: { subscriptionsPerSocket: 2, perKey: 6, initTimeoutMs: 200 } });
});
afterAll(() => api.close());

test.each([
  ['without a key', null],
  ['with a key that is not known', `sk_test_${'b'.repeat(43)}`],
])('a socket that connects %s is closed with 4401', async (_what, key) => {
  const { closed, on } = closing();
  openSocket(api.url, key, on);
  expect((await closed).code).toBe(4401);
});

test('a socket that says nothing is closed with 4408', async () => {
  const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
  const [code] = await once(socket, 'close');
  expect(code).toBe(4408);
});

test('a socket carries queries too, and no more subscriptions than its limit', async () => {
  const client = openSocket(api.url, api.shop.key);
  const [answer] = await first(client.iterate({ query: '{ viewer { merchantName } }' }), 1);
  expect(answer).toMatchObject({
    data: { viewer: { merchantName: 'Shop' } },
    extensions: { requestId: expect.stringMatching(/^req_/), cost: { requested: 1 } },
  });
  const open = await Promise.all(
    [1, 2].map(async () => {
      const results = client.iterate({ query: follow });
      await results.next();
      return results;
    }),
  );
  const third = await first(client.iterate({ query: follow }), 1).catch((error: unknown) => error);
  expect(JSON.stringify(third)).toContain('TOO_MANY_SUBSCRIPTIONS');
  await Promise.all(open.map((results) => results.return?.()));
  await client.dispose();
});

test('a key has no more connections than its limit', async () => {
  const { secret } = await issueKey(api, ['events:read']);
  const readers = [];
  for (let i = 0; i < 6; i++) {
    const reader = await openSse(api.url, secret, follow);
    await reader[Symbol.asyncIterator]().next();
    readers.push(reader);
  }
  const [refused] = await take(await openSse(api.url, secret, follow), () => true);
  expect(refused?.data.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
  for (const reader of readers) reader.cut();
  // The server learns of a cut a moment later.
  await vi.waitFor(async () => {
    const [frame] = await take(await openSse(api.url, secret, follow), () => true);
    expect(frame?.data.errors).toBeUndefined();
  });
});

test('a stop ends streams without a word of completion and closes sockets with 1012, quickly', async () => {
  const own = await startApi();
  const stream = await openSse(own.url, own.shop.key, follow);
  const frames = stream[Symbol.asyncIterator]();
  await frames.next();
  const { closed, on } = closing();
  const client = openSocket(own.url, own.shop.key, on);
  const results = client.iterate({ query: follow });
  await results.next();
  const started = performance.now();
  const stopped = own.close();
  const [{ code }, last] = await Promise.all([closed, frames.next()]);
  const tookMs = performance.now() - started;
  expect(code).toBe(1012);
  // No `complete`: whoever reads by EventSource or graphql-sse comes back.
  expect(last).toEqual({ value: undefined, done: true });
  expect(tookMs).toBeLessThan(2_000);
  await stopped;
  await results.return?.();
});

test('a query that takes longer than its time gets UNAVAILABLE', async () => {
  const slow = await startApi({
    limits: { queryTimeoutMs: 30 },
    accounts: { providersOf: () => new Promise<never>(() => undefined) },
  });
  const answer = await slow.post('{ providers { provider } }');
  expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
  await slow.close();
});

test('a merchant that opens all it can leaves room for another, who leaves room for a third', async () => {
  const own = await startApi({ limits: { perProcess: 8 } });
  const third = await openShop(own.db, 'Third shop', 'SANDBOX');
  const readers: { cut(): void }[] = [];
  const opens = async (key: string): Promise<number> => {
    for (let count = 0; ; count++) {
      const reader = await openSse(own.url, key, follow);
      readers.push(reader);
      const frames = reader[Symbol.asyncIterator]();
      const { value } = await frames.next();
      if (value?.data.errors) return count;
    }
  };
  expect([await opens(own.shop.key), await opens(own.other.key), await opens(third.key)]).toEqual([4, 2, 1]);
  for (const reader of readers) reader.cut();
  await own.close();
});
