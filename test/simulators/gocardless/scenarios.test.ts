import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aSandbox } from '../host/harness.ts';
import { aClient, anActiveMandate, aPayment, aRequest, aShop, day, nameOf, theSeed } from './support.ts';

describe('PAYER_ACCEPTS', () => {
  test.each<[string, object, string[]]>([
    ['a payment with a mandate', theSeed(), ['mandates', 'payments']],
    ['a payment in euro', { payment_request: { amount: 1, currency: 'EUR', description: 'C' } }, ['payments']],
    ['a mandate in no currency yet', { mandate_request: {} }, ['mandates']],
    ...['AUD', 'CAD', 'DKK', 'EUR', 'NZD', 'SEK', 'USD'].map((currency): [string, object, string[]] => [
      `a mandate in ${currency}`,
      { mandate_request: { currency } },
      ['mandates'],
    ]),
    [
      'a mandate for sweeping',
      {
        mandate_request: {
          scheme: 'faster_payments',
          sweeping: true,
          constraints: { max_amount_per_payment: 100, periodic_limits: [{ period: 'month', max_total_amount: 500 }] },
        },
      },
      ['mandates'],
    ],
  ])('takes every action of %s and fulfils it', async (_title, body, created) => {
    const shop = await aShop();
    const request = await aRequest(shop, body);
    const { status, json } = await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    expect([status, json]).toEqual([200, { providerCalls: 0, webhooksQueued: 1 }]);
    expect((await request.read()).status).toBe('fulfilled');
    const events = await shop.client.events();
    expect(events.filter(({ action }) => action === 'created').map((event) => event.resource_type)).toEqual([
      'billing_requests',
      ...created,
    ]);
    // What is over cannot be accepted again.
    expect((await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id)).status).toBe(409);
  });

  test('keeps what is known of the payer already', async () => {
    const shop = await aShop();
    const request = await aRequest(shop);
    await request.act('collect_customer_details', { customer: { given_name: 'Fickle' } });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    expect((await request.read()).resources?.customer).toMatchObject({ given_name: 'Fickle', family_name: 'Sample' });
  });
});

test('PAYER_REJECTS says no at the bank, where there is one, and leaves the request open', async () => {
  const shop = await aShop();
  const request = await aRequest(shop);
  await shop.client.scenario('PAYER_REJECTS', 'billingRequest', request.id);
  expect((await request.read()).status).toBe('pending');
  expect((await shop.client.events()).map(nameOf).slice(-2)).toEqual([
    'billing_requests.bank_authorisation_visited',
    'billing_requests.bank_authorisation_denied',
  ]);
  const mandate = await aRequest(shop, { mandate_request: { scheme: 'autogiro' } });
  await shop.client.create('billing_request_flows', { links: { billing_request: mandate.id } });
  await shop.client.scenario('PAYER_REJECTS', 'billingRequest', mandate.id);
  expect((await shop.client.events()).map(nameOf).at(-1)).toBe('billing_requests.flow_exited');
});

test('PAYER_IGNORES changes nothing', async () => {
  const shop = await aShop();
  const request = await aRequest(shop);
  const before = await shop.client.effects();
  expect((await shop.client.scenario('PAYER_IGNORES', 'billingRequest', request.id)).status).toBe(200);
  expect(await shop.client.effects()).toEqual(before);
});

describe('a mandate', () => {
  const submitted = async () => {
    const shop = await aShop();
    const request = await aRequest(shop, { mandate_request: { currency: 'GBP' } });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request.id);
    return { shop, id: request.id, mandate: String((await request.read()).links?.mandate_request_mandate) };
  };

  test.each([
    ['BANK_APPROVES_MANDATE', 'active', 'active'],
    ['BANK_REJECTS_MANDATE', 'failed', 'failed'],
    ['MANDATE_BLOCKED', 'blocked', 'blocked'],
    ['MANDATE_REPLACED', 'cancelled', 'replaced'],
  ])('is %s, and its billing request stands for it', async (scenario, status, action) => {
    const { shop, id, mandate } = await submitted();
    expect((await shop.client.scenario(scenario, 'billingRequest', id)).status).toBe(200);
    expect((await shop.client.get(`/mandates/${mandate}`)).status).toBe(status);
    expect((await shop.client.events()).at(-1)).toMatchObject({ action, links: { mandate } });
    expect((await shop.client.scenario(scenario, 'mandate', mandate)).status).toBe(409);
  });

  test('can be suspended by PayTo only', async () => {
    const { shop, mandate } = await submitted();
    expect((await shop.client.scenario('MANDATE_SUSPENDED', 'mandate', mandate)).status).toBe(409);
  });
});

test.each<[string, string, string, number]>([
  ['a scenario of another provider', 'TRANSFER_EXACT', 'payment', 422],
  ['a name that every object has', 'constructor', 'payment', 422],
  ['a thing that is none', 'CHARGEBACK', 'payment', 404],
  ['a thing that it is not about', 'CHARGEBACK', 'agreement', 422],
])('%s is refused', async (_title, scenario, kind, status) => {
  const { client } = await aShop();
  expect((await client.scenario(scenario, kind, 'PM000')).status).toBe(status);
});

