import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aPaidTransfer, aShop, day, hour, parameterOf, pushed, type Shop, short } from './support.ts';

const codeOf = async (shop: Shop, key: unknown) => (await shop.website.status(key)).Status?.Code?.Code;

describe('a refund', () => {
  test('is paid at once, and told of with its own key', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    const { json } = await shop.website.refund(key, '2.50');
    expect(json).toMatchObject({
      Key: expect.stringMatching(/^[0-9A-F]{32}$/),
      Status: { Code: { Code: 190, Description: 'Success' }, SubCode: { Code: 'S001' } },
      Services: [
        {
          Name: 'transfer',
          Parameters: [
            { Name: 'CustomerAccountName', Value: 'J. Smith' },
            { Name: 'CustomerIBAN', Value: 'NL02ABNA0123456789' },
            { Name: 'CustomerBIC', Value: 'ABNANL2A' },
            { Name: 'Processed', Value: 'Classic' },
          ],
        },
      ],
      Invoice: 'INV-0001',
      AmountCredit: 2.5,
      TransactionType: 'C101',
      MutationType: 1,
      RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: key }],
      ConsumerMessage: null,
    });
    expect(json.AmountDebit).toBeUndefined();
    await shop.website.drain();
    expect(pushed(shop)).toMatchObject([
      { Key: json.Key, AmountCredit: 2.5, RelatedTransactions: [{ RelatedTransactionKey: key }] },
    ]);
    expect((await shop.website.book()).slice(-2)).toMatchObject([
      { effect: 'refundRequested', subject: { kind: 'refund', id: json.Key, within: key }, amount: '2.50' },
      { effect: 'refundPaid', amount: '2.50', code: '190', request: { operation: 'refund' } },
    ]);
  });

  test('may be repeated in parts while together they stay within what was paid', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    const codes: unknown[] = [];
    for (const amount of ['4.00', '6.01', '6.00', '0.01'])
      codes.push((await shop.website.refund(key, amount)).json.Status?.Code?.Code);
    expect(codes).toEqual([190, 690, 190, 690]);
    await shop.website.setUp({ overRefundStatus: 490 });
    expect((await shop.website.refund(key, '0.01')).json.Status?.Code?.Code).toBe(490);
  });

  test('of what was not paid fails, and the money of a copy is refunded on the copy', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key, reference } = await anOpenTransfer(shop);
    const copy = (await website.act('receive', { reference, amount: '12.00' })).json.key;
    expect((await website.refund(key, '2.00')).json.Status?.Code?.Code).toBe(490);
    expect((await website.refund(String(copy).toLowerCase(), '2.00')).json).toMatchObject({
      Status: { Code: { Code: 190 } },
      RelatedTransactions: [{ RelatedTransactionKey: copy }],
    });
  });

  test('goes where the request says', async () => {
    const shop = await aShop();
    const { key } = await aPaidTransfer(shop);
    const named = { CustomerIban: 'NL20INGB0001234567', CustomerBic: 'INGBNL2A', CustomerAccountname: 'P. Jansen' };
    const { json } = await shop.website.refund(key, '1.00', { parameters: named });
    expect(['CustomerIBAN', 'CustomerBIC', 'CustomerAccountName'].map((name) => parameterOf(json, name))).toEqual(
      Object.values(named),
    );
  });

  test('is with the bank for a while, and then paid', async () => {
    const shop = await aShop({ settings: { refundResult: 'PAID_LATER', refundDelayMs: hour } });
    const { key } = await aPaidTransfer(shop);
    const { json } = await shop.website.refund(key, '1.00');
    expect(json.Status).toMatchObject({ Code: { Code: 791 }, SubCode: { Code: 'C620' } });
    expect(await shop.website.advance(hour)).toEqual(['buckaroo.refundSettles']);
    expect(pushed(shop).map(short)).toEqual([`${json.Key} 791 1`, `${json.Key} 190 1`]);
  });

  test('that is declined late leaves its money to be refunded again', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    expect((await website.scenario('REFUND_DECLINED_LATE', key, 'receipt')).json).toEqual({
      providerCalls: 1,
      webhooksQueued: 0,
    });
    const { json } = await website.refund(key, '10.00');
    expect(json.Status?.Code?.Code).toBe(791);
    expect((await website.refund(key, '0.01')).json.Status?.Code?.Code).toBe(690);
    await website.advance(2_000);
    expect(pushed(shop).map(short)).toEqual([
      `${json.Key} 791 10`,
      expect.stringContaining(' 690 0.01'),
      `${json.Key} 490 10`,
    ]);
    expect((await website.refund(key, '10.00')).json.Status?.Code?.Code).toBe(190);
  });

  test.each([
    ['FAILED', 490],
    ['REJECTED', 690],
  ])('%s ends in %i and is told of at the address for failures', async (refundResult, code) => {
    const shop = await aShop({ settings: { refundResult } });
    const { key } = await aPaidTransfer(shop);
    const PushURLFailure = `${shop.endpoint.url}/failed`;
    const { json } = await shop.website.refund(key, '1.00', { PushURLFailure });
    expect(json.Status?.Code?.Code).toBe(code);
    await shop.website.drain();
    expect(shop.endpoint.received.map(({ path }) => path)).toEqual(['/failed']);
    expect((await shop.website.call('GET', `/json/Transaction/RefundInfo/${key}`)).json.MaximumRefundAmount).toBe(10);
  });

  test('without money behind it is on hold until some comes in', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    await website.setUp({ balance: '3.00' });
    const { json } = await website.refund(key, '8.00');
    expect(json.Status?.Code?.Code).toBe(793);
    expect((await website.refund(key, '2.01')).json.Status?.Code?.Code).toBe(690);
    const other = await website.pay({ Invoice: 'INV-0002' });
    await website.act('receive', { reference: parameterOf(other.json, 'PaymentReference'), amount: '4.99' });
    expect(await codeOf(shop, json.Key)).toBe(793);
    await website.act('receive', { reference: parameterOf(other.json, 'PaymentReference'), amount: '0.01' });
    expect(await codeOf(shop, json.Key)).toBe(190);
    expect((await website.setUp({})).json.balance).toBe('0.00');
    expect((await website.effects()).filter((effect) => effect === 'refundPaid')).toHaveLength(1);
    await website.advance(2 * day);
    expect((await website.effects()).filter((effect) => effect === 'refundPaid')).toHaveLength(1);
  });

  test('that is put on hold goes at the next try, a day later', async () => {
    const shop = await aShop({ settings: { refundResult: 'ON_HOLD' } });
    const { key } = await aPaidTransfer(shop);
    const { json } = await shop.website.refund(key, '1.00');
    expect(json.Status?.Code?.Code).toBe(793);
    await shop.website.setUp({ balance: '100.00' });
    expect(await codeOf(shop, json.Key)).toBe(793);
    expect(await shop.website.advance(day)).toEqual(['buckaroo.refundsRetried']);
    expect(pushed(shop).map(short)).toEqual([`${json.Key} 793 1`, `${json.Key} 190 1`]);
  });

  test.each([
    [true, 190],
    [false, 690],
  ])('waits for approval where there is a workflow: %s ends in %i', async (approve, code) => {
    const shop = await aShop({ settings: { refundApproval: true } });
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    const { json } = await website.refund(key, '1.00');
    expect(json.Status?.Code?.Code).toBe(794);
    expect((await website.act('decideRefund', { key: json.Key, approve })).json).toEqual({
      key: json.Key,
      status: code,
    });
    await website.drain();
    expect(pushed(shop).map(short)).toEqual([`${json.Key} 794 1`, `${json.Key} ${code} 1`]);
    expect((await website.act('decideRefund', { key: json.Key, approve: true })).status).toBe(409);
  });

  test('made at the Plaza is told of with a key that nobody knew', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    const made = (await website.act('refund', { key, amount: '4.00' })).json;
    expect((await website.scenario('REFUND_IN_PLAZA', key, 'receipt')).status).toBe(200);
    await website.drain();
    expect(pushed(shop)).toMatchObject([
      { Key: made.key, AmountCredit: 4, RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: key }] },
      { AmountCredit: 6, RelatedTransactions: [{ RelatedTransactionKey: key }] },
    ]);
    expect((await website.act('refund', { key })).status).toBe(409);
    expect((await website.act('refund', { key: 'none' })).status).toBe(404);
  });

  test('of a balance takes from it, and a decline gives it back', async () => {
    const shop = await aShop({ settings: { balance: '0.00', refundResult: 'FAILED_LATER' } });
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    const balance = async () => (await website.setUp({})).json.balance;
    expect(await balance()).toBe('10.00');
    await website.refund(key, '4.00');
    expect(await balance()).toBe('6.00');
    await website.advance(2_000);
    expect(await balance()).toBe('10.00');
  });
});
