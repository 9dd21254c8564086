import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { afterChargeFact } from './charge-facts.ts';
import { afterCollectionFact } from './collection-facts.ts';
import { isCharge, isCollected, isTransfer, type PaymentState, paymentMayMove } from './states.ts';
import { differs, nothing, type PaymentFact, type PaymentStep, step } from './step.ts';
import type { PaymentPatch } from './store.ts';

/**
 * Pure. A fact that comes again, or after something later, changes nothing; so any order and any number of repeats of the same
 * facts end in the same payment. Where a life may turn back (a collected payment) the caller leaves out readings that are too old.
 */
export function afterFact(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  if (isTransfer(payment)) return afterTransferFact(payment, fact);
  if (isCharge(payment)) return afterChargeFact(payment, fact);
  return isCollected(payment) ? afterCollectionFact(payment, fact) : afterReservationFact(payment, fact);
}

/** A transfer can only be given up, and only while no money is there; the money itself has a door of its own. */
function afterTransferFact(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  if (fact.kind !== 'rejected' && fact.kind !== 'expired' && fact.kind !== 'cancelled' && fact.kind !== 'failed')
    return nothing;
  const to = endOf[fact.kind];
  const words = fact.providerStatus === undefined ? {} : { providerStatus: fact.providerStatus };
  // One that was given up here bears the provider's word for that once it is heard.
  if (payment.state === to) return step(words, { at: fact.at });
  return paymentMayMove(payment, to) && payment.captured === payment.refunded
    ? step({ ...words, state: to, cancelling: false, reason: fact.why }, { why: fact.why, at: fact.at })
    : nothing;
}

/** The provider's own word comes with the move that it is the word for; it says nothing new where nothing moves. */
function afterReservationFact(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  const moved = move(payment, fact);
  const { providerStatus } = fact;
  if (moved.kind !== 'step' || providerStatus === undefined) return moved;
  return { ...moved, patch: { ...moved.patch, providerStatus } };
}

function move(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  const state = payment.state as PaymentState;
  const at = fact.at;
  switch (fact.kind) {
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
      if (!paymentMayMove(payment, 'AUTHORIZED')) return nothing;
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
      if (!paymentMayMove(payment, 'SETTLED')) return nothing;
      const wrong = differs(payment, fact, payment.authorized);
      if (wrong) return wrong;
      const amountMinor = fact.amount.amountMinor;
      return step({ state: 'SETTLED', captured: amountMinor, capturedAt: at }, { amountMinor, at });
    }
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const to = endOf[fact.kind];
      if (!paymentMayMove(payment, to)) return nothing;
      // What was reserved goes back to the payer, all of it, since nothing of it was captured.
      const released = payment.authorized - payment.captured;
      const why = (state === 'AUTHORIZED' ? fact.whyReserved : undefined) ?? fact.why;
      return step({ state: to, released, cancelling: false, reason: why }, { why, at });
    }
    // Of payments that a bank collects only.
    case 'scheduled':
    case 'submitted':
    case 'failed':
    case 'reversed':
    case 'restored':
    case 'paidOut':
    case 'attemptFailed':
      return nothing;
  }
}

const endOf = { rejected: 'REJECTED', expired: 'EXPIRED', cancelled: 'CANCELLED', failed: 'FAILED' } as const;
