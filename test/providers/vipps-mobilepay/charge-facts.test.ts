import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import { readCharge } from '../../../src/providers/vipps-mobilepay/charge-facts.ts';
import { paymentRef, refundRef } from '../../../src/providers/vipps-mobilepay/translate.ts';
import { charge } from '../../../src/providers/vipps-mobilepay/wire.ts';
import { someSettings, t0 } from './support.ts';

const ref = paymentRef('agr_1', 'order-0001');
const dkk = (amount: bigint) => money(amount, currency('DKK'));
const created = {
  event: 'CREATE',
  amount: 8_000,
  occurred: '2027-01-01T10:00:00Z',
  idempotencyKey: 'k0',
  success: true,
};
const event = (name: string, amount: number, idempotencyKey: string, over: object = {}) => ({
  ...created,
  event: name,
  amount,
  idempotencyKey,
  ...over,
});
const reserved = event('RESERVE', 8_000, 'order-0001-agr_1-ProcessPayment');

/** A charge as it stands there. */
function read(over: object, settings = someSettings()) {
  const body = {
    id: 'order-0001',
    status: 'RESERVED',
    type: 'UNSCHEDULED',
    amount: 8_000,
    currency: 'DKK',
    summary: { captured: 0, refunded: 0, cancelled: 0 },
    history: [created, reserved],
    ...over,
  };
  const json = readJson(JSON.stringify(body));
  if (!json.ok) throw new Error(json.error);
  return readCharge(charge.parse(json.value), ref, t0, settings);
}
const factsOf = (over: object, settings = someSettings()) => {
  const found = read(over, settings);
  if (!found.ok) throw new Error(found.error.why.detail);
  return found.value.facts;
};
const day = 86_400_000;

describe('a charge', () => {
  test.each([
    ['DK', false, 14],
    ['FI', false, 14],
    ['DK', true, 180],
    ['NO', false, 180],
  ] as const)('that is reserved in %s (late capture: %s) is so for %i days', (market, lateCaptureApproved, days) => {
    const [fact] = factsOf({}, someSettings({ market, lateCaptureApproved }));
    const at = new Date('2027-01-01T10:00:00Z');
    expect(fact).toMatchObject({ kind: 'reserved', amount: dkk(8_000n), at });
    expect(fact.kind === 'reserved' && fact.until).toEqual(new Date(at.getTime() + days * day));
  });

  test('that is taken in parts tells the sums, and the keys by which', () => {
    const history = [created, reserved, event('CAPTURE', 3_000, 'k1'), event('CANCEL', 1_000, 'k2')];
    const facts = factsOf({ status: 'PARTIALLY_CAPTURED', summary: { captured: 3_000, cancelled: 1_000 }, history });
    expect(facts[1]).toMatchObject({
      kind: 'captured',
      amount: dkk(3_000n),
      released: dkk(1_000n),
      operationKeys: ['k1', 'k2'],
    });
  });

  test('goes by its money, whatever its status jumped to', () => {
    const history = [created, event('CAPTURE', 8_000, 'k1'), event('REFUND', 500, 'k2'), event('REFUND', 7_500, '')];
    const facts = factsOf({ status: 'REFUNDED', summary: { captured: 8_000, refunded: 8_000 }, history });
    expect(facts.map(({ kind }) => kind)).toEqual(['reserved', 'captured', 'refunded', 'refunded']);
    // Named by the key, and what bears none by its transaction or its place.
    expect(facts.slice(2).map((fact) => fact.ref)).toEqual([
      refundRef(ref, 'k2'),
      refundRef(ref, 'order-0001-refund-2'),
    ]);
  });

  test('does not take for done what did not succeed', () => {
    const history = [created, reserved, event('CAPTURE', 8_000, 'k1', { success: false })];
    const found = read({ history });
    expect(found.ok && found.value.history.map((one) => one.event)).toEqual(['CREATE', 'RESERVE']);
  });

  test.each([
    ['2027-01-15T10:00:00Z', 'expired', 'EXPIRED'],
    ['2027-01-15T09:30:00Z', 'expired', 'EXPIRED'],
    ['2027-01-10T10:00:00Z', 'cancelled', 'OTHER'],
  ])('that is cancelled at %s is %s', (occurred, kind, code) => {
    const history = [created, reserved, event('CANCEL', 8_000, 'x', { occurred })];
    expect(factsOf({ status: 'CANCELLED', history })).toMatchObject([{ kind, at: new Date(occurred), why: { code } }]);
  });

  test.each([
    ['user_action_required', 'OTHER', 'user_action_required'],
    ['charge_amount_too_high', 'AMOUNT_NOT_AVAILABLE', 'charge_amount_too_high'],
    ['technical_error', 'PROVIDER_UNAVAILABLE', 'technical_error'],
    ['constructor', 'OTHER', undefined],
    [null, 'OTHER', undefined],
  ])('that failed for %s is failed: %s', (failureReason, code, providerCode) => {
    const [fact] = factsOf({ status: 'FAILED', failureReason, history: [created] });
    expect(fact).toMatchObject({ kind: 'failed', why: { code } });
    expect(fact.kind === 'failed' && fact.why.providerCode).toBe(providerCode);
  });

  test.each([
    ['INITIAL', 'awaitingPayer'],
    ['UNSCHEDULED', 'scheduled'],
  ])('of type %s that is on its way is %s', (type, kind) => {
    for (const status of ['PENDING', 'DUE', 'PROCESSING'])
      expect(factsOf({ type, status, history: [created] })).toMatchObject([{ kind }]);
  });

  test.each([
    [{ status: 'UNKNOWN' }, 'unknownStatus'],
    [{ status: 'DISPUTED' }, 'unknownStatus'],
    [{ currency: 'DKR' }, 'unreadable'],
    [{ status: 'CHARGED' }, 'unreadable'],
    [{ status: 'CHARGED', summary: undefined }, 'unreadable'],
    [{ status: 'CHARGED', summary: { captured: 8_000, cancelled: 1 } }, 'amountMismatch'],
  ])('%j is not guessed at', (over, kind) => {
    expect(read(over)).toMatchObject({ ok: false, error: { why: { kind } } });
  });

  test('may have members that nobody knows, and lack what is not needed', () => {
    expect(factsOf({ surprise: { deep: [1] }, history: undefined, type: 7, summary: undefined })).toMatchObject([
      { kind: 'reserved' },
    ]);
  });
});
