import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeApiKey, type Scope } from '../../src/access/api-keys.ts';
import type { OneOffPayment } from '../../src/generated/prisma/client.ts';
import { encodeId } from '../../src/kernel/ids.ts';
import { setSuspended } from '../../src/merchants/merchant-commands.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ed25519KeyOf } from '../../src/platform/crypto.ts';
import { freshKey } from '../support/world.ts';
import { type Answer, type Api, issueKey, numberAll, openShop, post, type Shop, startApi } from './harness.ts';
import { closing, openSocket, openSse, take } from './readers.ts';
import { addAgreement, addBillingRequest, addMandate, addPayment, stepPayment } from './rows.ts';
import { addTransfer } from './transfer-rows.ts';

let api: Api;
let payment: OneOffPayment;
let id: string;
const origin = 'https://shop.example';
beforeAll(async () => {
  api = await startApi();
  payment = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop));
  id = encodeId('oop', payment.id);
  await allow([origin, 'https://www.shop.example']);
  await numberAll(api.db);
});
afterAll(() => api.close());

const create = `mutation ($input: CreateClientTokenInput!) { answer: createClientToken(input: $input) {
  __typename ... on ClientTokenPayload { clientToken expiresAt idempotency { replayed } }
  ... on InvalidInputError { problems { path rule } } ... on NotFoundError { code } } }`;
const update = `mutation ($input: UpdateAllowedOriginsInput!) { answer: updateAllowedOrigins(input: $input) {
  __typename ... on AllowedOriginsPayload { allowedOrigins } ... on InvalidInputError { problems { path rule message } } } }`;
const read = 'query ($id: ID!) { payment(by: { id: $id }) { id status amounts { requested { decimal } } } }';
const watch = `subscription ($id: ID!) { paymentUpdates(paymentId: $id) {
  __typename ... on PaymentSnapshotFrame { payment { status } } ... on PaymentChangedFrame { payment { status } event { type } } } }`;

async function told(document: string, input: object, key = api.shop.key): Promise<Record<string, never>> {
  const { data, errors } = await api.post(document, { input: { idempotencyKey: freshKey(), ...input } }, key);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.answer as never;
}
const allow = (origins: readonly string[], key = api.shop.key) => told(update, { origins }, key);
async function tokenOf(input: object = {}, key = api.shop.key): Promise<string> {
  const { clientToken } = await told(create, { subjectId: id, ...input }, key);
  if (!clientToken) throw new Error('no token');
  return clientToken;
}
const as = (token: string, query: string, variables: object = { id }, headers = {}): Promise<Answer> =>
  post(api.url, { query, variables }, token, headers);
const refused = ({ status, errors }: Answer) => ({ status, ...errors[0]?.extensions });

