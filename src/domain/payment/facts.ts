import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import { afterChargeFact } from './charge-facts.ts';
import { afterCollectionFact } from './collection-facts.ts';
import { isCharge, isCollected, isTransfer, type PaymentState, paymentMayMove } from './states.ts';
import { differs, givenAgain, nothing, type PaymentFact, type PaymentStep, step, takenBack } from './step.ts';
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
      if (fact.released) return takenInParts(payment, fact, fact.released);
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
      // What was taken of it stays taken, whatever becomes of the rest.
      const to = payment.captured > 0n ? 'SETTLED' : endOf[fact.kind];
      // That its rest was let go is told again after a charge-back, too.
      if (state === 'REVERSED' || !paymentMayMove(payment, to)) return nothing;
      // What was reserved and not captured goes back to the payer.
      const released = payment.authorized - payment.captured;
      const why = (state === 'AUTHORIZED' ? fact.whyReserved : undefined) ?? fact.why;
      return step({ state: to, released, cancelling: false, reason: why }, { why, at });
    }
    // Without the payer, where the provider could not reserve.
    case 'failed':
      return paymentMayMove(payment, 'FAILED')
        ? step({ state: 'FAILED', cancelling: false, reason: fact.why }, { why: fact.why, at })
        : nothing;
    case 'reversed':
      return takenBack(payment, fact, paymentMayMove(payment, 'REVERSED') || state === 'REVERSED');
    case 'restored':
      return givenAgain(payment, fact);
    // Of payments that a bank collects only.
    case 'scheduled':
    case 'submitted':
    case 'paidOut':
    case 'attemptFailed':
      return nothing;
  }
}

/**
 * A reservation that is taken in parts: the sums only grow, so one that says less is older than what we know. It is settled when nothing of it is
 * reserved any more.
 */
function takenInParts(
  payment: OneOffPayment,
  fact: Extract<PaymentFact, { kind: 'captured' }>,
  { amountMinor: released }: Money,
): PaymentStep {
  const { amountMinor: captured, currency } = fact.amount;
  if (currency !== payment.currency) return differs(payment, fact, payment.captured) ?? nothing;
  if (payment.state !== 'AUTHORIZED' || captured < payment.captured || released < payment.released) return nothing;
  if (captured + released > payment.authorized)
    return {
      kind: 'mismatch',
      detail: `captured: ${payment.authorized} ${currency} were reserved; the provider says that ${captured} were taken and ${released} released`,
    };
  if (captured === payment.captured && released === payment.released) return nothing;
  const isOver = captured + released === payment.authorized;
  return step(
    {
      captured,
      released,
      capturedAt: fact.at,
      ...(isOver ? { state: 'SETTLED', cancelling: false } : {}),
    },
    { amountMinor: captured - payment.captured, at: fact.at },
  );
}

const endOf = { rejected: 'REJECTED', expired: 'EXPIRED', cancelled: 'CANCELLED', failed: 'FAILED' } as const;
