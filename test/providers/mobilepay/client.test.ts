import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { startCall } from '../../../src/providers/kit/client.ts';
import { send } from '../../../src/providers/mobilepay/client.ts';
import type { Settings } from '../../../src/providers/mobilepay/settings.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { someContext, t0 } from './support.ts';

let stub: Stub;
afterEach(() => stub.close());

interface Script {
  /** Answers the token endpoint; by default with `token-1`, `token-2` and so on. */
  readonly token?: (response: ServerResponse, count: number) => void;
  readonly api?: (response: ServerResponse, count: number) => void;
}

/** A stub provider and the context of an account that is connected to it. */
async function start(
  { token = grant, api = (response) => response.end('{}') }: Script,
  deadlineMs?: number,
): Promise<CallContext<Settings>> {
  let tokens = 0;
  let calls = 0;
  stub = await startStub((response, line) =>
    line === 'POST /token' ? token(response, ++tokens) : api(response, ++calls),
  );
  return someContext({ apiUrl: `${stub.url}/subscriptions`, tokenUrl: `${stub.url}/token` }, deadlineMs);
}
function grant(response: ServerResponse, count: number): void {
  response.end(JSON.stringify({ access_token: `token-${count}`, expires_in: 300, token_type: 'Bearer' }));
}
const get = { method: 'GET', path: '/api/x' } as const;
const lines = () => stub.seen.map(({ line }) => line);

describe('a request', () => {
  test('carries token, client, trace and type, and its answer is read without a float', async () => {
    const context = await start({ api: (response) => response.end('{"amount":10.00}') });
    const reply = await send(startCall(context), { method: 'POST', path: '/api/x', body: { amount: '80.00' } });
    expect(reply).toEqual({ kind: 'reply', status: 200, json: { ok: true, value: { amount: '10.00' } } });
    expect(stub.seen[1]).toMatchObject({
      line: 'POST /subscriptions/api/x',
      body: '{"amount":"80.00"}',
      headers: {
        authorization: 'Bearer token-1',
        'x-ibm-client-id': 'ibm',
        'x-ibm-client-secret': 'canary-ibm-secret',
        correlationid: '11111111-2222-4333-8444-555555555555',
        'content-type': 'application/json',
      },
    });
  });
  test('without a body says no content type', async () => {
    const context = await start({});
    await send(startCall(context), get);
    expect(stub.seen[1]?.headers['content-type']).toBeUndefined();
  });
});

