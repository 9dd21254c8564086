import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import {
  createBy,
  earliestDueOn,
  graceUntil,
  lastTriedOn,
  latestDueOn,
} from '../../../src/providers/vipps-mobilepay/charge-days.ts';
import { readCharge } from '../../../src/providers/vipps-mobilepay/charge-facts.ts';
import { chargeRef } from '../../../src/providers/vipps-mobilepay/translate.ts';
import { charge } from '../../../src/providers/vipps-mobilepay/wire.ts';
import { someSettings } from './support.ts';

const agreement = { kind: 'agreement' } as const;
const norway = someSettings({ market: 'NO' });
const denmark = someSettings({ market: 'DK' });
const dkk = (amount: bigint) => money(amount, currency('DKK'));

describe('the days of a charge', () => {
  test.each([
    // Midnight comes to Finland first, and none of them is at UTC.
    ['2027-03-05T21:59:00Z', 'FI', '2027-03-06'],
    ['2027-03-05T22:00:00Z', 'FI', '2027-03-07'],
    ['2027-03-05T22:59:00Z', 'DK', '2027-03-06'],
    ['2027-03-05T23:00:00Z', 'NO', '2027-03-07'],
    ['2027-07-31T22:00:00Z', 'DK', '2027-08-02'],
  ] as const)('at %s the first one in %s is %s', (now, market, day) => {
    expect(earliestDueOn(agreement, new Date(now), someSettings({ market }))).toBe(day);
  });

  test('there is none on a mandate', () => {
    expect(earliestDueOn({ kind: 'mandate' }, new Date(), denmark)).toBeNull();
  });

  test('are asked for a day before the last moment, reach two years ahead, and end with the retries', () => {
    expect(createBy('2027-03-07', agreement, denmark)).toEqual(new Date('2027-03-05T23:00:00Z'));
    expect(latestDueOn(new Date('2028-02-29T12:00:00Z'), norway)).toBe('2030-02-28');
    expect(graceUntil('2027-02-27', { kind: 'PROVIDER_DAYS', days: 14 })).toBe('2027-03-13');
    expect(graceUntil('2027-02-27', { kind: 'NONE' })).toBe('2027-02-27');
  });

  test.each([
    ['2027-03-05T01:59:00Z', null],
    ['2027-03-05T02:00:00Z', '2027-03-05'],
    ['2027-03-06T01:00:00Z', '2027-03-05'],
    ['2027-03-06T03:00:00Z', '2027-03-06'],
    ['2027-03-20T03:00:00Z', '2027-03-07'],
  ])('at %s the last attempt was on %s', (now, on) => {
    expect(lastTriedOn({ due: '2027-03-05', until: '2027-03-07' }, new Date(now), denmark)).toBe(on);
  });
});

const ref = chargeRef('agr_1', 'order-0001');
const event = (name: string, amount: number, over: object = {}) => ({
  event: name,
  amount,
  occurred: '2027-03-05T02:00:00Z',
  idempotencyKey: `key-${name}`,
  success: true,
  ...over,
});

/** What is true of one that is due on 5 March, with two days of retries. */
function factsAt(now: string, over: object) {
  const body = {
    id: 'order-0001',
    status: 'DUE',
    type: 'RECURRING',
    transactionType: 'DIRECT_CAPTURE',
    due: '2027-03-05T00:00:00Z',
    retryDays: 2,
    amount: 8_000,
    currency: 'DKK',
    summary: { captured: 0, refunded: 0, cancelled: 0 },
    history: [event('CREATE', 8_000)],
    ...over,
  };
  const json = readJson(JSON.stringify(body));
  if (!json.ok) throw new Error(json.error);
  const found = readCharge(charge.parse(json.value), ref, new Date(now), denmark);
  if (!found.ok) throw new Error(found.error.why.detail);
  return found.value.facts;
}

describe('a charge that falls due', () => {
  const days = { chargeDate: '2027-03-05', graceUntil: '2027-03-07' };
  const funds = { failureReason: 'user_action_required' };
  test.each([
    ['2027-03-01T12:00:00Z', { status: 'PENDING' }, { kind: 'scheduled', ...days }],
    ['2027-03-04T12:00:00Z', {}, { kind: 'scheduled', ...days }],
    // More than the payer allows is known before its day.
    ['2027-03-04T12:00:00Z', { failureReason: 'charge_amount_too_high' }, { kind: 'scheduled' }],
    ['2027-03-05T12:00:00Z', {}, { kind: 'submitted', ...days }],
    ['2027-03-04T12:00:00Z', { status: 'PROCESSING' }, { kind: 'submitted' }],
    [
      '2027-03-06T12:00:00Z',
      funds,
      { kind: 'attemptFailed', on: '2027-03-06', graceUntil: '2027-03-07', why: { willRetry: true } },
    ],
    ['2027-03-08T00:00:00Z', { status: 'FAILED', ...funds }, { kind: 'failed', why: { willRetry: false } }],
    ['2027-03-05T12:00:00Z', { due: 'soon' }, { kind: 'scheduled' }],
  ])('at %s with %j is told as %j', (now, over, fact) => {
    expect(factsAt(now, over)).toMatchObject([fact]);
  });

  test('and is taken at once was never reserved', () => {
    const taken = { status: 'CHARGED', summary: { captured: 8_000 }, history: [event('CAPTURE', 8_000)] };
    expect(factsAt('2027-03-06T00:00:00Z', taken)).toMatchObject([
      { kind: 'captured', amount: dkk(8_000n), chargeDate: '2027-03-05' },
    ]);
  });

  test('and is captured in parts tells all that was taken, and that the rest was let go', () => {
    const history = [event('RESERVE', 8_000), event('CAPTURE', 3_000), event('CANCEL', 5_000)];
    const over = { transactionType: 'RESERVE_CAPTURE', status: 'PARTIALLY_CAPTURED', history };
    const parts = factsAt('2027-03-06T00:00:00Z', { ...over, summary: { captured: 3_000 } });
    expect(parts.map(({ kind }) => kind)).toEqual(['reserved', 'captured']);
    const ended = factsAt('2027-03-06T00:00:00Z', { ...over, summary: { captured: 3_000, cancelled: 5_000 } });
    expect(ended).toMatchObject([
      { kind: 'reserved', amount: dkk(8_000n) },
      { kind: 'captured', amount: dkk(3_000n), operationKeys: ['key-CAPTURE', 'key-CANCEL'] },
      { kind: 'cancelled' },
    ]);
  });
});
