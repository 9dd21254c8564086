import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawRequest } from '../../../src/domain/port/provider.ts';
import { money } from '../../../src/kernel/money.ts';
import { receiptRef, refundRef, transferRef } from '../../../src/providers/buckaroo/translate.ts';
import { answer, interpret, split, verify } from '../../../src/providers/buckaroo/webhook.ts';
import {
  aRefundWith,
  eur,
  fixtureText,
  formPush,
  itemOf,
  jsonPush,
  key,
  pushUrl,
  secretKey,
  someSettings,
  t0,
  websiteKey,
  wireTransaction,
  withStatus,
} from './support.ts';

const settings = someSettings();
const live = someSettings({ baseUrl: 'https://checkout.buckaroo.nl' });
const text = (changes: object = {}) => JSON.stringify({ Transaction: wireTransaction(changes) });
const copy = withStatus(190, { Key: key(2), AmountDebit: 7.5 });
const days = (count: number) => new Date(t0.getTime() + count * 86_400_000);

/** A form push as documented, with a field that nobody signed. */
const fields = {
  brq_amount: '7.50',
  brq_currency: 'EUR',
  brq_customer_name: 'Jane Dö',
  brq_invoicenumber: 'INV-0001',
  brq_mutationtype: 'Collecting',
  brq_payment: '45ED99DBDAB34FBD98A16B8D04300001',
  brq_SERVICE_transfer_CustomerIban: 'NL06ABNA0000000000',
  brq_SERVICE_transfer_PaymentReference: '51120001',
  brq_statuscode: '190',
  brq_statuscode_detail: 'S001',
  brq_statusmessage: 'Transaction successfully processed',
  brq_test: 'true',
  brq_timestamp: '2023-11-14 23:00:00',
  brq_transaction_method: 'transfer',
  brq_transaction_type: 'C001',
  brq_transactions: 'DFA1E22BC3FD4E3CBA0D0D60E0BD0002',
  brq_websitekey: websiteKey,
  add_tenant: 't1',
  utm_source: 'ignored',
};
const signatures = {
  sha1: 'fd3da8f1e54c09d6e2af341439eceebf7e510164',
  sha256: 'a2d547014fee46db7064aabffec7615bcb3703a9a2ca98775ca1e0ce1bec73e1',
  sha512:
    'aca5a370f8b04152018c648ebc1413f29615c5610d528f012a6d28af5038d73f6ff39ec508d602ed4a6ccc744c2553c7bc9e575d29d200c295d58861639c11cc',
};
const form = (changes: object = {}, signature = signatures.sha1) =>
  new URLSearchParams({ ...fields, ...changes, brq_signature: signature }).toString();

