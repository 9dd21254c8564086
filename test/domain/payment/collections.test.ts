import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact } from '../../../src/domain/payment/facts.ts';
import { paymentActions } from '../../../src/domain/payment/rules.ts';
import { collectionStates, type PaymentState, paymentMayMove } from '../../../src/domain/payment/states.ts';
import type { PaymentFact } from '../../../src/domain/payment/step.ts';
import type { Capabilities } from '../../../src/domain/port/provider.ts';
import type { OneOffPayment } from '../../../src/generated/prisma/client.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { aCollection, aPayment } from '../../support/builders.ts';
import { type FakePayment, paymentFacts, because as why } from '../../support/fake-bank.ts';

const ref = { kind: 'payment', id: 'p1' } as const;
const at = new Date('2026-01-01T10:00:00Z');
const eighty = money(8000n, currency('DKK'));

const facts: Readonly<Record<string, readonly [PaymentFact, PaymentState]>> = {
  awaitingPayer: [{ kind: 'awaitingPayer', ref, at }, 'REQUIRES_PAYER_ACTION'],
  scheduled: [{ kind: 'scheduled', ref, at }, 'CREATED'],
  submitted: [{ kind: 'submitted', ref, at }, 'PROCESSING'],
  captured: [{ kind: 'captured', ref, at, amount: eighty }, 'SETTLED'],
  reversed: [{ kind: 'reversed', ref, at, amount: eighty, cause: 'chargeback', why }, 'REVERSED'],
  rejected: [{ kind: 'rejected', ref, at, why }, 'REJECTED'],
  expired: [{ kind: 'expired', ref, at, why }, 'EXPIRED'],
  cancelled: [{ kind: 'cancelled', ref, at, why }, 'CANCELLED'],
};
const apply = (payment: OneOffPayment, fact: PaymentFact): OneOffPayment => {
  const step = afterFact(payment, fact);
  if (step.kind === 'mismatch') throw new Error(step.detail);
  return step.kind === 'step' ? { ...payment, ...(step.patch as Partial<OneOffPayment>) } : payment;
};

describe('a fact about a payment that a bank collects', () => {
  const cases = Object.keys(collectionStates).flatMap((state) =>
    Object.keys(facts).map((is) => [state as PaymentState, is] as const),
  );
  it.each(cases)('%s + %s moves it only where the table allows, and never twice', (state, is) => {
    const [fact, to] = facts[is] ?? [];
    if (!fact || !to) throw new Error('a case is missing');
    const before = aCollection({ state });
    const after = apply(before, fact);
    expect(after.state === state || paymentMayMove(before, after.state as PaymentState)).toBe(true);
    expect(apply(after, fact)).toEqual(after);
    // Collected means collected: what is taken back is not settled again by hearing of the collection once more.
    const mayGo = paymentMayMove(before, to) && !(state === 'REVERSED' && is === 'captured');
    if (mayGo) expect(after.state).toBe(to);
    else if (state === 'FAILED' && is === 'scheduled') expect(after.state).toBe('PROCESSING');
    else expect(after.state).toBe(state);
  });

  it('is the amounts as they are: reserved and captured at once, given back whole', () => {
    const settled = apply(aCollection({ state: 'PROCESSING' }), { kind: 'captured', ref, at, amount: eighty });
    expect(settled).toMatchObject({ authorized: 8000n, captured: 8000n, released: 0n });
    expect(apply(settled, { kind: 'failed', ref, at, why })).toMatchObject({
      state: 'REVERSED',
      reversed: 8000n,
      reason: why,
    });
    expect(apply(aCollection({ state: 'REVERSED' }), { kind: 'restored', ref, at, amount: eighty })).toMatchObject({
      state: 'SETTLED',
      reversed: 0n,
      reason: null,
    });
  });

  it('of another amount or currency is an alarm and changes nothing', () => {
    const other = [money(7999n, currency('DKK')), money(8000n, currency('EUR'))];
    for (const amount of other) {
      expect(afterFact(aCollection({ state: 'PROCESSING' }), { kind: 'captured', ref, at, amount }).kind).toBe(
        'mismatch',
      );
      expect(afterFact(aCollection({ state: 'SETTLED' }), { kind: 'captured', ref, at, amount }).kind).toBe('mismatch');
    }
    const more = money(8001n, currency('DKK'));
    const reversal: PaymentFact = { kind: 'reversed', ref, at, amount: more, cause: 'chargeback', why };
    expect(afterFact(aCollection({ state: 'SETTLED' }), reversal).kind).toBe('mismatch');
  });

  it('does nothing to a payment on an agreement when it is not of its kind', () => {
    const only: PaymentFact[] = [
      { kind: 'scheduled', ref, at },
      { kind: 'submitted', ref, at },
      { kind: 'failed', ref, at, why },
      { kind: 'restored', ref, at, amount: eighty },
      { kind: 'paidOut', ref, at },
    ];
    for (const fact of only) expect(afterFact(aPayment({ state: 'SETTLED' }), fact)).toEqual({ kind: 'nothing' });
  });
});

