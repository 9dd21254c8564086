import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuthorityState, ReasonCode } from '../../../src/domain/port/provider.ts';
import { amountMinorMax, currency, money, toDecimal } from '../../../src/kernel/money.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import {
  agreementRef,
  fromAmount,
  paymentRef,
  refundRef,
  toAgreementFact,
  toInstant,
  toNewAgreement,
  toPayment,
  toRefund,
  toStep,
} from '../../../src/providers/mobilepay/translate.ts';
import { agreement, agreementPage, newAgreementReply, payment, refund } from '../../../src/providers/mobilepay/wire.ts';
import { fixture, ids, t0 } from './support.ts';

const dkk = currency('DKK');
const ref = paymentRef(ids.agreement, ids.payment);
const context = { asked: t0, reservationLifetimeMs: 3_600_000 };
const anAgreement = (changes: object) => agreement.parse({ ...(fixture('agreement') as object), ...changes });
const aPayment = (changes: object) => payment.parse({ ...(fixture('payment') as object), ...changes });
const aRefund = (changes: object) => refund.parse({ ...(fixture('refunds') as object[])[0], ...changes });

describe('an agreement', () => {
  const rows: [string, AuthorityState][] = [
    ['Pending', 'PENDING'],
    ['Accepted', 'ACTIVE'],
    ['Active', 'ACTIVE'],
    ['Rejected', 'REJECTED'],
    ['Expired', 'EXPIRED'],
    ['Canceled', 'CANCELLED'],
    ['Cancelled', 'CANCELLED'],
  ];
  test.each(rows)('%s → %s', (status, now) => {
    expect(toAgreementFact(anAgreement({ status }), t0, null)).toMatchObject({
      ok: true,
      value: { kind: 'authority', now, ref: agreementRef(ids.agreement), providerStatus: status },
    });
  });

  const reasons: [status: string, code: string | null, reason: ReasonCode, providerCode: string | undefined][] = [
    ['Rejected', '40000', 'REJECTED_BY_PAYER', '40000'],
    ['Rejected', null, 'REJECTED_BY_PAYER', '40000'],
    ['Expired', '40001', 'EXPIRED', '40001'],
    ['Canceled', '40002', 'CANCELLED_BY_PAYER', '40002'],
    ['Canceled', '40003', 'CANCELLED_BY_MERCHANT', '40003'],
    ['Cancelled', '40004', 'CANCELLED_BY_SYSTEM', '40004'],
    ['Canceled', null, 'OTHER', undefined],
    ['Canceled', '40000', 'OTHER', undefined],
    ['Canceled', 'constructor', 'OTHER', undefined],
  ];
  test.each(reasons)('%s with the code %s is explained as %s', (status, code, reason, providerCode) => {
    const fact = toAgreementFact(anAgreement({ status }), t0, code);
    expect(fact.ok && fact.value.kind === 'authority' && fact.value.why?.code).toBe(reason);
    expect(fact.ok && fact.value.kind === 'authority' ? fact.value.why?.providerCode : null).toBe(providerCode);
  });

  test('that is pending says until when, from its own times', () => {
    const fact = toAgreementFact(anAgreement({ status: 'Pending' }), t0, null);
    expect(fact).toMatchObject({
      value: { at: new Date('2024-05-01T10:00:00Z'), until: new Date('2024-05-01T10:05:00Z') },
    });
  });

  test('that was accepted carries the time of the acceptance and no reason, whatever the hint', () => {
    const fact = toAgreementFact(anAgreement({}), t0, '40000');
    expect(fact).toEqual({
      ok: true,
      value: {
        kind: 'authority',
        ref: agreementRef(ids.agreement),
        now: 'ACTIVE',
        at: new Date('2024-05-01T10:02:00Z'),
        providerStatus: 'Accepted',
        terms: {
          plan: 'Basic',
          description: 'Monthly subscription',
          amount: money(1_000n, currency('DKK')),
          frequency: 'MONTHLY',
        },
      },
    });
  });

  test('tells what the payer is shown, and leaves out what of it cannot be read', () => {
    const odd = anAgreement({ amount: '1,5', frequency: '13', plan: null });
    const fact = toAgreementFact(odd, t0, null);
    expect(fact.ok && fact.value).toMatchObject({ now: 'ACTIVE', terms: { description: 'Monthly subscription' } });
    expect(fact.ok && fact.value.kind === 'authority' && Object.keys(fact.value.terms ?? {})).toEqual(['description']);
    const bare = toAgreementFact(anAgreement({ amount: null, description: null }), t0, null);
    expect(bare).toMatchObject({ value: { terms: { amount: null, description: null } } });
  });

  test.each(['accepted', 'Suspended', 'constructor', '__proto__'])(
    'with the status %s is unknown, never a guess',
    (status) => {
      expect(toAgreementFact(anAgreement({ status }), t0, null)).toMatchObject({
        ok: false,
        error: { kind: 'unknown', why: { kind: 'unknownStatus' } },
      });
    },
  );

  test.each(['agreement-list', 'agreement-list-array'])('is read from either shape of the list: %s', (name) => {
    expect(agreementPage.parse(fixture(name))).toMatchObject({
      items: [{ id: ids.agreement, amount: '10.00', external_id: 'AGGR00068' }],
      unreadable: 0,
    });
  });
});

