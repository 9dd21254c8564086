import { describe, expect, test } from 'vitest';
import { anOpenTransfer, aPay, aRefund, aShop, errorsOf, isGenuine } from './support.ts';

const path = '/json/Transaction';

describe('a request', () => {
  test.each<[string, object]>([
    ['without a header', { spoil: () => '' }],
    ['of another website', { spoil: (header: string) => header.replace('SandboxBPE', 'SandboxBPF') }],
    ['of the website in another case', { spoil: (header: string) => header.toLowerCase() }],
    [
      'whose signature is spoilt',
      { spoil: (header: string) => header.replace(/:(.)/, (_, first) => (first === '/' ? ':+' : ':/')) },
    ],
    ['with two headers in one', { spoil: (header: string) => `${header}, ${header}` }],
    ['signed over another body', { signed: { body: aPay({ AmountDebit: '1.00' }) } }],
    ['signed over no body', { signed: { body: '' } }],
    ['signed as a GET', { signed: { method: 'GET' } }],
    ['signed for another address', { signed: { address: 'testcheckout.buckaroo.nl/json/Transaction' } }],
    ['signed with its scheme', { signed: { address: 'http://127.0.0.1/buckaroo/json/Transaction' } }],
    ['with a time before the window', { timestamp: Date.parse('2026-03-02T09:55:29Z') / 1_000 }],
    ['with a time behind the window', { timestamp: Date.parse('2026-03-02T10:05:31Z') / 1_000 }],
    ['with a time that is none', { timestamp: -1 }],
  ])('%s is not let in, and leaves nothing', async (_name, signing) => {
    const { website } = await aShop();
    const answer = await website.pay({}, signing);
    expect([answer.status, answer.json, answer.headers.get('authorization')]).toEqual([
      400,
      { Message: 'Access denied.' },
      null,
    ]);
    expect(await website.effects()).toEqual([]);
    expect((await website.pay()).status).toBe(200);
  });

  test('is let in once by its nonce, and its window goes by the sandbox’s clock or this machine’s', async () => {
    const { website } = await aShop();
    const began = Math.floor((await website.now()) / 1_000);
    // Five minutes off this machine's clock, which stands still here; and a second more.
    const [timestamp, later] = [began + 300, began + 301];
    expect((await website.pay({}, { nonce: 'early', timestamp: later })).status).toBe(400);
    expect((await website.pay({}, { nonce: 'once', timestamp })).status).toBe(200);
    expect((await website.pay({}, { nonce: 'once', timestamp })).status).toBe(400);
    expect((await website.pay({}, { nonce: 'twice', timestamp })).status).toBe(200);
    await website.advance(601_000);
    expect((await website.pay({}, { nonce: 'thrice', timestamp: later })).status).toBe(200);
    await website.advance(1_000);
    expect((await website.pay({}, { nonce: 'late', timestamp: later })).status).toBe(400);
    expect((await website.pay({}, { nonce: 'machine', timestamp })).status).toBe(200);
  });

  test('that is not let in does not use up a nonce, nor a fault', async () => {
    const { website } = await aShop();
    await website.faults({ operation: 'pay', fault: '5xxNoEffect' });
    expect((await website.pay({}, { nonce: 'n', signed: { body: 'x' } })).status).toBe(400);
    expect((await website.pay({}, { nonce: 'n' })).status).toBe(500);
    expect((await website.pay()).status).toBe(200);
  });

  test.each(['/json/transaction', '/json/Transaction/', '/JSON/TRANSACTION'])('finds %s', async (other) => {
    const { website } = await aShop();
    expect((await website.call('POST', other, aPay())).json.Status?.Code?.Code).toBe(792);
  });

  test.each([
    ['GET', path],
    ['DELETE', `${path}/Status/1`],
    ['GET', '/json/DataRequest'],
    ['GET', `${path}/Status/1/2`],
  ])('%s %s finds nothing', async (method, other) => {
    const { website } = await aShop();
    expect((await website.call(method, other)).status).toBe(404);
  });
});

