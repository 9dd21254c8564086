import { describe, expect, test } from 'vitest';
import { anActiveMandate, aPayment, aShop, day, errorOf, inside, minute, theSeed } from './support.ts';

describe('a call', () => {
  test('is told how many are left in this minute', async () => {
    const { client } = await aShop();
    await client.call('GET', '/payments');
    const { headers } = await client.call('GET', '/payments/PM000');
    expect([
      headers.get('ratelimit-limit'),
      headers.get('ratelimit-remaining'),
      headers.get('ratelimit-reset'),
    ]).toEqual(['1000', '998', 'Mon, 02 Mar 2026 10:01:00 GMT']);
  });

  test('over the limit is refused until the next minute, where the limit is enforced', async () => {
    const { client } = await aShop({ settings: { requestsPerMinute: 2, rateLimitEnforced: true } });
    const status = async () => (await client.call('GET', '/payments')).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    await client.advance(minute);
    expect(await status()).toBe(200);
  });

  test.each<[string, string, string, Record<string, string>, number, string]>([
    ['without a token', 'GET', '/payments', { authorization: '' }, 401, 'invalid_authorization_header'],
    ['with another scheme', 'GET', '/payments', { authorization: 'Basic eDp5' }, 401, 'invalid_authorization_header'],
    ['with another token', 'GET', '/payments', { authorization: 'Bearer nope' }, 401, 'access_token_not_found'],
    ['of another version', 'GET', '/payments', { 'gocardless-version': '2014-01-01' }, 400, 'version_not_found'],
    ['for HTML', 'GET', '/payments', { accept: 'text/html' }, 406, 'not_acceptable'],
    ['to nowhere', 'GET', '/nowhere', {}, 404, 'path_not_found'],
    ['for a flow, which cannot be read again', 'GET', '/billing_request_flows/BRF1', {}, 404, 'path_not_found'],
    ['with a method that is not there', 'DELETE', '/payments', {}, 405, 'method_not_allowed'],
    ['for a payment that is none', 'GET', '/payments/PM000', {}, 404, 'resource_not_found'],
    [
      'for an action of a request that is none',
      'POST',
      '/billing_requests/BRQ0/actions/fulfil',
      {},
      404,
      'resource_not_found',
    ],
    ['with a limit of nothing', 'GET', '/payments?limit=0', {}, 400, 'invalid_filters'],
    ['with a limit that is too high', 'GET', '/payments?limit=501', {}, 400, 'invalid_filters'],
    ['with a cursor from elsewhere', 'GET', '/payments?after=PM000', {}, 400, 'invalid_filters'],
    ['with a filter that is none', 'GET', '/billing_requests?created_at[gt]=2026-01-01', {}, 400, 'invalid_filters'],
    ['with an array in brackets', 'GET', '/payments?status[0]=failed', {}, 422, 'invalid_type'],
    ['with a time that is none', 'GET', '/payments?created_at[gt]=soon', {}, 400, 'invalid_filters'],
    ['with events included of no type', 'GET', '/events?include=payment', {}, 400, 'invalid_filters'],
    [
      'with a type and an id of events',
      'GET',
      '/events?resource_type=payments&payment=PM1',
      {},
      400,
      'invalid_filters',
    ],
  ])('%s is refused', async (_title, method, path, headers, status, reason) => {
    const { client } = await aShop();
    const reply = await client.call(method, path, undefined, headers);
    expect([reply.status, errorOf(reply.json)]).toEqual([
      status,
      { type: 'invalid_api_usage', code: status, errors: [reason] },
    ]);
    expect(reply.json.error?.request_id).toBe(reply.headers.get('x-request-id'));
  });

  test('without any of its headers is refused for the token first, and then for the version', async () => {
    const { client } = await aShop();
    const bare = await client.ask('/gocardless/payments');
    expect(errorOf(bare.json).errors).toEqual(['missing_authorization_header']);
    const { authorization } = client.headers;
    const unversioned = await client.ask('/gocardless/payments', { headers: { authorization } });
    expect(errorOf(unversioned.json).errors).toEqual(['missing_version_header']);
    await client.setUp({ accessTokenActive: false });
    expect(errorOf((await client.call('GET', '/payments')).json).errors).toEqual(['access_token_revoked']);
  });

  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['that is no JSON', '{', {}, 400, 'invalid_document_structure'],
    ['that is a list', [], {}, 400, 'invalid_document_structure'],
    ['without its envelope', { payments: {} }, {}, 400, 'invalid_document_structure'],
    ['of another type', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ])('with a body %s is refused', async (_title, body, headers, status, reason) => {
    const { client } = await aShop();
    const reply = await client.call('POST', '/billing_requests', body, headers);
    expect([reply.status, errorOf(reply.json).errors]).toEqual([status, [reason]]);
  });
});

