import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aPayment, aShop, pendingAgreement } from '../host/harness.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a one-off payment on an agreement', () => {
  test('waits for the payer, who may accept or reject it', async () => {
    const shop = await aShop();
    const { path, agreementId } = await acceptedAgreement(shop);
    const [first, second] = [
      await shop.client.call('POST', `${path}/oneoffpayments`, aPayment()),
      await shop.client.call('POST', `${path}/oneoffpayments`, aPayment()),
    ];
    expect(first.status).toBe(202);
    expect(first.json.links).toEqual([
      {
        rel: 'mobile-pay',
        href: expect.stringContaining(
          `flow=agreement&id=${agreementId}&oneOffPaymentId=${first.json.id}&redirectUrl=https%3A%2F%2Fshop.example%2Fthanks`,
        ),
      },
    ]);
    await shop.client.scenario('PAYER_ACCEPTS', 'payment', first.json.id);
    await shop.client.scenario('PAYER_REJECTS', 'payment', second.json.id);
    await shop.client.drain();
    // Two swipes, two callbacks on their way at once: neither waits for the other.
    const items = shop.merchant.received.map(({ body }) => (body as { payment_id: string; status_code: number }[])[0]);
    expect(new Map(items.map((item) => [item?.payment_id, item?.status_code]))).toEqual(
      new Map([
        [String(first.json.id), 0],
        [String(second.json.id), 50001],
      ]),
    );
  });

  test('is reserved at once with auto_reserve', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }));
    expect((await shop.client.call('GET', `${path}/oneoffpayments/${json.id}`)).json.status).toBe('Reserved');
    await shop.client.drain();
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([[{ payment_id: json.id, status_code: 0 }]]);
  });

  test('stays requested when auto_reserve fails, and the payer may still accept', async () => {
    const shop = await aShop();
    const { path, agreementId } = await acceptedAgreement(shop);
    expect((await shop.client.scenario('AUTO_RESERVE_FAILS', 'agreement', agreementId)).json).toEqual({
      providerCalls: 1,
      webhooksQueued: 0,
    });
    const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }));
    await shop.client.drain();
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([
      [{ payment_id: json.id, status: 'Requested', status_code: 50013 }],
    ]);
    expect((await shop.client.scenario('PAYER_ACCEPTS', 'payment', json.id)).status).toBe(200);
    expect((await shop.client.call('GET', `${path}/oneoffpayments/${json.id}`)).json.status).toBe('Reserved');
  });

  test('is refused with auto_reserve when the merchant is not approved, and nothing is entered', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    await shop.client.control('POST', '/mobilepay/provider', { autoReserveApproved: false });
    const before = (await shop.client.effects()).length;
    expect((await shop.client.call('POST', `${path}/oneoffpayments`, aPayment({ auto_reserve: true }))).status).toBe(
      412,
    );
    expect(await shop.client.effects()).toHaveLength(before);
  });

  test('expires after its own time, by default a day', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop, { one_off_payment: null });
    await shop.client.call('POST', `${path}/oneoffpayments`, aPayment());
    expect(await shop.client.advance(24 * hour - 1)).toEqual([]);
    expect(await shop.client.advance(2 * minute)).toEqual(['mobilepay.paymentExpires', 'mobilepay.callbackBatch']);
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([[{ status: 'Expired', status_code: 50008 }]]);
  });

  test('lapses when reserved for 6 days, 23 hours and 45 minutes', async () => {
    const shop = await aShop();
    const { path, paymentPath } = await acceptedAgreement(shop);
    const lifetime = 6 * 24 * hour + 23 * hour + 45 * minute;
    expect(await shop.client.advance(lifetime - 1)).toEqual([]);
    expect(await shop.client.advance(1)).toEqual(['mobilepay.reservationExpires']);
    await shop.client.renewToken();
    expect((await shop.client.call('GET', paymentPath)).json.status).toBe('Expired');
    expect((await shop.client.call('GET', path)).json.status).toBe('Accepted');
    await shop.client.advance(2 * minute);
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([[{ status: 'Expired', status_code: 50008 }]]);
  });

  test('is cancelled by the merchant without a callback, requested or reserved', async () => {
    const shop = await aShop();
    const { path, paymentPath } = await acceptedAgreement(shop);
    const open = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment());
    expect((await shop.client.call('DELETE', paymentPath)).status).toBe(204);
    expect((await shop.client.call('DELETE', `${path}/oneoffpayments/${open.json.id}`)).status).toBe(204);
    await shop.client.drain();
    expect(shop.merchant.received).toEqual([]);
    expect((await shop.client.call('GET', `${path}/oneoffpayments`)).json).toMatchObject([
      { status: 'Canceled' },
      { status: 'Canceled' },
    ]);
  });

  const refusals: [
    string,
    (
      call: (method: string, path: string, body?: unknown) => Promise<{ status: number; text: string }>,
      paymentPath: string,
    ) => Promise<{ status: number; text: string }>,
  ][] = [
    ['a second capture', (call, at) => call('POST', `${at}/capture`)],
    ['a cancel after the capture', (call, at) => call('DELETE', at)],
  ];
  test.each(refusals)('refuses %s with an empty 409', async (_what, act) => {
    const shop = await aShop();
    const { paymentPath } = await acceptedAgreement(shop);
    await shop.client.call('POST', `${paymentPath}/capture`);
    const refused = await act(shop.client.call, paymentPath);
    expect([refused.status, refused.text]).toEqual([409, '']);
    expect((await shop.client.effects()).filter((effect) => effect === 'paymentCaptured')).toHaveLength(1);
  });

  test('refuses a capture before it is reserved', async () => {
    const shop = await aShop();
    const { path } = await acceptedAgreement(shop);
    const { json } = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment());
    expect((await shop.client.call('POST', `${path}/oneoffpayments/${json.id}/capture`)).status).toBe(409);
  });

  test('is refused with 412 on an agreement that is not accepted, and with an empty 404 on one that is not there', async () => {
    const shop = await aShop();
    const { path } = await pendingAgreement(shop);
    const refused = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment());
    expect([refused.status, refused.json.error_description?.error_type]).toEqual([412, 'PreconditionError']);
    const missing = await shop.client.call(
      'POST',
      '/agreements/00000000-0000-4000-8000-000000000000/oneoffpayments',
      aPayment(),
    );
    expect([missing.status, missing.text]).toEqual([404, '']);
  });
});
