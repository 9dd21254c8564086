import { describe, expect, test } from 'vitest';
import { anActiveMandate, aPayment, aShop, day, errorOf, hour, inside, type Shop } from './support.ts';

/** What the endpoint was told of payments, mandates and payouts, in order, and forgets. */
async function told(shop: Shop) {
  await shop.client.drain();
  const actions = shop.endpoint.actions();
  shop.endpoint.received.length = 0;
  return actions;
}

describe('a payment on a Bacs mandate', () => {
  test('goes through its days to the payout', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    expect(await shop.client.get(mandate.path)).toMatchObject({
      status: 'active',
      next_possible_charge_date: '2026-03-04',
    });
    const { id, path, payment } = await aPayment(shop, mandate.id);
    expect(payment).toMatchObject({
      id: expect.stringMatching(/^PM\w{12}$/),
      amount: 1000,
      amount_refunded: 0,
      currency: 'GBP',
      status: 'pending_submission',
      charge_date: '2026-03-04',
      metadata: { order: 'A-1' },
      links: { mandate: mandate.id, creditor: 'CR00006C6DF0TD' },
    });
    const status = async () => String((await shop.client.get(path)).status);
    // A Monday; the files leave at 16:00, and two working days after the charge no failure has come.
    await shop.client.advance(6 * hour);
    expect([await status(), await told(shop)]).toEqual(['submitted', ['payments.created', 'payments.submitted']]);
    await shop.client.advance(4 * day);
    expect([await status(), await told(shop)]).toEqual(['confirmed', ['payments.confirmed']]);
    await shop.client.advance(3 * day);
    expect([await status(), await told(shop)]).toEqual(['paid_out', ['payments.paid_out', 'payouts.paid']]);
    const { links } = await shop.client.get(path);
    expect(await shop.client.get(`/payouts/${links?.payout}`)).toMatchObject({
      status: 'paid',
      amount: 970,
      deducted_fees: 30,
      arrival_date: '2026-03-09',
    });
    const mine = (await shop.client.book()).filter(({ subject }) => String(subject?.id) === id);
    expect(mine.map(({ at, effect }) => [String(at), String(effect)])).toEqual([
      ['2026-03-02T10:00:30.000Z', 'paymentCreated'],
      ['2026-03-02T16:00:00.000Z', 'paymentSubmitted'],
      ['2026-03-06T09:00:00.000Z', 'paymentConfirmed'],
      ['2026-03-09T09:00:00.000Z', 'paymentPaidOut'],
    ]);
    expect(mine.at(-1)).toMatchObject({ cause: { kind: 'timer' }, amount: '1000', currency: 'GBP' });
  });

  test('waits for its mandate to be active', async () => {
    const shop = await aShop();
    const { id: request } = await shop.client.create('billing_requests', { mandate_request: { currency: 'GBP' } });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', request);
    const mandate = String((await shop.client.get(`/billing_requests/${request}`)).links?.mandate_request_mandate);
    const { path } = await aPayment(shop, mandate);
    expect(await shop.client.get(path)).toMatchObject({ status: 'pending_submission', charge_date: '2026-03-06' });
    await shop.client.advance(9 * hour);
    expect((await shop.client.get(`/mandates/${mandate}`)).status).toBe('submitted');
    await shop.client.advance(40 * hour);
    expect((await shop.client.get(`/mandates/${mandate}`)).status).toBe('active');
    expect((await shop.client.get(path)).status).toBe('pending_submission');
    await shop.client.advance(6 * hour);
    expect((await shop.client.get(path)).status).toBe('submitted');
    await shop.client.advance(7 * day);
    expect((await shop.client.get(path)).status).toBe('paid_out');
  });

  test.each<[string, string, string[], string]>([
    ['Penniless', 'fails', ['payments.failed'], 'failed'],
    ['Late', 'fails after it was confirmed', ['payments.confirmed', 'payments.failed'], 'failed'],
    [
      'Fickle',
      'is charged back after it was paid out',
      [
        'payments.confirmed',
        'payments.paid_out',
        'payouts.paid',
        'payments.charged_back',
        'payments.chargeback_settled',
      ],
      'charged_back',
    ],
  ])('of a payer called %s %s', async (name, _what, news, status) => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop, name);
    const { path } = await aPayment(shop, mandate.id);
    await shop.client.advance(15 * day);
    expect((await told(shop)).slice(2)).toEqual(news);
    expect((await shop.client.get(path)).status).toBe(status);
  });

  test('that the bank refuses says why, in the words of the scheme', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop, 'Penniless');
    await aPayment(shop, mandate.id);
    await shop.client.advance(7 * day);
    expect(shop.endpoint.events().find(({ action }) => action === 'failed')).toMatchObject({
      details: {
        origin: 'bank',
        cause: 'refer_to_payer',
        description: expect.any(String),
        scheme: 'bacs',
        reason_code: 'ARUDD-0',
        will_attempt_retry: false,
      },
      metadata: {},
      resource_metadata: { order: 'A-1' },
    });
  });

  test('is tried again by itself where the merchant wants that', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop, 'Penniless');
    const { path } = await aPayment(shop, mandate.id, { retry_if_possible: true });
    await shop.client.advance(30 * day);
    expect((await told(shop)).slice(2)).toEqual([
      'payments.failed',
      'payments.resubmission_requested',
      'payments.submitted',
      'payments.confirmed',
      'payments.paid_out',
      'payouts.paid',
    ]);
    expect((await shop.client.get(path)).status).toBe('paid_out');
  });

  test('is cancelled before it is submitted, and not after', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const [first, second] = [await aPayment(shop, mandate.id), await aPayment(shop, mandate.id)];
    const reply = await shop.client.act(first.path, 'cancel', { metadata: { why: 'changed' } });
    expect([reply.status, inside(reply.json).status]).toEqual([200, 'cancelled']);
    await shop.client.advance(6 * hour);
    for (const path of [first.path, second.path])
      expect(errorOf((await shop.client.act(path, 'cancel')).json)).toEqual({
        type: 'invalid_state',
        code: 422,
        errors: ['cancellation_failed'],
      });
    expect(shop.endpoint.events().find(({ action }) => action === 'cancelled')).toMatchObject({
      details: { origin: 'api', cause: 'payment_cancelled' },
      metadata: { why: 'changed' },
      links: { payment: first.id },
    });
  });

  test('is tried again after it failed, three times at most', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { path, id } = await aPayment(shop, mandate.id);
    expect(errorOf((await shop.client.act(path, 'retry')).json).errors).toEqual(['retry_failed']);
    for (let time = 0; time < 3; time++) {
      await shop.client.scenario('PAYMENT_FAILS', 'payment', id);
      expect(inside((await shop.client.act(path, 'retry')).json).status).toBe('pending_submission');
    }
    await shop.client.scenario('PAYMENT_FAILS', 'payment', id);
    expect(errorOf((await shop.client.act(path, 'retry')).json).errors).toEqual(['retry_failed']);
  });

  test.each<[string, object, string, string[]]>([
    ['another currency', { currency: 'EUR' }, 'validation_failed', ['currency']],
    ['a charge date that is too soon', { charge_date: '2026-03-03' }, 'validation_failed', ['charge_date']],
    ['a reference that is too long', { reference: 'ELEVENCHARS' }, 'validation_failed', ['reference']],
    ['no amount', { amount: undefined }, 'invalid_api_usage', ['/payments/amount']],
    ['an amount below nothing', { amount: -5 }, 'validation_failed', ['amount']],
    ['a mandate that is none', { links: { mandate: 'MD000' } }, 'invalid_api_usage', ['link_not_found']],
  ])('with %s is refused', async (_title, changes, type, errors) => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const body = { payments: { amount: 1000, currency: 'GBP', links: { mandate: mandate.id }, ...changes } };
    const reply = await shop.client.call('POST', '/payments', body);
    expect(errorOf(reply.json)).toMatchObject({ type, errors });
    expect(await shop.client.effects()).not.toContain('paymentCreated');
  });

  test('rolls a charge date at the weekend forward', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { payment } = await aPayment(shop, mandate.id, { charge_date: '2026-03-07' });
    expect(payment.charge_date).toBe('2026-03-09');
  });

  test('can have its metadata changed, and nothing else', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { path } = await aPayment(shop, mandate.id);
    await shop.client.call('PUT', path, { payments: { metadata: { order: 'B-2' }, amount: 1 } });
    expect(await shop.client.get(path)).toMatchObject({ metadata: { order: 'B-2' }, amount: 1000 });
  });
});

