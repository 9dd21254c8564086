import { describe, expect, test } from 'vitest';
import type { OperationMap } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { mobilepay } from '../../../src/providers/mobilepay/provider.ts';
import { agreementRef, paymentRef } from '../../../src/providers/mobilepay/translate.ts';
import { ids, someSettings } from './support.ts';

const dkk = currency('DKK');
const eur = currency('EUR');
const firstPayment = {
  amount: money(8000n, dkk),
  externalId: 'OOP00348',
  description: 'Down payment for our services',
};
const newAgreement: OperationMap['agreement.create'] = {
  externalId: 'AGGR00068',
  plan: 'Basic',
  description: 'Monthly subscription',
  amount: money(1000n, dkk),
  currency: dkk,
  country: 'DK',
  frequency: 'MONTHLY',
  nextPaymentDate: '2017-03-09',
  expiresInMs: 300_000,
  returnUrl: 'https://example.com/back',
  payerPhone: '4511100118',
  oneOffPayment: firstPayment,
};
const newPayment: OperationMap['payment.create'] = {
  agreement: agreementRef(ids.agreement),
  externalId: 'OOP00349',
  amount: money(8000n, dkk),
  description: 'Pay now for additional goods',
  autoReserve: false,
  expiresInMs: 86_400_000,
  returnUrl: 'https://example.com/back',
};
const oneOff = (changes: object) => ({ oneOffPayment: { ...firstPayment, ...changes } });
const paths = (problems: readonly { path: readonly string[] }[]) => problems.map(({ path }) => path.join('.'));
const settings = someSettings();

describe('a new agreement', () => {
  const check = mobilepay.operations['agreement.create'].check;
  test('as in the docs has nothing wrong with it', () => {
    expect(check(newAgreement, settings)).toEqual([]);
  });
  test.each<readonly [Partial<OperationMap['agreement.create']>]>([
    [{ plan: 'x'.repeat(30), description: 'é'.repeat(60), externalId: '😀'.repeat(64) }],
    [oneOff({ externalId: 'x'.repeat(30) })],
    // Letters are counted as people see them in a database: by code point.
    ...['æøå <b>', 'ß İ', 'עברית', '👩‍👩‍👧', '\u202eabc', '😀'.repeat(60)].map(
      (description) => [{ description }] as const,
    ),
    [{ externalId: '6f1b0a52-3c1f-4a0c-9d5e-2b7f6f0c1a11' }],
    [{ expiresInMs: 60_000 }],
    [{ expiresInMs: 181_440 * 60_000 }],
    [{ amount: money(0n, dkk) }],
    [
      {
        country: 'FI',
        currency: eur,
        amount: money(1n, eur),
        payerPhone: '358401234567',
        ...oneOff({ amount: money(1n, eur) }),
      },
    ],
  ])('at the limit is fine: %#', (changes) => {
    expect(check({ ...newAgreement, ...changes }, settings)).toEqual([]);
  });
  test.each<[string[], Partial<OperationMap['agreement.create']>]>([
    [['externalId'], { externalId: 'x'.repeat(65) }],
    [['externalId'], { externalId: '' }],
    [['plan'], { plan: 'x'.repeat(31) }],
    [['plan'], { plan: '   ' }],
    [['plan'], { plan: 'a\u0000b' }],
    [['description'], { description: 'x'.repeat(61) }],
    [['country'], { country: 'SE' }],
    [['country'], { country: 'constructor' }],
    [['currency', 'amount', 'oneOffPayment.amount'], { currency: eur }],
    [['amount'], { amount: money(-1n, dkk) }],
    [['amount'], { amount: money(1n, eur) }],
    [['nextPaymentDate'], { nextPaymentDate: '2024-02-30' }],
    [['nextPaymentDate'], { nextPaymentDate: '01-02-2024' }],
    [['expiresInMs'], { expiresInMs: 59_999 }],
    [['expiresInMs'], { expiresInMs: 181_440 * 60_000 + 1 }],
    [['expiresInMs'], { expiresInMs: Number.NaN }],
    [['returnUrl'], { returnUrl: 'http://example.com' }],
    [['returnUrl'], { returnUrl: 'http://127.0.0.1/back' }],
    [['returnUrl'], { returnUrl: 'javascript:alert(1)' }],
    [['payerPhone'], { payerPhone: '+4511100118' }],
    [['oneOffPayment.amount'], oneOff({ amount: money(0n, dkk) })],
    [['oneOffPayment.amount'], oneOff({ amount: money(100n, eur) })],
    [['oneOffPayment.externalId'], oneOff({ externalId: 'x'.repeat(31) })],
    [['oneOffPayment.description'], oneOff({ description: '' })],
  ])('breaks a rule at %j', (expected, changes) => {
    expect(paths(check({ ...newAgreement, ...changes }, settings))).toEqual(expected);
  });
  test('may send the payer back to this machine where the account is the sandbox', () => {
    const sandbox = someSettings({ apiUrl: 'http://127.0.0.1:4010/mobilepay' });
    expect(check({ ...newAgreement, returnUrl: 'http://localhost:3000/back' }, sandbox)).toEqual([]);
    expect(paths(check({ ...newAgreement, returnUrl: 'http://example.com/back' }, sandbox))).toEqual(['returnUrl']);
  });
});

