import type { ServerResponse } from 'node:http';
import { LosslessNumber } from 'lossless-json';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { send } from '../../../src/providers/buckaroo/client.ts';
import type { Settings } from '../../../src/providers/buckaroo/settings.ts';
import { hmacHeader, isSigned, readHmacHeader } from '../../../src/providers/buckaroo/signature.ts';
import { startCall } from '../../../src/providers/kit/client.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { secretKey, someContext, t0, websiteKey } from './support.ts';

let stub: Stub;
afterEach(() => stub.close());

type Answer = (response: ServerResponse) => void;
async function start(answer: Answer, changes: Partial<Settings> = {}): Promise<CallContext<Settings>> {
  stub = await startStub((response) => answer(response));
  return someContext({ baseUrl: `${stub.url}/gateway/`, ...changes });
}
const post = { method: 'POST', path: '/json/Transaction', body: { AmountDebit: new LosslessNumber('10.00') } } as const;
const get = { method: 'GET', path: '/json/Transaction/Status/X' } as const;
const answering =
  (status: number, headers: Record<string, string> = {}, body = '{}'): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);

describe('a request', () => {
  test.each([post, get])('is signed over the bytes and the address that were sent: $method', async (request) => {
    const context = await start(answering(200));
    expect((await send(startCall(context), request)).kind).toBe('reply');
    const [seen] = stub.seen;
    expect(seen?.line).toBe(`${request.method} /gateway${request.path}`);
    expect(seen?.body).toBe(request === post ? '{"AmountDebit":10.00}' : '');
    const header = readHmacHeader(String(seen?.headers.authorization));
    expect(header).toMatchObject({ websiteKey, timestamp: String(t0.getTime() / 1_000) });
    const signed = {
      method: request.method,
      url: `${stub.url}/gateway${request.path}`,
      body: new TextEncoder().encode(seen?.body),
    };
    expect(header && isSigned(signed, header, [secretKey])).toBe(true);
    expect(seen?.headers).toMatchObject({ accept: 'application/json', culture: 'en-US', channel: 'Web' });
    expect(seen?.headers['content-type']).toBe(request === post ? 'application/json; charset=utf-8' : undefined);
  });
  test('has a nonce that no other has', async () => {
    const context = await start(answering(200));
    for (let i = 0; i < 20; i++) await send(startCall(context), get);
    const nonces = stub.seen.map(({ headers }) => readHmacHeader(String(headers.authorization))?.nonce);
    expect(new Set(nonces).size).toBe(20);
  });
});

describe('an answer', () => {
  /** As the gateway signs it: method and address of the request, its own nonce and time, and what it answers. */
  const signed = (body: string | Uint8Array, by: { website?: string; secret?: string; over?: string } = {}): Answer => {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    return (response) => {
      const url = `${stub.url}/gateway/json/Transaction`;
      const over = by.over === undefined ? bytes : new TextEncoder().encode(by.over);
      const authorization = hmacHeader(
        { method: 'POST', url, body: over },
        by.website ?? websiteKey,
        by.secret ?? secretKey,
        { nonce: 'a1b2', timestamp: '1700000001' },
      );
      response.writeHead(200, { authorization }).end(bytes);
    };
  };
  const ask = async (answer: Answer, changes: Partial<Settings> = {}) =>
    send(startCall(await start(answer, changes)), post);

  test('that is signed is believed, and read without a float', async () => {
    expect(await ask(signed('{"AmountDebit":10.00}'))).toEqual({
      kind: 'reply',
      status: 200,
      json: { ok: true, value: { AmountDebit: '10.00' } },
    });
    expect(
      (await ask(signed('{}', { secret: 'the-key-before-this-one' }), { previousSecretKey: 'the-key-before-this-one' }))
        .kind,
    ).toBe('reply');
  });
  test.each([
    ['another key', signed('{}', { secret: 'some-other-secret-key' })],
    ['another website', signed('{}', { website: 'other' })],
    ['other bytes', signed('{"AmountDebit":10.0}', { over: '{"AmountDebit":10.00}' })],
    ['bytes that read alike', signed(new Uint8Array([0x7b, 0xff, 0x7d]), { over: '{\ufffd}' })],
    ['a header that is none', answering(200, { authorization: 'hmac x' })],
    ['the header of a request', answering(200, { authorization: 'hmac WSKEY01abc::n:1' })],
  ])('that is signed with %s says nothing', async (_, answer) => {
    expect(await ask(answer)).toMatchObject({ kind: 'unknown', why: { kind: 'unreadable' } });
  });
  test('that is not signed is taken as it is', async () => {
    expect((await ask(answering(200))).kind).toBe('reply');
  });
  test('without a word is a reply that cannot be read', async () => {
    expect(await ask(answering(200, {}, ''))).toMatchObject({ kind: 'reply', json: { ok: false } });
  });

  test.each([
    [400, 'notSent', 'unauthorised'],
    [401, 'notSent', 'unauthorised'],
    [403, 'notSent', 'unauthorised'],
    [429, 'notSent', 'throttled'],
    [201, 'unknown', 'unreadable'],
    [204, 'unknown', 'unreadable'],
    [302, 'unknown', 'unreadable'],
    [404, 'unknown', 'unreadable'],
    [409, 'unknown', 'unreadable'],
    [422, 'unknown', 'unreadable'],
    [408, 'unknown', 'timeout'],
    [500, 'unknown', 'serverError'],
    [503, 'unknown', 'serverError'],
  ])('%i is %s (%s)', async (status, kind, cause) => {
    const outcome = await ask(answering(status, { location: '/' }, status === 204 ? '' : '{"Message":"secret words"}'));
    expect(outcome).toMatchObject({ kind, why: { kind: cause } });
    expect(JSON.stringify(outcome)).not.toMatch(/secret words|0123456789ABCDEF/);
  });
  test.each([
    ['7', 7_000],
    ['99999', 3_600_000],
    [new Date(t0.getTime() + 60_000).toUTCString(), 60_000],
    ['soon', undefined],
  ])('429 with Retry-After %s waits %s ms', async (header, ms) => {
    const outcome = await ask(answering(429, { 'retry-after': header }));
    expect(outcome.kind === 'notSent' ? outcome.why.retryAfterMs : null).toBe(ms);
  });
});
