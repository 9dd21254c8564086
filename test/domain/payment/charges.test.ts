import { describe, expect, it } from 'vitest';
import { afterFact } from '../../../src/domain/payment/facts.ts';
import { nextWaitingCheckAt, waitsForDay } from '../../../src/domain/payment/states.ts';
import type { PaymentFact } from '../../../src/domain/payment/step.ts';
import type { ProviderRef, StatusReason } from '../../../src/domain/port/provider.ts';
import type { OneOffPayment } from '../../../src/generated/prisma/client.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { aCharge } from '../../support/builders.ts';

const ref: ProviderRef = { kind: 'charge', id: 'p1' };
const at = new Date('2027-01-05T09:00:00Z');
const dkk = currency('DKK');
const all = money(8000n, dkk);
const noMoney: StatusReason = { code: 'INSUFFICIENT_FUNDS', message: 'no money', origin: 'BANK', retryable: true };
const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** The charge as it is after facts, each applied to what the one before has left. */
function applied(charge: OneOffPayment, ...facts: readonly PaymentFact[]): OneOffPayment {
  let now = charge;
  for (const fact of facts) {
    const step = afterFact(now, fact);
    if (step.kind === 'mismatch') throw new Error(step.detail);
    if (step.kind === 'step') now = { ...now, ...(step.patch as Partial<OneOffPayment>) };
  }
  return now;
}

const created = aCharge({ state: 'CREATED' });
const submitted = { kind: 'submitted', ref, at, chargeDate: '2027-01-04' } as const;
const attempt = { kind: 'attemptFailed', ref, at, why: noMoney, on: '2027-01-04', graceUntil: '2027-01-06' } as const;

describe('a charge that took nothing at its first attempt', () => {
  it('has not failed while the provider tries again, and keeps the attempt with its reason', () => {
    const tried = applied(created, submitted, attempt);
    expect(tried).toMatchObject({ state: 'PROCESSING', willRetry: true, attemptCount: 1, reason: noMoney });
    expect(tried.attemptedOn).toEqual(day('2027-01-04'));
    expect(tried.graceUntil).toEqual(day('2027-01-06'));
    // The same again, by webhook and by question, is no second attempt.
    expect(afterFact(tried, attempt)).toEqual({ kind: 'nothing' });
    expect(applied(tried, { ...attempt, on: '2027-01-05' })).toMatchObject({ attemptCount: 2 });
  });

  it('is not taken for failed by a reading that knows nothing of the retry', () => {
    const tried = applied(created, submitted, { kind: 'failed', ref, at, why: { ...noMoney, willRetry: true } });
    expect(tried).toMatchObject({ state: 'PROCESSING', willRetry: true, attemptCount: 1 });
    expect(applied(tried, { kind: 'failed', ref, at, why: noMoney })).toMatchObject({ state: 'PROCESSING' });
    const again = applied(tried, { kind: 'scheduled', ref, at, chargeDate: '2027-01-11' });
    expect(again).toMatchObject({ state: 'PROCESSING', willRetry: null });
    const failed = applied(again, { kind: 'failed', ref, at, why: noMoney, chargeDate: '2027-01-11' });
    expect(failed).toMatchObject({ state: 'FAILED', willRetry: false, attemptCount: 2 });
  });

  it('fails where the provider says that it does not try again, or is silent for too long', () => {
    const tried = applied(created, submitted, attempt);
    expect(applied(tried, { kind: 'failed', ref, at, why: { ...noMoney, willRetry: false } }).state).toBe('FAILED');
    const late = new Date('2027-03-01T00:00:00Z');
    expect(applied(tried, { kind: 'failed', ref, at: late, why: noMoney }).state).toBe('FAILED');
  });

  it('is settled when a later attempt takes the money, and that is an attempt, too', () => {
    const settled = applied(created, submitted, attempt, {
      kind: 'captured',
      ref,
      at,
      amount: all,
      chargeDate: '2027-01-05',
    });
    expect(settled).toMatchObject({
      state: 'SETTLED',
      captured: 8000n,
      authorized: 8000n,
      attemptCount: 2,
      willRetry: null,
    });
  });
});

