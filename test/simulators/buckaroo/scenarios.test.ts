import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aPaidTransfer, aShop, day, isGenuine, items, pushed, type Shop } from './support.ts';

/** What was told, with the key of the transfer as K0 and each other one by its order. */
function told(shop: Shop, key: string): string[] {
  const keys = [key];
  return pushed(shop).map(({ Key, Status, AmountDebit, AmountCredit, Currency }) => {
    if (!keys.includes(String(Key))) keys.push(String(Key));
    return `K${keys.indexOf(String(Key))} ${Status?.Code?.Code} ${AmountDebit ?? AmountCredit} ${Currency}`;
  });
}

describe('on an open transfer of 10.00', () => {
  test.each([
    ['TRANSFER_EXACT', ['K0 190 10 EUR']],
    ['TRANSFER_UNDERPAID', ['K1 190 7.5 EUR']],
    ['TRANSFER_REMAINDER', ['K0 190 10 EUR']],
    ['TRANSFER_OVERPAID', ['K1 190 12.5 EUR']],
    ['TRANSFER_TWICE', ['K0 190 10 EUR', 'K1 190 10 EUR']],
    ['TRANSFER_WRONG_REFERENCE', []],
    ['TRANSFER_WRONG_CURRENCY', ['K1 190 10 GBP']],
    ['TRANSFER_PAID_BY_HAND', ['K0 190 10 EUR']],
    ['TRANSFER_FAILS', ['K0 490 10 EUR']],
    ['TRANSFER_CANCELLED', ['K0 891 10 EUR']],
    ['PAYER_IGNORES', []],
  ])('%s is told as %j', async (scenario, pushes) => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    const answer = await shop.website.scenario(scenario, key);
    expect([answer.status, answer.json]).toEqual([200, { providerCalls: 0, webhooksQueued: pushes.length }]);
    await shop.website.drain();
    expect(told(shop, key)).toEqual(pushes);
  });

  test('parts may follow each other, by the transfer or by what came in', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    await shop.website.scenario('TRANSFER_UNDERPAID', key);
    await shop.website.drain();
    await shop.website.scenario('TRANSFER_REMAINDER', pushed(shop)[0]?.Key, 'receipt');
    expect((await shop.website.scenario('TRANSFER_REMAINDER', key)).status).toBe(409);
    await shop.website.scenario('TRANSFER_EXACT', key.toLowerCase(), 'payment');
    await shop.website.drain();
    expect(told(shop, key)).toEqual(['K1 190 7.5 EUR', 'K2 190 2.5 EUR', 'K0 190 10 EUR']);
  });

  test('a wrong reference makes a deposit of its own where these are automatic', async () => {
    const shop = await aShop({ settings: { automaticDeposits: true } });
    const { key } = await anOpenTransfer(shop, { Invoice: 'INV-20260001' });
    await shop.website.scenario('TRANSFER_WRONG_REFERENCE', key);
    await shop.website.drain();
    expect(pushed(shop)).toMatchObject([{ Invoice: expect.stringMatching(/^BCK_/), Status: { Code: { Code: 190 } } }]);
  });

  test.each([
    [{}, 17],
    [{ DateDue: '2026-03-20' }, 21.1],
    [{ DateDue: '2026-01-01' }, 3],
  ])('TRANSFER_LATE with %j comes within %d days', async (parameters, days) => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop, { parameters });
    const delivery = { webhookDelivery: 'BAD_SIGNATURE' };
    expect((await shop.website.scenario('TRANSFER_LATE', key, 'transfer', delivery)).status).toBe(200);
    expect(await shop.website.advance((days - 1) * day)).toEqual([]);
    expect(await shop.website.advance(day)).toEqual(['buckaroo.moneyArrives']);
    expect(told(shop, key)).toEqual(['K0 190 10 EUR']);
    const [push] = shop.endpoint.received;
    const address = shop.endpoint.url.slice('http://'.length) + push?.path;
    expect(
      isGenuine(shop.website, push?.headers.authorization, { method: 'POST', address, body: push?.body ?? '' }),
    ).toBe(false);
  });
});

