import { expect, test } from 'vitest';
import type { OperationMap } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { checkNewAgreement, checkNewPayment } from '../../../src/providers/vipps-mobilepay/limits.ts';
import type { Settings } from '../../../src/providers/vipps-mobilepay/settings.ts';
import { someSettings } from './support.ts';

const dkk = (amount: bigint) => money(amount, currency('DKK'));
const agreement: OperationMap['agreement.create'] = {
  externalId: 'A',
  plan: 'Basic',
  amount: dkk(100n),
  currency: currency('DKK'),
  country: 'DK',
  frequency: 'MONTHLY',
  expiresInMs: 600_000,
  returnUrl: 'https://shop.example/back',
};
const price = dkk(0n);

test('an agreement within the limits is taken', () => {
  expect(checkNewAgreement(agreement, someSettings())).toEqual([]);
});

test.each<[string, Partial<typeof agreement>]>([
  ['plan', { plan: 'x'.repeat(46) }],
  ['description', { description: 'x'.repeat(101) }],
  ['externalId', { externalId: 'x'.repeat(65) }],
  ['country', { country: 'FI' }],
  ['amount', { amount: money(100n, currency('EUR')) }],
  ['nextPaymentDate', { nextPaymentDate: '2027-01-01' }],
  ['expiresInMs', { expiresInMs: 599_999 }],
  ['returnUrl', { returnUrl: 'http://shop.example/back' }],
  ['payerPhone', { payerPhone: '+4511100118' }],
  ['oneOffPayment.amount', { oneOffPayment: { externalId: 'O', amount: dkk(0n), description: 'd' } }],
  ['oneOffPayment.description', { oneOffPayment: { externalId: 'O', amount: dkk(1n), description: 'x'.repeat(46) } }],
  ['with.vippsMobilePay.suggestedMaxAmount', { with: { vippsMobilePay: { suggestedMaxAmount: dkk(1n) } } }],
  [
    'with.vippsMobilePay.suggestedMaxAmount',
    { amount: undefined as never, with: { vippsMobilePay: { suggestedMaxAmount: dkk(30_000_001n) } } },
  ],
  ['with.vippsMobilePay.interval', { with: { vippsMobilePay: { interval: { unit: 'DAY', count: 1 } } } }],
  [
    'with.vippsMobilePay.interval.count',
    { frequency: 'FLEXIBLE', with: { vippsMobilePay: { interval: { unit: 'DAY', count: 32 } } } },
  ],
  [
    'with.vippsMobilePay.campaign.until.end',
    { with: { vippsMobilePay: { campaign: { until: { price, end: '2027-01-01' } } } } },
  ],
  [
    'with.vippsMobilePay.campaign.untilEvent.eventText',
    {
      with: {
        vippsMobilePay: {
          campaign: { untilEvent: { price, eventAt: '2027-01-01T00:00:00Z', eventText: 'x'.repeat(16) } },
        },
      },
    },
  ],
  ['with.vippsMobilePay.captureFirstPayment', { with: { vippsMobilePay: { captureFirstPayment: true } } }],
  ['with.vippsMobilePay.agreementUrl', { with: { vippsMobilePay: { agreementUrl: 'http://shop.example' } } }],
  ['payerPhone', { with: { vippsMobilePay: { skipLandingPage: true } } }],
])('what is wrong is refused at %s', (path, change) => {
  const { amount, ...rest } = { ...agreement, ...change };
  const problems = checkNewAgreement(amount === undefined ? rest : { ...rest, amount }, someSettings());
  expect(problems.map((problem) => problem.path.join('.'))).toEqual([path]);
});

test.each<[Settings['market'], string, bigint]>([
  ['NO', 'NOK', 100n],
  ['DK', 'DKK', 1n],
  ['FI', 'EUR', 1n],
])('a sales unit in %s has %s, from %i', (market, code, least) => {
  const settings = someSettings({ market });
  const asked = { ...agreement, country: market, currency: currency(code) };
  expect(checkNewAgreement({ ...asked, amount: money(least, currency(code)) }, settings)).toEqual([]);
  expect(checkNewAgreement({ ...asked, amount: money(least - 1n, currency(code)) }, settings)).toHaveLength(1);
});

test('a payment is taken without the payer only, and where that is approved', () => {
  const payment = {
    agreement: { kind: 'agreement', id: 'agr_1' } as const,
    externalId: 'P',
    amount: dkk(1n),
    description: 'd',
    autoReserve: true,
    expiresInMs: 1,
    returnUrl: 'https://shop.example',
  };
  expect(checkNewPayment(payment, someSettings())).toEqual([]);
  expect(checkNewPayment({ ...payment, autoReserve: false }, someSettings())).toMatchObject([
    { path: ['autoReserve'] },
  ]);
  expect(checkNewPayment(payment, someSettings({ autoReserveApproved: false }))).toMatchObject([
    { rule: 'autoReserveApproved' },
  ]);
});
