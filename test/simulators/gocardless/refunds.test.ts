import { describe, expect, test } from 'vitest';
import { anActiveMandate, aPayment, aShop, day, errorOf } from './support.ts';

/** A payment of ten pounds that was collected. */
async function aCollectedPayment(settings: object = {}) {
  const shop = await aShop({ settings });
  const mandate = await anActiveMandate(shop);
  const payment = await aPayment(shop, mandate.id);
  await shop.client.play('payment_paid_out', payment.id);
  await shop.client.drain();
  shop.endpoint.received.length = 0;
  const refund = (amount: number, confirmation: number | undefined, key?: string) =>
    shop.client.call(
      'POST',
      '/refunds',
      { refunds: { amount, total_amount_confirmation: confirmation, links: { payment: payment.id } } },
      key ? { 'idempotency-key': key } : {},
    );
  return { shop, mandate, refund, ...payment };
}

describe('a refund', () => {
  test('is created, paid, and taken off a payout', async () => {
    const { shop, refund, id, path, mandate } = await aCollectedPayment();
    const { status, json } = await refund(400, 400);
    expect(status).toBe(201);
    expect(json.refunds).toMatchObject({
      id: expect.stringMatching(/^RF/),
      amount: 400,
      currency: 'GBP',
      status: 'created',
      links: { payment: id, mandate: mandate.id },
    });
    expect((await shop.client.get(path)).amount_refunded).toBe(400);
    await shop.client.advance(4 * day);
    expect((await shop.client.get(`/refunds/${json.refunds?.id}`)).status).toBe('paid');
    expect(shop.endpoint.actions()).toEqual(['refunds.created', 'refunds.paid', 'refunds.refund_settled']);
    expect(shop.endpoint.events()[0]?.details).toMatchObject({ origin: 'api', cause: 'payment_refunded' });
  });

  test('confirms the sum of all refunds, so that one that was not expected shows', async () => {
    const { shop, refund, id } = await aCollectedPayment();
    await refund(400, 400);
    expect(errorOf((await refund(400, 400)).json)).toEqual({
      type: 'invalid_state',
      code: 422,
      errors: ['total_amount_confirmation_invalid'],
    });
    expect((await refund(600, 1000)).status).toBe(201);
    const listed = await shop.client.call('GET', `/refunds?payment=${id}`);
    expect([...(listed.json.refunds ?? [])].map(({ amount }) => Number(amount))).toEqual([600, 400]);
  });

  test.each<[string, number, number | undefined, string, string]>([
    ['without a confirmation', 400, undefined, 'validation_failed', 'total_amount_confirmation'],
    ['of more than there is', 1001, 1001, 'validation_failed', 'amount'],
    ['of nothing', 0, 0, 'validation_failed', 'amount'],
  ])('%s is refused', async (_title, amount, confirmation, type, error) => {
    const { refund, shop } = await aCollectedPayment();
    expect(errorOf((await refund(amount, confirmation)).json)).toEqual({ type, code: 422, errors: [error] });
    expect(await shop.client.effects()).not.toContain('refundCreated');
  });

  test('is refused where refunds are not enabled, and where the money is short', async () => {
    const { refund, shop } = await aCollectedPayment({ refundBalance: 500 });
    expect((await refund(400, 400)).status).toBe(201);
    expect(errorOf((await refund(200, 600)).json).errors).toEqual(['available_refund_amount_insufficient']);
    await shop.client.setUp({ refundsEnabled: false });
    expect(errorOf((await refund(50, 450)).json)).toMatchObject({ code: 403, errors: ['feature_disabled'] });
  });

  test('of a payment that was not collected is refused', async () => {
    const shop = await aShop();
    const mandate = await anActiveMandate(shop);
    const { id } = await aPayment(shop, mandate.id);
    const body = { refunds: { amount: 1, total_amount_confirmation: 1, links: { payment: id } } };
    expect(errorOf((await shop.client.call('POST', '/refunds', body)).json).errors).toEqual([
      'refund_payment_invalid_state',
    ]);
  });

  test('that bounces or comes back can be made again', async () => {
    const { shop, refund, path } = await aCollectedPayment();
    const first = (await refund(1000, 1000)).json.refunds;
    await shop.client.play('refund_bounced', first?.id);
    expect((await shop.client.get(path)).amount_refunded).toBe(0);
    const second = (await refund(1000, 1000)).json.refunds;
    await shop.client.play('refund_returned', second?.id);
    await shop.client.drain();
    expect(shop.endpoint.actions()).toEqual([
      'refunds.created',
      'refunds.failed',
      'refunds.created',
      'refunds.funds_returned',
    ]);
    expect((await shop.client.get(`/refunds/${first?.id}`)).status).toBe('bounced');
    expect((await shop.client.get(`/refunds/${second?.id}`)).status).toBe('funds_returned');
  });
});

test('a payout that the merchant’s bank sends back is told as the creditor’s', async () => {
  const { shop, path } = await aCollectedPayment();
  const payout = (await shop.client.get(path)).links?.payout;
  await shop.client.play('payout_bounced', payout);
  expect((await shop.client.get(`/payouts/${payout}`)).status).toBe('bounced');
  expect((await shop.client.events()).at(-1)).toMatchObject({ resource_type: 'creditors', action: 'bounced_payout' });
  expect((await shop.client.get(path)).status).toBe('paid_out');
});