describe('a JSON push', () => {
  test('signed by our website over these bytes and this address is verified', () => {
    expect(verify(jsonPush(text()), settings)).toBe('verified');
    expect(verify(jsonPush(text()), someSettings({ pushContentType: 'json' }))).toBe('verified');
    expect(verify(jsonPush(fixtureText('push')), settings)).toBe('verified');
  });
  test('signed by the key before, while both live, is verified', () => {
    const before = { websiteKey, secretKey: 'the-key-before-this-one' };
    expect(verify(jsonPush(text(), before), settings)).toBe('invalid');
    expect(verify(jsonPush(text(), before), someSettings({ previousSecretKey: before.secretKey }))).toBe('verified');
  });
  const request = jsonPush(text(copy));
  const proof = request.headers.authorization ?? '';
  const forgeries: readonly (readonly [string, Partial<RawRequest>])[] = [
    ['no header', { headers: {} }],
    ['an empty header', { headers: { authorization: '' } }],
    ['the header twice', { headers: { authorization: `${proof}, ${proof}` } }],
    ['a truncated header', { headers: { authorization: proof.slice(0, -1) } }],
    ['a longer header', { headers: { authorization: `${proof}0` } }],
    ['a header in lower case', { headers: { authorization: proof.toLowerCase() } }],
    ['junk for a header', { headers: { authorization: '\u0000\uffff'.repeat(5_000) } }],
    ['another amount', { body: new TextEncoder().encode(text({ ...copy, AmountDebit: 75 })) }],
    ['the same amount in other words', { body: new TextEncoder().encode(text({ ...copy, AmountDebit: '7.50' })) }],
    ['a byte more', { body: new TextEncoder().encode(`${text(copy)} `) }],
    ['no body', { body: new Uint8Array() }],
    ['the address of another account', { url: pushUrl.replace('t1', 't2') }],
    ['no address', { url: undefined as never }],
    [
      'the other content type',
      { headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' } },
    ],
  ];
  test.each(forgeries)('with %s is invalid', (_, changes) => {
    expect(verify({ ...request, ...changes }, settings)).toBe('invalid');
  });
  test('of another website, or signed with another key, is invalid', () => {
    expect(verify(jsonPush(text(), { websiteKey: 'other', secretKey }), settings)).toBe('invalid');
    expect(verify(jsonPush(text(), { websiteKey, secretKey: `${secretKey}0` }), settings)).toBe('invalid');
    expect(verify(jsonPush(text(), { websiteKey: websiteKey.toLowerCase(), secretKey }), settings)).toBe('invalid');
  });
  test('is invalid where forms were chosen', () => {
    expect(verify(jsonPush(text()), someSettings({ pushContentType: 'httppost' }))).toBe('invalid');
  });
  test('is verified for four days, then stale', () => {
    const signedAt = (at: Date) => verify(jsonPush(text(), { websiteKey, secretKey }, at), settings);
    expect([days(-3), days(-4), days(4)].map(signedAt)).toEqual(['verified', 'verified', 'verified']);
    expect([days(-4.01), days(4.01), new Date(0)].map(signedAt)).toEqual(['stale', 'stale', 'stale']);
    expect(verify({ ...jsonPush(text()), receivedAt: undefined as never }, settings)).toBe('stale');
  });
});

describe('a form push', () => {
  test.each(Object.entries(signatures))('signed with %s is verified', (digest, signature) => {
    expect(verify(formPush(form({}, signature)), settings)).toBe('verified');
    expect(verify(formPush(form({}, signature.toUpperCase())), settings)).toBe('verified');
    expect(verify(formPush(form({}, signature)), someSettings({ pushDigest: 'sha256' }))).toBe(
      digest === 'sha1' ? 'invalid' : 'verified',
    );
  });
  test('with its fields in another order, and others that nobody signed, is verified', () => {
    const backwards = form().split('&').reverse().join('&');
    expect(verify(formPush(`${backwards}&amount=1000&brqx=1&utm_source=twice`), settings)).toBe('verified');
  });
  test.each([
    ['another value', form({ brq_amount: '75.0' })],
    ['a field more', `${form()}&brq_extra=1`],
    ['a field less', form().replace(/&brq_test=true/, '')],
    ['a second amount', `${form()}&brq_amount=1000.00`],
    ['a second amount in capitals', `${form()}&BRQ_AMOUNT=1000.00`],
    ['a list of amounts', `${form()}&brq_amount[]=1000.00`],
    ['a list of amounts, encoded', `${form()}&brq_amount%5B0%5D=1000.00`],
    ['two signatures', `${form()}&BRQ_SIGNATURE=${signatures.sha1}`],
    ['no signature', form().replace(/&brq_signature=.*/, '')],
    ['an empty signature', form({}, '')],
    ['a truncated signature', form({}, signatures.sha1.slice(1))],
    ['a signature of another length that begins alike', form({}, signatures.sha1 + '0'.repeat(24))],
    ['junk for a signature', form({}, '\uffff'.repeat(40))],
    ['coding that is none', `${form()}&brq_x=%E0%A4%A`],
    ['bytes that are no UTF-8', `${form()}&brq_x=%ff`],
    ['a NUL', `${form()}&brq_x=%00`],
    ['a million keys', `${form()}&${'a=1&'.repeat(1_000_000)}`],
    ['a name without end', `${form()}&brq_${'x'.repeat(200)}=1`],
    ['nothing', ''],
  ])('with %s is invalid', (_, body) => {
    expect(verify(formPush(body), settings)).toBe('invalid');
  });
  test('that is made to be slow to read is not', () => {
    const startedAt = performance.now();
    for (const text of ['brq_', 'brq_a', 'cust_=', '%25', '+'])
      verify(formPush(`brq_x=${text.repeat(200_000 / text.length)}`), settings);
    // Without the bound on a name it would be a minute.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
  test('that could be split anew, since the text that is signed is the same, makes us ask and is never believed', () => {
    const moved = form({ brq_currency: `EURbrq_customer_name=${fields.brq_customer_name}` }).replace(
      /&brq_customer_name=[^&]*/,
      '',
    );
    expect(verify(formPush(moved), settings)).toBe('unverified');
    const ask = { kind: 'checkStatus', ref: receiptRef(fields.brq_transactions) };
    expect(interpret(itemOf(formPush(moved)), settings)).toEqual(ask);
    expect(interpret(itemOf({ ...formPush(form()), receivedAt: days(40) }), settings)).toEqual(ask);
    expect(itemOf(formPush(moved)).dedupeKey).not.toBe(itemOf(formPush(form())).dedupeKey);
  });
  test('of another website or another key is invalid, and one where JSON was chosen', () => {
    expect(verify(formPush(form()), someSettings({ websiteKey: 'other' }))).toBe('invalid');
    expect(verify(formPush(form()), someSettings({ secretKey: `${secretKey}0` }))).toBe('invalid');
    expect(verify(formPush(form()), someSettings({ pushContentType: 'json' }))).toBe('invalid');
  });
  test('is verified for four days by the time that is signed within, then makes us ask: it may have been sent again', () => {
    expect(verify({ ...formPush(form()), receivedAt: days(3.9) }, settings)).toBe('verified');
    expect(verify({ ...formPush(form()), receivedAt: days(4.1) }, settings)).toBe('unverified');
  });
});

test('whatever comes, verifying and splitting throw nothing, and nothing passes', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.string(),
      fc.constantFrom('application/json', 'application/x-www-form-urlencoded', ''),
      (body, authorization, contentType) => {
        const request = { ...jsonPush(body), headers: { authorization, 'content-type': contentType } };
        expect(verify(request, settings)).toBe('invalid');
        split(request);
      },
    ),
  );
});

