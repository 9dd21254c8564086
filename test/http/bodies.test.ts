import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../graphql/harness.ts';
import { head, openRaw, type Raw } from './raw.ts';

const mib = 1_024 * 1_024;
let api: Api;
beforeAll(async () => {
  api = await startApi({
    limits: { webhookBodyMax: 100_000, bodiesMax: 150_000, headersMs: 500, webhookArrivalMs: 500 },
  });
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const asks = '{"query":"{ viewer { merchantName } }"}';
const open = (): Promise<Raw> => openRaw(api.url);
const key = (): Record<string, string> => ({ authorization: `Bearer ${api.shop.key}` });
const unknownKey = { authorization: `Bearer sk_test_${'u'.repeat(43)}` };

/** What is turned away for what its head says. */
const turnedAway: readonly (readonly [string, string, Record<string, string | number>, number])[] = [
  ['a webhook to an address that is none', 'POST /webhooks/mobilepay/nobody', {}, 404],
  ['a body for no address at all', 'POST /nothing', {}, 404],
  ['a request without a key', 'POST /graphql', json, 401],
  ['a request with a key that is not known', 'POST /graphql', { ...json, ...unknownKey }, 401],
];

test.each(turnedAway)('%s is answered before any of its body has come', async (_what, line, headers, status) => {
  const raw = await open();
  raw.socket.write(head(line, { ...headers, 'content-length': 2 * mib }));
  expect(await raw.got(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  raw.socket.destroy();
});

test.each(turnedAway)('%s has its connection cut when it goes on sending', async (_what, line, headers) => {
  const connected = once(api.http.server, 'connection');
  const raw = await open();
  const [server] = await connected;
  raw.socket.write(head(line, { ...headers, 'content-length': 2 * mib }));
  raw.socket.write(Buffer.alloc(2 * mib));
  await raw.closed;
  // Up to 64 KiB pass unread, and what the system had taken in with them.
  expect(server.bytesRead).toBeLessThan(512 * 1_024);
});

test.each(turnedAway)(
  '%s that waits to be told to go on is told the answer instead',
  async (_what, line, headers, status) => {
    const raw = await open();
    raw.socket.write(head(line, { ...headers, 'content-length': 100, expect: '100-continue' }));
    await raw.closed;
    expect(raw.text()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  },
);

test.each([
  ['POST /webhooks/mobilepay/segment-1', {}, '204 No Content'],
  ['POST /graphql', json, '200 OK'],
])('%s that may send is told to go on, and then answered', async (line, headers, status) => {
  const raw = await open();
  raw.socket.write(head(line, { ...headers, ...key(), 'content-length': asks.length, expect: '100-continue' }));
  await raw.got(/^HTTP\/1.1 100 Continue\r\n\r\n$/);
  raw.socket.write(asks);
  await raw.got(new RegExp(`100 Continue\r\n\r\nHTTP/1.1 ${status}`));
  raw.socket.destroy();
});

test('an announced body that is too large is refused at once, and one without end when it has become so', async () => {
  const announced = await open();
  announced.socket.write(head('POST /webhooks/mobilepay/segment-1', { 'content-length': 100 * mib }));
  await announced.got(/^HTTP\/1.1 413 /);
  const endless = await open();
  endless.socket.write(head('POST /webhooks/mobilepay/segment-1', { 'transfer-encoding': 'chunked' }));
  const more = setInterval(() => endless.socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`), 1);
  await endless.got(/^HTTP\/1.1 413 /);
  await Promise.all([announced.closed, endless.closed]);
  clearInterval(more);
});

test.each([
  ['gzip', gzipSync(Buffer.alloc(10 * mib)), { 'content-encoding': 'gzip' }],
  ['another content type', Buffer.from('<a/>'), { 'content-type': 'text/xml' }],
  ['depth', Buffer.from(`${'['.repeat(40_000)}${']'.repeat(40_000)}`), json],
  ['a byte order mark, NUL and half a surrogate pair', Buffer.from('\ufeff{"a":"\\u0000\\ud800","b":1e400}'), json],
])('a webhook with %s is handed on as the bytes that came, and nothing is unpacked', async (_what, body, headers) => {
  const url = new URL('/webhooks/mobilepay/segment-1', api.url);
  expect((await fetch(url, { method: 'POST', body: new Uint8Array(body), headers })).status).toBe(204);
  expect(Buffer.from(api.received.at(-1)?.body ?? []).equals(body)).toBe(true);
});

test('what is received at once, over all requests, is bounded: beyond it 503, and room again when the first has ended', async () => {
  const line = 'POST /webhooks/mobilepay/segment-1';
  const first = await open();
  first.socket.write(head(line, { 'content-length': 90_000 }));
  const began = once(api.http.server, 'connection');
  first.socket.write(Buffer.alloc(89_999));
  const second = await open();
  const [server] = await began;
  second.socket.write(head(line, { 'content-length': 90_000 }));
  second.socket.write(Buffer.alloc(89_000));
  const refused = await second.got(/\r\n\r\n/);
  expect(refused).toMatch(/^HTTP\/1.1 503 /);
  expect(refused).toMatch(/retry-after: 1\r\n/i);
  expect(server.bytesRead).toBeGreaterThan(0);
  first.socket.write('x');
  await first.got(/^HTTP\/1.1 204 /);
  const third = await open();
  third.socket.write(head(line, { 'content-length': 90_000 }));
  third.socket.write(Buffer.alloc(90_000));
  await third.got(/^HTTP\/1.1 204 /);
  for (const { socket } of [first, second, third]) socket.destroy();
});

test('slow heads and slow bodies are cut in time, 1,000 at once, while others are served', async () => {
  const slow = await Promise.all(Array.from({ length: 1_000 }, open));
  for (const [i, { socket }] of slow.entries())
    socket.write(
      i % 2 === 0
        ? 'POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: '
        : head('POST /webhooks/mobilepay/segment-1', { 'content-length': 10_000 }),
    );
  const drip = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x');
  }, 100);
  expect((await api.post('{ viewer { merchantName } }')).status).toBe(200);
  await Promise.all(slow.map(({ closed }) => closed));
  clearInterval(drip);
  // Whoever was still sending may lose the answer with its connection.
  const answers = new Set(slow.map(({ text }) => text().slice(0, 12)));
  answers.delete('');
  expect([...answers]).toEqual(['HTTP/1.1 408']);
});
