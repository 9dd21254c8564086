import { beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/simulators/host/server.ts';
import { aClient, anAgreement, aPayment, type Client, start } from '../host/harness.ts';

const merchant = { url: 'http://127.0.0.1:9' };
let client: Client;
let path: string;

// One sandbox for the whole file: a refusal changes nothing, which is what these tests show.
beforeAll(async () => {
  const sandbox = await startSandbox({ port: 0, storage: ':memory:', now: () => start });
  client = await aClient(sandbox);
  const { json } = await client.call('POST', '/agreements', anAgreement(merchant));
  await client.scenario('PAYER_ACCEPTS', 'agreement', json.id);
  path = `/agreements/${json.id}`;
  return () => sandbox.close();
});

async function expectRefused(method: string, at: string, body: unknown) {
  const before = await client.effects();
  const { status, json } = await client.call(method, at, body);
  expect({ status, json }).toEqual({
    status: 400,
    json: {
      error: 'BadRequest',
      error_description: {
        message: expect.any(String),
        error_type: 'InputError',
        correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        error_code: null,
      },
    },
  });
  expect(await client.effects()).toEqual(before);
  return json.error_description?.message;
}

const links = (...rels: [string, string][]) => rels.map(([rel, href]) => ({ rel, href }));
const redirect: [string, string] = ['user-redirect', 'https://shop.example/'];
const success: [string, string] = ['success-callback', 'https://shop.example/s'];
const cancel: [string, string] = ['cancel-callback', 'https://shop.example/c'];
const first = { amount: '80', external_id: 'O', description: 'D' };

describe('an agreement is refused', () => {
  test.each<[string, object]>([
    ['without a currency', { currency: undefined }],
    ['in another currency', { currency: 'SEK' }],
    ['in a currency of the other country', { currency: 'EUR' }],
    ['in another country', { country_code: 'SE' }],
    ['without a plan', { plan: undefined }],
    ['with a plan over 30', { plan: 'p'.repeat(31) }],
    ['with a description over 60', { description: 'd'.repeat(61) }],
    ['with an empty external id', { external_id: '' }],
    ['with an external id over 64', { external_id: 'x'.repeat(65) }],
    ['with a negative amount', { amount: '-0.01' }],
    ['with three decimals', { amount: '1.005' }],
    ['with a comma', { amount: '1,00' }],
    ['with an exponent', { amount: '1e1' }],
    ['with a frequency that is none', { frequency: 3 }],
    ['without an expiry', { expiration_timeout_minutes: undefined }],
    ['with no time to expire', { expiration_timeout_minutes: 0 }],
    ['with more than 18 weeks to expire', { expiration_timeout_minutes: 181_441 }],
    ['with half a minute', { expiration_timeout_minutes: 1.5 }],
    ['with a retention over a day', { retention_period_hours: 25 }],
    ['with a phone number in another form', { mobile_phone_number: '+45 11 10 01 18' }],
    ['with a date that is none', { next_payment_date: '2026-02-30' }],
    ['without a callback link', { links: links(redirect, success) }],
    ['with a link twice', { links: links(redirect, success, cancel, cancel) }],
    ['with an unknown link', { links: links(redirect, success, cancel, ['mobile-pay', 'https://x.example']) }],
    ['with a first payment of nothing', { one_off_payment: { ...first, amount: '0.00' } }],
    ['with a first payment without an id', { one_off_payment: { ...first, external_id: undefined } }],
    ['with a first payment’s description over 60', { one_off_payment: { ...first, description: 'd'.repeat(61) } }],
  ])('%s', async (_title, changes) => {
    await expectRefused('POST', '/agreements', anAgreement(merchant, changes));
  });

  test('with a link that is not https, by the provider’s own words', async () => {
    const message = await expectRefused(
      'POST',
      '/agreements',
      anAgreement(merchant, { links: links(redirect, success, ['cancel-callback', 'http://shop.example/c']) }),
    );
    expect(message).toContain('The hyperlink reference must use https scheme');
  });

  test.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['a word', '"x"'],
  ])('when the body is %s', async (_title, body) => {
    await expectRefused('POST', '/agreements', body);
  });
});