test.each([
  ['REFUND_DECLINED_LATE', 791, 490],
  ['REFUND_PAID_LATE', 791, 190],
  ['REFUND_FAILS', 490, 490],
  ['REFUND_REJECTED', 690, 690],
  ['REFUND_ON_HOLD', 793, 190],
  ['REFUND_NEEDS_APPROVAL', 794, 794],
])(
  '%s makes the next refund end in %i, and a day later in %i; the one after that is as usual',
  async (name, now, then) => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await anOpenTransfer(shop);
    // Told of the transfer, it is meant for whatever comes in for it.
    await website.scenario(name, key);
    await website.scenario('TRANSFER_OVERPAID', key);
    await website.drain();
    const receipt = pushed(shop)[0]?.Key;
    const { json } = await website.refund(receipt, '1.00');
    expect(json.Status?.Code?.Code).toBe(now);
    await website.advance(day);
    expect((await website.status(json.Key)).Status?.Code?.Code).toBe(then);
    expect((await website.refund(receipt, '1.00')).json.Status?.Code?.Code).toBe(190);
  },
);

describe('a scenario is refused', () => {
  test.each([
    ['NONSENSE', 'transfer', 422],
    ['constructor', 'transfer', 422],
    ['TRANSFER_EXACT', 'agreement', 422],
    ['TRANSFER_PAID_BY_HAND', 'transfer', 409],
    ['TRANSFER_FAILS', 'transfer', 409],
    ['PAYER_IGNORES', 'transfer', 409],
  ])('%s on a paid %s with %i', async (scenario, kind, status) => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    expect((await shop.website.scenario(scenario, key, kind)).status).toBe(status);
    expect(shop.endpoint.received).toEqual([]);
  });

  test('where there is no such transfer, and where a refund stands for one', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    const { json } = await shop.website.refund(key, '1.00');
    expect((await shop.website.scenario('TRANSFER_EXACT', 'none')).status).toBe(404);
    expect((await shop.website.scenario('TRANSFER_EXACT', json.Key)).status).toBe(404);
  });
});

describe('the control surface', () => {
  test.each<[string, object]>([
    ['receive', { reference: '1', amount: '1e1' }],
    ['receive', { reference: '1', amount: '-1' }],
    ['receive', { reference: '1', amount: '1.001' }],
    ['receive', { reference: '1', amount: '1.00', currency: 'XXX' }],
    ['receive', { amount: '1.00' }],
    ['receive', { reference: '1', amount: '1.00', more: 1 }],
    ['endTransfer', { key: 'x', status: 190 }],
    ['provider', { pushDigest: 'md5' }],
    ['provider', { balance: 'much' }],
    ['provider', { pushUrl: 'ftp://shop.example' }],
  ])('says what is wrong with %s of %j', async (action, input) => {
    const { website } = await aShop();
    const answer = await website.act(action, input);
    expect([answer.status, answer.json.error?.code]).toEqual([400, 'BAD_INPUT']);
  });

  test('knows no other action, and none of a provider that has no such', async () => {
    const { website } = await aShop();
    expect((await website.act('toString', {})).status).toBe(404);
    expect((await website.control('POST', '/mobilepay/receive', {})).status).toBe(404);
    expect((await website.control('GET', '/buckaroo/receive')).status).toBe(404);
    for (const action of ['alternativePayment', 'resendPush'])
      expect((await website.act(action, { key: 'none' })).status).toBe(404);
    expect((await website.act('matchDeposit', { deposit: '1', key: 'none' })).status).toBe(404);
    expect((await website.act('decideRefund', { key: 'none', approve: true })).status).toBe(404);
  });

  test('tells an adapter what it needs', async () => {
    const { website, sandbox } = await aShop({ settings: { pushContentType: 'httppost', pushDigest: 'sha512' } });
    const front = items((await website.ask('/')).json.providers).find(({ name }) => String(name) === 'buckaroo');
    expect(front?.credentials).toEqual({
      baseUrl: `${sandbox.url}/buckaroo`,
      websiteKey: website.credentials.websiteKey,
      secretKey: website.credentials.secretKey,
      pushContentType: 'httppost',
      pushDigest: 'sha512',
    });
  });
});
