import { afterEach, describe, expect, test } from 'vitest';
import type { ProviderRef } from '../../../src/domain/port/provider.ts';
import { buckaroo } from '../../../src/providers/buckaroo/provider.ts';
import { receiptRef, refundRef, transferRef } from '../../../src/providers/buckaroo/translate.ts';
import { interpret, split, verify } from '../../../src/providers/buckaroo/webhook.ts';
import { type Stub, startStub } from '../kit/http-stub.ts';
import {
  aRefundWith,
  formPush,
  itemOf,
  jsonPush,
  key,
  someContext,
  someSettings,
  wireTransaction,
  withStatus,
} from './support.ts';

/** A field on which nothing hangs never spoils a message, nor one transaction the others of an answer; what decides is asked about. */
const settings = someSettings();
let stub: Stub | undefined;
afterEach(() => stub?.close());

async function checkStatus(ref: ProviderRef, ...book: readonly object[]) {
  stub = await startStub((response) =>
    response.end(JSON.stringify({ Transactions: book.map((one) => wireTransaction(one)) })),
  );
  return buckaroo.checkStatus(someContext({ baseUrl: stub.url }), ref);
}
const told = async (...asked: Parameters<typeof checkStatus>) => {
  const answer = await checkStatus(...asked);
  return answer.kind === 'facts' ? answer.facts.map(({ kind, ref: { id } }) => [kind, id]) : answer.kind;
};

const money = withStatus(190, { Key: key(2), AmountDebit: 7.5 });
const odd: readonly (readonly [string, object])[] = [
  ['services that are none', { Services: 'none' }],
  [
    'a service that is none',
    { Services: [null, { Name: {}, Parameters: [{ Name: 'CustomerIBAN', Value: 'NL06ABNA0123456789' }, 7] }] },
  ],
  [
    'a parameter of five thousand characters',
    { Services: [{ Parameters: [{ Name: 'Other', Value: 'x'.repeat(5_000) }] }] },
  ],
  ['additional parameters that are none', { AdditionalParameters: 7 }],
  ['an additional parameter that is none', { AdditionalParameters: { List: [null, { Name: 1 }] } }],
  ['a relation that is none', { RelatedTransactions: [{ RelationType: {} }] }],
  ['relations that are none', { RelatedTransactions: {} }],
  ['a sub-code that is none', { Status: { Code: { Code: 190 }, SubCode: 'S001', DateTime: '2023-11-14T23:13:21' } }],
  ['a time that is none', { Status: { Code: { Code: 190 }, SubCode: null, DateTime: { at: 1 } } }],
  ['a mutation type, an order and a customer that are none', { MutationType: {}, Order: [], CustomerName: 1 }],
];

describe('a push of money', () => {
  test.each(odd)('with %s is money', (_, changes) => {
    const item = itemOf(jsonPush(JSON.stringify({ Transaction: wireTransaction({ ...money, ...changes }) })));
    expect(interpret(item, settings)).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'received', ref: receiptRef(key(2)), amount: { amountMinor: 750n } }],
    });
  });
  test.each([
    ['an amount that is none', { AmountDebit: {} }],
    ['a test that is no truth', { IsTest: {} }],
    ['a status that is none', { Status: 'paid' }],
    ['an invoice that is none', { Invoice: ['INV-0001'] }],
  ])('with %s names the transaction, so that it can be asked about', (_, changes) => {
    const item = itemOf(jsonPush(JSON.stringify({ Transaction: wireTransaction({ ...money, ...changes }) })));
    expect(item.about).toEqual(receiptRef(key(2)));
    expect(interpret(item, settings)).toMatchObject({ kind: 'unrecognised' });
  });
  test('as a form with fields that nobody signed, and that are no text, is what was signed', () => {
    const signed = { brq_transactions: key(2), brq_statuscode: 'odd', brq_signature: 'x' };
    const form = `%ff=1&utm_source=%E0%A4%A&${new URLSearchParams(signed)}`;
    expect(itemOf(formPush(form)).about).toEqual(receiptRef(key(2)));
    expect(split(formPush(`${form}&brq_x=%ff`)).ok).toBe(false);
    expect(verify(formPush(form), settings)).toBe('invalid');
  });
});

describe('the book', () => {
  test.each(odd)('with %s tells of the money', async (_, changes) => {
    expect(await told(transferRef(key(1)), {}, { ...money, ...changes })).toEqual([
      ['instructed', key(1)],
      ['received', key(2)],
    ]);
  });
  test('with one transaction that cannot be read tells of the others', async () => {
    const book = [
      {},
      { Key: 'no key' },
      withStatus(190, { Key: key(4), AmountDebit: '7.505' }),
      money,
      aRefundWith(190),
    ];
    expect(await told(transferRef(key(1)), ...book)).toEqual([
      ['instructed', key(1)],
      ['received', key(2)],
      ['refunded', key(3)],
    ]);
  });
  test('in which the one that is asked about cannot be read says nothing', async () => {
    expect(await told(transferRef(key(1)), { Status: null })).toBe('unknown');
    expect(await told(receiptRef(key(2)), { ...money, AmountDebit: '7.505' })).toBe('unknown');
    expect(await told(refundRef(receiptRef(key(2)), key(3)), aRefundWith(190, { Status: null }))).toBe('unknown');
  });
  test('tells of a key whatever it turns out to be', async () => {
    expect(await told(receiptRef(key(1)), {})).toEqual([['instructed', key(1)]]);
    expect(await told(receiptRef(key(2)), money)).toEqual([['received', key(2)]]);
    expect(await told(receiptRef(key(3)), aRefundWith(190))).toEqual([['refunded', key(3)]]);
    const strange = [
      withStatus(199),
      { ServiceCode: 'ideal' },
      aRefundWith(190, { Key: key(1), RelatedTransactions: null }),
    ];
    for (const one of strange) expect(await told(receiptRef(key(1)), one)).toBe('absent');
  });
});
