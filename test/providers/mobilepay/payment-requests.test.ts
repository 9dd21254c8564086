import { describe, expect, test } from 'vitest';
import { currency, money } from '../../../src/kernel/money.ts';
import { readJson } from '../../../src/providers/kit/json.ts';
import {
  createBy,
  earliestDueOn,
  graceDaysOf,
  graceUntil,
  latestDueOn,
} from '../../../src/providers/mobilepay/charge-days.ts';
import { checkChargeUpdate, checkNewCharge } from '../../../src/providers/mobilepay/limits.ts';
import { chargeRef, toRequest } from '../../../src/providers/mobilepay/request-facts.ts';
import { paymentRequest } from '../../../src/providers/mobilepay/wire.ts';
import { ids } from './support.ts';

const agreement = { kind: 'agreement' } as const;
const dkk = (amount: bigint) => money(amount, currency('DKK'));

describe('the days of a payment of a subscription', () => {
  test.each([
    ['2027-03-05T22:59:59Z', '2027-03-07'],
    ['2027-03-05T23:00:00Z', '2027-03-08'],
    ['2027-07-01T22:00:00Z', '2027-07-04'],
  ])('at %s the first one is %s', (now, day) => {
    expect(earliestDueOn(agreement, new Date(now))).toBe(day);
    expect(earliestDueOn({ kind: 'mandate' }, new Date(now))).toBeNull();
  });

  test('begin with eight days on which the payer sees it, and end with those of grace', () => {
    expect(createBy('2027-03-09')).toEqual(new Date('2027-02-28T23:00:00Z'));
    expect(latestDueOn(new Date('2027-01-01T12:00:00Z'))).toBe('2027-05-07');
    expect(graceUntil('2027-02-27', { kind: 'PROVIDER_DAYS', days: 2 })).toBe('2027-03-01');
    expect(graceUntil('2027-02-27', { kind: 'NONE' })).toBe('2027-02-27');
    expect([graceDaysOf({ kind: 'NONE' }), graceDaysOf({ kind: 'PROVIDER_DAYS', days: 2 })]).toEqual([1, 3]);
  });
});

const ref = chargeRef(ids.agreement, ids.payment);
function read(over: object, now = '2027-03-05T12:00:00Z', hint: string | null = null) {
  const body = {
    id: ids.payment,
    amount: 80,
    currency: 'DKK',
    status: 'Created',
    due_date: '2027-03-05T00:00:00',
    grace_period_days: 2,
    ...over,
  };
  const json = readJson(JSON.stringify(body));
  if (!json.ok) throw new Error(json.error);
  return toRequest(paymentRequest.parse(json.value), ref, { asked: new Date(now), currency: 'DKK' }, hint);
}

describe('a payment of a subscription', () => {
  const days = { chargeDate: '2027-03-05', graceUntil: '2027-03-06' };
  test.each([
    [{ status: 'Requested' }, '2027-03-01T12:00:00Z', null, [{ kind: 'scheduled', amount: dkk(8_000n), ...days }]],
    [{}, '2027-03-05T00:59:00Z', null, [{ kind: 'scheduled' }]],
    [{}, '2027-03-05T01:00:00Z', null, [{ kind: 'submitted', ...days }]],
    [
      { status: 'Suspended' },
      '2027-03-06T00:30:00Z',
      null,
      [{ kind: 'attemptFailed', on: '2027-03-05', why: { willRetry: true } }],
    ],
    [{ status: 'Executed' }, undefined, '0', [{ kind: 'submitted' }, { kind: 'captured', amount: dkk(8_000n) }]],
    [{ status: 'Failed' }, undefined, null, [{ kind: 'failed', why: { providerCode: '50000', willRetry: false } }]],
    [{ status: 'Declined' }, undefined, '70001', [{ kind: 'failed', why: { code: 'AMOUNT_NOT_AVAILABLE' } }]],
    // A code explains only what it can be about: whoever knows the password may have written it.
    [{ status: 'Declined' }, undefined, '50001', [{ kind: 'failed', why: { code: 'OTHER' } }]],
    [{ status: 'Rejected' }, undefined, null, [{ kind: 'rejected', why: { code: 'REJECTED_BY_PAYER' } }]],
    [{ status: 'Cancelled' }, undefined, '50005', [{ kind: 'cancelled', why: { code: 'AUTHORITY_NOT_ACTIVE' } }]],
    [{ due_date: null, grace_period_days: 'some' }, undefined, null, [{ kind: 'scheduled', amount: dkk(8_000n) }]],
  ] as const)('that is %j at %s, after %s', (over, now, hint, facts) => {
    const found = read(over, now, hint);
    expect(found.ok && found.value.facts).toMatchObject(facts);
  });

  test.each([
    [{ status: 'Teleported' }, 'unknownStatus'],
    [{ amount: 80.001 }, 'unreadable'],
  ])('%j is not guessed at', (over, kind) => {
    expect(read(over)).toMatchObject({ ok: false, error: { why: { kind } } });
  });
});

test('what MobilePay does not take is named before anything is sent', () => {
  const input = {
    on: ref.within ?? ref,
    target: { kind: 'mandate' } as const,
    externalId: 'C-1',
    amount: money(200_001n, currency('EUR')),
    description: 'March',
    dueOn: '2027-02-30',
    retryPlan: { kind: 'PROVIDER_AUTOMATIC' } as const,
    reserve: true,
    reference: 'RENT',
    appFee: 1n,
    askedAt: Date.parse('2027-01-01T12:00:00Z'),
  };
  expect(checkNewCharge(input).map(({ path }) => path.join('.'))).toEqual([
    'amount',
    'on',
    'dueOn',
    'retryPlan',
    'reserve',
    'reference',
    'appFee',
  ]);
  const update = { payment: ref, requested: dkk(5_000n), askedAt: 0 };
  expect(checkChargeUpdate({ ...update, amount: dkk(4_999n) })).toEqual([]);
  expect(checkChargeUpdate({ ...update, amount: dkk(5_000n), dueOn: '2027-04-01' }).map(({ rule }) => rule)).toEqual([
    'lowerAmount',
    'dueOn',
  ]);
});
