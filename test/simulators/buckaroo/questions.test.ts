import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aPaidTransfer, aShop, items, pushed, short } from './support.ts';

describe('questions', () => {
  test('are answered by key in any case, by invoice and by parameters, and what is not found is named', async () => {
    const shop = await aShop();
    const { website } = shop;
    const custom = { Name: 'order', Value: 'A-1' };
    const { key } = await anOpenTransfer(shop, {
      CustomParameters: { List: [custom] },
      AdditionalParameters: { AdditionalParameter: [{ Name: 'op', Value: '7' }] },
    });
    await website.scenario('TRANSFER_UNDERPAID', key);
    const ask = async (asked: object) =>
      (await website.call('POST', '/json/Transaction/Statuses', { Transactions: [asked] })).json;
    expect(items((await ask({ Key: key.toLowerCase() })).Transactions).map(short)).toEqual([`${key} 792 10`]);
    for (const asked of [
      { Invoice: ' INV-0001 ' },
      { CustomParameter: custom },
      { AdditionalParameter: { Name: 'OP', Value: '7' } },
    ])
      expect(items((await ask(asked)).Transactions).map((each) => each.AmountDebit)).toEqual([10, 7.5]);
    expect(await ask({ Invoice: 'INV-0002' })).toEqual({
      Transactions: [],
      ErrorTransactions: [
        {
          Key: null,
          Invoice: 'INV-0002',
          CustomParameter: null,
          AdditionParameter: null,
          ErrorMessage: expect.any(String),
        },
      ],
    });
    const info = await website.call('GET', '/json/Transaction/InvoiceInfo/INV-0001');
    expect(info.json).toMatchObject({ InvoiceAmount: 10, InvoiceAmountPaid: 7.5, InvoiceAmountOpen: 2.5 });
    expect(items(info.json.Transactions)).toHaveLength(2);
    expect((await website.call('GET', `/json/Transaction/Status/${'0'.repeat(32)}`)).status).toBe(404);
  });

  test('cancel only what may be cancelled', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await anOpenTransfer(shop);
    expect((await website.call('GET', `/json/Transaction/Cancel/${key}`)).json).toEqual({
      Key: key,
      IsCanceled: false,
    });
    await website.setUp({ cancelable: true });
    expect((await website.status(key)).IsCancelable).toBe(true);
    const both = await website.call('POST', '/json/Transaction/CancelMultiple', {
      Transactions: [{ Key: key }, { Key: 'none' }],
    });
    expect(both.json.Transactions).toEqual([
      { Key: key, IsCanceled: true },
      { Key: 'none', IsCanceled: false },
    ]);
    await website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} 891 10`]);
    expect((await website.call('GET', `/json/Transaction/Cancel/${key}`)).json.IsCanceled).toBe(false);
  });

  test('what may be refunded is told for one and for many', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key } = await aPaidTransfer(shop);
    await website.refund(key, '2.50');
    await website.setUp({ refundResult: 'PAID_LATER' });
    await website.refund(key, '1.00');
    const one = (await website.call('GET', `/json/Transaction/RefundInfo/${key}`)).json;
    expect(one).toMatchObject({
      TransactionKey: key,
      IsRefundable: true,
      MaximumRefundAmount: 6.5,
      PendingRefundAmount: 1,
      RefundedAmount: 2.5,
      RefundCurrency: 'EUR',
      Invoice: 'INV-0001',
      InvoiceAmount: 10,
      InvoiceAmountPaid: 7.5,
    });
    expect(items(one.RefundInputFields).map(({ FieldDefinition }) => FieldDefinition?.Name)).toEqual([
      'customeraccountname',
      'customeriban',
      'customerbic',
    ]);
    const many = await website.call('POST', '/json/Transaction/RefundInfos', {
      RefundInfoCollection: [{ TransactionKey: key }, { TransactionKey: 'none' }],
    });
    expect(items(many.json.RefundInfoCollection)).toEqual([one]);
    expect(many.json.InvalidRefundInfoCollection).toMatchObject([{ TransactionKey: 'none' }]);
  });
});
