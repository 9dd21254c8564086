import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallContext } from '../../../src/domain/port/provider.ts';
import { type Request, send } from '../../../src/providers/betalingsservice/client.ts';
import { isSignedBy } from '../../../src/providers/betalingsservice/oauth.ts';
import type { Settings } from '../../../src/providers/betalingsservice/settings.ts';
import { startCall } from '../../../src/providers/kit/client.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import { fixtureText, others, ours, someContext } from './support.ts';

let stub: Stub;
afterEach(() => stub.close());

const get: Request = { api: 'oneOffApi', method: 'GET', path: '/collection-requests/1' };
const post: Request = { api: 'creditorApi', method: 'POST', path: '/delegated-mandates', body: { name: 'Åse “q”' } };

async function start(
  answer: (response: ServerResponse, count: number) => void,
  changes: Partial<Settings> = {},
  deadlineMs?: number,
): Promise<CallContext<Settings>> {
  stub = await startStub((response, _line, count) => answer(response, count));
  const addresses = { creditorApiUrl: `${stub.url}/creditor`, oneOffApiUrl: `${stub.url}/oneoff/` };
  return someContext({ ...addresses, ...changes }, deadlineMs);
}
const signedBy = (index: number, consumerKey: string, publicKeyPem: string) => {
  const { line = '', headers, body = '' } = stub.seen[index] ?? {};
  const [method = '', path = ''] = line.split(' ');
  return isSignedBy({ method, url: stub.url + path, body }, headers?.authorization ?? '', {
    consumerKey,
    publicKeyPem,
  });
};

describe('a request', () => {
  test.each([
    [post, 'POST /creditor/delegated-mandates'],
    [get, 'GET /oneoff/collection-requests/1'],
  ])('is signed as it is sent, to the byte', async (request, line) => {
    const context = await start((response) => response.writeHead(200).end('{}'));
    expect(await send(startCall(context), request)).toMatchObject({ kind: 'reply', status: 200, json: {} });
    expect(stub.seen[0]?.line).toBe(line);
    expect(signedBy(0, 'client!ours', ours.publicKey)).toBe(true);
    expect(stub.seen[0]?.headers['content-type']).toBe(request.body ? 'application/json' : undefined);
  });
  test('that is refused for its signature is signed once more, and then given up for certain', async () => {
    const context = await start((response) => response.writeHead(401).end(fixtureText('error-gateway')));
    expect(await send(startCall(context), post)).toMatchObject({ kind: 'notSent', why: { kind: 'unauthorised' } });
    expect(stub.seen).toHaveLength(2);
    expect(new Set(stub.seen.map(({ headers }) => headers.authorization)).size).toBe(2);
  });
  test('that is refused for old keys is signed by the other set, where there is one', async () => {
    const otherKeySet = { consumerKey: 'client!new', privateKeyPem: others.privateKey };
    const context = await start((response, count) => response.writeHead(count === 1 ? 403 : 200).end('{}'), {
      otherKeySet,
    });
    expect(await send(startCall(context), post)).toMatchObject({ kind: 'reply', status: 200 });
    expect([signedBy(0, 'client!ours', ours.publicKey), signedBy(1, 'client!new', others.publicKey)]).toEqual([
      true,
      true,
    ]);
  });
});

describe('an answer of', () => {
  test.each([
    [500, 'serverError'],
    [502, 'serverError'],
    [503, 'serverError'],
    [408, 'timeout'],
    [302, 'unreadable'],
    [200, 'unreadable'],
    [400, 'unreadable'],
    [404, 'unreadable'],
  ])('%i in HTML leaves the outcome unknown: %s', async (status, kind) => {
    const context = await start((response) =>
      response.writeHead(status, { location: '/' }).end('<html>0101801234</html>'),
    );
    const result = await send(startCall(context), post);
    expect(result).toMatchObject({ kind: 'unknown', why: { kind } });
    expect(JSON.stringify(result)).not.toMatch(/html|0101801234/);
    expect(stub.seen).toHaveLength(1);
  });
  test.each([
    ['7', 7_000],
    ['99999', 3_600_000],
    ['Mon, 02 Mar 2026 10:01:30 GMT', 60_000],
    ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('429 with Retry-After %s was not sent, to be tried again after %s', async (header, retryAfterMs) => {
    const context = await start((response) =>
      response.writeHead(429, header === undefined ? {} : { 'retry-after': header }).end(),
    );
    const result = await send(startCall(context), post);
    expect(result).toMatchObject({ kind: 'notSent', why: { kind: 'throttled' } });
    expect(result.kind === 'notSent' && result.why.retryAfterMs).toBe(retryAfterMs);
  });
  const envelope = (changes: object) =>
    JSON.stringify({
      Errors: { Error: [{ Source: 'Gateway', ReasonCode: 'SOME_REASON', Recoverable: true, ...changes }] },
    });
  test.each([
    [{ ReasonCode: 'RATE_LIMIT_EXCEEDED' }, 'throttled'],
    [{}, 'unavailable'],
  ])('400 by the gateway, which says that it can be asked again (%o), was not sent: %s', async (changes, kind) => {
    const context = await start((response) => response.writeHead(400).end(envelope(changes)));
    expect(await send(startCall(context), post)).toMatchObject({ kind: 'notSent', why: { kind } });
  });
  test.each([{ Source: 'BS-CREDITOR-API' }, { Recoverable: false }])(
    '400 that does not say so (%o) is a reply, for the operation to judge',
    async (changes) => {
      const context = await start((response) => response.writeHead(400).end(envelope(changes)));
      expect(await send(startCall(context), post)).toMatchObject({ kind: 'reply', error: { code: 'SOME_REASON' } });
    },
  );
  test('half a body is unknown', async () => {
    const context = await start((response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"uuid":');
      response.socket?.end();
    });
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'unknown', why: { kind: 'reset' } });
  });
  test('nothing before the deadline is unknown', async () => {
    const context = await start(() => undefined, {}, 100);
    expect(await send(startCall(context), get)).toMatchObject({ kind: 'unknown', why: { kind: 'timeout' } });
  });
});

test('no failure tells the key', async () => {
  const context = await start((response, count) =>
    response.writeHead([401, 401, 500, 429][count - 1] ?? 400).end('{}'),
  );
  const results = [
    await send(startCall(context), get),
    await send(startCall(context), get),
    await send(startCall(context), get),
  ];
  expect(JSON.stringify(results)).not.toMatch(/PRIVATE KEY|client!ours|oauth_/);
});