describe('an Idempotency-Key', () => {
  test.each<
    [string, () => Promise<{ create: (key?: string) => Promise<unknown>; shop: Awaited<ReturnType<typeof aShop>> }>]
  >([
    [
      'billing_requests',
      async () => {
        const shop = await aShop();
        return { shop, create: (key = 'one') => post(shop, 'billing_requests', theSeed(), key) };
      },
    ],
    [
      'payments',
      async () => {
        const shop = await aShop();
        const { id } = await anActiveMandate(shop);
        const body = { amount: 1, currency: 'GBP', links: { mandate: id } };
        return { shop, create: (key = 'one') => post(shop, 'payments', body, key) };
      },
    ],
    [
      'refunds',
      async () => {
        const shop = await aShop();
        const mandate = await anActiveMandate(shop);
        const payment = await aPayment(shop, mandate.id);
        await shop.client.play('payment_confirmed', payment.id);
        const body = { amount: 1, total_amount_confirmation: 1, links: { payment: payment.id } };
        return { shop, create: (key = 'one') => post(shop, 'refunds', body, key) };
      },
    ],
  ])('names the earlier one of %s, and shows it to whoever asks for it', async (plural, prepare) => {
    const { shop, create } = await prepare();
    const { client } = shop;
    const first = (await create()) as Reply;
    const before = await client.effects();
    const again = (await create()) as Reply;
    expect([first.status, again.status]).toEqual([201, 409]);
    const { id } = inside(first.json);
    expect(again.json.error).toMatchObject({
      type: 'invalid_state',
      code: 409,
      errors: [{ reason: 'idempotent_creation_conflict', links: { conflicting_resource_id: id } }],
    });
    expect(await client.effects()).toEqual(before);
    expect((await client.get(`/${plural}/${id}`)).id).toBe(id);
    expect((await client.book()).findLast(({ request }) => request?.idempotencyKey)?.request?.idempotencyKey).toBe(
      'one',
    );
  });

  test('is looked at before the body, belongs to one endpoint, and is not used up by a refusal', async () => {
    const shop = await aShop();
    expect((await post(shop, 'billing_requests', {}, 'k')).status).toBe(422);
    expect((await post(shop, 'billing_requests', theSeed(), 'k')).status).toBe(201);
    expect((await post(shop, 'billing_requests', {}, 'k')).status).toBe(409);
    expect((await post(shop, 'billing_requests', theSeed(), 'l')).status).toBe(201);
    const { id } = await anActiveMandate(shop);
    expect((await post(shop, 'payments', { amount: 1, currency: 'GBP', links: { mandate: id } }, 'k')).status).toBe(
      201,
    );
    expect((await post(shop, 'billing_requests', theSeed(), 'x'.repeat(256))).status).toBe(400);
  });

  test('does nothing for flows: each is another link', async () => {
    const shop = await aShop();
    const { id } = await shop.client.create('billing_requests', theSeed());
    const body = { links: { billing_request: id } };
    const [first, second] = [
      inside((await post(shop, 'billing_request_flows', body, 'k')).json),
      inside((await post(shop, 'billing_request_flows', body, 'k')).json),
    ];
    expect([typeof first.authorisation_url, first.id === second.id]).toEqual(['string', false]);
    expect(first).toMatchObject({
      id: expect.stringMatching(/^BRF\w{29}$/),
      expires_at: '2026-03-09T10:00:30.000Z',
      auto_fulfil: true,
      session_token: null,
    });
    const initialised = inside((await shop.client.act(`/billing_request_flows/${first.id}`, 'initialise')).json);
    expect(initialised.session_token).toMatch(/^sesh_/);
  });

  test.each<[string, object, string[]]>([
    ['that does not fulfil', { auto_fulfil: false }, ['auto_fulfil']],
    [
      'that locks what is not there',
      { lock_customer_details: true, lock_bank_account: true },
      ['lock_customer_details', 'lock_bank_account'],
    ],
    ['that locks the currency of a payment', { lock_currency: true }, ['lock_currency']],
    ['that leads nowhere', { skip_success_screen: true }, ['skip_success_screen']],
    ['that leads to plain http', { redirect_uri: 'http://shop.example/' }, ['redirect_uri']],
  ])('or not, a flow %s is refused', async (_title, changes, errors) => {
    const shop = await aShop();
    const { id } = await shop.client.create('billing_requests', theSeed());
    const reply = await post(shop, 'billing_request_flows', { links: { billing_request: id }, ...changes }, 'k');
    expect(errorOf(reply.json)).toEqual({ type: 'validation_failed', code: 422, errors });
  });
});