describe('a one-off payment', () => {
  const read = (changes: object, hint: string | null = null) => {
    const result = toPayment(aPayment(changes), ref, context, hint);
    if (!result.ok) throw new Error(result.error.why.detail);
    return result.value.facts;
  };
  test('that is captured was reserved before, so a missed reservation is made up', () => {
    const amount = money(8000n, dkk);
    expect(read({})).toEqual([
      { kind: 'reserved', ref, amount, at: t0 },
      { kind: 'captured', ref, amount, at: t0, providerStatus: 'Captured' },
    ]);
  });
  test('that is reserved has to be settled within the lifetime of a reservation', () => {
    expect(read({ status: 'Reserved' })).toEqual([
      {
        kind: 'reserved',
        ref,
        amount: money(8000n, dkk),
        at: t0,
        until: new Date('2024-05-01T13:00:00Z'),
        providerStatus: 'Reserved',
      },
    ]);
  });
  test('that is requested waits for its payer', () => {
    expect(read({ status: 'Requested' })).toEqual([
      { kind: 'awaitingPayer', ref, at: t0, providerStatus: 'Requested' },
    ]);
  });
  test('that is requested after 50013 says that reserving by itself failed', () => {
    expect(read({ status: 'Requested' }, '50013')).toMatchObject([
      { kind: 'awaitingPayer', why: { code: 'AUTO_RESERVE_FAILED', providerCode: '50013' } },
    ]);
  });
  test.each([
    ['Rejected', '50001', 'rejected', 'REJECTED_BY_PAYER', '50001'],
    ['Rejected', null, 'rejected', 'REJECTED_BY_PAYER', '50001'],
    ['Expired', '50008', 'expired', 'EXPIRED', '50008'],
    ['Expired', null, 'expired', 'EXPIRED', '50008'],
    ['Expired', '50001', 'expired', 'EXPIRED', '50008'],
    ['Canceled', null, 'cancelled', 'OTHER', undefined],
    ['Cancelled', '70003', 'cancelled', 'OTHER', '70003'],
    ['Canceled', '40002', 'cancelled', 'CANCELLED_BY_PAYER', '40002'],
    ['Canceled', '40003', 'cancelled', 'CANCELLED_BY_MERCHANT', '40003'],
    ['Canceled', '40004', 'cancelled', 'CANCELLED_BY_SYSTEM', '40004'],
    ['Canceled', '50001', 'cancelled', 'OTHER', undefined],
  ])('%s with the code %s → %s, %s', (status, hint, kind, code, providerCode) => {
    const [fact] = read({ status }, hint);
    expect(fact).toMatchObject({ kind, ref, why: { code } });
    expect('why' in fact && fact.why?.providerCode).toBe(providerCode);
  });
  test('takes its state from the book alone: a callback cannot make it captured or rejected', () => {
    expect(read({ status: 'Reserved' }, '50001').map(({ kind }) => kind)).toEqual(['reserved']);
  });
  test.each(['Refunded', 'captured', 'toString', ' Reserved'])(
    'with the status %s is unknown, never a guess',
    (status) => {
      expect(toPayment(aPayment({ status }), ref, context, null)).toMatchObject({
        ok: false,
        error: { why: { kind: 'unknownStatus' } },
      });
    },
  );
  test.each([{ amount: '80.001' }, { amount: '8e1' }, { currency: 'KRONER' }])('with %j is unreadable', (changes) => {
    expect(toPayment(aPayment(changes), ref, context, null)).toMatchObject({
      ok: false,
      error: { why: { kind: 'unreadable' } },
    });
  });
});

