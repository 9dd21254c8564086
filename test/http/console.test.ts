import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { revokeApiKey } from '../../src/access/api-keys.ts';
import { createEndedSessions } from '../../src/access/ended-sessions.ts';
import { issueOperatorKey, operatorScopes } from '../../src/access/operator-keys.ts';
import { serveBuilt } from '../../src/http/built-files.ts';
import { createSessions } from '../../src/http/console/sessions.ts';
import { createDocsDoor } from '../../src/http/docs-door.ts';
import type { ObservedRequest } from '../../src/http/observed-request.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { sealer } from '../../src/platform/crypto.ts';
import type { Db } from '../../src/platform/db.ts';
import { type Api, issueKey, startApi } from '../graphql/harness.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: Record<string, never> & {
    readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, string> }[];
  };
}
/** By Node's own client, since fetch sends no Origin that we choose. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const isJson = reply.headers['content-type']?.startsWith('application/json') ?? false;
        const json = isJson ? JSON.parse(bytes.toString()) : {};
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: bytes, json });
      });
    });
    sent.once('error', reject).end(body);
  });
}

describe('the door of the console', () => {
  let api: Api;
  let at: string;
  let own: Record<string, string>;
  beforeAll(async () => {
    api = await startApi();
    at = `http://127.0.0.1:${api.http.port}`;
    own = { origin: at, 'content-type': 'application/json' };
  });
  afterAll(() => api.close());

  const signIn = (key: string, headers = own) => ask(`${at}/console/session`, headers, 'POST', JSON.stringify({ key }));
  const cookieOf = ({ headers }: Reply): string => headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
  const graphql = (cookie: string, query: string, headers = own, path = '/console/graphql') =>
    ask(at + path, { ...headers, cookie }, 'POST', JSON.stringify({ query }));

  test('is where / leads a browser, and a program is told where to go', async () => {
    const browser = await ask(`${at}/`, { accept: 'text/html,*/*;q=0.8' });
    expect([browser.status, browser.headers.location]).toEqual([302, '/console']);
    const program = await ask(`${at}/`);
    const places = { graphql: '/graphql', console: '/console', docs: '/docs' };
    expect([program.status, program.json]).toMatchObject([200, places]);
    const docs = await ask(`${at}/docs`);
    expect(docs.json.error ?? docs.headers['content-security-policy']).toMatch(/documentation|default-src 'none'/);
  });

  test('gives a session for a key, that scripts cannot read and other sites cannot send', async () => {
    const reply = await signIn(api.shop.key);
    expect(reply.json).toMatchObject({
      kind: 'MERCHANT',
      name: 'Shop',
      environment: 'SANDBOX',
      now: expect.any(String),
    });
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^paygraph_console=[\w-]+; Max-Age=28[78]\d\d; HttpOnly; SameSite=Strict; Path=\/console$/,
    );
    expect(Buffer.from(cookieOf(reply).split('=')[1] ?? '', 'base64url').toString('latin1')).not.toContain('sk_test');
    expect((await ask(`${at}/console/session`, { cookie: cookieOf(reply) })).json).toMatchObject({ name: 'Shop' });
  });

  test('answers GraphQL by the session, at the merchant that the key is of', async () => {
    const cookie = cookieOf(await signIn(api.shop.key));
    expect((await graphql(cookie, '{ viewer { merchantName } }')).json).toMatchObject({
      data: { viewer: { merchantName: 'Shop' } },
    });
    const operator = await issueOperatorKey(api.db, {
      name: 'Ada',
      scopes: operatorScopes,
      expiresInMs: 60_000,
      createdBy: 'command-line',
      environment: 'SANDBOX',
    });
    const theirs = await signIn(operator.secret);
    expect(theirs.json).toMatchObject({ kind: 'OPERATOR', name: 'Ada', environment: 'SANDBOX' });
    const answer = await graphql(cookieOf(theirs), '{ viewer { name } }', own, '/console/operator/graphql');
    expect(answer.json).toMatchObject({ data: { viewer: { name: 'Ada' } } });
  });

  test.each([
    ['of another site', { origin: 'https://elsewhere.example' }],
    ['of another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['that says no origin', { origin: '' }],
    ['that the browser calls a stranger', { 'sec-fetch-site': 'same-site' }],
  ])('takes no request of a page %s, whatever cookie it has', async (_which, over) => {
    const cookie = cookieOf(await signIn(api.shop.key));
    const refused = [
      await graphql(cookie, '{ viewer { merchantName } }', { ...own, ...over }),
      await signIn(api.shop.key, { ...own, ...over }),
    ];
    for (const { status, json, headers } of refused) {
      expect([status, json.errors?.[0]?.extensions.reason]).toEqual([403, 'NOT_FROM_CONSOLE']);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('takes no cookie where the API is', async () => {
    const cookie = cookieOf(await signIn(api.shop.key));
    expect((await graphql(cookie, '{ viewer { merchantName } }', own, '/graphql')).status).toBe(401);
  });

  test.each([
    ['no session', ''],
    ['one that we have not sealed', `paygraph_console=${'A'.repeat(200)}`],
  ])('refuses %s', async (_which, cookie) => {
    const reply = await graphql(cookie, '{ viewer { merchantName } }');
    expect([reply.status, reply.json.errors?.[0]?.extensions.reason]).toEqual([401, 'SIGNED_OUT']);
  });

  test.each([
    ['what is no key', 'hello', 400],
    ['a key that is not known here', `sk_test_${'a'.repeat(43)}`, 401],
    ["an operator's key that is not known here", `ok_test_${'a'.repeat(43)}`, 401],
  ])('gives no session for %s', async (_which, key, status) => {
    const reply = await signIn(key);
    expect([reply.status, reply.headers['set-cookie']]).toEqual([status, undefined]);
    expect(reply.json.errors?.[0]?.message).toMatch(/key/i);
  });

  test('asks for JSON, for a method that there is, and for little', async () => {
    const statuses = await Promise.all([
      ask(`${at}/console/session`, { origin: at, 'content-type': 'text/plain' }, 'POST', '{}'),
      ask(`${at}/console/session`, own, 'PUT'),
      ask(`${at}/console/graphql`, own),
      signIn('x'.repeat(2_000)),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([415, 405, 405, 413]);
  });

  test('ends a session with its key, and when its owner leaves', async () => {
    const { id, secret } = await issueKey(api, []);
    const cookie = cookieOf(await signIn(secret));
    const known = new Promise((resolve) => api.notifier.onKeyChange(resolve));
    await revokeApiKey(api.db, systemClock(), { merchantId: api.shop.merchantId, id });
    await known;
    const reply = await graphql(cookie, '{ viewer { merchantName } }');
    expect([reply.status, reply.json.errors?.[0]?.message]).toEqual([401, 'The API key has been revoked.']);
    const left = await ask(`${at}/console/session`, own, 'DELETE');
    expect(left.headers['set-cookie']?.[0]).toMatch(/^paygraph_console=; Max-Age=0; /);
  });

  const socket = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const opened = new WebSocket(`${at.replace('http', 'ws')}/console/graphql`, 'graphql-transport-ws', { headers });
      opened.on('unexpected-response', (_request, reply: IncomingMessage) => resolve(String(reply.statusCode)));
      opened.on('open', () => opened.send('{"type":"connection_init"}'));
      opened.on('close', (code, reason) => resolve(`${code} ${reason}`));
      opened.on('message', (message) => {
        resolve(JSON.parse(String(message)).type);
        opened.close();
      });
    });

  test('lets a socket in by the session, from its own pages alone', async () => {
    const cookie = cookieOf(await signIn(api.shop.key));
    expect(await socket({ cookie, origin: at })).toBe('connection_ack');
    expect(await socket({ cookie, origin: 'https://elsewhere.example' })).toBe('401');
    expect(await socket({ origin: at })).toBe('401');
  });

  test('is out with every copy of the cookie when its owner leaves, in other processes too', async () => {
    const [cookie, another] = [cookieOf(await signIn(api.shop.key)), cookieOf(await signIn(api.shop.key))];
    const opened = new WebSocket(`${at.replace('http', 'ws')}/console/graphql`, 'graphql-transport-ws', {
      headers: { cookie, origin: at },
    });
    await once(opened, 'open');
    const cut = once(opened, 'close');
    // Another process, which has just seen that the session is good.
    const elsewhere = createEndedSessions({ db: api.db, clock: systemClock() }, { keyKeptMs: 100 });
    const hash = createHash('sha256')
      .update(Buffer.from(cookie.split('=')[1] ?? '', 'base64url'))
      .digest();
    expect(await elsewhere.has(hash)).toBe(false);
    const stream = new PassThrough();
    elsewhere.follow({ hash, endsAt: new Date(Date.now() + 60_000) }, stream);
    const left = await ask(`${at}/console/session`, { ...own, cookie }, 'DELETE');
    expect([left.status, left.headers['set-cookie']?.[0]]).toEqual([200, expect.stringContaining('Max-Age=0')]);
    await Promise.all([cut, once(stream, 'close')]);
    expect(await elsewhere.has(hash)).toBe(true);
    for (const { status, json } of [
      await ask(`${at}/console/session`, { cookie }),
      await graphql(cookie, '{ viewer { merchantName } }'),
      await ask(`${at}/console/export/payments.csv`, { cookie }),
    ])
      expect([status, json.errors?.[0]?.extensions.reason]).toEqual([401, 'SIGNED_OUT']);
    expect(await socket({ cookie, origin: at })).toBe('401');
    expect((await ask(`${at}/console/session`, { cookie: another })).status).toBe(200);
  });
});

test('a connection ends with the time of the session that opened it, and one that has closed is followed no more', async () => {
  let now = new Date('2026-11-20T10:00:00Z');
  const nobodyLeft = { intake: { query: async () => ({ rows: [] }) } } as unknown as Pick<Db, 'intake'>;
  const ended = createEndedSessions({ db: nobodyLeft, clock: { now: () => now } }, { keyKeptMs: 100 });
  const session = { hash: randomBytes(32), endsAt: new Date('2026-11-20T10:00:01Z') };
  const [stream, later, gone] = [new PassThrough(), new PassThrough(), new PassThrough()];
  gone.destroy();
  await once(gone, 'close');
  for (const one of [stream, gone]) ended.follow(session, one);
  ended.follow({ hash: randomBytes(32), endsAt: new Date('2026-11-20T10:00:02Z') }, later);
  expect(gone.listenerCount('close')).toBe(0);
  const closed = once(stream, 'close');
  now = session.endsAt;
  await closed;
  expect(later.destroyed).toBe(false);
  later.destroy();
});

test('a session ends with its time', async () => {
  const now = new Date('2026-11-20T10:00:00Z');
  const sessions = createSessions({
    sealer: sealer(Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37) % 251))),
    clock: { now: () => now },
    endedEarly: { has: async () => false },
    secure: true,
    lastsMs: 1_000,
  });
  const cookie = sessions.cookie(sessions.begin('sk_live_x'));
  expect(cookie).toMatch(/; Secure$/);
  const headers = { cookie: cookie.split(';', 1)[0] ?? '' };
  expect((await sessions.of({ headers } as IncomingMessage))?.authorization).toBe('Bearer sk_live_x');
  now.setTime(now.getTime() + 1_000);
  expect(await sessions.of({ headers } as IncomingMessage)).toBeNull();
});

