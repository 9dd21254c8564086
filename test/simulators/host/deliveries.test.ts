import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aPayment, aShop, type Json, pendingAgreement, start } from './harness.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
// §14 of the provider's description: the retries, counted from the first failure.
const retryOffsets = [
  5 * second,
  10 * minute + 5 * second,
  40 * minute + 5 * second,
  hour + 50 * minute + 5 * second,
  4 * hour + 20 * minute + 5 * second,
  9 * hour + 30 * minute + 5 * second,
  20 * hour + 5 * second,
  41 * hour + 10 * minute + 5 * second,
];

/** A reservation by itself: one callback, about one payment. */
async function aReservation(shop: Awaited<ReturnType<typeof aShop>>, path: string) {
  const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }));
  return String(json.id);
}

describe('a callback that is not answered with 2xx', () => {
  test('comes again eight times by the provider’s plan, and then never', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    shop.merchant.answers.push(...Array.from({ length: 9 }, (_, index) => [500, 404, 301, 429][index % 4] ?? 500));
    await aReservation(shop, path);
    await shop.client.advance(60 * hour);
    const delivery = (await shop.client.deliveries()).at(-1);
    const attempts = [...(delivery?.attempts ?? [])].map(({ at }) => Date.parse(String(at)) - start);
    expect(attempts).toEqual([0, ...retryOffsets]);
    expect(delivery).toMatchObject({ status: 'givenUp', nextAttemptAt: null });
    expect(new Set(shop.merchant.received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('is done with the first 2xx', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    shop.merchant.answers.push(503, 202);
    await aReservation(shop, path);
    expect((await shop.client.drain()).json).toEqual({ pending: 1 });
    expect(await shop.client.advance(hour)).toEqual(['callbackDue']);
    expect(shop.merchant.received).toHaveLength(2);
    expect((await shop.client.drain()).json).toEqual({ pending: 0 });
  });

  test('does not hold up the next one', async () => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    shop.merchant.answers.push(500);
    await shop.client.scenario('PAYER_ACCEPTS', 'agreement', agreementId);
    await shop.client.drain();
    expect(shop.merchant.received.map(({ path }) => path)).toEqual(['/success', '/payments']);
  });
});

test('batched callbacks wait for the next two minutes and come in arrays of at most 1000', async () => {
  const shop = await aShop();
  const { path } = await acceptedAgreement(shop, { one_off_payment: null });
  for (let payment = 0; payment < 1_001; payment += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, 1_001 - payment) }, () =>
        shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ expiration_timeout_minutes: 1 })),
      ),
    );
  }
  await shop.client.advance(3 * minute);
  expect(shop.merchant.received.map(({ body }) => (body as unknown[]).length)).toEqual([1_000, 1]);
  expect((await shop.client.deliveries()).at(-1)?.queuedAt).toBe('2026-03-02T10:02:00.000Z');
});

describe('a scenario’s callbacks', () => {
  const paths = async (webhookDelivery: string, seed = 1) => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    const { json } = await shop.client.scenario('PAYER_ACCEPTS', 'agreement', agreementId, { webhookDelivery, seed });
    await shop.client.drain();
    return { shop, queued: json.webhooksQueued, received: shop.merchant.received.map(({ path }) => path) };
  };

  test('come once, agreement first, as NORMAL', async () => {
    expect(await paths('NORMAL')).toMatchObject({ queued: 2, received: ['/success', '/payments'] });
  });

  test('come twice each as DUPLICATED', async () => {
    const { queued, received } = await paths('DUPLICATED');
    expect([queued, received.toSorted()]).toEqual([4, ['/payments', '/payments', '/success', '/success']]);
  });

  test('come in the other order as REORDERED', async () => {
    expect((await paths('REORDERED')).received).toEqual(['/payments', '/success']);
  });

  test('come minutes later as DELAYED, as late for the same seed', async () => {
    const { shop, received } = await paths('DELAYED', 3);
    expect(received).toEqual([]);
    const due = async (seed: number) =>
      (await (await paths('DELAYED', seed)).shop.client.deliveries())[0]?.nextAttemptAt;
    const [same, other] = [await due(3), await due(4)];
    expect((await shop.client.deliveries())[0]?.nextAttemptAt).toBe(same);
    expect(same).not.toBe(other);
    await shop.client.advance(30 * second - 1);
    expect(shop.merchant.received).toEqual([]);
    await shop.client.advance(5 * minute);
    expect(shop.merchant.received).toHaveLength(2);
  });

  test('never come as DROPPED', async () => {
    const { shop, queued } = await paths('DROPPED');
    await shop.client.advance(60 * hour);
    expect([queued, shop.merchant.received.length]).toEqual([0, 0]);
  });

  test('come with credentials that are wrong as BAD_SIGNATURE', async () => {
    const { shop } = await paths('BAD_SIGNATURE');
    const credentials = shop.merchant.received.map(({ headers }) =>
      Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString(),
    );
    expect(credentials).toEqual(['mp-cb:s3cret!-wrong', 'mp-cb:s3cret!-wrong']);
  });
});