describe('a refund', () => {
  const payRef = paymentRef(ids.agreement, 'c710b883-6ed6-4506-9599-490ead89096a');
  const ourRef = refundRef(payRef, ids.refund);
  const amount = money(1020n, dkk);
  const operationKey = 'opr_0000000000000000000000001';
  test('that is issued is refunded, under the key we sent', () => {
    expect(toRefund(aRefund({}), ourRef, t0, null, amount)).toEqual({
      kind: 'facts',
      facts: [{ kind: 'refunded', ref: ourRef, amount, at: t0, operationKey }],
    });
  });
  test('that is requested is pending', () => {
    expect(toRefund(aRefund({ status: 'Requested' }), ourRef, t0, null, amount)).toMatchObject({
      kind: 'pending',
      ref: ourRef,
    });
  });
  test.each([
    ['60001', 'AMOUNT_NOT_AVAILABLE'],
    ['60002', 'AMOUNT_NOT_AVAILABLE'],
    ['60003', 'OTHER'],
    ['60004', 'NOT_IN_THIS_STATE'],
    ['60005', 'OTHER'],
    ['60006', 'REFUND_WINDOW_CLOSED'],
    ['60007', 'OTHER'],
    ['60008', 'MERCHANT_BALANCE_TOO_LOW'],
  ])('that is declined with %s is explained as %s', (code, reason) => {
    expect(toRefund(aRefund({ status: 'Declined' }), ourRef, t0, code, null)).toMatchObject({
      facts: [{ kind: 'refundDeclined', operationKey, why: { code: reason, providerCode: code } }],
    });
  });
  test('that is declined without a code says so', () => {
    expect(toRefund(aRefund({ status: 'Declined' }), ourRef, t0, null, null)).toMatchObject({
      facts: [{ why: { code: 'OTHER' } }],
    });
  });
  test.each([{ amount: '10.21' }, { currency: 'EUR' }])(
    'of another amount or currency (%j) is never ours',
    (changes) => {
      expect(toRefund(aRefund(changes), ourRef, t0, null, amount)).toMatchObject({
        kind: 'unknown',
        why: { kind: 'amountMismatch' },
      });
    },
  );
  test('with a status that is not in our table is unknown', () => {
    expect(toRefund(aRefund({ status: 'Settled' }), ourRef, t0, null, amount)).toMatchObject({
      kind: 'unknown',
      why: { kind: 'unknownStatus' },
    });
  });
});