test('an answer is signed for the method and the address of its request, with a nonce of its own', async () => {
  const { website, sandbox } = await aShop();
  const address = `${sandbox.url.slice('http://'.length)}/buckaroo`;
  const paid = await website.pay();
  const asked = `${path}/status/${paid.json.Key}/?x=1`;
  const answers = [
    { answer: paid, method: 'POST', address: address + path },
    { answer: await website.call('GET', asked), method: 'GET', address: address + asked },
    { answer: await website.pay({ Invoice: '' }), method: 'POST', address: address + path },
  ];
  for (const { answer, ...signed } of answers) {
    const header = answer.headers.get('authorization');
    expect(isGenuine(website, header, { ...signed, body: answer.text })).toBe(true);
    expect(isGenuine(website, header, { ...signed, body: `${answer.text} ` })).toBe(false);
  }
  const nonces = answers.map(({ answer }) => answer.headers.get('authorization')?.split(':')[2]);
  expect(new Set(nonces).size).toBe(answers.length);
});

describe('an amount', () => {
  test.each([
    ['10.00', 10],
    ['10', 10],
    ['10.0', 10],
    ['10.000', 10],
    ['"10.00"', 10],
    ['0.01', 0.01],
    ['1.1', 1.1],
    ['999999999999.99', 999_999_999_999.99],
  ])('%s is taken exactly', async (written, amount) => {
    const { website } = await aShop();
    const { json } = await website.call('POST', path, aPay().replace('10.00', written));
    expect([json.Status?.Code?.Code, json.AmountDebit]).toEqual([792, amount]);
    expect((await website.book())[0]?.amount).toBe(amount.toFixed(2));
  });

  test.each([
    '10.005',
    '1e1',
    '0',
    '-0',
    '-1',
    '0.001',
    '1000000000000',
    '9007199254740993',
    '1e400',
    '"10,00"',
    '" 10"',
  ])('%s is told to be wrong', async (written) => {
    const { website } = await aShop();
    const answer = await website.call('POST', path, aPay().replace('10.00', written));
    expect([answer.status, errorsOf(answer)]).toEqual([200, [491, 'ParameterErrors AmountDebit']]);
    expect(await website.effects()).toEqual([]);
  });
});

describe('what is wrong with a request is told with HTTP 200 and 491', () => {
  const service = (changes: object) => ({
    Services: { ServiceList: [{ Name: 'transfer', Action: 'Pay', ...changes }] },
  });
  test.each<[string, object, string[]]>([
    ['no amount', { AmountDebit: undefined }, ['ParameterErrors AmountDebit']],
    [
      'the other amount',
      { AmountDebit: undefined, AmountCredit: 1 },
      ['ParameterErrors AmountDebit', 'ParameterErrors AmountCredit'],
    ],
    ['both amounts', { AmountCredit: '1.00' }, ['ParameterErrors AmountCredit']],
    ['no currency', { Currency: undefined }, ['ParameterErrors Currency']],
    ['another currency', { Currency: 'DKK' }, ['ParameterErrors Currency']],
    ['no invoice', { Invoice: '  ' }, ['ParameterErrors Invoice']],
    ['a long invoice', { Invoice: 'x'.repeat(256) }, ['ParameterErrors Invoice']],
    ['an address that is none', { PushURL: 'http://shop.example/push' }, ['ParameterErrors PushURL']],
    ['a script for an address', { PushURLFailure: 'javascript:1' }, ['ParameterErrors PushURLFailure']],
    ['no service', { Services: undefined }, ['ServiceErrors ']],
    ['another service', service({ Name: 'ideal' }), ['ServiceErrors ideal']],
    ['another action', service({ Action: 'Authorize' }), ['ActionErrors Authorize']],
    ['no action', service({ Action: null }), ['ActionErrors ']],
    [
      'no parameters',
      service({}),
      ['ParameterErrors CustomerEmail', 'ParameterErrors CustomerFirstName', 'ParameterErrors CustomerLastName'],
    ],
    ['an e-mail address that is none', { parameters: { CustomerEmail: 'john' } }, ['ParameterErrors CustomerEmail']],
    ['an empty name', { parameters: { CustomerLastName: ' ' } }, ['ParameterErrors CustomerLastName']],
    ['a gender that is none', { parameters: { CustomerGender: '3' } }, ['ParameterErrors CustomerGender']],
    ['a day that is none', { parameters: { DateDue: '2026-13-01' } }, ['ParameterErrors DateDue']],
    ['a country that is none', { parameters: { CustomerCountry: 'NLD' } }, ['ParameterErrors CustomerCountry']],
    ['a mail that is neither', { parameters: { SendMail: 'maybe' } }, ['ParameterErrors SendMail']],
  ])('%s', async (_name, changes, errors) => {
    const { website } = await aShop();
    const answer = await website.pay(changes as Record<string, unknown>);
    expect([answer.status, errorsOf(answer)]).toEqual([200, [491, ...errors]]);
    expect(answer.json).toMatchObject({
      Key: expect.stringMatching(/^[0-9A-F]{32}$/),
      Services: null,
      MutationType: 0,
    });
    expect(await website.effects()).toEqual([]);
  });

  test('a refund of nothing, or of a key that is not known', async () => {
    const shop = await aShop();
    const { key } = await anOpenTransfer(shop);
    for (const [original, errors] of [
      [undefined, ['ParameterErrors OriginalTransactionKey']],
      ['0'.repeat(32), ['ParameterErrors OriginalTransactionKey']],
    ] as const)
      expect(errorsOf(await shop.website.refund(original, '1.00'))).toEqual([491, ...errors]);
    const inDollars = await shop.website.call('POST', path, aRefund(key, '1.00', { Currency: 'USD' }));
    expect(errorsOf(inDollars)).toEqual([491, 'ParameterErrors Currency']);
  });
});

