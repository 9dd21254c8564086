import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { StatusReason } from '../port/provider.ts';
import { type PaymentState, paymentMayMove } from './states.ts';
import { differs, givenAgain, nothing, type PaymentFact, type PaymentStep, reverse, step, takenBack } from './step.ts';
import type { PaymentPatch } from './store.ts';

/**
 * Pure: what a fact does to a payment that a bank collects. The provider's own word and the day of collection are kept whenever they
 * are new, also where nothing else moves. That it was collected is said again with whatever came of it later, so there only the later
 * fact brings the word.
 */
export function afterCollectionFact(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  const moved = move(payment, fact);
  if (moved.kind === 'mismatch') return moved;
  const words = fact.kind === 'captured' && payment.captured > 0n ? {} : wordsOf(payment, fact);
  if (moved.kind === 'step') return { ...moved, patch: { ...moved.patch, ...words } };
  return Object.keys(words).length === 0 ? nothing : step(words, { at: fact.at });
}

function move(payment: OneOffPayment, fact: PaymentFact): PaymentStep {
  const state = payment.state as PaymentState;
  const { at } = fact;
  const may = (to: PaymentState): boolean => paymentMayMove(payment, to);
  switch (fact.kind) {
    case 'awaitingPayer':
      if (state !== 'REQUIRES_PAYER_ACTION' && !may('REQUIRES_PAYER_ACTION')) return nothing;
      return step(
        {
          state: 'REQUIRES_PAYER_ACTION',
          ...(fact.step?.kind === 'redirect' ? { payerUrl: fact.step.url } : {}),
          ...(fact.until ? { expiresAt: fact.until } : {}),
        },
        { at },
      );
    case 'scheduled':
      // A failed one that is scheduled anew is being collected again; whether it could be withdrawn is not worth a guess.
      if (state === 'FAILED') return step({ state: 'PROCESSING', reason: null }, { at });
      return may('CREATED') ? step({ state: 'CREATED' }, { at }) : nothing;
    case 'submitted':
      return may('PROCESSING') ? step({ state: 'PROCESSING', reason: null }, { at }) : nothing;
    case 'captured': {
      if (payment.captured > 0n) return differs(payment, fact, payment.captured) ?? nothing;
      if (!may('SETTLED')) return nothing;
      const { amountMinor } = fact.amount;
      return (
        differs(payment, fact, payment.requested) ??
        step(
          {
            state: 'SETTLED',
            authorized: amountMinor,
            captured: amountMinor,
            capturedAt: at,
            cancelling: false,
            reason: null,
          },
          { amountMinor, at },
        )
      );
    }
    case 'failed':
      // What was collected and then failed was taken back: all of it.
      if (payment.captured > 0n) return payment.reversed > 0n ? nothing : reverse(payment, payment.captured, fact);
      return may('FAILED') ? end('FAILED', fact) : nothing;
    case 'reversed':
      return takenBack(payment, fact, true);
    case 'restored':
      return givenAgain(payment, fact);
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const to = endOf[fact.kind];
      return may(to) ? end(to, fact) : nothing;
    }
    // A bank reserves nothing for us, and a payout moves only the word.
    case 'reserved':
    case 'paidOut':
    // Of charges only.
    case 'attemptFailed':
      return nothing;
  }
}

const endOf = { rejected: 'REJECTED', expired: 'EXPIRED', cancelled: 'CANCELLED' } as const;

interface Ending {
  readonly why: StatusReason;
  readonly at: Date;
}

function end(state: PaymentState, { why, at }: Ending): PaymentStep {
  return step({ state, cancelling: false, reason: why }, { why, at });
}

/** The provider's own word, and the day of collection, where they are new. */
export function wordsOf(payment: OneOffPayment, fact: PaymentFact): PaymentPatch {
  const { providerStatus } = fact;
  const chargeDate = 'chargeDate' in fact && fact.chargeDate ? dayOf(fact.chargeDate) : undefined;
  return {
    ...(providerStatus !== undefined && providerStatus !== payment.providerStatus ? { providerStatus } : {}),
    ...(chargeDate && chargeDate.getTime() !== payment.chargeDate?.getTime() ? { chargeDate } : {}),
  };
}

/** A plain day, as a column holds it. */
export function dayOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
