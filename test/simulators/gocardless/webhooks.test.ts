import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { anActiveMandate, aPayment, aShop, type Delivery, day, hour, minute, nameOf, theSeed } from './support.ts';

const secret = 'sandbox-gocardless-webhook-secret';
const signs = ({ headers, body }: Delivery, key = secret) =>
  headers['webhook-signature'] === createHmac('sha256', key).update(body).digest('hex');

describe('a delivery', () => {
  test('holds the events of one cause, signed over exactly its bytes', async () => {
    const { client, endpoint } = await aShop();
    const request = await client.create('billing_requests', theSeed({ metadata: { name: 'Zażółć gęślą jaźń – €5' } }));
    await client.drain();
    expect(endpoint.received).toHaveLength(1);
    const [delivery] = endpoint.received;
    expect(delivery && signs(delivery)).toBe(true);
    expect(delivery?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'gocardless-webhook-service/1.2',
      origin: 'https://api-sandbox.gocardless.com',
      'webhook-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.parse(delivery?.body ?? '')).toEqual({
      events: [
        {
          id: expect.stringMatching(/^EV\w{12}$/),
          created_at: '2026-03-02T10:00:30.000Z',
          resource_type: 'billing_requests',
          action: 'created',
          links: { billing_request: request.id, customer: request.links?.customer },
          details: { origin: 'api', cause: 'billing_request_created', description: expect.any(String) },
          metadata: { name: 'Zażółć gęślą jaźń – €5' },
          resource_metadata: { name: 'Zażółć gęślą jaźń – €5' },
        },
      ],
      meta: { webhook_id: expect.stringMatching(/^WB\w{12}$/) },
    });
  });

  test('takes 250 events at most, and the rest comes in the next', async () => {
    const { client, endpoint, ...shop } = await aShop();
    const { id: mandate } = await anActiveMandate({ client, endpoint, ...shop });
    for (let made = 0; made < 250; made += 50)
      await Promise.all(Array.from({ length: 50 }, () => aPayment({ client, endpoint, ...shop }, mandate)));
    await client.advance(5 * day);
    await client.drain();
    endpoint.received.length = 0;
    // One payout pays them all: 250 payments, and the payout itself.
    await client.advance(3 * day);
    const sizes = endpoint.received.map(({ body }) => (JSON.parse(body) as { events: unknown[] }).events.length);
    expect(sizes).toEqual([250, 1]);
    expect(endpoint.received.every((delivery) => signs(delivery))).toBe(true);
    expect(new Set(endpoint.events().map(({ id }) => id)).size).toBe(251);
    expect(endpoint.actions().at(-1)).toBe('payouts.paid');
  });

  test('gathers what happens within a window, where there is one', async () => {
    const { client, endpoint } = await aShop({ settings: { webhookWindowMs: minute } });
    for (let made = 0; made < 3; made++) await client.create('billing_requests', theSeed());
    await client.drain();
    expect(endpoint.received).toEqual([]);
    await client.advance(minute);
    expect([endpoint.received.length, endpoint.events().length]).toEqual([1, 3]);
  });

  test('goes to each endpoint under its own secret, so that a secret can be changed without a gap', async () => {
    const { client, endpoint } = await aShop();
    const { url } = endpoint;
    await client.setUp({ webhookEndpoints: [{ url }, { url, secret: 'the next one' }] });
    await client.create('billing_requests', theSeed());
    await client.drain();
    const [first, second] = endpoint.received;
    expect(first && second && [signs(first), signs(second), signs(second, 'the next one')]).toEqual([
      true,
      false,
      true,
    ]);
    const [one, other] = endpoint.events();
    expect(one?.id).toBe(other?.id);
  });

  test('that is not answered with 2xx comes again eight times, with the same bytes', async () => {
    const { client, endpoint } = await aShop();
    endpoint.answers.push(498, 500, 301, 404, 503, 400, 401, 429, 500);
    await client.create('billing_requests', theSeed());
    await client.advance(48 * hour);
    expect(endpoint.received).toHaveLength(9);
    expect(new Set(endpoint.received.map(({ body }) => body)).size).toBe(1);
    const [delivery] = await client.deliveries();
    const at = [...(delivery?.attempts ?? [])].map((attempt) => Date.parse(String(attempt.at)));
    expect(at.slice(1, 4).map((time) => time - (at[0] ?? 0))).toEqual([minute, 3 * minute, 13 * minute]);
    expect(delivery?.status).toBe('givenUp');
  });

  test('is not made where nobody has asked for any, and the events are listed all the same', async () => {
    const { client } = await aShop({ settings: { webhookEndpoints: [] } });
    await client.create('billing_requests', theSeed());
    expect(await client.deliveries()).toEqual([]);
    expect((await client.events()).map(nameOf)).toEqual(['billing_requests.created']);
  });
});

describe('a scenario’s deliveries', () => {
  const play = async (webhookDelivery: string, settings: object = {}) => {
    const shop = await aShop({ settings });
    const { id } = await shop.client.create('billing_requests', { mandate_request: { currency: 'GBP' } });
    await shop.client.drain();
    shop.endpoint.received.length = 0;
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', id, { webhookDelivery, seed: 7 });
    await shop.client.drain();
    return shop;
  };
  const inOrder = [
    'billing_requests.collect_customer_details',
    'billing_requests.collect_bank_account',
    'billing_requests.payer_details_confirmed',
    'mandates.created',
    'billing_requests.fulfilled',
  ];

  test('come once and whole as NORMAL', async () => {
    expect((await play('NORMAL')).endpoint.actions()).toEqual(inOrder);
  });

  test('come twice with the same events as DUPLICATED', async () => {
    const { endpoint } = await play('DUPLICATED');
    expect(endpoint.received.map(({ body }) => body)).toEqual([endpoint.received[0]?.body, endpoint.received[0]?.body]);
  });

  test('come last to first as REORDERED, where each event is a delivery', async () => {
    expect((await play('REORDERED', { eventsPerWebhook: 1 })).endpoint.actions()).toEqual(inOrder.toReversed());
  });

  test('come later as DELAYED, and never as DROPPED', async () => {
    const late = await play('DELAYED');
    expect(late.endpoint.received).toEqual([]);
    await late.client.advance(5 * minute);
    expect(late.endpoint.actions()).toEqual(inOrder);
    const never = await play('DROPPED');
    await never.client.advance(minute);
    expect(never.endpoint.received).toEqual([]);
  });

  test('come with a signature that does not hold as BAD_SIGNATURE', async () => {
    const { endpoint } = await play('BAD_SIGNATURE');
    const [delivery] = endpoint.received;
    expect(delivery && signs(delivery)).toBe(false);
    expect(delivery?.headers['webhook-signature']).toMatch(/^[0-9a-f]{64}$/);
  });
});
