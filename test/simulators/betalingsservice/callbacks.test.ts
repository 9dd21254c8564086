import { describe, expect, test } from 'vitest';
import { start } from '../host/harness.ts';
import { aRequest, aShop, aShownRequest, isGenuine, told, uuid } from './support.ts';

const standalone = { mandate: undefined };

describe('a callback', () => {
  test('is signed by the provider over what was sent and where to, afresh each time', async () => {
    const shop = await aShownRequest(standalone);
    shop.merchant.answers.push(500);
    await shop.creditor.scenario('PAYER_ACCEPTS');
    await shop.creditor.advance(10_000);
    const { received } = shop.merchant;
    expect(received).toHaveLength(3);
    expect(received.map((each) => [each.path, isGenuine(shop, each)])).toEqual(
      Array(3).fill(['/collection-requests', true]),
    );
    const nonces = received.map(({ headers }) => /oauth_nonce="(\w+)"/.exec(headers.authorization ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(3);
  });

  test('comes again three times, after 5, 30 and 120 seconds, as the same event', async () => {
    const shop = await aShownRequest(standalone);
    shop.merchant.answers.push(500, 404, 301, 429);
    await shop.creditor.scenario('PAYER_REJECTS');
    await shop.creditor.advance(3_600_000);
    const delivery = (await shop.creditor.deliveries()).at(-1);
    const attempts = [...(delivery?.attempts ?? [])].map(({ at }) => Date.parse(String(at)) - start - 1_000);
    expect(attempts).toEqual([0, 5_000, 35_000, 155_000]);
    expect(delivery).toMatchObject({ status: 'givenUp' });
    expect(new Set(shop.merchant.received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('is not sent where no address was given', async () => {
    const { creditor } = await aShop();
    await creditor.createRequest();
    await creditor.scenario('PAYER_ACCEPTS');
    await creditor.advance(10_000);
    expect(await creditor.deliveries()).toEqual([]);
    expect((await creditor.getRequest()).json).toMatchObject({ payment: { statusCode: 'COMPLETED' } });
  });

  test('has an event id of its own', async () => {
    const shop = await aShownRequest(standalone);
    await shop.creditor.scenario('PAYER_ACCEPTS');
    await shop.creditor.advance(10_000);
    const ids = shop.merchant.received.map(({ body }) => (body as { eventId: string }).eventId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a scenario’s delivery', () => {
  const play = async (webhookDelivery: string) => {
    const shop = await aShownRequest(standalone);
    await shop.creditor.scenario('PAYER_REJECTS', 'billingRequest', uuid(1), { webhookDelivery, seed: 3 });
    await shop.creditor.drain();
    const atOnce = told(shop);
    await shop.creditor.advance(600_000);
    return { shop, atOnce, inTheEnd: told(shop) };
  };
  const rejected = 'REJECTED CANCELLED';

  test.each<[string, string[], string[]]>([
    ['NORMAL', [rejected], [rejected]],
    ['DUPLICATED', [rejected, rejected], [rejected, rejected]],
    ['DELAYED', [], [rejected]],
    ['REORDERED', [], [rejected]],
    ['DROPPED', [], []],
    ['BAD_SIGNATURE', [rejected], [rejected]],
  ])('%s arrives so', async (delivery, soon, late) => {
    const { shop, atOnce, inTheEnd } = await play(delivery);
    expect([atOnce, inTheEnd]).toEqual([soon, late]);
    expect(shop.merchant.received.map((each) => isGenuine(shop, each))).toEqual(
      late.map(() => delivery !== 'BAD_SIGNATURE'),
    );
    // What the merchant is told, or not told, is a hint: the truth is asked for.
    expect((await shop.creditor.getRequest()).json.statusCode).toBe('REJECTED');
  });

  test('REORDERED tells of the approval before the arrival in the app', async () => {
    const shop = await aShop();
    await shop.creditor.createRequest(aRequest({ callbackUrl: shop.callbackUrl, mandate: undefined }));
    await shop.creditor.scenario('PAYER_ACCEPTS', 'billingRequest', uuid(1), { webhookDelivery: 'REORDERED' });
    await shop.creditor.drain();
    expect(told(shop)).toEqual(['APPROVED PROCESSING', 'PENDING_APPROVAL PENDING']);
  });
});
