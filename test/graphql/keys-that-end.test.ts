import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { revokeApiKey } from '../../src/access/api-keys.ts';
import { startNotifier } from '../../src/event-log/notifier.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type Api, type ApiOptions, issueKey, numberAll, startApi } from './harness.ts';
import { closing, first, follow, frameOf, openSocket, openSse, type Sent } from './readers.ts';
import { addAgreement } from './rows.ts';

const revoke = (api: Api, id: string): Promise<boolean> =>
  revokeApiKey(api.db, systemClock(), { merchantId: api.shop.merchantId, id });

interface Change {
  readonly what: string;
  make(api: Api, id: string): Promise<unknown>;
  readonly told: object;
  readonly message: string;
}
const changes: readonly Change[] = [
  {
    what: 'is revoked',
    make: revoke,
    told: { code: 'UNAUTHENTICATED', reason: 'KEY_REVOKED', retryable: false },
    message: 'The API key has been revoked.',
  },
  {
    what: 'expires',
    make: ({ db }, id) => db.worker.query('update api_key set expires_at = app_now() where id = $1', [id]),
    told: { code: 'UNAUTHENTICATED', reason: 'KEY_EXPIRED' },
    message: 'The API key has expired.',
  },
  {
    what: 'loses a scope',
    make: ({ db }, id) => db.worker.query(`update api_key set scopes = '{ledger:read}' where id = $1`, [id]),
    told: { code: 'FORBIDDEN', reason: 'SCOPE_LOST' },
    message: 'The API key has lost a scope that this connection was opened with; connect again.',
  },
];

/** Every other way than the one under test is put off for good. */
const never = 2 ** 31 - 1;
const ways: readonly (readonly [string, ApiOptions])[] = [
  ['the word of the database', { limits: { recheckMs: never, keyKeptMs: never } }],
  ['the regular look, when no word comes', { keyNewsLost: true, limits: { recheckMs: 20, keyKeptMs: never } }],
];

describe.each(ways)('by %s', (_way, options) => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi(options);
  });
  afterAll(() => api.close());

  test.each(changes)(
    'a key that $what ends its stream and its socket, which are told why; other keys stay',
    async ({ make, told, message }) => {
      const { id, secret } = await issueKey(api, ['events:read']);
      const stream = await openSse(api.url, secret, follow);
      const frames = stream[Symbol.asyncIterator]();
      await frames.next();
      const { closed, on } = closing();
      const results = openSocket(api.url, secret, on).iterate({ query: follow });
      await results.next();
      const steady = await openSse(api.url, api.shop.key, follow);
      const steadyFrames = steady[Symbol.asyncIterator]();
      await steadyFrames.next();

      await make(api, id);

      expect(await closed).toMatchObject({ code: 4403, reason: message });
      const last = (await frames.next()).value as Sent;
      expect(last.data.errors).toMatchObject([{ message, extensions: told }]);
      expect((await frames.next()).value).toMatchObject({ event: 'complete' });
      await results.return?.();
      await addAgreement(api.db, api.shop);
      await numberAll(api.db);
      expect(frameOf((await steadyFrames.next()).value as Sent).__typename).toBe('EventFrame');
      steady.cut();
    },
  );
});

test('a key that was revoked is refused over HTTP and for a new operation of an open socket, although no word came', async () => {
  const api = await startApi({ keyNewsLost: true, limits: { recheckMs: never, keyKeptMs: 0 } });
  const { id, secret } = await issueKey(api, ['payments:write']);
  const { closed, on } = closing();
  const client = openSocket(api.url, secret, on);
  const ask = () => first(client.iterate({ query: '{ viewer { merchantName } }' }), 1);
  expect(await ask()).toMatchObject([{ data: { viewer: { merchantName: 'Shop' } } }]);
  await revoke(api, id);
  await expect(ask()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect(await closed).toMatchObject({ code: 4403, reason: 'The API key has been revoked.' });
  expect((await api.post('{ viewer { merchantName } }', {}, secret)).status).toBe(401);
  await api.close();
});

test('a scope that was taken away is missing in the next operation of an open socket', async () => {
  const api = await startApi({ keyNewsLost: true, limits: { recheckMs: never, keyKeptMs: 0 } });
  const { id, secret } = await issueKey(api, ['events:read']);
  const client = openSocket(api.url, secret);
  const ask = () => first(client.iterate({ query: '{ viewer { scopes } }' }), 1);
  expect(await ask()).toMatchObject([{ data: { viewer: { scopes: ['events:read'] } } }]);
  await api.db.worker.query(`update api_key set scopes = '{}' where id = $1`, [id]);
  expect(await ask()).toMatchObject([{ data: { viewer: { scopes: [] } } }]);
  await client.dispose();
  await api.close();
});

test('what another process makes or revokes is heard here, and after a time of not hearing every key is looked at', async () => {
  const api = await startApi({ limits: { recheckMs: never, keyKeptMs: never } });
  const heard: string[] = [];
  const lines: { end(): Promise<void> }[] = [];
  const connect = async () => {
    const line = await api.db.connect();
    lines.push(line);
    return line;
  };
  const notifier = await startNotifier({ ...api.db, connect }, () => undefined);
  notifier.onKeyChange((keyId) => heard.push(keyId));
  const { id } = await issueKey(api, []);
  await revoke(api, id);
  await vi.waitFor(() => expect(heard).toEqual([id, id]));
  await lines[0]?.end();
  await vi.waitFor(() => expect(heard).toEqual([id, id, '*']), 5_000);
  await notifier.stop();
  await api.close();
});

describe('a flood', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({
      limits: {
        recheckMs: never,
        keyKeptMs: never,
        bucket: { size: 10, perSecond: 0.001 },
        failedKeys: { attempts: 1_000, windowSeconds: 60 },
      },
    });
  });
  afterAll(() => api.close());
  const flood = (keys: readonly string[]) =>
    Promise.all(keys.map(async (key) => (await api.post('{ viewer { merchantName } }', {}, key)).status));

  test('of one key costs one look-up of the key, and no statement for what is refused', async () => {
    const { secret } = await issueKey(api, []);
    await api.post('{ viewer { merchantName } }', {}, secret);
    api.statements();
    const statuses = await flood(Array.from({ length: 100 }, () => secret));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(80);
    // One, when the word that the key was made had still been on its way.
    expect(api.statements().filter((text) => text.includes('api_key')).length).toBeLessThanOrEqual(1);
  });

  test('of keys that nobody knows costs a look-up when they come first, and none when they come again', async () => {
    const unknown = Array.from({ length: 100 }, (_, i) => `sk_test_${String(i).padStart(43, 'x')}`);
    api.statements();
    expect(new Set(await flood(unknown))).toEqual(new Set([401]));
    const lookUps = (): number => api.statements().filter((text) => text.includes('api_key')).length;
    expect(lookUps()).toBeLessThanOrEqual(unknown.length);
    expect(new Set(await flood(unknown))).toEqual(new Set([401]));
    expect(lookUps()).toBe(0);
  });
});