describe('amounts', () => {
  test.each([
    ['10.00', 1000n],
    ['10', 1000n],
    ['10.0', 1000n],
    ['10.000', 1000n],
    ['19.45', 1945n],
    ['0.01', 1n],
    ['90071992547409.93', 9007199254740993n],
  ])('%s is exactly %s minor units', (text, minor) => {
    expect(fromAmount(text, 'DKK')).toEqual({ ok: true, value: money(minor, dkk) });
  });
  test.each(['10.005', '1e1', '1E400', 'NaN', 'Infinity', '', ' 1', '1,00', '0x10', '99999999999999999999'])(
    '%j is refused',
    (text) => {
      expect(fromAmount(text, 'DKK').ok).toBe(false);
    },
  );
  test('a number of a GET answer never passes through a float', () => {
    const json = readJson('{"amount": 90071992547409.93}');
    expect(json).toEqual({ ok: true, value: { amount: '90071992547409.93' } });
  });
  test('any amount survives the way out and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: amountMinorMax }), fc.constantFrom('DKK', 'EUR'), (minor, code) => {
        const value = money(minor, currency(code));
        expect(fromAmount(toDecimal(value), code)).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('what we send', () => {
  test('is the sample of the docs, with amounts in full and the first payment living as long as the agreement', () => {
    const sample = fixture('new-agreement.request') as { one_off_payment: object };
    const body = toNewAgreement(
      {
        externalId: 'AGGR00068',
        plan: 'Basic',
        description: 'Monthly subscription',
        amount: money(1000n, dkk),
        currency: dkk,
        country: 'DK',
        frequency: 'MONTHLY',
        nextPaymentDate: '2017-03-09',
        expiresInMs: 5 * 60_000 + 59_999,
        returnUrl: 'https://example.com/1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
        payerPhone: '4511100118',
        oneOffPayment: {
          amount: money(8000n, dkk),
          externalId: 'OOP00348',
          description: 'Down payment for our services',
        },
      },
      'https://example.com/1b08e244-4aea-4988-99d6-1bd22c6a5b2c',
    );
    expect(body).toEqual({
      ...sample,
      amount: '10.00',
      frequency: 12,
      expiration_timeout_minutes: 5,
      one_off_payment: { ...sample.one_off_payment, amount: '80.00', expiration_timeout_minutes: 5 },
    });
  });
});

describe('the way to the payer', () => {
  test('is the link of the docs', () => {
    const { links } = newAgreementReply.parse(fixture('new-agreement.reply'));
    expect(toStep(links)).toEqual({ step: { kind: 'redirect', url: links?.[0]?.href } });
  });
  test.each(['javascript:alert(1)', 'http://evil.example/', 'data:text/html,x', 'not a url', ''])(
    'is left out where the link is %j',
    (href) => {
      expect(toStep([{ rel: 'mobile-pay', href }])).toEqual({});
    },
  );
});

describe('times', () => {
  test.each([
    ['2016-09-29T09:50:39Z', '2016-09-29T09:50:39.000Z'],
    ['2016-09-29T09:50:39', '2016-09-29T09:50:39.000Z'],
    ['2016-09-29T11:50:39.1234567+02:00', '2016-09-29T09:50:39.123Z'],
  ])('%s is read as %s', (text, iso) => {
    expect(toInstant(text)?.toISOString()).toBe(iso);
  });
  test.each(['', 'yesterday', '2016-13-45T99:99:99Z', '2016-09-29', null, undefined])('%j is no time', (text) => {
    expect(toInstant(text)).toBeNull();
  });
});

test('translating never throws, whatever stands in the fields', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 60, minLength: 1 }),
    fc.constantFrom('Reserved', 'Captured', 'Requested', 'Issued', 'Pending', '80.00', '__proto__'),
  );
  fc.assert(
    fc.property(
      text,
      text.map((value) => value.slice(0, 40)),
      text,
      fc.option(text),
      (status, amount, code, hint) => {
        toPayment(aPayment({ status, amount, currency: code }), ref, context, hint);
        toRefund(aRefund({ status, amount, currency: code }), refundRef(ref, ids.refund), t0, hint, null);
        toAgreementFact(anAgreement({ status, date_created: amount, expiration_timeout_minutes: code }), t0, hint);
      },
    ),
  );
});