test.each([
  ['verified', 200],
  ['unverified', 200],
  ['invalid', 401],
  ['stale', 401],
  ['malformed', 400],
] as const)('the answer to a %s push is %i', (check, status) => {
  expect(answer(check)).toEqual({ status });
});

describe('splitting', () => {
  test.each([
    ['an empty object', '{}'],
    ['two keys of one name', '{"Transaction":{"a":1},"Transaction":{"a":2}}'],
    ['depth without end', `{"Transaction":${'['.repeat(100_000)}`],
    ['half a surrogate pair', '{"Transaction":{"Key":"\\ud800"}}'],
    ['__proto__', '{"Transaction":{"__proto__":{}}}'],
    ['NaN', '{"Transaction":{"Key":NaN}}'],
    ['a mark of byte order', `\ufeff${text()}`],
    ['too much', `{"Transaction":{"Key":"${' '.repeat(300_000)}"}}`],
  ])('a verified push with %s is malformed', (_, body) => {
    const request = jsonPush(body);
    expect(verify(request, settings)).toBe('verified');
    expect(split(request).ok).toBe(false);
  });
  test('the same news has one key, in either form, and other news another', () => {
    const { dedupeKey } = itemOf(jsonPush(text(copy)));
    expect(dedupeKey).toBe(`${key(2)}:190:7.50`);
    expect(itemOf(formPush(form())).dedupeKey).toBe(dedupeKey);
    expect(itemOf(jsonPush(text({ ...copy, AmountDebit: '7.50', Key: key(2).toLowerCase() }))).dedupeKey).toBe(
      dedupeKey,
    );
    const others = [
      text({ ...copy, Key: key(1) }),
      text({ ...copy, AmountDebit: 7.51 }),
      text({ ...copy, ...withStatus(792) }),
    ];
    expect(new Set([dedupeKey, ...others.map((body) => itemOf(jsonPush(body)).dedupeKey)]).size).toBe(4);
  });
  test('what names the payer is kept apart, and the rest of what was said not at all', () => {
    for (const request of [jsonPush(fixtureText('push')), formPush(form())]) {
      const { personal, ...open } = itemOf(request);
      expect(JSON.stringify(open)).not.toMatch(/Smith|Jane|NL06/);
      expect(JSON.stringify(personal)).toMatch(/NL06/);
    }
  });
  test('one that cannot be read is kept for a person, without what it says', () => {
    const item = itemOf(jsonPush(text({ Key: 'no key', CustomerName: 'John Smith' })));
    expect(JSON.stringify(item)).not.toContain('Smith');
    expect(interpret(item, settings)).toMatchObject({ kind: 'unrecognised' });
    const list = itemOf(formPush(form({ brq_transactions: `${key(1)},${key(2)}` })));
    expect(interpret(list, settings)).toMatchObject({ kind: 'unrecognised' });
  });
});

