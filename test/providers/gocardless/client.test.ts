import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { idempotencyKey, send } from '../../../src/providers/gocardless/client.ts';
import type { Settings } from '../../../src/providers/gocardless/settings.ts';
import { startCall } from '../../../src/providers/kit/client.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { someContext } from './support.ts';

let stub: Stub;
afterEach(() => stub.close());

async function start(
  answer: (response: ServerResponse) => void = (response) => response.end('{}'),
  deadlineMs?: number,
): Promise<CallContext<Settings>> {
  stub = await startStub(answer);
  return someContext({ apiUrl: `${stub.url}/gc/` }, deadlineMs);
}
const get = { method: 'GET', path: '/payments/PM1' } as const;

describe('a request', () => {
  test('carries token, version, key and type, and amounts as whole numbers', async () => {
    const context = await start((response) => response.writeHead(201).end('{"amount":10.00}'));
    const body = { payments: { amount: 9_007_199_254_740_993n } };
    const reply = await send(startCall(context), { method: 'POST', path: '/payments', body, key: 'k-1' });
    expect(reply).toEqual({ kind: 'reply', status: 201, json: { ok: true, value: { amount: '10.00' } } });
    expect(stub.seen[0]).toMatchObject({
      line: 'POST /gc/payments',
      body: '{"payments":{"amount":9007199254740993}}',
      headers: {
        authorization: 'Bearer canary-access-token',
        'gocardless-version': '2015-07-06',
        'idempotency-key': 'k-1',
        'content-type': 'application/json',
        accept: 'application/json',
      },
    });
  });
  test('without a body says no type and no key', async () => {
    const context = await start();
    await send(startCall(context), get);
    expect(stub.seen[0]?.headers).not.toHaveProperty('content-type');
    expect(stub.seen[0]?.headers).not.toHaveProperty('idempotency-key');
  });
  test('has a key as it is given, or its digest where it would not fit', async () => {
    await start();
    expect(idempotencyKey('2f7g9k-abc')).toBe('2f7g9k-abc');
    for (const key of ['x'.repeat(129), 'a b', 'a\r\nb', 'ø', ''])
      expect(idempotencyKey(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(idempotencyKey(`${'x'.repeat(129)}1`)).not.toBe(idempotencyKey(`${'x'.repeat(129)}2`));
  });
});

describe('an answer of', () => {
  test.each([
    [500, 'serverError'],
    [502, 'serverError'],
    [504, 'serverError'],
    [408, 'timeout'],
    [302, 'unreadable'],
  ])('%i leaves the outcome unknown: %s', async (status, kind) => {
    const context = await start((response) =>
      response.writeHead(status, { location: '/' }).end('<html>secret page</html>'),
    );
    const result = await send(startCall(context), get);
    expect(result).toMatchObject({ kind: 'unknown', why: { kind } });
    expect(JSON.stringify(result)).not.toContain('secret page');
  });
  test('401 was not sent, and is not tried again', async () => {
    const context = await start((response) => response.writeHead(401).end('{}'));
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'notSent', why: { kind: 'unauthorised' } });
    expect(stub.seen).toHaveLength(1);
  });
  test.each([400, 403, 404, 409, 422])('%i is a reply, for the operation to judge', async (status) => {
    const context = await start((response) => response.writeHead(status).end('<html>'));
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'reply', status, json: { ok: false } });
  });
  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'ratelimit-reset': 'Fri, 01 May 2026 12:01:00 GMT' }, 60_000],
    [{ 'ratelimit-reset': 'Fri, 01 May 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '2', 'ratelimit-reset': 'Fri, 01 May 2026 12:01:00 GMT' }, 2_000],
    [{ 'retry-after': '99999' }, 3_600_000],
    [{ 'ratelimit-reset': 'soon' }, undefined],
    [{}, undefined],
  ])('429 with %j was not sent, to be tried again after %s', async (headers, retryAfterMs) => {
    const context = await start((response) => response.writeHead(429, headers as Record<string, string>).end());
    const result = await send(startCall(context), get);
    expect(result).toMatchObject({ kind: 'notSent', why: { kind: 'throttled' } });
    expect(result.kind === 'notSent' && result.why.retryAfterMs).toBe(retryAfterMs);
  });
  test('nothing before the deadline is unknown', async () => {
    const context = await start(() => undefined, 100);
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'unknown', why: { kind: 'timeout' } });
  });
});

test('no failure tells the token, whichever way it is printed', async () => {
  const statuses = [401, 500, 429, 302];
  const context = await start((response) => response.writeHead(statuses.shift() ?? 400).end('{}'));
  for (let count = 0; count < 5; count++) {
    const result = await send(startCall(context), get);
    expect(JSON.stringify(result) + inspect(result, { depth: 10 })).not.toMatch(/canary/);
  }
});