describe('the files of the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paygraph-console-'));
  const serve = serveBuilt({ name: 'console', folder, pageAt: () => 'index.html' });
  const server = createServer((from, to) => serve((from.url ?? '').slice('/console/'.length), from, to));
  let at: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/console/`;
  });
  afterAll(() => server.close());

  test('say in a sentence that they were not built', async () => {
    const { status, json } = await ask(at);
    expect([status, json.error]).toEqual([404, expect.stringContaining('npm run build')]);
  });

  test('are kept for ever by their names, compressed, and the page is asked for each time', async () => {
    await mkdir(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/a-1.js'), 'plain');
    writeFileSync(join(folder, 'assets/a-1.js.br'), 'small');
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    const page = await ask(`${at}payments/oop_1?status=SETTLED`);
    expect([page.status, page.headers['cache-control'], page.body.toString()]).toEqual([
      200,
      'no-cache',
      '<!doctype html>',
    ]);
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(policy).not.toMatch(/unsafe|nonce/);
    const script = await ask(`${at}assets/a-1.js`, { 'accept-encoding': 'gzip, br' });
    expect([script.headers['content-encoding'], script.body.toString()]).toEqual(['br', 'small']);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await ask(`${at}assets/a-1.js`)).body.toString()).toBe('plain');
  });

  test('are nothing but what was built', async () => {
    for (const path of ['assets/none.js', 'assets/..%2findex.html', 'assets/'])
      expect((await ask(at + path)).status).toBe(404);
    expect((await ask(at, {}, 'POST')).status).toBe(405);
  });
});

test('the files of the documentation: pages by addresses without an ending, and one for those that there are not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paygraph-docs-'));
  const serve = createDocsDoor(folder);
  const server = createServer((from, to) => serve(from, to, { route: null } as ObservedRequest));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`;
  const unbuilt = await ask(at);
  expect([unbuilt.status, unbuilt.json.error]).toEqual([404, expect.stringContaining('npm run build')]);
  await mkdir(join(folder, 'guides'));
  writeFileSync(join(folder, 'guides/events.html'), 'events');
  writeFileSync(join(folder, '404.html'), 'nowhere');
  writeFileSync(join(folder, 'index.html'), 'start');
  const found = await Promise.all(
    [
      '',
      '/',
      '?from=console',
      '/guides/events',
      '/guides/events/',
      '/guides/none',
      '/assets/none.js',
      '/guides%2fevents',
    ].map(async (path) => {
      const { status, body, headers } = await ask(at + path);
      return [path, status, headers['content-type']?.includes('html') ? body.toString() : ''];
    }),
  );
  expect(found).toEqual([
    ['', 200, 'start'],
    ['/', 200, 'start'],
    ['?from=console', 200, 'start'],
    ['/guides/events', 200, 'events'],
    ['/guides/events/', 200, 'events'],
    ['/guides/none', 404, 'nowhere'],
    ['/assets/none.js', 404, ''],
    ['/guides%2fevents', 404, 'nowhere'],
  ]);
  server.close();
});
