import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aShop, day, items, parameterOf, pushed, type Shop, short } from './support.ts';

describe('a transfer', () => {
  test('is registered with its bank details, told of at once, and waits for money', async () => {
    const shop = await aShop();
    const { website } = shop;
    const answer = await website.pay({
      Description: 'Order 1',
      AdditionalParameters: { AdditionalParameter: [{ Name: 'tenant', Value: 't1' }] },
      CustomParameters: { List: [{ Name: 'note', Value: 'a=b' }] },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      Key: expect.stringMatching(/^[0-9A-F]{32}$/),
      Status: {
        Code: { Code: 792, Description: 'Waiting for consumer' },
        SubCode: { Code: 'C300', Description: 'The payment for this transfer is still being expected.' },
        // Amsterdam is an hour ahead of UTC in March.
        DateTime: '2026-03-02T11:00:30',
      },
      RequiredAction: null,
      Services: [
        {
          Name: 'transfer',
          Action: null,
          Parameters: [
            { Name: 'BIC', Value: 'RABONL2U' },
            { Name: 'IBAN', Value: 'NL05RABO0121503038' },
            { Name: 'AccountHolderName', Value: 'Buckaroo Stichting Derdengelden' },
            { Name: 'BankAccount', Value: '1215.03.038' },
            { Name: 'AccountHolderCity', Value: 'Utrecht' },
            { Name: 'AccountHolderCountry', Value: 'The Netherlands' },
            { Name: 'PaymentReference', Value: expect.stringMatching(/^\d{8}$/) },
          ],
        },
      ],
      CustomParameters: { List: [{ Name: 'note', Value: 'a=b' }] },
      AdditionalParameters: { List: [{ Name: 'tenant', Value: 't1' }] },
      RequestErrors: null,
      Invoice: 'INV-0001',
      ServiceCode: 'transfer',
      IsTest: true,
      Currency: 'EUR',
      AmountDebit: 10,
      TransactionType: 'C001',
      MutationType: 1,
      RelatedTransactions: null,
      ConsumerMessage: expect.objectContaining({ MustRead: true, CultureName: 'en-US' }),
      Order: null,
      IssuingCountry: null,
      StartRecurrent: false,
      Recurring: false,
      CustomerName: 'John Smith',
      PayerHash: null,
      PaymentKey: expect.stringMatching(/^[0-9A-F]{32}$/),
    });
    await website.drain();
    const [told] = pushed(shop);
    expect(told).toMatchObject({
      Key: answer.json.Key,
      Status: { Code: { Code: 792, Description: 'Wacht op consument' }, SubCode: { Code: 'C300' } },
      IsCancelable: false,
      AdditionalParameters: { List: [{ Name: 'tenant', Value: 't1' }] },
      Services: [{ Name: 'transfer', VersionAsProperty: 1 }],
    });
    expect(await website.book()).toMatchObject([
      {
        effect: 'transferCreated',
        subject: { kind: 'transfer', id: answer.json.Key, externalId: 'INV-0001' },
        amount: '10.00',
        currency: 'EUR',
        request: { operation: 'pay', method: 'POST', path: '/json/Transaction' },
      },
      { effect: 'instructionsMailed' },
    ]);
  });

  test.each([
    ['nl-NL', 'Overboeken naar bankrekening', 'Betalingskenmerk: ', 'Wacht op consument'],
    ['de-DE', 'Überweisung auf ein Bankkonto', 'Verwendungszweck: ', 'Warten auf den Verbraucher'],
    ['fr-FR', 'Transfer to bank account', 'Payment reference: ', 'Waiting for consumer'],
  ])('speaks to the consumer by the culture %s', async (culture, title, label, status) => {
    const { website } = await aShop();
    const { json } = await website.pay({}, { headers: { culture } });
    const reference = parameterOf(json, 'PaymentReference');
    expect(json.Status?.Code?.Description).toBe(status);
    expect(json.ConsumerMessage?.Title).toBe(title);
    expect(String(json.ConsumerMessage?.PlainText)).toContain(`${label}${reference}\r\n`);
    expect(String(json.ConsumerMessage?.PlainText)).toContain('IBAN: NL05RABO0121503038');
    expect(String(json.ConsumerMessage?.HtmlText)).toContain(`<td class="labelvalue" id="reference">${reference}</td>`);
  });

  test.each([
    ['DE', 'DE89370400440532013000', '37040044'],
    ['be', 'BE68539007547034', undefined],
    ['FR', 'NL05RABO0121503038', undefined],
  ])('from %s is collected at %s', async (CustomerCountry, iban, bankleitzahl) => {
    const { website } = await aShop();
    const { json } = await website.pay({ parameters: { CustomerCountry } });
    expect([parameterOf(json, 'IBAN'), parameterOf(json, 'Bankleitzahl')]).toEqual([iban, bankleitzahl]);
  });

  test.each([
    [{}, 1],
    [{ SendMail: 'true' }, 1],
    [{ sendmail: 'True' }, 1],
    [{ SendMail: 'false' }, 0],
    [{ Sendmail: '0' }, 0],
  ])('with %j writes %i mails, and sends none', async (parameters, count) => {
    const { website } = await aShop();
    const { json } = await website.pay({ parameters: { ...parameters, DateDue: '2026-03-20' } });
    const mails = await website.mails();
    expect(mails).toHaveLength(count);
    if (count === 0) return;
    expect(mails[0]).toMatchObject({
      to: 'john@example.com',
      subject: 'Transfer to bank account: INV-0001',
      transactionKey: json.Key,
      text: expect.stringContaining(String(parameterOf(json, 'PaymentReference'))),
    });
    expect(String(mails[0]?.text)).toContain('To be paid by: 2026-03-20');
    const page = await website.ask('/buckaroo/mail', { headers: { accept: 'text/html' } });
    expect(page.text).toContain('john@example.com');
  });
});

