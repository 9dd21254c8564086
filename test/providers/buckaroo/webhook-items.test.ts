import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { InboundItem } from '../../../src/domain/port/provider.ts';
import { formText } from '../../../src/providers/buckaroo/signature.ts';
import { receiptRef, refundRef, transferRef } from '../../../src/providers/buckaroo/translate.ts';
import { interpret, split, verify } from '../../../src/providers/buckaroo/webhook.ts';
import {
  aRefundWith,
  formPush,
  itemOf,
  jsonPush,
  key,
  secretKey,
  someSettings,
  t0,
  websiteKey,
  wireTransaction,
  withStatus,
} from './support.ts';

/** What becomes of a push at its edges: bounds, what cannot be read, what a thing is about, and what a person is told. */
const settings = someSettings();
const bodyBytesMax = 256 * 1024;
const json = (changes: object = {}) => jsonPush(JSON.stringify({ Transaction: wireTransaction(changes) }));
const minimal = { brq_transactions: key(2), brq_statuscode: '190', brq_websitekey: websiteKey };

/** A form that is rightly signed, and what nobody signed in front of it. */
function signedForm(fields: Readonly<Record<string, string>>, before = ''): string {
  const digest = createHash('sha1').update(formText(new Map(Object.entries(fields))) + secretKey);
  return `${before}${new URLSearchParams({ ...fields, brq_signature: digest.digest('hex') })}`;
}

describe('a form that is rightly signed', () => {
  test('passes where forms were chosen, and without a time or a website of its own', () => {
    expect(verify(formPush(signedForm(minimal)), someSettings({ pushContentType: 'httppost' }))).toBe('verified');
    expect(verify(formPush(signedForm({ brq_transactions: key(2) })), settings)).toBe('verified');
  });
  test('passes up to a bound in bytes, and is invalid beyond it', () => {
    const filled = (length: number) => {
      const rest = length - signedForm(minimal, 'x=&').length;
      return formPush(signedForm(minimal, `x=${'y'.repeat(rest)}&`));
    };
    expect(verify(filled(bodyBytesMax), settings)).toBe('verified');
    expect(verify(filled(bodyBytesMax + 1), settings)).toBe('invalid');
  });
  test('is invalid behind a mark of byte order, which would hide its first field', () => {
    expect(verify(formPush(signedForm(minimal, '\ufeff')), settings)).toBe('invalid');
  });
});

// What payers and shops have written, and what broke others' signatures.
test.each([
  'Jane + Co & Söhne = 100 %',
  `it's ~"odd"! *`,
  'a\tb\\c',
  'æøåÆØÅ Ελληνικά',
  'العربية עברית',
  ' 👩‍👩‍👧 \u2028 ',
])('%j in a name is signed as it stands, in either form', (text) => {
  for (const name of ['brq_customer_name', 'BRQ_CUSTOMER_NAME', 'add_note'])
    expect(verify(formPush(signedForm({ ...minimal, [name]: text })), settings)).toBe('verified');
  expect(verify(json({ CustomerName: text }), settings)).toBe('verified');
});

test('what only names a form is taken for JSON', () => {
  const request = json();
  const headers = { ...request.headers, 'content-type': 'text/x; of=application/x-www-form-urlencoded' };
  expect(verify({ ...request, headers }, settings)).toBe('verified');
});

