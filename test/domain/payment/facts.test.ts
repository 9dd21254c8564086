import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact } from '../../../src/domain/payment/facts.ts';
import { type PaymentState, paymentMayMove, paymentStates } from '../../../src/domain/payment/states.ts';
import type { PaymentFact } from '../../../src/domain/payment/step.ts';
import type { StatusReason } from '../../../src/domain/port/provider.ts';
import { currency, money } from '../../../src/kernel/money.ts';
import { aPayment } from '../../support/builders.ts';

const ref = { kind: 'payment', id: 'p1' } as const;
const at = new Date('2026-01-01T10:00:00Z');
const eighty = money(8000n, currency('DKK'));
const why: StatusReason = { code: 'OTHER', message: 'because', origin: 'PROVIDER', retryable: false };

const facts: Record<string, PaymentFact> = {
  awaitingPayer: { kind: 'awaitingPayer', ref, at, step: { kind: 'redirect', url: 'https://pay.example' } },
  reserved: { kind: 'reserved', ref, at, amount: eighty, until: new Date('2026-01-07T00:00:00Z') },
  captured: { kind: 'captured', ref, at, amount: eighty },
  rejected: { kind: 'rejected', ref, at, why },
  expired: { kind: 'expired', ref, at, why },
  cancelled: { kind: 'cancelled', ref, at, why },
};
const resulting: Record<string, PaymentState> = {
  awaitingPayer: 'REQUIRES_PAYER_ACTION',
  reserved: 'AUTHORIZED',
  captured: 'SETTLED',
  rejected: 'REJECTED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
};

describe('a fact about a payment', () => {
  const cases = Object.keys(paymentStates).flatMap((state) =>
    Object.keys(facts).map((is) => [state as PaymentState, is] as const),
  );
  it.each(cases)('%s + %s moves it only where the table allows', (state, is) => {
    const fact = facts[is];
    const to = resulting[is];
    if (!fact || !to) throw new Error('a case is missing');
    const step = afterFact(aPayment({ state }), fact);
    // That it was captured is told again after a charge-back, and takes nothing of that back.
    const again = state === 'REVERSED' && is === 'captured';
    if (paymentMayMove(aPayment({ state }), to) && !again)
      expect(step).toMatchObject({ kind: 'step', patch: { state: to } });
    // A request that is seen again may carry a newer link; it is no move.
    else if (state === 'REQUIRES_PAYER_ACTION' && is === 'awaitingPayer')
      expect(step).toMatchObject({ kind: 'step', patch: { state } });
    else expect(step).toEqual({ kind: 'nothing' });
  });

  it('that it expired says whether for want of an answer or of a capture, where the provider has one word for both', () => {
    const whyReserved = { ...why, message: 'not captured' };
    const fact: PaymentFact = { kind: 'expired', ref, at, why, whyReserved };
    const reasonFrom = (state: PaymentState) => afterFact(aPayment({ state }), fact);
    expect(reasonFrom('REQUIRES_PAYER_ACTION')).toMatchObject({ patch: { reason: why } });
    expect(reasonFrom('AUTHORIZED')).toMatchObject({ patch: { reason: whyReserved } });
  });

  it('of another amount or currency is an alarm and changes nothing', () => {
    const wrong: PaymentFact[] = [
      { kind: 'reserved', ref, at, amount: money(8001n, currency('DKK')) },
      { kind: 'reserved', ref, at, amount: money(8000n, currency('EUR')) },
    ];
    for (const fact of wrong)
      expect(afterFact(aPayment({ state: 'REQUIRES_PAYER_ACTION' }), fact).kind).toBe('mismatch');
    const captured: PaymentFact = { kind: 'captured', ref, at, amount: money(7999n, currency('DKK')) };
    expect(afterFact(aPayment({ state: 'AUTHORIZED' }), captured).kind).toBe('mismatch');
    expect(afterFact(aPayment({ state: 'SETTLED' }), captured).kind).toBe('mismatch');
  });

  it('that a part was charged back adds to what was before, and its end takes that part off again', () => {
    const part = (minor: bigint) => ({ ref, at, isPart: true, amount: money(minor, currency('DKK')) }) as const;
    const taken = (minor: bigint): PaymentFact => ({ ...part(minor), kind: 'reversed', cause: 'chargeback', why });
    const given = (minor: bigint): PaymentFact => ({ ...part(minor), kind: 'restored' });
    const settled = aPayment({ state: 'SETTLED' });
    const once = afterFact(settled, taken(3000n));
    expect(once).toMatchObject({ patch: { state: 'REVERSED', reversed: 3000n }, details: { amountMinor: 3000n } });
    const reversed = aPayment({ state: 'REVERSED', reversed: 3000n });
    expect(afterFact(reversed, taken(5000n))).toMatchObject({
      patch: { reversed: 8000n },
      details: { amountMinor: 5000n },
    });
    expect(afterFact(reversed, taken(5001n)).kind).toBe('mismatch');
    expect(afterFact(reversed, given(3001n)).kind).toBe('mismatch');
    const step = afterFact(reversed, given(1000n));
    expect(step).toMatchObject({
      patch: { reversed: 2000n },
      details: { type: 'PAYMENT_RESTORED', amountMinor: 1000n },
    });
    expect(step).not.toMatchObject({ patch: { state: 'SETTLED' } });
    expect(afterFact(reversed, given(3000n))).toMatchObject({
      patch: { state: 'SETTLED', reversed: 0n, reason: null },
    });
    expect(afterFact(aPayment({ state: 'AUTHORIZED' }), taken(3000n))).toEqual({ kind: 'nothing' });
  });

  it('may come in any order and any number of times: a captured payment ends the same', () => {
    // What a provider says of a payment that was captured: each ask gives all that is true so far.
    const life: PaymentFact[][] = [['awaitingPayer'], ['reserved'], ['reserved', 'captured']].map((names) =>
      names.map((name, index) => ({
        ...(facts[name] as PaymentFact),
        ...(index === names.length - 1 ? { providerStatus: name } : {}),
      })),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 0, 1, 2, 2], { minLength: 1 }), (order) => {
        const said = [...order, 2].flatMap((index) => life[index] ?? []);
        let end = aPayment({ state: 'CREATED' });
        for (const fact of said) {
          const step = afterFact(end, fact);
          expect(step.kind).not.toBe('mismatch');
          if (step.kind === 'step') end = { ...end, ...(step.patch as Partial<typeof end>) };
        }
        expect(end).toMatchObject({ state: 'SETTLED', authorized: 8000n, captured: 8000n, released: 0n });
        expect(end.providerStatus).toBe('captured');
      }),
    );
  });

  it("brings the provider's own word where it moves the payment, and none where it comes too late", () => {
    const word = { providerStatus: 'Canceled' };
    const late = { ...(facts.cancelled as PaymentFact), ...word };
    expect(afterFact(aPayment({ state: 'AUTHORIZED' }), late)).toMatchObject({ patch: word });
    expect(afterFact(aPayment({ state: 'SETTLED' }), late)).toEqual({ kind: 'nothing' });
    const silent = afterFact(
      aPayment({ state: 'AUTHORIZED', providerStatus: 'Reserved' }),
      facts.cancelled as PaymentFact,
    );
    expect(silent.kind === 'step' && 'providerStatus' in silent.patch).toBe(false);
  });

  it('that ends a reservation gives all of it back', () => {
    for (const is of ['expired', 'cancelled']) {
      expect(afterFact(aPayment({ state: 'AUTHORIZED' }), facts[is] as PaymentFact)).toMatchObject({
        patch: { released: 8000n, cancelling: false },
      });
    }
  });
});
