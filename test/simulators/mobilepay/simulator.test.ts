import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aPayment, aShop, pendingAgreement, start } from '../host/harness.ts';

const minute = 60_000;

describe('an agreement with a first payment', () => {
  test('is accepted in one swipe, reserved, captured and refunded, and the book tells it', async () => {
    const shop = await aShop();
    const { client, merchant } = shop;
    const { agreementId, paymentId, path } = await pendingAgreement(shop);

    const accepted = await client.scenario('PAYER_ACCEPTS', 'agreement', agreementId);
    expect(accepted.json).toEqual({ providerCalls: 0, webhooksQueued: 2 });
    await client.drain();
    expect(merchant.received.map(({ path: at, body }) => [at, body])).toEqual([
      [
        '/success',
        {
          agreement_id: agreementId,
          status: 'Accepted',
          status_text: 'Agreement accepted by user.',
          status_code: 0,
          external_id: 'AGGR00068',
          timestamp: '2026-03-02T10:00:30.000Z',
        },
      ],
      [
        '/payments',
        [
          {
            agreement_id: agreementId,
            payment_id: paymentId,
            amount: '80.00',
            currency: 'DKK',
            payment_date: '2026-03-02',
            status: 'Reserved',
            status_text: 'Payment successfully reserved.',
            status_code: 0,
            external_id: 'OOP00348',
            payment_type: 'OneOff',
          },
        ],
      ],
    ]);
    expect(merchant.received[0]?.headers.authorization).toBe('Basic bXAtY2I6czNjcmV0IQ==');

    const captured = await client.call('POST', `${path}/oneoffpayments/${paymentId}/capture`);
    expect([captured.status, captured.text]).toEqual([204, '']);
    const payment = await client.call('GET', `${path}/oneoffpayments/${paymentId}`);
    expect(payment.json).toMatchObject({
      id: paymentId,
      agreement_id: agreementId,
      amount: 80,
      currency: 'DKK',
      status: 'Captured',
      external_id: 'OOP00348',
      payment_transaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });

    merchant.received.length = 0;
    const refund = await client.call('POST', `${path}/payments/${paymentId}/refunds`, {
      amount: 30.5,
      status_callback_url: `${merchant.url}/refunds`,
      external_id: 'R1',
    });
    expect(refund.status).toBe(202);
    expect(refund.json).toEqual({
      id: expect.any(String),
      amount: 30.5,
      status_callback_url: `${merchant.url}/refunds`,
      external_id: 'R1',
    });
    expect(await client.advance(2_000)).toEqual(['mobilepay.refundSettles']);
    expect(merchant.received.map(({ path: at, body }) => [at, body])).toEqual([
      [
        '/refunds',
        {
          refund_id: refund.json.id,
          agreement_id: agreementId,
          payment_id: paymentId,
          amount: '30.50',
          currency: 'DKK',
          status: 'Issued',
          status_text: 'Refund issued.',
          status_code: 0,
          external_id: 'R1',
        },
      ],
    ]);
    const refunds = await client.call('GET', `${path}/payments/${paymentId}/refunds`);
    expect(refunds.json).toEqual([
      {
        id: refund.json.id,
        amount: 30.5,
        currency: 'DKK',
        status: 'Issued',
        externalId: 'R1',
        paymentTransactionId: payment.json.payment_transaction_id,
      },
    ]);

    const book = await client.book();
    expect(book.map(({ effect, amount }) => `${effect} ${amount}`)).toEqual([
      'agreementCreated 10.00',
      'paymentRequested 80.00',
      'agreementAccepted 10.00',
      'paymentReserved 80.00',
      'paymentCaptured 80.00',
      'refundRequested 30.50',
      'refundIssued 30.50',
    ]);
    expect(book[4]).toMatchObject({
      seq: 5,
      at: new Date(start).toISOString(),
      subject: { kind: 'payment', id: paymentId, externalId: 'OOP00348', within: agreementId },
      currency: 'DKK',
      request: {
        method: 'POST',
        path: expect.stringMatching(/\/capture$/),
        operation: 'capture',
        id: expect.any(String),
        correlationId: null,
      },
    });
    expect(book[2]).toMatchObject({ cause: { kind: 'scenario', name: 'PAYER_ACCEPTS' } });
  });

  test('is read and listed with what was asked for', async () => {
    const shop = await aShop();
    const { agreementId, path } = await pendingAgreement(shop);
    const agreement = (await shop.client.call('GET', path)).json;
    expect(agreement).toMatchObject({
      id: agreementId,
      date_created: '2026-03-02T10:00:30.000Z',
      date_accepted: null,
      external_id: 'AGGR00068',
      amount: 10,
      currency: 'DKK',
      next_payment_date: '2017-03-09',
      frequency: 12,
      plan: 'Basic',
      status: 'Pending',
      country_code: 'DK',
      expiration_timeout_minutes: 5,
    });
    const listed = await shop.client.call('GET', '/agreements?pageNumber=1&pageSize=10&status=Pending');
    expect(listed.json).toEqual([{ page_size: 10, agreements: [agreement] }]);
    expect((await shop.client.call('GET', '/agreements?pageNumber=1&status=Accepted')).json).toEqual([
      { page_size: 2000, agreements: [] },
    ]);
  });

  test('expires with its payment when nobody swipes: one callback at once, one with the next batch', async () => {
    const shop = await aShop();
    const { agreementId, paymentId } = await pendingAgreement(shop);
    expect(await shop.client.advance(7 * minute)).toEqual(['mobilepay.agreementExpires', 'mobilepay.callbackBatch']);
    expect(shop.merchant.received.map(({ path, body }) => [path, body])).toMatchObject([
      [
        '/cancel',
        { agreement_id: agreementId, status: 'Expired', status_code: 40001, timestamp: '2026-03-02T10:05:30.000Z' },
      ],
      [
        '/payments',
        [{ payment_id: paymentId, status: 'Expired', status_code: 50008, status_text: 'Expired by system.' }],
      ],
    ]);
    expect((await shop.client.deliveries()).map(({ queuedAt }) => queuedAt)).toEqual([
      '2026-03-02T10:05:30.000Z',
      '2026-03-02T10:06:00.000Z',
    ]);
  });

  test('is rejected with its payment', async () => {
    const shop = await aShop();
    const { agreementId } = await pendingAgreement(shop);
    await shop.client.scenario('PAYER_REJECTS', 'agreement', agreementId);
    await shop.client.drain();
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([
      { status: 'Rejected', status_code: 40000 },
      [{ status: 'Rejected', status_code: 50001 }],
    ]);
  });

  test('is not accepted when the payer cannot pay', async () => {
    const shop = await aShop();
    const { agreementId, path } = await pendingAgreement(shop);
    await shop.client.control('POST', '/mobilepay/provider', { payerBalance: '79.99' });
    expect((await shop.client.scenario('PAYER_ACCEPTS', 'agreement', agreementId)).status).toBe(409);
    expect((await shop.client.call('GET', path)).json.status).toBe('Pending');
    await shop.client.control('POST', '/mobilepay/provider', { payerBalance: '80.00' });
    expect((await shop.client.scenario('PAYER_ACCEPTS', 'agreement', agreementId)).status).toBe(200);
  });
});

