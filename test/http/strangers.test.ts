import { BlockList } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, type Api, issueKey, post, startApi } from '../graphql/harness.ts';
import { closing, openSocket } from '../graphql/readers.ts';
import { head, openRaw, type Raw, upgrade } from './raw.ts';

const loopback = new BlockList();
loopback.addAddress('127.0.0.1');
const unknown = (name: string): string => `sk_test_${name.padStart(43, 'x')}`;
const code = ({ errors }: Answer): unknown => errors[0]?.extensions.code;
const viewer = '{ viewer { merchantName } }';

describe('keys that are refused', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ trustedProxies: loopback, limits: { failedKeys: { attempts: 3, windowSeconds: 60 } } });
  });
  afterAll(() => api.close());
  const from = (address: string, key: string | null) =>
    post(api.url, { query: viewer }, key, { 'x-forwarded-for': address });
  const block = async (address: string): Promise<void> => {
    for (let i = 0; i < 3; i++) expect((await from(address, unknown(`${address}${i}`))).status).toBe(401);
  };

  test('too often from one address are no longer looked at; other addresses are', async () => {
    await block('192.0.2.1');
    await from('192.0.2.1', unknown('first'));
    api.statements();
    const refused = await from('192.0.2.1', unknown('another'));
    expect([refused.status, code(refused)]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(refused.errors[0]?.extensions.retryAfterMs).toBeGreaterThan(50_000);
    expect(api.statements()).toEqual([]);
    expect((await from('192.0.2.2', unknown('other'))).status).toBe(401);
  });

  test('lock out no good key of the same address, not even one that was never seen', async () => {
    await block('192.0.2.3');
    const { secret } = await issueKey(api, []);
    // The word that there is a new key is on its way.
    await vi.waitFor(async () => expect((await from('192.0.2.3', secret)).status).toBe(200));
    expect((await from('192.0.2.3', unknown('bad'))).status).toBe(429);
  });

  test('are not counted where none was sent', async () => {
    for (let i = 0; i < 5; i++) expect((await from('192.0.2.4', null)).status).toBe(401);
  });

  test('close a socket with 1013 once there were too many: its client may come again', async () => {
    const fresh = await startApi({ limits: { failedKeys: { attempts: 1, windowSeconds: 60 } } });
    const codes: number[] = [];
    for (const name of ['one', 'two']) {
      const { closed, on } = closing();
      openSocket(fresh.url, unknown(name), on);
      codes.push((await closed).code);
    }
    expect(codes).toEqual([4401, 1013]);
    await fresh.close();
  });
});

test('forged webhooks of one address to one account are no longer read; those to another account are', async () => {
  const api = await startApi({ limits: { forgedWebhooks: { attempts: 2, windowSeconds: 60 } } });
  api.answer = { status: 401 };
  const send = async (segment: string) =>
    (await fetch(new URL(`/webhooks/mobilepay/${segment}`, api.url), { method: 'POST', body: '{}' })).status;
  expect([await send('one'), await send('one'), await send('one'), await send('two')]).toEqual([401, 401, 429, 401]);
  expect(api.received.map(({ segment }) => segment)).toEqual(['one', 'one', 'two']);
  await api.close();
});

test('what is refused is told in one line, by kind and address, and no line of its own', async () => {
  const api = await startApi();
  for (let i = 0; i < 20; i++) await api.post(viewer, {}, unknown(String(i)));
  await fetch(new URL('/webhooks/mobilepay/nobody', api.url), { method: 'POST', body: '{}' });
  expect(api.logged).toEqual([]);
  await api.close();
  expect(api.logged.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'warn', failedKeys: 20, unknownWebhooks: 1, addresses: ['127.0.0.1 21'], addressCount: 1 },
  ]);
});

describe('sockets without a key', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({
      trustedProxies: loopback,
      limits: { initTimeoutMs: 300, keylessPerAddress: 3, keylessMax: 5 },
    });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => api.close());
  const open = async (address: string): Promise<Raw> => {
    const raw = await openRaw(api.url);
    raw.socket.write(head('GET /graphql', { ...upgrade, 'x-forwarded-for': address }));
    await raw.got(/\r\n\r\n/);
    return raw;
  };
  const statusOf = (raw: Raw): number => Number(raw.text().split(' ')[1]);

  test('are few from one address, and few in all', async () => {
    const raws: Raw[] = [];
    for (const address of [1, 1, 1, 1, 2, 2, 2, 3]) raws.push(await open(`192.0.2.${address}`));
    expect(raws.map(statusOf)).toEqual([101, 101, 101, 503, 101, 101, 503, 503]);
    expect(raws[3]?.text()).toMatch(/retry-after: 1/);
    // Nobody of them answers the server's close, and yet all are gone soon: there is room again.
    await Promise.all(raws.map(({ closed }) => closed));
    const again = await open('192.0.2.3');
    expect(statusOf(again)).toBe(101);
    again.socket.destroy();
  });

  test("stand in nobody's way once they have shown one", async () => {
    const clients = [];
    for (let i = 0; i < 8; i++) {
      const client = openSocket(api.url, api.shop.key);
      clients.push(client);
      for await (const { data } of client.iterate({ query: viewer })) expect(data).toBeTruthy();
    }
    await Promise.all(clients.map((client) => client.dispose()));
  });

  test('that break the protocol are closed with its code, and nothing is written but the count', async () => {
    const written = vi.spyOn(console, 'error');
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    // A frame whose reserved bits are set.
    (socket as never as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
    );
    expect(await closed).toBe(1002);
    expect(written).not.toHaveBeenCalled();
    expect(api.logged.filter((line) => !line.includes('requests were refused'))).toEqual([]);
  });
});
