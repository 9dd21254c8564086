import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundItem, RawRequest } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { agreementRef, paymentRef, refundRef } from '../../../src/providers/mobilepay/translate.ts';
import { answer, codeOf, interpret, split, verify } from '../../../src/providers/mobilepay/webhook.ts';
import { fixtureText, ids, someSettings } from './support.ts';

const basic = 'Basic bXAtY2I6czNjcmV0IQ==';
const request = (body: string | Uint8Array, headers: Record<string, string> = {}): RawRequest => ({
  headers,
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});
const items = (body: string): readonly InboundItem[] => {
  const result = split(request(body));
  if (!result.ok) throw new Error(result.error);
  return result.value;
};
const paymentItem = (changes: object = {}) => ({
  agreement_id: ids.agreement,
  payment_id: ids.payment,
  amount: '80.00',
  currency: 'DKK',
  payment_date: '2024-05-01',
  status: 'Reserved',
  status_text: 'Payment successfully reserved.',
  status_code: 0,
  external_id: 'OOP00348',
  payment_type: 'OneOff',
  ...changes,
});

describe('verify', () => {
  const settings = someSettings();
  test('takes the right name and password for a hint, which is all that an unsigned callback can be', () => {
    expect(verify(request('[]', { authorization: basic }), settings)).toBe('unverified');
  });
  test.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['another password', `Basic ${Buffer.from('mp-cb:s3cret').toString('base64')}`],
    ['another name', `Basic ${Buffer.from('mp-cc:s3cret!').toString('base64')}`],
    ['a truncated one', basic.slice(0, -1)],
    ['a longer one', `${basic}=`],
    ['another case', basic.toLowerCase()],
    ['another scheme', basic.replace('Basic', 'Bearer')],
    ['the password alone', 's3cret!'],
    ['the header twice', `${basic}, ${basic}`],
    ['junk', '\u0000\uffff'.repeat(4_000)],
  ])('calls it invalid with %s', (_, header) => {
    expect(verify(request('[]', header === undefined ? {} : { authorization: header }), settings)).toBe('invalid');
  });
  test('calls it invalid with the password of another account', () => {
    expect(verify(request('[]', { authorization: basic }), someSettings({ callbackPassword: 'another' }))).toBe(
      'invalid',
    );
  });
  test.each([
    ['verified', 200],
    ['unverified', 200],
    ['invalid', 401],
    ['stale', 401],
    ['malformed', 400],
  ] as const)('answers %s with %i', (check, status) => {
    expect(answer(check)).toEqual({ status });
  });
});