describe('splitting', () => {
  test('takes what is as long as the bound', () => {
    const body = JSON.stringify({ Transaction: wireTransaction() });
    expect(split(jsonPush(body.padEnd(bodyBytesMax))).ok).toBe(true);
    expect(split(jsonPush(body.padEnd(bodyBytesMax + 1)))).toEqual({
      ok: false,
      error: 'expected at most 262144 bytes',
    });
  });
  test.each([
    ['bytes that are no text', jsonPush(Uint8Array.of(0x7b, 0xff)), /^expected UTF-8$/],
    ['half an object', jsonPush('{'), /^expected JSON; ./],
    ['another object', jsonPush('{"Key":1}'), /^expected a Buckaroo push$/],
    ['a form with a field twice', formPush('brq_a=1&brq_a=2'), /^expected a form that names each field once$/],
    ['a form about nothing', formPush(signedForm({ brq_amount: '1' })), /^expected a Buckaroo push$/],
  ])('says what it expected instead of %s', (_, request, error) => {
    expect(split(request)).toEqual({ ok: false, error: expect.stringMatching(error) });
  });
  test('keeps of what is no transaction, or cannot be read, that it came, each under a name of its own', () => {
    const [request, other, broken] = [
      itemOf(formPush(signedForm({ brq_datarequest: key(4) }))),
      itemOf(jsonPush('{"DataRequest":{"Key":"x"}}')),
      itemOf(json({ Key: 'no key' })),
    ];
    const kept = (kind: string) => ({
      dedupeKey: expect.stringMatching(new RegExp(`^${kind}:[0-9a-f]{64}$`)),
      about: { kind: 'transfer', id: kind },
      body: { [kind]: true },
    });
    expect([request, other, broken]).toEqual([kept('dataRequest'), kept('dataRequest'), kept('unreadable')]);
    expect(request.dedupeKey).not.toBe(other.dedupeKey);
    expect(interpret(request, settings)).toEqual({ kind: 'irrelevant' });
  });
  test('files each kind of news with what it is about', () => {
    expect(itemOf(json()).about).toEqual(transferRef(key(1)));
    expect(itemOf(json(withStatus(190, { Key: key(2) }))).about).toEqual(receiptRef(key(2)));
    expect(itemOf(json(aRefundWith(190))).about).toEqual(refundRef(receiptRef(key(2)), key(3)));
    expect(itemOf(json(aRefundWith(690))).about).toEqual(refundRef(receiptRef(key(2)), key(3)));
    expect(itemOf(json(aRefundWith(190, { RelatedTransactions: null }))).about).toEqual(receiptRef(key(3)));
    const related = [{ RelationType: 'Refund', RelatedTransactionKey: key(2) }];
    expect(itemOf(json({ RelatedTransactions: related })).about).toEqual(transferRef(key(1)));
  });
  test('keeps an amount that cannot be read as it was written, and no payer where none was named', () => {
    const item = itemOf(json({ AmountCredit: '1' }));
    expect(item.dedupeKey).toBe(`${key(1)}:792:10.00/1`);
    expect(item).not.toHaveProperty('personal');
  });
});

test('a refund on its way moves nothing, whatever it is of', () => {
  const item = itemOf(json(aRefundWith(791, { RelatedTransactions: null })));
  expect(interpret(item, settings)).toEqual({ kind: 'irrelevant' });
});

describe('a person is told', () => {
  test.each([
    ['of an unknown type', { TransactionType: 'ODD' }, 'transaction type "ODD"'],
    ['of no type', { TransactionType: null }, 'transaction type ""'],
    ['of an unknown status', withStatus(199), /^status "..."$/],
    ['of a refund of nothing', aRefundWith(190, { RelatedTransactions: null }), 'a refund of no transaction'],
    ['of an amount that is none', withStatus(190, { AmountDebit: '7.505' }), /^expected ./],
  ])('%s', (_, changes, detail) => {
    const told = typeof detail === 'string' ? detail : expect.stringMatching(detail);
    expect(interpret(itemOf(json(changes)), settings)).toEqual({ kind: 'unrecognised', detail: told });
  });

  const { body, ...rest } = itemOf(json());
  const withoutTime: InboundItem = { dedupeKey: rest.dedupeKey, about: rest.about, body };
  test.each<[string, InboundItem]>([
    ['of nothing', { ...rest, body: null }],
    ['of no body', { ...rest, body: undefined }],
    ['of text', { ...rest, body: 'dataRequest' }],
    ['of a time that nobody told', withoutTime],
  ])('%s that it could not be read', (_, item) => {
    const detail = 'a push that could not be read';
    expect(interpret(item, settings)).toEqual({ kind: 'unrecognised', detail });
    expect(interpret({ ...rest, body, occurredAt: t0 }, settings).kind).toBe('facts');
  });
});