describe('a merchant’s cancel of an agreement', () => {
  test('takes the reservation and the open requests with it, and calls back once', async () => {
    const shop = await aShop();
    const { path, paymentId } = await acceptedAgreement(shop);
    const other = await shop.client.call('POST', `${path}/oneoffpayments`, aPayment());
    expect((await shop.client.call('DELETE', path)).status).toBe(204);
    await shop.client.drain();
    expect(shop.merchant.received.map(({ path: at, body }) => [at, body])).toMatchObject([
      ['/cancel', { status: 'Canceled', status_code: 40003 }],
    ]);
    for (const id of [paymentId, other.json.id]) {
      expect((await shop.client.call('GET', `${path}/oneoffpayments/${id}`)).json.status).toBe('Canceled');
    }
    expect(await shop.client.effects()).toEqual([
      'agreementCreated',
      'paymentRequested',
      'agreementAccepted',
      'paymentReserved',
      'paymentRequested',
      'agreementCancelled',
      'paymentCancelled',
      'paymentCancelled',
    ]);
    const again = await shop.client.call('DELETE', path);
    expect([again.status, again.json.error]).toEqual([412, 'PreconditionFailed']);
  });
});

test('moves the balances of payer and merchant with the money', async () => {
  const shop = await aShop();
  await shop.client.control('POST', '/mobilepay/provider', { payerBalance: '100.00', merchantBalance: '0.00' });
  const { path, paymentPath, paymentId } = await acceptedAgreement(shop);
  await shop.client.call('POST', `${paymentPath}/capture`);
  await shop.client.call('POST', `${path}/payments/${paymentId}/refunds`, {
    amount: '30',
    status_callback_url: `${shop.merchant.url}/r`,
  });
  await shop.client.advance(2_000);
  expect((await shop.client.control('POST', '/mobilepay/provider', {})).json).toMatchObject({
    payerBalance: '50.00',
    merchantBalance: '50.00',
  });
});