describe('split', () => {
  test('reads the payment callback of the docs', () => {
    expect(items(fixtureText('payment-callback'))).toMatchObject([
      {
        dedupeKey: 'payment:022a08d8-73c6-4393-aeda-d0c8ae5172a5:Reserved:0',
        about: paymentRef('8380f9e4-10a6-4f6d-b2f4-cdb7f80a4d7f', '022a08d8-73c6-4393-aeda-d0c8ae5172a5'),
        body: { amount: '19.45', status_code: '0' },
      },
    ]);
  });
  test('reads the agreement callback of the docs, with its time', () => {
    expect(items(fixtureText('agreement-callback'))).toMatchObject([
      {
        dedupeKey: 'agreement:63679ab7-cc49-4f75-80a7-86217fc105ea:Canceled:40002',
        about: agreementRef('63679ab7-cc49-4f75-80a7-86217fc105ea'),
        occurredAt: new Date('2016-09-29T09:50:39Z'),
      },
    ]);
  });
  test('reads the refund callback of the docs', () => {
    const payment = paymentRef(ids.agreement, 'c710b883-6ed6-4506-9599-490ead89096a');
    expect(items(fixtureText('refund-callback'))).toMatchObject([
      { dedupeKey: `refund:${ids.refund}:Declined:60002`, about: refundRef(payment, ids.refund) },
    ]);
  });
  test('gives the same news the same key, whether the code is a number or text and the id is in capitals or not', () => {
    const keys = [
      paymentItem(),
      paymentItem({ status_code: '0' }),
      paymentItem({ payment_id: ids.payment.toUpperCase() }),
    ].map((body) => items(JSON.stringify([body]))[0]?.dedupeKey);
    expect(new Set(keys).size).toBe(1);
  });
  test('gives other news of the same payment another key', () => {
    const [first, second] = items(
      JSON.stringify([paymentItem(), paymentItem({ status: 'Expired', status_code: 50008 })]),
    );
    expect(first?.dedupeKey).not.toBe(second?.dedupeKey);
  });
  test('keeps the order and number of a batch of 1,000', () => {
    const codes = items(JSON.stringify(Array.from({ length: 1_000 }, (_, i) => paymentItem({ status_code: i }))));
    expect(codes.map(({ dedupeKey }) => dedupeKey.split(':').at(-1))).toEqual(
      Array.from({ length: 1_000 }, (_, i) => String(i)),
    );
  });
  test('does not let one unreadable item spoil its batch: it is kept for a person', () => {
    const [odd, good] = items(JSON.stringify([{ payment_id: 'no guid' }, paymentItem()]));
    expect(odd?.dedupeKey).toMatch(/^unreadable:[0-9a-f]{64}$/);
    expect(odd?.about).toEqual({ kind: 'payment', id: 'unreadable' });
    expect(odd && interpret(odd)).toMatchObject({ kind: 'unrecognised' });
    expect(good && interpret(good)).toMatchObject({ kind: 'checkStatus' });
  });
  test('does not let a letter that is no UTF-8 spoil its item, or its batch', () => {
    const text = JSON.stringify([paymentItem({ external_id: 'caf#' }), paymentItem({ status_code: 50_008 })]);
    const bytes = Uint8Array.from(text, (letter) => (letter === '#' ? 0xe9 : letter.charCodeAt(0)));
    const result = split(request(bytes));
    expect(result.ok && result.value.map((item) => interpret(item).kind)).toEqual(['checkStatus', 'checkStatus']);
  });
  test('leaves no path in an id: what is no guid is unreadable', () => {
    expect(split(request(JSON.stringify([paymentItem({ payment_id: '../../merchants/me' })]))).ok).toBe(false);
  });

  const bytesMax = 2 * 1024 * 1024;
  const good = JSON.stringify(paymentItem());
  const deep = (depth: number) => `[${good.slice(0, -1)},"x":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
  test.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['truncated JSON', `[${good}`],
    ['null', 'null'],
    ['a number', '1e400'],
    ['a text', '"x"'],
    ['an empty array', '[]'],
    ['an empty object', '{}'],
    ['an array in an array', `[[${good}]]`],
    ['1,001 items', `[${Array(1_001).fill(good).join(',')}]`],
    ['depth 21', deep(19)],
    ['depth 100,000', deep(100_000)],
    ['the same key twice with two values', `[${good.slice(0, -1)},"status":"Captured"}]`],
    ['__proto__', `[${good.slice(0, -1)},"__proto__":{"status":"Captured"}}]`],
    ['__proto__ in disguise', `[${good.slice(0, -1)},"\\u005f_proto__":{"status":"Captured"}}]`],
    ['NUL', `[${good.replace('OOP00348', 'a\\u0000b')}]`],
    ['half a surrogate pair', `[${good.replace('OOP00348', '\\ud800')}]`],
    ['NaN', `[${good.replace('"80.00"', 'NaN')}]`],
    ['bytes that are no UTF-8', Uint8Array.of(0x5b, 0xff, 0xfe, 0x5d)],
    ['UTF-16', Buffer.from(`[${good}]`, 'utf16le')],
    ['3 MiB', `[${good},"${'x'.repeat(3 * 1024 * 1024)}"]`],
  ])('calls %s malformed', (_, body) => {
    expect(split(request(body)).ok).toBe(false);
  });
  test.each<[string, string | Uint8Array, string | RegExp]>([
    ['too many bytes', good.padEnd(bytesMax + 1), 'expected at most 2097152 bytes'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff), 'expected JSON; not JSON'],
    ['half an array', '[', /^expected JSON; ./],
    ['no items', '[]', 'expected 1 to 1000 items; got 0'],
    ['too many items', `[${Array(1_001).fill(good).join(',')}]`, 'expected 1 to 1000 items; got 1001'],
    ['another object', '{}', 'expected a MobilePay callback'],
    ['a refund of no payment', JSON.stringify({ refund_id: ids.refund }), 'expected a MobilePay callback'],
  ])('says what it expected instead of %s', (_, body, error) => {
    const told = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(split(request(body))).toEqual({ ok: false, error: told });
  });
  test('takes what is as long as the bound', () => {
    expect(split(request(good.padEnd(bytesMax))).ok).toBe(true);
  });
  test('reads depth 20, a byte order mark and numbers too large for a float', () => {
    expect(split(request(deep(18))).ok).toBe(true);
    expect(split(request(`\ufeff[${good}]`)).ok).toBe(true);
    expect(items(`[${good.replace('"80.00"', '1e400')}]`)[0]?.body).toMatchObject({ amount: '1e400' });
  });
  test('never throws, whatever comes', () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const result = split({ headers: {}, body });
        if (result.ok) for (const item of result.value) interpret(item);
      }),
    );
  });
});

describe('interpret', () => {
  const of = (body: object) => {
    const [item] = items(JSON.stringify(body));
    if (!item) throw new Error('no item');
    return interpret(item);
  };
  test.each([
    ['Reserved', 0],
    ['Rejected', 50001],
    ['Expired', 50008],
    ['Requested', 50013],
    ['Cancelled', 70003],
    ['Canceled', '70003'],
  ])('asks about a one-off payment that is %s/%s', (status, status_code) => {
    expect(of([paymentItem({ status, status_code })])).toEqual({
      kind: 'checkStatus',
      ref: paymentRef(ids.agreement, ids.payment),
    });
  });
  test.each([
    ['Accepted', 0],
    ['Active', 0],
    ['Rejected', 40000],
    ['Expired', 40001],
    ['Canceled', 40002],
    ['Canceled', 40003],
    ['Canceled', 40004],
    ['Canceled', 40000],
  ])('asks about an agreement that is %s/%s', (status, status_code) => {
    const body = {
      agreement_id: ids.agreement,
      status,
      status_code,
      status_text: '',
      external_id: 'A',
      timestamp: '2024-05-01T10:00:00Z',
    };
    expect(of(body)).toEqual({ kind: 'checkStatus', ref: agreementRef(ids.agreement) });
  });
  test.each([
    ['Issued', '0'],
    ['Issued', ''],
    ['Issued', null],
    ['Declined', '60005'],
  ])('asks about a refund that is %s/%s', (status, status_code) => {
    const body = { refund_id: ids.refund, agreement_id: ids.agreement, payment_id: ids.payment, status, status_code };
    expect(of(body)).toEqual({
      kind: 'checkStatus',
      ref: refundRef(paymentRef(ids.agreement, ids.payment), ids.refund),
    });
  });
  test('hands on what is told of a payment of a subscription: they share the address', () => {
    const regular = { payment_type: 'Regular', status: 'Executed', amount: '19.45', external_id: 'SUB-1' };
    expect(of([paymentItem(regular)])).toEqual({
      kind: 'report',
      report: {
        payment: paymentRef(ids.agreement, ids.payment),
        status: 'SETTLED',
        providerStatus: 'Executed',
        amount: money(1_945n, currency('DKK')),
        dueDate: '2024-05-01',
        externalId: 'SUB-1',
      },
    });
  });
  test.each([
    ['Failed', 50000, 'FAILED', 'OTHER'],
    ['Rejected', 50001, 'REJECTED', 'REJECTED_BY_PAYER'],
    ['Declined', 50002, 'CANCELLED', 'CANCELLED_BY_MERCHANT'],
    ['Declined', 50004, 'CANCELLED', 'DUPLICATE_REQUEST'],
    ['Declined', 70001, 'CANCELLED', 'AMOUNT_NOT_AVAILABLE'],
    ['Cancelled', 70003, 'CANCELLED', 'OTHER'],
    ['Suspended', 59_999, 'UNKNOWN', undefined],
  ])('says why one is %s/%i', (status, status_code, expected, code) => {
    const meaning = of([paymentItem({ payment_type: 'Regular', status, status_code })]);
    expect(meaning).toMatchObject({ kind: 'report', report: { status: expected, providerStatus: status } });
    expect(meaning.kind === 'report' && meaning.report.why?.code).toBe(code);
  });
  test('leaves out of one what cannot be read', () => {
    const odd = {
      payment_type: 'Regular',
      amount: '1,5',
      currency: 7,
      payment_date: 'soon',
      external_id: 'x'.repeat(65),
    };
    expect(of([paymentItem(odd)])).toEqual({
      kind: 'report',
      report: { payment: paymentRef(ids.agreement, ids.payment), status: 'UNKNOWN', providerStatus: 'Reserved' },
    });
  });
  test.each([
    ['a status of 100 KB', { status: 'x'.repeat(100_000) }],
    ['a status that is an object', { status: { toString: 1 } }],
    ['no status', { status: undefined }],
    ['a status code that is an array', { status_code: [0] }],
    ['a payment type that is a number', { payment_type: 7 }],
  ])('names the payment of a callback with %s, so that it can be asked about', (_, changes) => {
    const [item] = items(JSON.stringify([paymentItem(changes)]));
    expect(item?.about).toEqual(paymentRef(ids.agreement, ids.payment));
    expect(item && interpret(item).kind).toBe('unrecognised');
  });
  test.each([
    { status_code: 59999 },
    { status_code: null },
    { status_code: 'constructor' },
    { status: 'Settled' },
    { status: '__proto__' },
    { payment_type: 'Gift' },
    { payment_type: null },
  ])('keeps %j for a person', (changes) => {
    expect(of([paymentItem(changes)])).toMatchObject({ kind: 'unrecognised' });
  });
  const an = (kind: object, changes: object) => ({ agreement_id: ids.agreement, ...kind, ...changes });
  test.each([
    ['payment type "Gift"', [paymentItem({ payment_type: 'Gift' })]],
    ['payment type ""', [paymentItem({ payment_type: undefined })]],
    ['payment status "Settled"', [paymentItem({ status: 'Settled' })]],
    ['payment status code "odd"', [paymentItem({ status_code: 'odd' })]],
    ['payment status code ""', [paymentItem({ status_code: undefined })]],
    ['agreement status "Regular"', an({}, { status: 'Regular', timestamp: '2024-05-01T10:00:00Z' })],
    ['agreement status code ""', an({}, { status: 'Accepted', timestamp: '2024-05-01T10:00:00Z' })],
    ['refund status "Odd"', an({ refund_id: ids.refund, payment_id: ids.payment }, { status: 'Odd' })],
  ])('tells a person of %s', (detail, body) => {
    expect(of(body)).toEqual({ kind: 'unrecognised', detail });
  });
  test.each([null, undefined, 'text', {}])('tells a person that %j is no callback, and finds no code in it', (body) => {
    const item = { dedupeKey: 'x', about: { kind: 'payment', id: 'x' }, body } as const;
    expect(interpret(item)).toEqual({ kind: 'unrecognised', detail: 'not a MobilePay callback' });
    expect(codeOf(item)).toBeNull();
  });
  test('reads an item again after it lay in the database, with its code', () => {
    const [item] = items(fixtureText('agreement-callback'));
    if (!item) throw new Error('no item');
    const stored = { ...item, body: JSON.parse(JSON.stringify(item.body)) as unknown };
    expect(interpret(stored).kind).toBe('checkStatus');
    expect(codeOf(stored)).toBe('40002');
    expect(codeOf(undefined)).toBeNull();
  });
});