describe('readings of one life', () => {
  // Each reading tells all that is true when it was asked for; one that is older than the last one applied is left out.
  const lives: readonly (readonly FakePayment['word'][])[] = [
    ['pending_submission', 'submitted', 'confirmed', 'paid_out'],
    ['pending_submission', 'submitted', 'failed'],
    ['pending_submission', 'submitted', 'confirmed', 'paid_out', 'charged_back'],
    ['pending_submission', 'submitted', 'confirmed', 'charged_back', 'confirmed', 'paid_out'],
    ['pending_submission', 'cancelled'],
  ];
  it.each(lives)('end the same in any order and with any repeats, once the last was read: %s', (...life) => {
    const end = life.reduce((payment, word) => reading(payment, word), aCollection({ state: 'CREATED' }));
    const times = life.map((_, index) => index);
    fc.assert(
      fc.property(fc.shuffledSubarray([...times, ...times], { minLength: 1 }), (order) => {
        let last = -1;
        let payment = aCollection({ state: 'CREATED' });
        for (const time of [...order, life.length - 1]) {
          if (time < last) continue;
          last = time;
          payment = reading(payment, life[time] as FakePayment['word']);
        }
        const { state, captured, reversed, providerStatus } = payment;
        expect({ state, captured, reversed, providerStatus }).toEqual({
          state: end.state,
          captured: end.captured,
          reversed: end.reversed,
          providerStatus: end.providerStatus,
        });
      }),
    );
  });

  // As the door for facts does it: what is taken back was collected before.
  function reading(payment: OneOffPayment, word: FakePayment['word']): OneOffPayment {
    const reported = paymentFacts(ref, { word, amount: eighty }) as PaymentFact[];
    return reported.reduce(apply, payment);
  }
});

describe('the actions of a payment that a bank collects', () => {
  const can: Capabilities = {
    currencies: [currency('DKK')],
    partialCapture: false,
    partialRefund: true,
    autoReserve: false,
    refundWindowMs: null,
    operations: ['payment.cancel', 'payment.refund'],
  };
  const available = (payment: OneOffPayment, capabilities = can) =>
    paymentActions(payment, capabilities, at).flatMap(({ kind, available: is }) => (is ? [kind] : []));

  it.each([
    ['CREATED', ['CANCEL']],
    ['REQUIRES_PAYER_ACTION', ['CANCEL']],
    ['PROCESSING', []],
    ['SETTLED', ['REFUND']],
    ['REVERSED', []],
    ['FAILED', []],
    ['CANCELLED', []],
  ] as const)('in %s are %j', (state, kinds) => {
    expect(available(aCollection({ state }))).toEqual(kinds);
  });

  it('are none while the provider has not named it, or where the provider offers none', () => {
    expect(available(aCollection({ state: 'CREATED', providerReference: null }))).toEqual([]);
    expect(available(aCollection({ state: 'CREATED' }), { ...can, operations: [] })).toEqual([]);
    expect(available(aCollection({ state: 'SETTLED' }), { ...can, operations: [] })).toEqual([]);
  });

  it('give back no more than a bank has left', () => {
    const partly = aCollection({ state: 'SETTLED', reversed: 3000n, refunded: 4000n });
    const refund = paymentActions(partly, can, at).find(({ kind }) => kind === 'REFUND');
    expect(refund?.maxAmount).toEqual(money(1000n, currency('DKK')));
  });
});