describe('a client token', () => {
  test('reads its payment, with whichever fields a payer sees, and is given again for the same key', async () => {
    const input = { subjectId: id, idempotencyKey: freshKey(), expiresIn: 'PT5M' };
    const first = await told(create, input);
    const again = await told(create, input);
    expect(again).toEqual({ ...(first as object), idempotency: { replayed: true } });
    const { status, data } = await as(first.clientToken ?? '', read);
    expect({ status, data }).toMatchObject({ status: 200, data: { payment: { id } } });
  });

  test.each([
    ['an agreement', 'agreement', async () => encodeId('agr', (await addAgreement(api.db, api.shop)).id)],
    ['a mandate', 'mandate', async () => encodeId('man', (await addMandate(api.db, api.shop)).id)],
    [
      'a billing request',
      'billingRequest',
      async () => encodeId('brq', (await addBillingRequest(api.db, api.shop)).id),
    ],
    ['a transfer', 'payment', async () => encodeId('trf', (await addTransfer(api.db, api.shop)).id)],
  ])('of %s reads it and follows it', async (_what, noun, make) => {
    const subjectId = await make();
    await numberAll(api.db);
    const token = await tokenOf({ subjectId });
    const { data } = await as(token, `query ($id: ID!) { ${noun}(by: { id: $id }) { id } }`, { id: subjectId });
    expect(data).toEqual({ [noun]: { id: subjectId } });
    const document = `subscription ($id: ID!) { ${noun}Updates(${noun}Id: $id) { __typename } }`;
    const frames = await take(await openSse(api.url, token, document, { variables: { id: subjectId } }), () => true);
    expect(frames[0]?.data.errors).toBeUndefined();
    expect(JSON.stringify(frames[0]?.data.data)).toContain('SnapshotFrame');
  });

  test('is made for an hour at most, of what is there and is one of the five, for allowed origins', async () => {
    expect(await told(create, { subjectId: id, expiresIn: 'PT61M' })).toMatchObject({
      problems: [{ path: ['input', 'expiresIn'], rule: 'range' }],
    });
    expect(await told(create, { subjectId: id, origins: ['https://elsewhere.example'] })).toMatchObject({
      problems: [{ path: ['input', 'origins'], rule: 'origin' }],
    });
    const theirs = await addPayment(api.db, api.other, await addAgreement(api.db, api.other));
    for (const subjectId of [encodeId('oop', theirs.id), encodeId('trf', payment.id), encodeId('acc', payment.id), 'x'])
      expect(await told(create, { subjectId })).toMatchObject({ __typename: 'NotFoundError' });
    const { secret } = await issueKey(api, ['events:read']);
    await expect(tokenOf({}, secret)).rejects.toThrow('client_tokens:write');
  });

  test.each([
    ['the viewer', '{ viewer { merchantName } }', 'Query.viewer'],
    ['a list', '{ payments { nodes { id } } }', 'Query.payments'],
    ['node', `query ($id: ID!) { node(id: $id) { id } }`, 'Query.node'],
    ['the schema', '{ __schema { types { name } } }', 'Query.__schema'],
    ['notes', 'query ($id: ID!) { payment(by: { id: $id }) { metadata } }', 'Payment.metadata'],
    [
      'notes by a fragment',
      'query ($id: ID!) { ...A payment(by: { id: $id }) { id } } fragment A on Query { p: payment(by: { id: "oop_1" }) { ... on OneOffPayment { externalId } } }',
      'OneOffPayment.externalId',
    ],
    [
      'its agreement',
      'query ($id: ID!) { payment(by: { id: $id }) { ... on OneOffPayment { origin { ... on Agreement { id } } } } }',
      'OneOffPayment.origin',
    ],
    ['its events', 'query ($id: ID!) { payment(by: { id: $id }) { events { nodes { id } } } }', 'Payment.events'],
    ['all events', 'subscription { eventStream { __typename } }', 'Subscription.eventStream'],
    [
      'a mutation',
      `mutation { createClientToken(input: { idempotencyKey: "0123456789abcdef", subjectId: "x" }) { __typename } }`,
      'Mutation.createClientToken',
    ],
    ['another noun', '{ agreement(by: { id: "agr_1" }) { id } }', 'Query.agreement'],
  ])('does not reach %s, and says what it is good for', async (_what, document, asked) => {
    const token = await tokenOf();
    const answer = document.startsWith('subscription')
      ? (await take(await openSse(api.url, token, document), () => true))[0]?.data.errors?.[0]?.extensions
      : refused(await as(token, document));
    expect(answer).toMatchObject({ code: 'FORBIDDEN', reason: 'CLIENT_TOKEN', asked, subjectId: id, reads: 'payment' });
  });

  test('does not reach another of its kind, by whichever name', async () => {
    const other = await addPayment(api.db, api.shop, await addAgreement(api.db, api.shop), { externalId: 'OOP-TOKEN' });
    const token = await tokenOf();
    const variables = { id: encodeId('oop', other.id) };
    const expected = { status: 403, reason: 'OTHER_SUBJECT', subjectId: id };
    expect(refused(await as(token, read, variables))).toMatchObject(expected);
    const byName = '{ payment(by: { externalId: "OOP-TOKEN" }) { id } }';
    expect(refused(await as(token, byName, {}))).toMatchObject(expected);
    const both = `query ($id: ID!) { a: payment(by: { id: "${id}" }) { id } b: payment(by: { id: $id }) { id } }`;
    expect(refused(await as(token, both, variables))).toMatchObject(expected);
    const frames = await take(await openSse(api.url, token, watch, { variables }), () => true);
    expect(frames[0]?.data.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'OTHER_SUBJECT' });
  });

  test('that was not signed here, for here, by this algorithm or for now is refused, each by its reason', async () => {
    const ours = ed25519KeyOf(api.domain.sealer.derive('client token'));
    const theirs = createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const claims = (over: JWTPayload = {}): JWTPayload => ({
      iss: 'paygraph',
      aud: 'paygraph:client',
      sub: id,
      jti: 'forged',
      exp: Math.floor(Date.now() / 1_000) + 600,
      key: encodeId('key', api.shop.keyId),
      mer: encodeId('mer', api.shop.merchantId),
      ...over,
    });
    const signed = (payload: JWTPayload, key = ours) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA' }).sign(key);
    expect((await as(await signed(claims()), read)).status).toBe(200);
    const hs = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' });
    const reasons = {
      TOKEN_EXPIRED: [await signed(claims({ exp: 1_700_000_000 }))],
      TOKEN_FORGED: [
        await signed(claims(), theirs),
        new UnsecuredJWT(claims()).encode(),
        await hs.sign(api.domain.sealer.derive('client token')),
      ],
      TOKEN_FOREIGN: [
        await signed(claims({ iss: 'elsewhere' })),
        await signed(claims({ aud: 'elsewhere' })),
        await signed(claims({ key: 'nobody' })),
      ],
      TOKEN_ENDED: [await signed(claims({ mer: encodeId('mer', api.other.merchantId) }))],
      TOKEN_MALFORMED: ['a.b.c', '..'],
    };
    for (const [reason, tokens] of Object.entries(reasons))
      for (const token of tokens)
        expect(refused(await as(token, read))).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', reason });
    const { closed, on } = closing();
    openSocket(api.url, reasons.TOKEN_EXPIRED[0] ?? '', on);
    expect(await closed).toMatchObject({ code: 4401, reason: expect.stringContaining('expired') });
  });

  const streamOf = async (token: string) => {
    const ended = closing();
    openSocket(api.url, token, ended.on);
    return { sse: await openSse(api.url, token, watch, { variables: { id } }), closed: ended.closed };
  };
  const own = (scopes: readonly Scope[] = ['client_tokens:write']) => issueKey(api, scopes);

  test('ends with the key that made it, open streams too', async () => {
    const { id: keyId, secret } = await own();
    const token = await tokenOf({}, secret);
    const { sse, closed } = await streamOf(token);
    await revokeApiKey(api.db, systemClock(), { merchantId: api.shop.merchantId, id: keyId });
    const frames = await take(sse, () => false);
    expect(frames.at(-2)?.data.errors?.[0]?.extensions).toMatchObject({ reason: 'TOKEN_ENDED' });
    expect(await closed).toMatchObject({ code: 4403 });
    expect(refused(await as(token, read))).toMatchObject({ status: 401, reason: 'TOKEN_ENDED' });
  });

  test('ends at its own time, open streams too', async () => {
    const token = await tokenOf({ expiresIn: 'PT2S' });
    const { sse, closed } = await streamOf(token);
    const frames = await take(sse, () => false);
    expect(frames.at(-2)?.data.errors?.[0]?.extensions).toMatchObject({ reason: 'TOKEN_EXPIRED' });
    expect(await closed).toMatchObject({ code: 4403 });
    expect(refused(await as(token, read))).toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  test('ends when its merchant is suspended', async () => {
    const shop: Shop = await openShop(api.db, 'Closing shop', 'SANDBOX');
    const agreement = await addAgreement(api.db, shop);
    const subjectId = encodeId('agr', agreement.id);
    const token = await tokenOf({ subjectId }, shop.key);
    const operator = { actor: 'test', requestId: 'test' };
    expect(await setSuspended(api.db, operator, shop.merchantId, true)).toMatchObject({ ok: true });
    await expect
      .poll(
        async () =>
          (await as(token, 'query ($id: ID!) { agreement(by: { id: $id }) { id } }', { id: subjectId })).status,
      )
      .toBe(401);
  });

  test('follows its payment over a socket', async () => {
    const client = openSocket(api.url, await tokenOf());
    const frames: unknown[] = [];
    for await (const result of client.iterate({ query: watch, variables: { id } })) {
      frames.push(result.data?.paymentUpdates);
      if (frames.length === 2) break;
      await stepPayment(api.db, api.shop, payment, payment.version + 1, { description: 'Other' });
      await numberAll(api.db);
    }
    expect(frames).toMatchObject([{ __typename: 'PaymentSnapshotFrame' }, { __typename: 'PaymentChangedFrame' }]);
    await client.dispose();
  });
});

describe('origins', () => {
  test('are kept as browsers write them, each once, in the record of who did what', async () => {
    const shop = await openShop(api.db, 'Origin shop', 'SANDBOX');
    const origins = [
      'https://Shop.example/',
      'https://shop.example:443',
      'http://localhost:3000',
      'https://shop.example:8443',
    ];
    const kept = ['https://shop.example', 'http://localhost:3000', 'https://shop.example:8443'];
    expect(await allow(origins, shop.key)).toMatchObject({ allowedOrigins: kept });
    const { data } = await api.post('{ allowedOrigins auditRecords { nodes { action details } } }', {}, shop.key);
    expect(data).toMatchObject({
      allowedOrigins: kept,
      auditRecords: {
        nodes: [{ action: 'updateAllowedOrigins', details: JSON.stringify({ after: kept, before: [] }) }],
      },
    });
    const wrong = [
      'http://shop.example',
      'https://shop.example/path',
      'https://u@shop.example',
      'https://*.example',
      'null',
      '',
    ];
    expect(await allow(wrong, shop.key)).toMatchObject({
      problems: wrong.map((_text, index) => ({ path: ['input', 'origins', String(index)], rule: 'origin' })),
    });
    const many = Array.from({ length: 21 }, (_, n) => `https://s${n}.example`);
    expect(await allow(many, shop.key)).toMatchObject({ problems: [{ path: ['input', 'origins'], rule: 'limit' }] });
    const others = await api.post('{ allowedOrigins }', {}, api.other.key);
    expect(others.data).toEqual({ allowedOrigins: [] });
  });

  test('that are allowed may come with a token; others, and those that the token leaves out, may not', async () => {
    const token = await tokenOf({ origins: [origin] });
    const { status, headers } = await as(token, read, { id }, { origin });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('vary')).toContain('Origin');
    for (const other of ['https://www.shop.example', 'https://evil.example', 'null']) {
      const answer = await as(token, read, { id }, { origin: other });
      expect(refused(answer)).toMatchObject({ status: 403, code: 'FORBIDDEN', reason: 'ORIGIN_NOT_ALLOWED' });
      expect(answer.errors[0]?.message).toContain('updateAllowedOrigins');
      // Or the page could not read why.
      expect(answer.headers.get('access-control-allow-origin')).toBe(other);
    }
  });

  test('no page may come with a secret key, except from where we are ourselves', async () => {
    const ask = (from: string) => as(api.shop.key, '{ viewer { merchantName } }', {}, { origin: from });
    expect(refused(await ask(origin))).toMatchObject({ status: 403, reason: 'SECRET_KEY_IN_BROWSER' });
    expect((await ask(new URL(api.url).origin)).status).toBe(200);
  });

  test('a preflight is answered without a key and without a look at the database', async () => {
    api.statements();
    const { status, headers } = await fetch(api.url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    expect(status).toBe(204);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringContaining('authorization'),
      'access-control-max-age': '86400',
      vary: 'Origin',
    });
    expect(api.statements()).toEqual([]);
  });

  test('a page whose origin is taken away is cut off', async () => {
    const shop = await openShop(api.db, 'Leaving shop', 'SANDBOX');
    await allow([origin], shop.key);
    const agreement = await addAgreement(api.db, shop);
    const subjectId = encodeId('agr', agreement.id);
    await numberAll(api.db);
    const token = await tokenOf({ subjectId }, shop.key);
    const query = 'subscription ($id: ID!) { agreementUpdates(agreementId: $id) { __typename } }';
    const response = await fetch(api.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        origin,
      },
      body: JSON.stringify({ query, variables: { id: subjectId } }),
    });
    await allow([], shop.key);
    expect(await response.text()).toContain('ORIGIN_NOT_ALLOWED');
  });
});