describe('a list', () => {
  test('is paged newest first, there and back', async () => {
    const shop = await aShop();
    const { id: mandate } = await anActiveMandate(shop);
    const made: string[] = [];
    for (let count = 0; count < 5; count++) made.unshift((await aPayment(shop, mandate)).id);
    const page = async (query: string) => {
      const { json } = await shop.client.call('GET', `/payments?mandate=${mandate}&limit=2${query}`);
      return {
        ids: [...(json.payments ?? [])].map(({ id }) => String(id)),
        cursors: json.meta?.cursors,
        limit: json.meta?.limit,
      };
    };
    expect(await page('')).toEqual({ ids: made.slice(0, 2), cursors: { before: null, after: made[1] }, limit: 2 });
    expect(await page(`&after=${made[1]}`)).toEqual({
      ids: made.slice(2, 4),
      cursors: { before: made[2], after: made[3] },
      limit: 2,
    });
    expect(await page(`&after=${made[3]}`)).toEqual({
      ids: made.slice(4),
      cursors: { before: made[4], after: null },
      limit: 2,
    });
    expect((await page(`&before=${made[2]}`)).ids).toEqual(made.slice(0, 2));
  });

  test('of events can be narrowed by kind, thing and time, with what they are about beside them', async () => {
    const shop = await aShop();
    const { id: mandate } = await anActiveMandate(shop);
    const { id } = await aPayment(shop, mandate);
    await shop.client.advance(day);
    const names = async (query: string) => {
      const { json } = await shop.client.call('GET', `/events?${query}`);
      return [...(json.events ?? [])].map(({ action }) => String(action));
    };
    expect(await names(`payment=${id}`)).toEqual(['submitted', 'created']);
    expect(await names(`mandate=${mandate}`)).toEqual(['active', 'submitted', 'created']);
    expect(await names('resource_type=payments&action=submitted')).toEqual(['submitted']);
    expect(await names('created_at[gt]=2026-03-02T10:00:30.000Z')).toEqual(['submitted']);
    expect(await names(`payment=${id}&created_at[lte]=2026-03-02T10:00:30Z`)).toEqual(['created']);
    const { json } = await shop.client.call('GET', '/events?resource_type=payments&include=payment');
    expect([...(json.linked?.payments ?? [])]).toMatchObject([{ id, status: 'submitted' }]);
    const [event] = [...(json.events ?? [])];
    expect(await shop.client.get(`/events/${event?.id}`)).toEqual(event);
  });
});

test('the provider’s own scenarios refuse what is not where they begin', async () => {
  const shop = await aShop();
  const { id: mandate } = await anActiveMandate(shop);
  const { id } = await aPayment(shop, mandate);
  const reply = await shop.client.play('payment_paid_out', id);
  expect([reply.status, reply.json]).toEqual([200, { scenario_simulators: { id: 'payment_paid_out' } }]);
  for (const [name, resource] of [
    ['payment_confirmed', id],
    ['mandate_activated', mandate],
    ['mandate_suspended_by_payer', mandate],
    ['mandate_customer_approval_granted', mandate],
    ['billing_request_fulfilled', id],
    ['refund_paid', id],
  ])
    expect(errorOf((await shop.client.play(String(name), resource)).json)).toMatchObject({
      type: 'invalid_state',
      code: 422,
    });
  expect((await shop.client.play('constructor', id)).status).toBe(404);
});

type Reply = Awaited<ReturnType<typeof post>>;

function post({ client }: Awaited<ReturnType<typeof aShop>>, plural: string, body: object, key: string) {
  return client.call('POST', `/${plural}`, { [plural]: body }, { 'idempotency-key': key });
}