describe('a charge that is reserved first', () => {
  const reserved = applied(aCharge({ state: 'PROCESSING', autoReserve: true }), {
    kind: 'reserved',
    ref,
    at,
    amount: all,
  });

  it('is captured in parts, each told as all that was captured so far', () => {
    expect(reserved).toMatchObject({ state: 'AUTHORIZED', authorized: 8000n });
    const part = applied(reserved, { kind: 'captured', ref, at, amount: money(3000n, dkk) });
    expect(part).toMatchObject({ state: 'PARTIALLY_SETTLED', captured: 3000n });
    expect(afterFact(part, { kind: 'captured', ref, at, amount: money(2000n, dkk) })).toEqual({ kind: 'nothing' });
    expect(applied(part, { kind: 'captured', ref, at, amount: all })).toMatchObject({
      state: 'SETTLED',
      captured: 8000n,
    });
    expect(afterFact(part, { kind: 'captured', ref, at, amount: money(9000n, dkk) }).kind).toBe('mismatch');
  });

  it('is settled by what was captured when the rest is let go', () => {
    const part = applied(reserved, { kind: 'captured', ref, at, amount: money(3000n, dkk) });
    const why = { ...noMoney, code: 'CANCELLED_BY_MERCHANT' } as const;
    expect(applied(part, { kind: 'cancelled', ref, at, why })).toMatchObject({ state: 'SETTLED', released: 5000n });
    expect(applied(reserved, { kind: 'expired', ref, at, why })).toMatchObject({ state: 'EXPIRED', released: 8000n });
  });
});

describe('what a charge asks for', () => {
  it('may become less before money is there, and never more', () => {
    const less = { kind: 'scheduled', ref, at, amount: money(5000n, dkk) } as const;
    expect(applied(created, less)).toMatchObject({ requested: 5000n, state: 'CREATED' });
    expect(afterFact(created, { ...less, amount: money(9000n, dkk) }).kind).toBe('mismatch');
    expect(afterFact(created, { ...less, amount: all }).kind).toBe('nothing');
    // One that bears no reservation is taken whole.
    expect(afterFact(created, { kind: 'captured', ref, at, amount: money(5000n, dkk) }).kind).toBe('mismatch');
  });

  it('is taken back, and given again when that is withdrawn', () => {
    const settled = applied(created, { kind: 'captured', ref, at, amount: all });
    const reversed = applied(settled, { kind: 'reversed', ref, at, amount: all, cause: 'chargeback', why: noMoney });
    expect(reversed).toMatchObject({ state: 'REVERSED', reversed: 8000n });
    expect(applied(reversed, { kind: 'restored', ref, at, amount: all })).toMatchObject({
      state: 'SETTLED',
      reversed: 0n,
    });
  });
});

describe('a charge that waits for its day', () => {
  const hour = 3_600_000;

  it('is asked about 35 times in the thirty days before, hourly at the end', () => {
    const dueOn = day('2027-01-31');
    const asked: number[] = [];
    let now = new Date(dueOn.getTime() - 30 * 24 * hour);
    while (now < dueOn) {
      now = nextWaitingCheckAt(dueOn, now);
      asked.push((dueOn.getTime() - now.getTime()) / hour);
    }
    // Each day, then halves of the last two, then each hour: it would be 720 times by the hour.
    expect(asked).toHaveLength(35);
    expect(asked.slice(0, 3)).toEqual([29 * 24, 28 * 24, 27 * 24]);
    expect(asked.slice(-3)).toEqual([1.5, 0.5, -0.5]);
    expect(nextWaitingCheckAt(dueOn, new Date(dueOn.getTime() + 5 * hour))).toEqual(
      new Date(dueOn.getTime() + 6 * hour),
    );
  });

  it("waits for the provider's day where it has named one, and no longer while anything else is awaited", () => {
    const waiting = aCharge({ state: 'CREATED', dueOn: day('2027-01-04'), chargeDate: null });
    expect(waitsForDay(waiting)).toEqual(day('2027-01-04'));
    expect(waitsForDay({ ...waiting, chargeDate: day('2027-01-05') })).toEqual(day('2027-01-05'));
    expect(waitsForDay({ ...waiting, cancelling: true })).toBeNull();
    expect(waitsForDay({ ...waiting, unresolvedCount: 1 })).toBeNull();
    expect(waitsForDay({ ...waiting, state: 'PROCESSING' })).toBeNull();
    expect(waitsForDay({ ...waiting, kind: 'ONE_OFF' })).toBeNull();
  });
});