/** Money that comes in, as the bank tells of it. */
const receive = (shop: Shop, reference: string | undefined, amount: string, more: object = {}) =>
  shop.website.act('receive', { reference, amount, ...more });

describe('money for a transfer of 10.00', () => {
  test('that is exactly 10.00 makes the transfer itself a success', async () => {
    const shop = await aShop();
    const { key, reference } = await anOpenTransfer(shop);
    const account = { iban: 'NL20INGB0001234567', bic: 'INGBNL2A', name: 'P. Jansen' };
    expect((await receive(shop, reference, '10', { account })).json).toEqual({ key, invoice: 'INV-0001' });
    await shop.website.drain();
    const [told] = pushed(shop);
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
    expect(told).toMatchObject({ Status: { SubCode: { Code: 'S001' } }, TransactionType: 'C001' });
    expect(
      ['CustomerIban', 'CustomerBic', 'CustomerAccountName'].map((name) => told && parameterOf(told, name)),
    ).toEqual(['NL20INGB0001234567', 'INGBNL2A', 'P. Jansen']);
    expect(short(await shop.website.status(key))).toBe(`${key} 190 10`);
  });

  test.each([['7.50'], ['12.00'], ['9.99'], ['0.01']])(
    'that is %s makes a copy, and leaves the transfer open',
    async (amount) => {
      const shop = await aShop();
      const { key, reference, json } = await anOpenTransfer(shop, { Description: 'Order 1' });
      const { key: copy } = (await receive(shop, reference, amount)).json;
      await shop.website.drain();
      expect(copy).not.toBe(key);
      expect(pushed(shop).map(short)).toEqual([`${copy} 190 ${Number(amount)}`]);
      expect(pushed(shop)[0]).toMatchObject({
        Invoice: 'INV-0001',
        CustomerName: 'John Smith',
        ServiceCode: 'transfer',
      });
      expect(pushed(shop)[0]?.PaymentKey).not.toBe(json.PaymentKey);
      expect((await shop.website.status(key)).Status?.Code?.Code).toBe(792);
    },
  );

  test('as 9.99, then 0.01, then 10.00 twice is four transactions, and a refund is of one of them', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key, reference } = await anOpenTransfer(shop);
    const keys: string[] = [];
    for (const amount of ['9.99', '0.01', '10.00', '10.00'])
      keys.push(String((await receive(shop, reference, amount)).json.key));
    expect(new Set(keys).size).toBe(4);
    expect(keys[2]).toBe(key);
    await website.drain();
    expect(pushed(shop).map(short)).toEqual(
      [9.99, 0.01, 10, 10].map((amount, index) => `${keys[index]} 190 ${amount}`),
    );
    const tooMuch = await website.refund(keys[0], '10.00');
    expect(tooMuch.json.Status?.Code?.Code).toBe(690);
    const refund = await website.refund(keys[3], '10.00');
    expect(refund.json).toMatchObject({
      Status: { Code: { Code: 190 } },
      RelatedTransactions: [{ RelationType: 'refund', RelatedTransactionKey: keys[3] }],
    });
    const money = (await website.book()).filter(({ effect }) => /^(moneyReceived|refundPaid)$/.test(String(effect)));
    expect(money.map(({ effect, amount, subject }) => [effect, amount, subject?.id, subject?.within])).toEqual([
      ['moneyReceived', '9.99', keys[0], key],
      ['moneyReceived', '0.01', keys[1], key],
      ['moneyReceived', '10.00', keys[2], key],
      ['moneyReceived', '10.00', keys[3], key],
      ['refundPaid', '10.00', refund.json.Key, keys[3]],
    ]);
  });

  test.each([[490], [890], [891]])('is taken in although the transfer had ended in %i', async (status) => {
    const shop = await aShop();
    const { key, reference } = await anOpenTransfer(shop);
    await shop.website.act('endTransfer', { key, status });
    await receive(shop, reference, '10.00');
    await shop.website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} ${status} 10`, `${key} 190 10`]);
  });

  test('in another currency makes a copy in that', async () => {
    const shop = await aShop();
    const { key, reference } = await anOpenTransfer(shop);
    await receive(shop, reference, '10.00', { currency: 'GBP' });
    await shop.website.drain();
    expect(pushed(shop)).toMatchObject([{ Currency: 'GBP', AmountDebit: 10, Invoice: 'INV-0001' }]);
    expect((await shop.website.status(key)).Status?.Code?.Code).toBe(792);
  });

  test('is found by a reference within other text', async () => {
    const shop = await aShop();
    const { key, reference } = await anOpenTransfer(shop);
    expect((await receive(shop, `9${reference}`, '10.00')).json.key).toBeUndefined();
    expect((await receive(shop, `/ROC/99999999 ref ${reference}.`, '10.00')).json.key).toBe(key);
  });
});

describe('money with a reference that fits nothing', () => {
  test('waits for a person, who may match it days later', async () => {
    const shop = await aShop();
    const { website } = shop;
    const { key, reference } = await anOpenTransfer(shop);
    const { deposit } = (await receive(shop, 'thanks', '10.00')).json;
    await website.advance(3 * day);
    expect([shop.endpoint.received.length, (await website.status(key)).Status?.Code?.Code]).toEqual([0, 792]);
    expect((await website.act('matchDeposit', { deposit, key: reference })).json).toEqual({ key, status: 190 });
    await website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
    expect((await website.act('matchDeposit', { deposit, key })).status).toBe(409);
    expect(await website.effects()).toEqual([
      'transferCreated',
      'instructionsMailed',
      'moneyUnmatched',
      'moneyReceived',
    ]);
  });

  test('becomes a transaction of its own where deposits are automatic', async () => {
    const shop = await aShop({ settings: { automaticDeposits: true } });
    const { website } = shop;
    const { key } = await anOpenTransfer(shop);
    const made = (await receive(shop, 'thanks', '10.00')).json;
    expect(made.invoice).toMatch(/^BCK_\d+$/);
    await website.drain();
    expect(pushed(shop)).toMatchObject([{ Key: made.key, Invoice: made.invoice, TransactionType: 'C001' }]);
    expect((await website.status(made.key)).Description).toMatch(/^E2E-\d+ thanks$/);
    expect((await website.status(key)).Status?.Code?.Code).toBe(792);
    expect((await website.refund(made.key, '10.00')).json.Status?.Code?.Code).toBe(190);
  });
});

describe('a transfer paid by hand at the Plaza', () => {
  test('is a success without an account or money here, and a refund must name one', async () => {
    const shop = await aShop({ settings: { balance: '5.00' } });
    const { website } = shop;
    const { key } = await anOpenTransfer(shop);
    expect((await website.act('alternativePayment', { key })).json).toEqual({ key, status: 190 });
    await website.drain();
    expect(pushed(shop).map(short)).toEqual([`${key} 190 10`]);
    expect(pushed(shop).map((told) => parameterOf(told, 'CustomerIban'))).toEqual([undefined]);
    expect((await website.setUp({})).json.balance).toBe('5.00');
    const unnamed = await website.refund(key, '1.00');
    expect(items(unnamed.json.RequestErrors?.ParameterErrors)[0]?.Name).toBe('CustomerIban');
    const named = await website.refund(key, '1.00', { parameters: { customeriban: 'NL20INGB0001234567' } });
    expect([named.json.Status?.Code?.Code, parameterOf(named.json, 'CustomerIBAN')]).toEqual([
      190,
      'NL20INGB0001234567',
    ]);
    expect((await website.act('alternativePayment', { key })).status).toBe(409);
  });
});