describe('interpreting', () => {
  const meaning = (changes: object, by = settings) => interpret(itemOf(jsonPush(text(changes))), by);
  const at = new Date('2023-11-14T22:13:21Z');

  test('a copy under a key of its own is money for its invoice, in either form', () => {
    const received = {
      kind: 'received',
      ref: receiptRef(key(2)),
      invoice: 'INV-0001',
      amount: money(750n, eur),
      providerStatus: '190',
    };
    expect(meaning(copy)).toEqual({ kind: 'facts', facts: [{ ...received, at }] });
    expect(interpret(itemOf(formPush(form())), settings)).toEqual({
      kind: 'facts',
      facts: [
        {
          ...received,
          at: new Date('2023-11-14T22:00:00Z'),
          providerSubCode: 'S001',
          payer: { iban: 'NL06ABNA0000000000' },
        },
      ],
    });
  });
  test('money that fits no invoice of ours is money all the same', () => {
    expect(meaning({ ...copy, Invoice: 'BCK_1001' })).toMatchObject({
      facts: [{ kind: 'received', invoice: 'BCK_1001' }],
    });
  });
  test('the first push of the documentation says where the payer sends the money', () => {
    expect(interpret(itemOf(jsonPush(fixtureText('push'))), live)).toMatchObject({
      kind: 'facts',
      facts: [
        {
          kind: 'instructed',
          ref: transferRef('DFA1E22BC3FD4E3CBA0D0D60E0BXXXXX'),
          bank: { reference: '5112XXXX', iban: 'NL05RABO0121503038' },
          providerStatus: '792',
        },
      ],
    });
  });
  test('a transfer names the operation that asked for it, in either form', () => {
    const named = { AdditionalParameters: { List: [{ Name: 'paygraph_operation', Value: 'key_1' }] } };
    expect(meaning(named)).toMatchObject({ facts: [{ kind: 'instructed', operationKey: 'key_1' }] });
    const waiting = { ...fields, brq_statuscode: '792', ADD_Paygraph_Operation: 'key_1', brq_signature: 'x' };
    expect(interpret(itemOf(formPush(new URLSearchParams(waiting).toString())), settings)).toMatchObject({
      facts: [{ kind: 'instructed', operationKey: 'key_1' }],
    });
  });
  test('a transfer that was given up is told with its reason', () => {
    expect(meaning(withStatus(891))).toMatchObject({
      facts: [
        { kind: 'instructed' },
        { kind: 'cancelled', ref: transferRef(key(1)), why: { code: 'CANCELLED_BY_MERCHANT' } },
      ],
    });
  });
  test('a refund lies in its receipt, also one that we know nothing of', () => {
    const ref = refundRef(receiptRef(key(2)), key(3));
    expect(meaning(aRefundWith(190))).toEqual({
      kind: 'facts',
      facts: [{ kind: 'refunded', ref, amount: money(250n, eur), at }],
    });
    expect(meaning(aRefundWith(690))).toMatchObject({ facts: [{ kind: 'refundDeclined', ref }] });
    const upper = Object.fromEntries(
      Object.entries({
        brq_transactions: key(3),
        brq_transaction_type: 'C101',
        brq_transaction_method: 'transfer',
        brq_amount_credit: '2.50',
        brq_currency: 'EUR',
        brq_invoicenumber: 'INV-0001',
        brq_relatedtransaction_refund: key(2),
        brq_statuscode: '190',
      }).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const request = formPush(new URLSearchParams({ ...upper, BRQ_SIGNATURE: 'x' }).toString());
    expect(interpret(itemOf(request), settings)).toEqual({
      kind: 'facts',
      facts: [{ kind: 'refunded', ref, amount: money(250n, eur), at: t0 }],
    });
  });
  test.each([790, 791, 792, 793, 794])('a refund on its way (%i) moves nothing yet', (code) => {
    expect(meaning(aRefundWith(code))).toEqual({ kind: 'irrelevant' });
  });
  test.each([
    ['another service', { ...copy, ServiceCode: 'ideal', TransactionType: 'C021' }],
    ['another service that borrows our type', { ...copy, ServiceCode: 'ideal' }],
  ])('%s is no news of ours', (_, changes) => {
    expect(meaning(changes)).toEqual({ kind: 'irrelevant' });
  });
  test('what is no transaction is no news of ours', () => {
    const item = itemOf(jsonPush('{"DataRequest":{"Key":"x"}}'));
    expect(interpret(item, settings)).toEqual({ kind: 'irrelevant' });
  });
  test('money of a test is none for an account that is live', () => {
    expect(meaning(copy, live)).toEqual({ kind: 'irrelevant' });
    expect(meaning({ ...copy, IsTest: false }, live)).toMatchObject({ kind: 'facts' });
  });
  test.each([
    ['an unknown status', withStatus(199, { AmountDebit: 1 })],
    ['an unknown type', { ...copy, TransactionType: 'C999' }],
    ['no service', { ...copy, ServiceCode: null }],
    ['an amount that is none', { ...copy, AmountDebit: '7.505' }],
    ['an amount on both sides', { ...copy, AmountCredit: 1 }],
    ['a currency that is none', { ...copy, Currency: 'XXX' }],
    ['a refund of nothing', aRefundWith(190, { RelatedTransactions: null })],
  ])('with %s it is kept for a person', (_, changes) => {
    expect(meaning(changes)).toMatchObject({ kind: 'unrecognised' });
  });
});