describe('the access token', () => {
  test('is fetched with the refresh token and kept', async () => {
    const context = await start({});
    await send(startCall(context), get);
    await send(startCall(context), get);
    expect(lines()).toEqual(['POST /token', 'GET /subscriptions/api/x', 'GET /subscriptions/api/x']);
    expect(Object.fromEntries(new URLSearchParams(stub.seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh-token',
      client_id: 'client',
      client_secret: 'canary-client-secret',
    });
  });
  test('is fetched once for many calls at the same time', async () => {
    const context = await start({});
    await Promise.all(Array.from({ length: 20 }, () => send(startCall(context), get)));
    expect(lines().filter((line) => line === 'POST /token')).toHaveLength(1);
  });
  test('is renewed before it runs out', async () => {
    const context = await start({});
    await send(startCall(context), get);
    await send(startCall({ ...context, now: () => new Date(t0.getTime() + 269_000) }), get);
    await send(startCall({ ...context, now: () => new Date(t0.getTime() + 271_000) }), get);
    expect(lines().filter((line) => line === 'POST /token')).toHaveLength(2);
  });
  test.each([401, 403])('is renewed once on %i, and the request sent again', async (status) => {
    const context = await start({ api: (response, count) => response.writeHead(count === 1 ? status : 200).end('{}') });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'reply', status: 200 });
    expect(stub.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer token-1',
      undefined,
      'Bearer token-2',
    ]);
  });
  test('that many calls lose at once is renewed once for all of them', async () => {
    let valid = 'token-1';
    const context = await start({});
    await send(startCall(context), get);
    valid = 'token-2';
    await stub.close();
    const url = stub.url;
    let renewed = 0;
    stub = await startStub((response, line) => {
      if (line === 'POST /token') return grant(response, 1 + ++renewed);
      return void response
        .writeHead(stub.seen.at(-1)?.headers.authorization === `Bearer ${valid}` ? 200 : 401)
        .end('{}');
    });
    const moved = { ...context.account.settings, apiUrl: `${stub.url}/subscriptions`, tokenUrl: `${stub.url}/token` };
    expect(url).not.toBe(stub.url);
    Object.assign(context.account.settings, moved);
    const replies = await Promise.all(Array.from({ length: 10 }, () => send(startCall(context), get)));
    expect(replies.every((reply) => reply.kind === 'reply' && reply.status === 200)).toBe(true);
    expect(renewed).toBe(1);
  });
  test('that is refused twice means unauthorised, and nothing was sent for certain', async () => {
    const context = await start({ api: (response) => response.writeHead(401).end() });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'notSent', why: { kind: 'unauthorised' } });
    expect(lines()).toHaveLength(4);
  });
  test.each<[string, Script['token'] & {}, string]>([
    ['400', (response) => response.writeHead(400).end('{"error":"invalid_grant"}'), 'unauthorised'],
    ['401', (response) => response.writeHead(401).end(), 'unauthorised'],
    ['429', (response) => response.writeHead(429).end(), 'throttled'],
    ['500', (response) => response.writeHead(500).end(), 'unavailable'],
    ['HTML', (response) => response.end('<html>'), 'unavailable'],
    ['a cut connection', (response) => response.destroy(), 'unavailable'],
    [
      'a token that would break a header',
      (response) => response.end('{"access_token":"a\\r\\nb","expires_in":300}'),
      'unavailable',
    ],
  ])('that cannot be had (%s) means that the operation was not sent', async (_, token, kind) => {
    const context = await start({ token });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'notSent', why: { kind } });
    expect(lines()).toEqual(['POST /token']);
  });
  test('that takes too long counts against the deadline of the call', async () => {
    const context = await start({ token: () => undefined }, 100);
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'notSent', why: { kind: 'unavailable' } });
  });
  test('uses the new refresh token where the answer brings one', async () => {
    const context = await start({
      token: (response, count) =>
        response.end(`{"access_token":"t${count}","expires_in":1,"refresh_token":"r${count}"}`),
    });
    await send(startCall(context), get);
    await send(startCall(context), get);
    expect(new URLSearchParams(stub.seen[2]?.body).get('refresh_token')).toBe('r1');
  });
});

describe('an answer of', () => {
  test.each([
    [500, 'serverError'],
    [502, 'serverError'],
    [503, 'serverError'],
    [408, 'timeout'],
    [302, 'unreadable'],
  ])('%i leaves the outcome unknown: %s', async (status, kind) => {
    const context = await start({
      api: (response) => response.writeHead(status, { location: '/' }).end('<html>secret page</html>'),
    });
    const result = await send(startCall(context), get);
    expect(result).toMatchObject({ kind: 'unknown', why: { kind } });
    expect(JSON.stringify(result)).not.toContain('secret page');
  });
  test.each([
    ['7', 7_000],
    ['99999', 3_600_000],
    ['Wed, 01 May 2024 12:01:00 GMT', 60_000],
    ['Wed, 01 May 2024 11:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('429 with Retry-After %s was not sent, to be tried again after %s', async (header, retryAfterMs) => {
    const context = await start({
      api: (response) => response.writeHead(429, header === undefined ? {} : { 'retry-after': header }).end(),
    });
    const result = await send(startCall(context), get);
    expect(result).toMatchObject({ kind: 'notSent', why: { kind: 'throttled' } });
    expect(result.kind === 'notSent' && result.why.retryAfterMs).toBe(retryAfterMs);
  });
  test('400 is a reply, for the operation to judge', async () => {
    const context = await start({ api: (response) => response.writeHead(400).end('<html>') });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'reply', status: 400, json: { ok: false } });
  });
  test('half a body is unknown', async () => {
    const context = await start({
      api: (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"id":');
        response.socket?.end();
      },
    });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'unknown', why: { kind: 'reset' } });
  });
});

test('no failure tells a secret', async () => {
  const context = await start({
    api: (response, count) => response.writeHead([401, 401, 500, 429][count - 1] ?? 400).end('{}'),
  });
  const results = [
    await send(startCall(context), get),
    await send(startCall(context), get),
    await send(startCall(context), get),
  ];
  expect(JSON.stringify(results)).not.toMatch(/canary|token-\d|s3cret/);
});
