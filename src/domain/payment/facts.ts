import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { Fact } from '../provider.ts';
import { type PaymentState, paymentMayMove } from './states.ts';
import type { PaymentPatch, Told } from './store.ts';

/** Facts that are about a payment as a whole; those about its refunds are settled with the refund's operation. */
export type PaymentFact = Extract<
  Fact,
  { is: 'awaitingPayer' | 'reserved' | 'captured' | 'rejected' | 'expired' | 'cancelled' }
>;

/** What a fact does to a payment: a patch with what is told of it, nothing (a repeat, or too late), or an alarm. */
export type PaymentStep =
  | { readonly kind: 'step'; readonly patch: PaymentPatch; readonly told: Told }
  | { readonly kind: 'nothing' }
  /** The same truth with another amount: somebody is wrong, so nothing is applied and a person is called. */
  | { readonly kind: 'mismatch'; readonly detail: string };

const nothing: PaymentStep = { kind: 'nothing' };

/**
 * Pure. A fact that comes again, or after something later, changes nothing; so any order and any number of repeats of the same
 * facts end in the same payment.
 */
export function afterFact(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  const state = payment.state as PaymentState;
  const at = fact.at;
  switch (fact.is) {
    case 'awaitingPayer': {
      if (state !== 'CREATED' && state !== 'REQUIRES_PAYER_ACTION') return nothing;
      const known = {
        ...(fact.step?.kind === 'redirect' ? { payerUrl: fact.step.url } : {}),
        ...(fact.until ? { expiresAt: fact.until } : {}),
      };
      const patch: PaymentPatch = { state: 'REQUIRES_PAYER_ACTION', ...known };
      if (fact.why && payment.reason === null)
        return step({ ...patch, reason: fact.why }, { type: 'PAYMENT_AUTO_RESERVE_FAILED', why: fact.why, at });
      return step(patch, { at });
    }
    case 'reserved': {
      const wrong = differs(payment, fact, payment.requested);
      if (wrong) return wrong;
      if (!paymentMayMove(state, 'AUTHORIZED')) return nothing;
      const patch: PaymentPatch = {
        state: 'AUTHORIZED',
        authorized: fact.amount.amountMinor,
        reason: null,
        settleBy: fact.until ?? null,
      };
      return step(patch, { amountMinor: fact.amount.amountMinor, at });
    }
    case 'captured': {
      if (payment.captured > 0n) return differs(payment, fact, payment.captured) ?? nothing;
      if (!paymentMayMove(state, 'SETTLED')) return nothing;
      const wrong = differs(payment, fact, payment.authorized);
      if (wrong) return wrong;
      const amountMinor = fact.amount.amountMinor;
      return step({ state: 'SETTLED', captured: amountMinor, capturedAt: at }, { amountMinor, at });
    }
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const to = endOf[fact.is];
      if (!paymentMayMove(state, to)) return nothing;
      // What was reserved goes back to the payer, all of it, since nothing of it was captured.
      const released = payment.authorized - payment.captured;
      return step({ state: to, released, cancelling: false, reason: fact.why }, { why: fact.why, at });
    }
  }
}

const endOf = { rejected: 'REJECTED', expired: 'EXPIRED', cancelled: 'CANCELLED' } as const;

function step(patch: PaymentPatch, told: Told): PaymentStep {
  return { kind: 'step', patch, told };
}

function differs(
  payment: OneOffPayment,
  { is, amount }: Extract<PaymentFact, { is: 'reserved' | 'captured' }>,
  expected: bigint,
): PaymentStep | null {
  if (amount.amountMinor === expected && amount.currency === payment.currency) return null;
  return {
    kind: 'mismatch',
    detail: `${is}: expected ${expected} ${payment.currency}; the provider says ${amount.amountMinor} ${amount.currency}`,
  };
}