test.each<[string, object]>([
  ['numbers for amounts', { amount: 10.99 }],
  [
    'no amount, description, id or phone',
    { amount: null, description: undefined, external_id: null, mobile_phone_number: undefined },
  ],
  ['euros in Finland', { country_code: 'FI', currency: 'EUR' }],
  ['unknown fields', { colour: 'blue' }],
  ['a cancel-redirect', { links: links(redirect, success, cancel, ['cancel-redirect', 'https://shop.example/leave']) }],
  ['sixty characters of which some are two units long', { description: '😀'.repeat(60) }],
])('an agreement is taken with %s', async (_title, changes) => {
  const { status, json } = await client.call(
    'POST',
    '/agreements',
    anAgreement(merchant, { one_off_payment: undefined, ...changes }),
  );
  expect(status).toBe(201);
  expect(Object.keys(json)).toEqual(['id', 'links']);
});

describe('a one-off payment is refused', () => {
  test.each<[string, object]>([
    ['of nothing', { amount: '0' }],
    ['without an amount', { amount: undefined }],
    ['without an external id', { external_id: undefined }],
    ['without a description', { description: undefined }],
    ['without its link', { links: [] }],
    ['with two links', { links: links(redirect, redirect) }],
    ['with auto_reserve in words', { auto_reserve: 'true' }],
    ['with too long an expiry', { expiration_timeout_minutes: 181_441 }],
  ])('%s', async (_title, changes) => {
    await expectRefused('POST', `${path}/oneoffpayments`, aPayment(changes));
  });
});

describe('a refund is refused', () => {
  test.each<[string, object]>([
    ['without a callback address', { amount: '1' }],
    ['with a callback address that is not https', { amount: '1', status_callback_url: 'http://shop.example/r' }],
    ['of nothing', { amount: '0.00', status_callback_url: 'https://shop.example/r' }],
    ['of three decimals', { amount: 1.005, status_callback_url: 'https://shop.example/r' }],
  ])('%s', async (_title, body) => {
    await expectRefused('POST', `${path}/payments/${'0'.repeat(8)}-0000-4000-8000-000000000000/refunds`, body);
  });
});

describe('a patch', () => {
  test.each<[string, unknown]>([
    ['is no list', { op: 'replace', path: '/plan', value: 'x' }],
    ['is empty', []],
    ['adds', [{ op: 'add', path: '/plan', value: 'x' }]],
    ['touches what may not be replaced', [{ op: 'replace', path: '/currency', value: 'EUR' }]],
    ['reaches for the prototype', [{ op: 'replace', path: '__proto__', value: {} }]],
    ['breaks the field’s own rule', [{ op: 'replace', path: '/plan', value: 'p'.repeat(31) }]],
  ])('that %s is refused', async (_title, body) => {
    await expectRefused('PATCH', path, body);
  });

  test('replaces what may be replaced', async () => {
    const replace = (at: string, value: unknown) => ({ op: 'replace', path: at, value });
    const patched = await client.call('PATCH', path, [
      replace('/amount', '12.50'),
      replace('/plan', 'Better'),
      replace('/frequency', 4),
      replace('/external_id', 'A2'),
      replace('/cancel-callback', 'https://shop.example/other'),
    ]);
    expect(patched.status).toBe(204);
    expect((await client.call('GET', path)).json).toMatchObject({
      amount: 12.5,
      plan: 'Better',
      frequency: 4,
      external_id: 'A2',
      links: expect.arrayContaining([{ rel: 'cancel-callback', href: 'https://shop.example/other' }]),
    });
  });
});

describe('the provider', () => {
  test('is found through the merchant, in its own spelling', async () => {
    const { json } = await client.call('GET', '/api/merchants/me');
    expect(json).toMatchObject([
      {
        Id: expect.any(String),
        SubscriptionProviders: [{ SubscriptionProviderId: client.credentials.providerId, Status: 'Enabled' }],
      },
    ]);
  });

  test.each<[string, object, object]>([
    ['basic', { user_name: 'u', password: 'p' }, { scheme: 'Basic', key: 'u', password: 'p' }],
    ['apikey', { api_key: 'abc123==' }, { scheme: 'ApiKey', key: 'abc123==' }],
    [
      'oauth2',
      { client_id: 'c', client_secret: 's', token_url: 'https://shop.example/token', scope: 'x' },
      { scheme: 'OAuth2', key: 'c', scope: 'x' },
    ],
  ])('takes %s credentials for its callbacks and shows them', async (scheme, body, shown) => {
    expect((await client.call('PUT', `/auth/${scheme}`, body)).status).toBe(204);
    expect((await client.call('GET', '')).json.credentials).toMatchObject(shown);
  });

  test.each<[string, object]>([
    ['basic', { user_name: 'a:b', password: 'p' }],
    ['basic', { user_name: 'a' }],
    ['apikey', { api_key: 'not a token' }],
    ['oauth2', { client_id: 'c', client_secret: 's', token_url: 'ftp://shop.example' }],
  ])('refuses %s credentials that are no such thing', async (scheme, body) => {
    await expectRefused('PUT', `/auth/${scheme}`, body);
  });

  test('lets only its callback address be patched', async () => {
    await expectRefused('PATCH', '', [{ op: 'replace', path: '/name', value: 'x' }]);
    await expectRefused('PATCH', '', [
      { op: 'replace', path: '/payment_status_callback_url', value: 'http://shop.example' },
    ]);
  });
});