describe('a payment at once', () => {
  test('is confirmed within seconds and paid out the next working day', async () => {
    const shop = await aShop();
    const { id } = await shop.client.create('billing_requests', {
      payment_request: { amount: 79050, currency: 'GBP', description: 'Licensed Steel Chips' },
    });
    await shop.client.scenario('PAYER_ACCEPTS', 'billingRequest', id);
    const payment = String((await shop.client.get(`/billing_requests/${id}`)).links?.payment_request_payment);
    await shop.client.drain();
    shop.endpoint.received.length = 0;
    await shop.client.advance(10_000);
    expect(await told(shop)).toEqual(['payments.submitted', 'payments.confirmed']);
    await shop.client.advance(day);
    expect(await told(shop)).toEqual(['payments.paid_out', 'payouts.paid']);
    // Behind it stands a mandate for it alone, used up.
    const { links, status } = await shop.client.get(`/payments/${payment}`);
    expect(status).toBe('paid_out');
    expect(await shop.client.get(`/mandates/${links?.mandate}`)).toMatchObject({
      status: 'consumed',
      mandate_type: 'instant',
    });
  });
});

describe('success undone', () => {
  const paidOut = async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const payment = await aPayment(shop, mandate.id);
    await shop.client.advance(8 * day);
    await told(shop);
    return { shop, ...payment };
  };

  test('by a chargeback is settled, and restored when that is withdrawn', async () => {
    const { shop, id, path } = await paidOut();
    expect((await shop.client.scenario('CHARGEBACK', 'payment', id)).status).toBe(200);
    await shop.client.advance(day);
    expect((await shop.client.get(path)).status).toBe('charged_back');
    expect(shop.endpoint.events()[0]?.details).toMatchObject({
      origin: 'bank',
      cause: 'authorisation_disputed',
      reason_code: 'DDICA-5',
    });
    await shop.client.scenario('CHARGEBACK_WITHDRAWN', 'payment', id);
    expect(await told(shop)).toEqual([
      'payments.charged_back',
      'payments.chargeback_settled',
      'payments.chargeback_cancelled',
    ]);
    expect((await shop.client.get(path)).status).toBe('paid_out');
  });

  test('by a late failure is settled a day later', async () => {
    const { shop, id, path } = await paidOut();
    await shop.client.scenario('LATE_FAILURE', 'payment', id);
    await shop.client.advance(day);
    expect(await told(shop)).toEqual(['payments.failed', 'payments.late_failure_settled']);
    expect((await shop.client.get(path)).status).toBe('failed');
    expect(await shop.client.effects()).toContain('paymentLateFailed');
  });

  test('also happens after a refund', async () => {
    const { shop, id, path } = await paidOut();
    await shop.client.create('refunds', { amount: 400, total_amount_confirmation: 400, links: { payment: id } });
    await shop.client.scenario('CHARGEBACK', 'payment', id);
    expect(await shop.client.get(path)).toMatchObject({ status: 'charged_back', amount_refunded: 400 });
  });
});