test('a lone callback that is reordered is overtaken by the next', async () => {
  const shop = await aShop();
  const { path } = await acceptedAgreement(shop);
  await shop.client.faults({ operation: 'paymentCallback', fault: 'pushReordered' });
  const first = await aReservation(shop, path);
  const second_ = await aReservation(shop, path);
  await shop.client.drain();
  await shop.client.advance(5 * second);
  expect(shop.merchant.received.map(({ body }) => (body as { payment_id: string }[])[0]?.payment_id)).toEqual([
    second_,
    first,
  ]);
});

describe('a callback proves itself', () => {
  test.each<[string, Json | object, string | undefined]>([
    ['not at all', { scheme: 'none' }, undefined],
    [
      'by basic authentication',
      { scheme: 'basic', userName: 'mp-cb', password: 's3cret!' },
      'Basic bXAtY2I6czNjcmV0IQ==',
    ],
    ['by a key alone', { scheme: 'apikey', apiKey: 'the-key' }, 'the-key'],
  ])('%s', async (_title, callbackAuth, authorization) => {
    const shop = await aShop();
    await shop.client.control('POST', '/mobilepay/provider', { callbackAuth });
    const { path } = await acceptedAgreement(shop);
    await aReservation(shop, path);
    await shop.client.drain();
    expect(shop.merchant.received.map(({ headers }) => headers.authorization)).toEqual([authorization]);
  });

  test('by a token that it fetches from the merchant first', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    await shop.client.call('PUT', '/auth/oauth2', {
      client_id: 'c',
      client_secret: 's',
      token_url: `${shop.merchant.url}/token`,
      scope: 'callbacks',
    });
    await aReservation(shop, path);
    await shop.client.drain();
    expect(shop.merchant.received.map((got) => [got.path, got.headers.authorization])).toEqual([
      ['/token', 'Basic Yzpz'],
      ['/payments', 'Bearer merchant-token'],
    ]);
    expect(shop.merchant.received[0]?.body).toBe('grant_type=client_credentials&scope=callbacks');
  });
});

test('nothing is sent about payments as long as no address is set', async () => {
  const shop = await aShop();
  await shop.client.control('POST', '/mobilepay/provider', { callbackUrl: null });
  const { agreementId } = await pendingAgreement(shop);
  await shop.client.scenario('PAYER_ACCEPTS', 'agreement', agreementId);
  await shop.client.drain();
  expect(shop.merchant.received.map(({ path }) => path)).toEqual(['/success']);
});

test('a browser is shown book and callbacks as tables, a program as JSON', async () => {
  const shop = await aShop();
  const { path } = await acceptedAgreement(shop);
  await aReservation(shop, path);
  await shop.client.drain();
  const forBrowser = { headers: { accept: 'text/html' } };
  for (const [page, word] of [
    ['/mobilepay/book', 'agreementAccepted'],
    ['/mobilepay/deliveries', 'delivered'],
  ] as const) {
    const { text, headers } = await shop.client.ask(page, forBrowser);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toMatch(/<th scope="col">About<\/th>/);
    expect(text).toContain(word);
    expect((await shop.client.ask(page)).headers.get('content-type')).toContain('json');
  }
});
