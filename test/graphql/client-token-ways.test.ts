import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeId } from '../../src/kernel/ids.ts';
import { ed25519KeyOf } from '../../src/platform/crypto.ts';
import { freshKey } from '../support/world.ts';
import { type Api, numberAll, post, type Shop, startApi } from './harness.ts';
import { addAgreement, addPayment } from './rows.ts';

/** What is wrong with a token is told in the same words on every way in: a request, SSE by fetch, the address for EventSource, a socket. */
let api: Api;
let id: string;
let sibling: string;
let foreign: string;
const origin = 'https://shop.example';
const query = 'subscription ($id: ID!) { paymentUpdates(paymentId: $id) { __typename } }';
const read = 'query ($id: ID!) { payment(by: { id: $id }) { id } }';

beforeAll(async () => {
  api = await startApi();
  const made = async (shop: Shop) =>
    encodeId('oop', (await addPayment(api.db, shop, await addAgreement(api.db, shop))).id);
  [id, sibling, foreign] = [await made(api.shop), await made(api.shop), await made(api.other)];
  await numberAll(api.db);
  await api.post(
    'mutation ($input: UpdateAllowedOriginsInput!) { updateAllowedOrigins(input: $input) { __typename } }',
    { input: { idempotencyKey: freshKey(), origins: [origin] } },
  );
});
afterAll(() => api.close());

async function tokenOf(subjectId = id): Promise<string> {
  const { data } = await api.post(
    'mutation ($input: CreateClientTokenInput!) { answer: createClientToken(input: $input) { ... on ClientTokenPayload { clientToken } } }',
    { input: { idempotencyKey: freshKey(), subjectId } },
  );
  return (data as unknown as { answer: { clientToken: string } }).answer.clientToken;
}
/** One that was good once. */
const expired = (): Promise<string> =>
  new SignJWT({ key: encodeId('key', api.shop.keyId), mer: encodeId('mer', api.shop.merchantId) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setIssuer('paygraph')
    .setAudience('paygraph:client')
    .setSubject(id)
    .setJti('over')
    .setExpirationTime(Math.floor(Date.now() / 1_000) - 60)
    .sign(ed25519KeyOf(api.domain.sealer.derive('client token')));
/** One whose key is another merchant's. */
const ofOther = (): Promise<string> =>
  new SignJWT({ key: encodeId('key', api.other.keyId), mer: encodeId('mer', api.shop.merchantId) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setIssuer('paygraph')
    .setAudience('paygraph:client')
    .setSubject(id)
    .setJti('other')
    .setExpirationTime(Math.floor(Date.now() / 1_000) + 600)
    .sign(ed25519KeyOf(api.domain.sealer.derive('client token')));

interface Told {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message: string;
}
type Way = (token: string, subject: string, from: string) => Promise<Told>;

const firstError = (errors: readonly { message: string; extensions?: Record<string, unknown> }[] | undefined): Told => {
  const [error] = errors ?? [];
  return { code: error?.extensions?.code, reason: error?.extensions?.reason, message: error?.message ?? '' };
};
async function firstOf(response: Response): Promise<Told> {
  if (!(response.headers.get('content-type') ?? '').includes('event-stream'))
    return firstError(((await response.json()) as { errors?: never }).errors);
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    if (/^data: .+\n/m.test(text)) break;
  }
  return firstError((JSON.parse(/^data: (.+)$/m.exec(text)?.[1] ?? '{}') as { errors?: never }).errors);
}
const ways: Readonly<Record<string, Way>> = {
  'a request': async (token, subject, from) =>
    firstError((await post(api.url, { query: read, variables: { id: subject } }, token, { origin: from })).errors),
  'SSE by fetch': async (token, subject, from) =>
    firstOf(
      await fetch(api.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
          origin: from,
        },
        body: JSON.stringify({ query, variables: { id: subject } }),
      }),
    ),
  'the address for EventSource': async (token, subject, from) => {
    const made = await fetch(`${api.url}/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: from },
      body: JSON.stringify({ query, variables: { id: subject } }),
    });
    if (made.status !== 201) return firstOf(made);
    const { url } = (await made.json()) as { url: string };
    return firstOf(await fetch(new URL(url, api.url), { headers: { origin: from } }));
  },
  'a socket': (token, subject, from) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { origin: from });
      const say = (message: object): void => socket.send(JSON.stringify(message));
      socket.on('error', reject);
      socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      socket.on('close', (code, reason) => resolve({ code, message: String(reason) }));
      socket.on('message', (text) => {
        const { type, payload } = JSON.parse(String(text));
        if (type === 'connection_ack')
          say({ id: '1', type: 'subscribe', payload: { query, variables: { id: subject } } });
        if (type !== 'error' && type !== 'next') return;
        socket.removeAllListeners('close');
        socket.close();
        resolve(firstError(type === 'error' ? payload : payload.errors));
      });
    }),
};

describe.each(Object.entries(ways))('by %s', (way, ask) => {
  const closes = way === 'a socket';

  test('a token is good for its own thing, from an allowed origin', async () => {
    expect(await ask(await tokenOf(), id, origin)).toMatchObject({ code: undefined });
  });

  test("another thing is refused, be it the merchant's own or another merchant's, in the same words", async () => {
    const refused = { code: 'FORBIDDEN', reason: 'OTHER_SUBJECT' };
    const [own, theirs] = [await ask(await tokenOf(), sibling, origin), await ask(await tokenOf(), foreign, origin)];
    expect(own).toMatchObject(refused);
    // Whether it is there at all is not told.
    expect(theirs).toEqual(own);
  });

  test('a token that has expired is refused, and says to ask for another', async () => {
    const told = await ask(await expired(), id, origin);
    expect(told).toMatchObject(closes ? { code: 4401 } : { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
    expect(told.message).toContain('has expired; ask your own server for another');
  });

  test("a token in the name of one merchant with another's key is refused", async () => {
    const told = await ask(await ofOther(), id, origin);
    expect(told).toMatchObject(closes ? { code: 4401 } : { code: 'UNAUTHENTICATED', reason: 'TOKEN_ENDED' });
  });

  test('a page of an origin that is not allowed is refused, and says who allows it', async () => {
    const told = await ask(await tokenOf(), id, 'https://evil.example');
    expect(told).toMatchObject(closes ? { code: 4403 } : { code: 'FORBIDDEN', reason: 'ORIGIN_NOT_ALLOWED' });
    expect(told.message).toContain('updateAllowedOrigins');
  });
});
