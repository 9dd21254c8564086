import { describe, expect, test } from 'vitest';
import type { OperationMap } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { toAgreementFact, toAgreementPatch, toNewAgreement } from '../../../src/providers/vipps-mobilepay/translate.ts';
import { agreement } from '../../../src/providers/vipps-mobilepay/wire.ts';
import { t0 } from './support.ts';

const dkk = (amount: bigint) => money(amount, currency('DKK'));

function factOf(over: object, hint: Parameters<typeof toAgreementFact>[2] = null) {
  const body = {
    id: 'agr_1',
    uuid: '0b6f2f5e-6f6d-4d1a-9a5f-2f1f6f0f7a11',
    status: 'ACTIVE',
    pricing: { type: 'LEGACY', amount: 4_900, currency: 'DKK' },
    interval: { unit: 'WEEK', count: 1 },
    productName: 'Weekly box',
    created: '2027-02-03T04:00:00.1234567Z',
    start: '2027-02-03T04:01:00Z',
    stop: null,
    ...over,
  };
  const json = readJson(JSON.stringify(body));
  if (!json.ok) throw new Error(json.error);
  return toAgreementFact(agreement.parse(json.value), t0, hint);
}
const told = (...given: Parameters<typeof factOf>) => {
  const fact = factOf(...given);
  if (!fact.ok) throw new Error(fact.error.why.detail);
  return fact.value;
};

describe('an agreement', () => {
  test('that is pending may be accepted for ten minutes, at an address on whichever host', () => {
    for (const host of ['pay.mobilepay.dk', 'pay.vipps.dk', 'somewhere.new.example']) {
      const url = `https://${host}/flow?token=eyJ%2F&x=1`;
      expect(told({ status: 'PENDING', start: null, vippsConfirmationUrl: url })).toMatchObject({
        now: 'PENDING',
        step: { kind: 'redirect', url },
        until: new Date('2027-02-03T04:10:00.123Z'),
      });
    }
    const unsafe = told({ status: 'PENDING', start: null, vippsConfirmationUrl: 'javascript:alert(1)' });
    expect(unsafe).not.toHaveProperty('step');
  });
  test('that is active tells its terms', () => {
    expect(told({ productDescription: null })).toMatchObject({
      now: 'ACTIVE',
      at: new Date('2027-02-03T04:01:00Z'),
      terms: { plan: 'Weekly box', description: null, amount: dkk(4_900n), frequency: 'WEEKLY' },
    });
  });
  test.each([
    [{ unit: 'MONTH', count: 3 }, 'QUARTERLY'],
    [{ unit: 'MONTH', count: 2 }, 'FLEXIBLE'],
    [{}, 'FLEXIBLE'],
    [null, 'FLEXIBLE'],
    ['often', 'FLEXIBLE'],
  ])('every %j is %s', (interval, frequency) => {
    expect(told({ interval })).toMatchObject({ terms: { frequency } });
  });
  test.each([
    [{ type: 'VARIABLE', suggestedMaxAmount: 9_900, maxAmount: 20_000, currency: 'DKK' }],
    [{ type: 'FLEXIBLE', currency: 'DKK' }],
  ])('priced %j has no amount', (pricing) => {
    expect(told({ pricing })).toMatchObject({ terms: { amount: null } });
  });

  const stopped = { status: 'STOPPED', stop: '2027-02-03T04:04:00Z' };
  const rejected = { rejected: true, actor: null };
  test.each([
    [
      'by the merchant',
      stopped,
      { rejected: false, actor: 'MERCHANT' },
      'CANCELLED',
      'CANCELLED_BY_MERCHANT',
      undefined,
    ],
    ['by the payer', stopped, { rejected: false, actor: 'USER' }, 'CANCELLED', 'CANCELLED_BY_PAYER', true],
    ['by the provider', stopped, { rejected: false, actor: 'ADMIN' }, 'CANCELLED', 'CANCELLED_BY_SYSTEM', true],
    ['by nobody knows whom', stopped, null, 'CANCELLED', 'OTHER', true],
    [
      'before it began, which news calls rejected',
      { ...stopped, start: null },
      rejected,
      'REJECTED',
      'REJECTED_BY_PAYER',
      undefined,
    ],
    ['after it began, whatever news says', stopped, rejected, 'CANCELLED', 'OTHER', true],
    [
      'by the payer, by its history, before it began',
      { ...stopped, start: null, history: [{ event: 'REJECT', actor: 'USER' }] },
      null,
      'REJECTED',
      'REJECTED_BY_PAYER',
      undefined,
    ],
    [
      'by the merchant, by its history',
      {
        ...stopped,
        history: [
          { event: 'CREATE', actor: 'MERCHANT' },
          { event: 'ANYTHING', actor: 'Merchant' },
        ],
      },
      null,
      'CANCELLED',
      'CANCELLED_BY_MERCHANT',
      undefined,
    ],
  ] as const)('that is stopped %s', (_, wire, hint, now, code, mayStay) => {
    const fact = told(wire, hint);
    expect(fact).toMatchObject({ kind: 'authority', now, why: { code }, at: new Date('2027-02-03T04:04:00Z') });
    expect(fact.kind === 'authority' && fact.reservationsMayStay).toBe(mayStay);
  });
  test('in a status that nobody knows is not guessed at', () => {
    expect(factOf({ status: 'PAUSED' })).toMatchObject({ ok: false, error: { why: { kind: 'unknownStatus' } } });
  });
});

