import { describe, expect, test } from 'vitest';
import { acceptedAgreement, aShop } from '../host/harness.ts';

const hour = 3_600_000;
const nobody = '00000000-0000-4000-8000-000000000000';

async function aCapture(changes: object = {}) {
  const shop = await aShop();
  const accepted = await acceptedAgreement(shop, changes);
  await shop.client.call('POST', `${accepted.paymentPath}/capture`);
  const refund = (amount?: string, paymentId = accepted.paymentId, path = accepted.path) =>
    shop.client.call('POST', `${path}/payments/${paymentId}/refunds`, {
      status_callback_url: `${shop.merchant.url}/refunds`,
      ...(amount && { amount }),
    });
  const codes = () => shop.merchant.received.map(({ body }) => (body as { status_code: number }).status_code);
  return { ...shop, ...accepted, refund, codes };
}

describe('a refund', () => {
  test('of everything is what no other refund has taken', async () => {
    const { refund, client, codes } = await aCapture();
    expect((await refund('30')).json.amount).toBe(30);
    expect((await refund()).json.amount).toBe(50);
    await client.advance(2_000);
    expect(codes()).toEqual([0, 0]);
  });

  test('beyond the payment is taken and declined later, not refused', async () => {
    const { refund, client, codes, path, paymentId } = await aCapture();
    const [first, second] = [await refund('60'), await refund('20.01')];
    expect([first.status, second.status]).toEqual([202, 202]);
    await client.advance(2_000);
    expect(codes()).toEqual([0, 60002]);
    await refund('20');
    await refund('0.01');
    await client.advance(2_000);
    expect(codes()).toEqual([0, 60002, 0, 60001]);
    expect((await client.call('GET', `${path}/payments/${paymentId}/refunds`)).json).toMatchObject([
      { status: 'Issued' },
      { status: 'Declined' },
      { status: 'Issued' },
      { status: 'Declined' },
    ]);
  });

  test('of a payment that is not there is declined', async () => {
    const { refund, client, codes } = await aCapture();
    expect((await refund('1', nobody)).status).toBe(202);
    await client.advance(2_000);
    expect(codes()).toEqual([60003]);
  });

  test('of a payment that was only reserved is declined', async () => {
    const shop = await aShop();
    const { path, paymentId } = await acceptedAgreement(shop);
    await shop.client.call('POST', `${path}/payments/${paymentId}/refunds`, {
      status_callback_url: `${shop.merchant.url}/refunds`,
    });
    await shop.client.advance(2_000);
    expect(shop.merchant.received.map(({ body }) => body)).toMatchObject([
      { status: 'Declined', status_code: 60004, status_text: 'Payment cannot be refunded.' },
    ]);
  });

  test.each<[string, object, number, number]>([
    ['after 90 days', {}, 90 * 24 * hour + 1, 60006],
    ['of an instant transfer', { instantTransfer: true }, 0, 60007],
    ['over the merchant’s balance', { merchantBalance: '9.99' }, 0, 60008],
  ])('%s is declined', async (_title, provider, waitMs, code) => {
    const { refund, client, codes } = await aCapture();
    await client.control('POST', '/mobilepay/provider', provider);
    await client.advance(waitMs);
    await client.renewToken();
    await refund('10');
    await client.advance(2_000);
    expect(codes()).toEqual([code]);
  });

  test('is declined three hours later when the scenario says so, and only once', async () => {
    const { refund, client, codes, paymentId } = await aCapture();
    expect((await client.scenario('REFUND_DECLINED_LATE', 'payment', paymentId)).json).toEqual({
      providerCalls: 1,
      webhooksQueued: 0,
    });
    await refund('10');
    await client.advance(3 * hour - 1);
    expect(codes()).toEqual([]);
    await client.advance(1);
    expect(codes()).toEqual([60005]);
    await client.renewToken();
    await refund('10');
    await client.advance(2_000);
    expect(codes()).toEqual([60005, 0]);
  });

  test('goes on when the agreement has ended', async () => {
    const { refund, client, codes, path } = await aCapture();
    await client.call('DELETE', path);
    await client.drain();
    expect(codes()).toEqual([40003]);
    await refund('10');
    await client.advance(2_000);
    expect(codes()).toEqual([40003, 0]);
  });

  test('has its callback delivered as the scenario asked', async () => {
    const { refund, client, codes, paymentId } = await aCapture();
    await client.scenario('REFUND_DECLINED_LATE', 'payment', paymentId, { webhookDelivery: 'DROPPED' });
    await refund('10');
    await client.advance(48 * hour);
    expect(codes()).toEqual([]);
    expect((await client.deliveries()).at(-1)).toMatchObject({
      name: 'refundCallback',
      status: 'dropped',
      attempts: [],
    });
  });
});