describe('a list of agreements is refused', () => {
  test.each(['', '?pageNumber=0', '?pageNumber=1&pageSize=2001', '?pageNumber=1&pageSize=0', '?pageNumber=x'])(
    'for %j',
    async (query) => {
      await expectRefused('GET', `/agreements${query}`, undefined);
    },
  );
});

describe('a call', () => {
  test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    ['no token', ({ authorization: _, ...rest }) => rest],
    ['a wrong token', (headers) => ({ ...headers, authorization: 'Bearer wrong' })],
    ['another scheme', (headers) => ({ ...headers, authorization: `Basic ${headers.authorization}` })],
    ['no client id', ({ 'x-ibm-client-id': _, ...rest }) => rest],
    ['a wrong client secret', (headers) => ({ ...headers, 'x-ibm-client-secret': 'wrong' })],
  ])('with %s gets an empty 401', async (_title, change) => {
    const refused = await client.call('GET', path, undefined, { headers: change(client.headers()) });
    expect([refused.status, refused.text]).toEqual([401, '']);
  });

  test('with the id left out gets 405, and with another provider’s id 404', async () => {
    expect((await client.call('DELETE', '/agreements')).status).toBe(405);
    const other = await client.call('GET', '/api/providers/00000000-0000-4000-8000-000000000000');
    expect([other.status, other.text]).toEqual([404, '']);
  });

  test('echoes the CorrelationId in an error', async () => {
    const correlationId = '4A0D3F9E-1111-4222-8333-0123456789AB';
    const { json } = await client.call('POST', '/agreements', undefined, {
      body: '{}',
      headers: { ...client.headers(), correlationid: correlationId },
    });
    expect(json.error_description?.correlation_id).toBe(correlationId.toLowerCase());
  });

  test('that is not JSON by its content type is refused', async () => {
    const refused = await client.call('POST', '/agreements', anAgreement(merchant), {
      headers: { ...client.headers(), 'content-type': 'text/plain' },
    });
    expect(refused.status).toBe(400);
  });

  test('larger than the limit gets 413', async () => {
    expect((await client.call('POST', '/agreements', 'x'.repeat(300_000))).status).toBe(413);
  });
});

describe('a token', () => {
  test('lives five minutes of the sandbox’s time', async () => {
    await client.renewToken();
    expect((await client.token()).json).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    await client.advance(299_999);
    expect((await client.call('GET', path)).status).toBe(200);
    await client.advance(1);
    expect((await client.call('GET', path)).status).toBe(401);
    await client.renewToken();
    expect((await client.call('GET', path)).status).toBe(200);
  });

  test.each<[string, Record<string, string>, number]>([
    ['a wrong secret', { client_secret: 'x' }, 401],
    ['a wrong refresh token', { refresh_token: 'x' }, 401],
    ['another grant', { grant_type: 'password' }, 400],
    [
      'a code that was not given',
      { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://shop.example' },
      401,
    ],
    [
      'a code without its verifier',
      { grant_type: 'authorization_code', code: 'sandbox-mobilepay-code', redirect_uri: 'https://shop.example' },
      400,
    ],
  ])('is not given for %s', async (_title, form, status) => {
    expect((await client.token(form)).status).toBe(status);
  });

  test('is given for a code with its verifier', async () => {
    // The verifier is that of RFC 7636, appendix B.
    const form = {
      grant_type: 'authorization_code',
      code: 'sandbox-mobilepay-code',
      redirect_uri: 'https://shop.example',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    };
    expect((await client.token(form)).status).toBe(200);
  });
});