describe('what we send', () => {
  const input: OperationMap['agreement.create'] = {
    externalId: 'SHOP-0001',
    plan: 'Basic',
    currency: currency('DKK'),
    country: 'DK',
    frequency: 'BIWEEKLY',
    expiresInMs: 600_000,
    returnUrl: 'https://shop.example/back',
  };
  const sent = (over: Partial<typeof input>) => toNewAgreement({ ...input, ...over }, 'key1', 'https://shop.example/a');

  test('has the price, the ceiling, or neither', () => {
    expect(sent({ amount: dkk(9_900n) }).pricing).toEqual({ type: 'LEGACY', amount: 9_900n, currency: 'DKK' });
    expect(sent({}).pricing).toEqual({ type: 'FLEXIBLE', currency: 'DKK' });
    const variable = { vippsMobilePay: { suggestedMaxAmount: dkk(50_000n) } };
    expect(sent({ with: variable }).pricing).toEqual({
      type: 'VARIABLE',
      suggestedMaxAmount: 50_000n,
      currency: 'DKK',
    });
  });
  test('has a rhythm, its own page, and a campaign', () => {
    expect(sent({})).toMatchObject({
      interval: { unit: 'WEEK', count: 2 },
      merchantAgreementUrl: 'https://shop.example/a',
      externalId: 'SHOP-0001',
    });
    expect(sent({ frequency: 'FLEXIBLE' })).not.toHaveProperty('interval');
    const interval = { unit: 'DAY', count: 10 } as const;
    const untilEvent = { price: dkk(0n), eventAt: '2027-06-01T00:00:00Z', eventText: 'Summer' };
    const terms = { vippsMobilePay: { interval, campaign: { untilEvent }, agreementUrl: 'https://shop.example/b' } };
    expect(sent({ frequency: 'FLEXIBLE', with: terms })).toMatchObject({
      interval,
      merchantAgreementUrl: 'https://shop.example/b',
      campaign: { type: 'EVENT_CAMPAIGN', price: 0n, eventDate: '2027-06-01T00:00:00Z', eventText: 'Summer' },
    });
  });
  test.each([
    ['SHOP-0001-FIRST', 'SHOP-0001-FIRST'],
    ['short', 'key1'],
    ['with blanks and/slashes', 'key1'],
    ['x'.repeat(51), 'key1'],
  ])('calls the first charge by %j where that is an order id: %s', (externalId, orderId) => {
    const oneOffPayment = { externalId, amount: dkk(8_000n), description: 'First' };
    expect(sent({ oneOffPayment }).initialCharge).toEqual({
      amount: 8_000n,
      description: 'First',
      transactionType: 'RESERVE_CAPTURE',
      orderId,
      externalId,
    });
    const atOnce = sent({ oneOffPayment, with: { vippsMobilePay: { captureFirstPayment: true } } });
    expect(atOnce.initialCharge?.transactionType).toBe('DIRECT_CAPTURE');
  });
  test('of a change has what changes alone', () => {
    const ref = { kind: 'agreement', id: 'agr_1' } as const;
    const at = { agreement: ref, currency: currency('DKK') };
    expect(toAgreementPatch({ ...at, plan: 'B', amount: dkk(1n) })).toEqual({
      productName: 'B',
      pricing: { amount: 1n },
    });
    expect(toAgreementPatch({ ...at, frequency: 'FLEXIBLE' })).toEqual({ interval: { type: 'FLEXIBLE' } });
    expect(toAgreementPatch({ ...at, frequency: 'ANNUAL' })).toEqual({
      interval: { type: 'RECURRING', period: { unit: 'YEAR', count: 1 } },
    });
  });
});
