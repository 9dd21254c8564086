import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../graphql/harness.ts';
import { head, openRaw, upgrade } from './raw.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const asks = '{"query":"{ viewer { merchantName } }"}';
const graphql = (over: Record<string, string | number>, body = asks): string =>
  head('POST /graphql', {
    'content-type': 'application/json',
    authorization: `Bearer ${api.shop.key}`,
    'content-length': body.length,
    connection: 'close',
    ...over,
  }) + body;

test.each(['[::', 'a b', 'localhost/x', 'user@localhost', 'localhost:99999', '%', 'localhost#'])(
  'a header Host of %j gets 400, with a key and without',
  async (host) => {
    for (const authorization of [`Bearer ${api.shop.key}`, 'none']) {
      const raw = await openRaw(api.url);
      raw.socket.write(graphql({ host, authorization }));
      expect(await raw.got(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
      raw.socket.destroy();
    }
  },
);

test.each(['localhost', '[::1]:4000', '192.0.2.1:80', 'pay.example', ''])(
  'a header Host of %j is served',
  async (host) => {
    const raw = await openRaw(api.url);
    raw.socket.write(graphql({ host }));
    expect(await raw.got(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 200 /);
    raw.socket.destroy();
  },
);

/** What no client sends, and what becomes of it: a status, or an end without one. */
const odd: readonly (readonly [string, () => string, RegExp])[] = [
  ['no HTTP', () => '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', /^HTTP\/1.1 400 |^$/],
  ['a head of 100 KiB', () => head('GET /graphql', { 'x-long': 'x'.repeat(100_000) }), /^HTTP\/1.1 431 /],
  ['a method that is none', () => head('STEAL /graphql', {}), /^HTTP\/1.1 400 /],
  ['a header with NUL', () => head('GET /graphql', { 'x-nul': 'a\0b' }), /^HTTP\/1.1 400 /],
  ['no Host at all', () => 'GET /graphql HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /],
  ['a length beside chunks', () => graphql({ 'transfer-encoding': 'chunked' }), /^HTTP\/1.1 400 /],
  ['a length below zero', () => graphql({ 'content-length': -1 }), /^HTTP\/1.1 400 /],
  [
    'a chunk of endless length',
    () => head('POST /webhooks/mobilepay/segment-1', { 'transfer-encoding': 'chunked' }) + 'f'.repeat(30),
    /^HTTP\/1.1 (400|408) |^$/,
  ],
  ['another expectation', () => graphql({ expect: 'gold' }), /^HTTP\/1.1 417 /],
  ['an address that is none', () => head('GET http://[::/graphql', { connection: 'close' }), /^HTTP\/1.1 404 /],
  ['an upgrade to something else', () => head('GET /graphql', { ...upgrade, upgrade: 'h2c' }), /^HTTP\/1.1 400 /],
  [
    'an upgrade of another version',
    () => head('GET /graphql', { ...upgrade, 'sec-websocket-version': 7 }),
    /^HTTP\/1.1 400 /,
  ],
  ['an upgrade where there is no socket', () => head('GET /webhooks/mobilepay/x', upgrade), /^HTTP\/1.1 404 /],
  ['a method that opens no socket', () => head('POST /graphql', upgrade), /^HTTP\/1.1 405 /],
];

test.each(odd)('%s is answered or cut, costs nobody anything and is not logged', async (_what, sent, expected) => {
  const raw = await openRaw(api.url);
  raw.socket.end(sent(), 'latin1');
  await raw.closed;
  expect(raw.text()).toMatch(expected);
  expect((await api.post('{ viewer { merchantName } }')).status).toBe(200);
  expect(api.logged.filter((line) => !line.includes('requests were refused'))).toEqual([]);
});