test('names are matched in any case, surrounding spaces go, and what is not known is let through', async () => {
  const { website } = await aShop();
  const { json } = await website.pay({
    Invoice: ' INV-1 ',
    Unknown: { deep: [1] },
    ClientIP: { Type: 0, Address: '127.0.0.1' },
    AmountCredit: 0,
    Services: {
      Global: null,
      ServiceList: [
        {
          Name: 'TRANSFER',
          Action: 'pay',
          Version: 1,
          Parameters: [
            { Name: 'customeremail', Value: 'a@b.c' },
            { Name: 'CUSTOMERFIRSTNAME', Value: 'Á' },
            { Name: 'Customerlastname', Value: '名' },
            { Name: 'Nonsense', Value: 'x', GroupType: '', GroupID: '' },
          ],
        },
      ],
    },
  });
  expect(json).toMatchObject({ Status: { Code: { Code: 792 } }, Invoice: 'INV-1', CustomerName: 'Á 名' });
});

describe('a body that cannot be read is answered 500, and does nothing', () => {
  test.each<[string, string, object?]>([
    ['cut', aPay().slice(0, -1)],
    ['a list', '[]'],
    ['text', '"transfer"'],
    ['with a byte order mark', `\ufeff${aPay()}`],
    ['not a number', aPay().replace('10.00', 'NaN')],
    ['an amount that is a list', aPay().replace('10.00', '[10.00]')],
    ['one field twice', aPay().replace('"Invoice"', '"Currency":"USD","Invoice"')],
    ['nested without end', '['.repeat(100_000)],
    ['a parameter that is a list', aPay().replace('"John"', '[true]')],
    ['of another type', aPay(), { 'content-type': 'application/xml' }],
    ['a form', aPay(), { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s', async (_name, body, headers = {}) => {
    const { website } = await aShop();
    const answer = await website.call('POST', path, body, { headers: headers as Record<string, string> });
    expect([answer.status, answer.json]).toEqual([500, { Message: 'The request could not be read.' }]);
    expect(await website.effects()).toEqual([]);
  });

  test('and one without end is cut off', async () => {
    const { website } = await aShop();
    const answer = await website.call('POST', path, ' '.repeat(300_000)).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
  });

  test.each(['{"__proto__":{"Currency":"EUR"}}', '{"constructor":1}'])(
    'but %s is only a request for nothing',
    async (body) => {
      const { website } = await aShop();
      expect(errorsOf(await website.call('POST', path, body))).toEqual([491, 'ServiceErrors ']);
    },
  );

  test.each(['Statuses', 'RefundInfos', 'CancelMultiple'])('%s', async (question) => {
    const { website } = await aShop();
    for (const body of ['{}', '[]', '{"Transactions":5}'])
      expect((await website.call('POST', `${path}/${question}`, body)).status).toBe(500);
  });
});

test('odd text comes back as it went in, and is escaped where a person sees it', async () => {
  const { website } = await aShop();
  const invoice = `"<b>\u202e\u{1f600}${'e\u0301'}&`;
  const paid = await website.pay({ Invoice: invoice });
  expect(paid.json.Invoice).toBe(invoice);
  expect((await website.status(paid.json.Key)).Invoice).toBe(invoice);
  const found = await website.call('GET', `${path}/InvoiceInfo/${encodeURIComponent(invoice)}`);
  expect(found.json.Invoice).toBe(invoice);
  const page = await website.ask('/buckaroo/bank');
  expect(page.text).toContain('&quot;&lt;b&gt;');
  expect(page.text).not.toContain('<b>');
});