describe('a new one-off payment', () => {
  const check = mobilepay.operations['payment.create'].check;
  test('reserves by itself only for a merchant who is approved', () => {
    expect(check(newPayment, settings)).toEqual([]);
    expect(check({ ...newPayment, autoReserve: true }, settings)).toMatchObject([
      { path: ['autoReserve'], rule: 'autoReserveApproved' },
    ]);
    expect(check({ ...newPayment, autoReserve: true }, someSettings({ autoReserveApproved: true }))).toEqual([]);
  });
  test('takes an external id of 64 characters, a UUID too', () => {
    expect(check({ ...newPayment, externalId: 'x'.repeat(64) }, settings)).toEqual([]);
    expect(check({ ...newPayment, externalId: '6f1b0a52-3c1f-4a0c-9d5e-2b7f6f0c1a11' }, settings)).toEqual([]);
  });
  test.each<[string, Partial<OperationMap['payment.create']>]>([
    ['amount', { amount: money(0n, dkk) }],
    ['amount', { amount: money(100n, currency('SEK')) }],
    ['externalId', { externalId: 'x'.repeat(65) }],
    ['description', { description: 'x'.repeat(61) }],
    ['expiresInMs', { expiresInMs: 0 }],
    ['returnUrl', { returnUrl: 'ftp://example.com' }],
  ])('breaks a rule at %s', (path, changes) => {
    expect(paths(check({ ...newPayment, ...changes }, settings))).toEqual([path]);
  });
});

describe('capture and refund', () => {
  const payment = paymentRef(ids.agreement, ids.payment);
  test.each(['payment.capture', 'payment.refund'] as const)(
    '%s takes a positive amount in a currency of MobilePay',
    (name) => {
      const { check } = mobilepay.operations[name];
      expect(check({ payment, amount: money(1n, dkk) }, settings)).toEqual([]);
      expect(paths(check({ payment, amount: money(0n, dkk) }, settings))).toEqual(['amount']);
      expect(paths(check({ payment, amount: money(-5n, dkk) }, settings))).toEqual(['amount']);
      expect(paths(check({ payment, amount: money(5n, currency('JPY')) }, settings))).toEqual(['amount']);
    },
  );
});

test('capabilities follow the settings of the account', () => {
  expect(mobilepay.capabilities(someSettings({ autoReserveApproved: true, refundWindowDays: 30 }))).toEqual({
    currencies: ['DKK', 'EUR'],
    partialCapture: false,
    partialRefund: true,
    autoReserve: true,
    cancelsChargesBeingTaken: true,
    refundWindowMs: 30 * 86_400_000,
  });
});