describe('a payment', () => {
  test.each([
    ['CHARGEBACK', 'charged_back', ['submitted', 'confirmed', 'paid_out', 'paid', 'charged_back']],
    ['LATE_FAILURE', 'failed', ['submitted', 'confirmed', 'paid_out', 'paid', 'failed']],
    ['PAYMENT_FAILS', 'failed', ['submitted', 'failed']],
  ])('gets as far as %s needs it', async (scenario, status, actions) => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { id, path } = await aPayment(shop, mandate.id);
    expect((await shop.client.scenario(scenario, 'payment', id)).status).toBe(200);
    expect((await shop.client.get(path)).status).toBe(status);
    const news = (await shop.client.events()).slice(-actions.length).map(({ action }) => action);
    expect(news).toEqual(actions);
    // The days that were to come do not come any more.
    await shop.client.advance(10 * day);
    expect((await shop.client.get(path)).status).toBe(status);
  });
});

describe('the host’s faults', () => {
  const body = { billing_requests: theSeed() };
  test.each<[string, object, number, number]>([
    ['refuse', { code: 422 }, 422, 0],
    ['refuse', { code: 404 }, 404, 0],
    ['5xxNoEffect', { status: 503 }, 503, 0],
    ['5xxAfterEffect', {}, 500, 1],
    ['html502', {}, 502, 0],
    ['html502', { effect: true }, 502, 1],
    ['rateLimit', { retryAfterSeconds: 7 }, 429, 0],
    ['expiredToken', {}, 401, 0],
    ['truncatedJson', {}, 201, 1],
    ['wrongAmount', {}, 201, 1],
    ['wrongCurrency', {}, 201, 1],
  ])('%s of %j works, and the call after it is as ever', async (fault, args, status, effects) => {
    const { client } = await aShop();
    await client.faults({ operation: 'createBillingRequest', fault, args });
    const reply = await client.call('POST', '/billing_requests', body);
    expect([reply.status, (await client.effects()).length]).toEqual([status, effects]);
    if (fault === 'wrongAmount') expect(reply.json.billing_requests?.payment_request?.amount).toBe(79051);
    if (fault === 'rateLimit') expect(reply.headers.get('ratelimit-remaining')).toBe('0');
    expect((await client.call('POST', '/billing_requests', body)).status).toBe(201);
  });

  test.each(['effectThenReset', 'resetNoEffect'])('%s cuts the connection', async (fault) => {
    const { client } = await aShop();
    await client.faults({ operation: 'createBillingRequest', fault });
    const key = { 'idempotency-key': 'one' };
    await expect(client.call('POST', '/billing_requests', body, key)).rejects.toThrow();
    const again = await client.call('POST', '/billing_requests', body, key);
    expect(again.status).toBe(fault === 'effectThenReset' ? 409 : 201);
  });

  test('an effect that comes later takes its key with it', async () => {
    const { client } = await aShop();
    await client.faults({ operation: 'createBillingRequest', fault: 'effectLater', args: { ms: 60_000 } });
    const waits = client.call('POST', '/billing_requests', body, { 'idempotency-key': 'one' });
    while ([...((await client.control('GET', '/gocardless/faults')).json.taken ?? [])].length === 0);
    await client.advance(60_000);
    expect((await waits).status).toBe(201);
    expect((await client.call('POST', '/billing_requests', body, { 'idempotency-key': 'one' })).status).toBe(409);
  });

  test('of callbacks meet deliveries, by name or by what they are about', async () => {
    const { client, endpoint } = await aShop();
    const made = await client.create('billing_requests', theSeed());
    await client.drain();
    await client.faults({ operation: 'webhook', subject: made.id, fault: 'duplicatePush', args: { n: 3 } });
    await client.create('billing_requests', theSeed());
    await client.act(`/billing_requests/${made.id}`, 'cancel');
    await client.drain();
    expect(endpoint.actions().filter((action) => action.endsWith('cancelled'))).toHaveLength(3);
    expect(endpoint.received).toHaveLength(5);
  });
});

test('a restart keeps requests, keys, timers and events', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'paygraph-gocardless-'));
  onTestFinished(() => rm(storage, { recursive: true, force: true }));
  const shop = await aShop({ storage });
  const { id: mandate } = await anActiveMandate(shop);
  const { path, id } = await aPayment(shop, mandate, {}, 'one');
  const events = await shop.client.events();
  await shop.client.drain();
  await shop.sandbox.close();
  shop.endpoint.received.length = 0;

  const again = await aClient(await aSandbox({ storage }));
  expect(await again.events()).toEqual(events);
  const repeat = await again.call(
    'POST',
    '/payments',
    { payments: { amount: 1000, currency: 'GBP', links: { mandate } } },
    { 'idempotency-key': 'one' },
  );
  expect([...(repeat.json.error?.errors ?? [])][0]?.links).toEqual({ conflicting_resource_id: id });
  await again.advance(8 * day);
  expect((await again.get(path)).status).toBe('paid_out');
  expect(shop.endpoint.actions()).toContain('payments.paid_out');
});
