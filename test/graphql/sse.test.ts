import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type SseOptions, sseRefusal, sseResponse } from '../../src/graphql/server/sse.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A stream without an end, and what became of it. */
function open(
  options: Partial<SseOptions> = {},
  count = Number.POSITIVE_INFINITY,
  given: AsyncIterable<unknown> | null = null,
) {
  const seen = { taken: 0, returned: 0, ended: 0 };
  const results = given ?? {
    next: async () => ({ done: seen.taken >= count, value: { data: { number: ++seen.taken } } }),
    return: async () => {
      seen.returned += 1;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const response = sseResponse(results as never, {
    cursor: () => `ec1_${seen.taken}`,
    onEnd: () => {
      seen.ended += 1;
    },
    endedBy: () => null,
    pingMs: 12_000,
    unreadMs: 60_000,
    ...options,
  });
  return { seen, headers: response.headers, body: response.body as ReadableStream<Uint8Array> };
}

test('no proxy keeps a stream, or holds it back', async () => {
  const { headers, body } = open({}, 1);
  expect(Object.fromEntries(headers)).toMatchObject({ 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
  await body.cancel();
});

test('a reader that takes nothing holds one frame at most, and is cut after a minute', async () => {
  const { seen, body } = open();
  await vi.advanceTimersByTimeAsync(48_000);
  expect(seen).toEqual({ taken: seen.taken, returned: 0, ended: 0 });
  expect(seen.taken).toBeLessThanOrEqual(1);
  await vi.advanceTimersByTimeAsync(24_000);
  expect(seen).toMatchObject({ returned: 1, ended: 1 });
  await expect(body.getReader().read()).rejects.toThrow('the reader takes nothing');
});

test('a reader that is slow, but takes what there is, is kept', async () => {
  const { seen, body } = open();
  const reader = body.getReader();
  for (let round = 0; round < 10; round++) {
    await vi.advanceTimersByTimeAsync(48_000);
    for (let i = 0; i < 3; i++) expect((await reader.read()).done).toBe(false);
  }
  expect(seen.ended).toBe(0);
  await reader.cancel();
  expect(seen).toMatchObject({ returned: 1, ended: 1 });
});

test.each([
  ['that has come to its end', null, /\nevent: complete\ndata:\n\n$/],
  ['whose server stops', 'restart', /: the server restarts\nretry: [1-4]\d{3}\n\n$/],
  [
    'that is ended',
    { errors: [{ message: 'no' }] },
    /event: next\ndata: \{"errors":\[\{"message":"no"\}\]\}\n\nevent: complete\ndata:\n\n$/,
  ],
])('the last word of a stream %s says whether to come back', async (_which, why, last) => {
  const { body } = open({ endedBy: () => why as never }, 1);
  const text = await new Response(body).text();
  expect(text).toMatch(/^retry: [1-4]\d{3}\n\n/);
  expect(text).toMatch(last);
  expect(text.includes('event: complete')).toBe(why !== 'restart');
});

const unavailable = { errors: [{ message: 'not now', extensions: { code: 'UNAVAILABLE' } }] };

test('a stream that cannot go on just now breaks, so that its reader comes back', async () => {
  const results = (async function* () {
    yield { data: { number: 1 } };
    yield unavailable;
  })();
  const text = await new Response(open({}, 1, results as never).body).text();
  expect(text).toMatch(
    /event: next\ndata: \{"data":\{"number":1\}\}\n\n: not available just now\nretry: [1-4]\d{3}\n\n$/,
  );
});

test('one that cannot begin just now is a stream that breaks at once; any other refusal is told, and final', async () => {
  const refused = sseRefusal(unavailable as never);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(await refused.text()).toMatch(/^: not available just now\nretry: [1-4]\d{3}\n\n$/);
  const final = await sseRefusal({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] } as never).text();
  expect(final).toMatch(/"FORBIDDEN".*\n\nevent: complete\ndata:\n\n$/);
});
