import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { dayOf, wordsOf } from './collection-facts.ts';
import { type PaymentState, paymentMayMove } from './states.ts';
import { differs, givenAgain, nothing, type PaymentFact, type PaymentStep, reverse, step, takenBack } from './step.ts';
import type { PaymentPatch } from './store.ts';

/** Success+ of GoCardless tries for six weeks at most; after that nobody believes that it will. */
const retryBelievedMs = 45 * 86_400_000;

/** Pure: what a fact does to a charge. As with a collected payment, the provider's own word and the day are kept whenever they are new. */
export function afterChargeFact(charge: OneOffPayment, fact: PaymentFact): PaymentStep {
  const moved = move(charge, fact);
  if (moved.kind === 'mismatch') return moved;
  const words =
    fact.kind === 'captured' && charge.captured > 0n ? {} : { ...wordsOf(charge, fact), ...plan(charge, fact) };
  if (moved.kind === 'step') return { ...moved, patch: { ...words, ...moved.patch } };
  return Object.keys(words).length === 0 ? nothing : step(words, { at: fact.at });
}

function move(charge: OneOffPayment, fact: PaymentFact): PaymentStep {
  const state = charge.state as PaymentState;
  const { at } = fact;
  const may = (to: PaymentState): boolean => paymentMayMove(charge, to);
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
    case 'scheduled': {
      const changed = asked(charge, fact.amount);
      if (changed.kind === 'mismatch') return changed;
      const amount = changed.kind === 'step' ? changed.patch : {};
      // One that failed, or took nothing at its first attempt, and is scheduled anew is being taken again.
      if (state === 'FAILED') return step({ state: 'PROCESSING', reason: null, willRetry: null }, { at });
      if (state === 'PROCESSING' && charge.willRetry) return step({ ...amount, willRetry: null }, { at });
      if (state === 'REQUIRES_PAYER_ACTION') return step({ ...amount, state: 'CREATED' }, { at });
      return changed.kind === 'step' ? { ...changed, details: { ...changed.details, at } } : nothing;
    }
    case 'submitted': {
      const changed = asked(charge, fact.amount);
      if (changed.kind === 'mismatch') return changed;
      const amount = changed.kind === 'step' ? changed.patch : {};
      if (may('PROCESSING')) return step({ ...amount, state: 'PROCESSING', reason: null }, { at });
      return state === 'PROCESSING' && charge.willRetry ? step({ ...amount, willRetry: null }, { at }) : nothing;
    }
    case 'attemptFailed':
      return attemptFailed(charge, fact);
    case 'failed':
      // What was taken and then failed was taken back: all of it.
      if (charge.captured > 0n) return charge.reversed > 0n ? nothing : reverse(charge, charge.captured, fact);
      if (fact.why.willRetry) return attemptFailed(charge, { ...fact, willRetry: true });
      if (isAwaited(charge, fact)) return nothing;
      if (!may('FAILED')) return nothing;
      return step(
        {
          state: 'FAILED',
          cancelling: false,
          reason: fact.why,
          willRetry: false,
          // What was to be tried again, and is not, was told as an attempt.
          ...(charge.willRetry && isRecorded(charge, dayTried(charge, fact))
            ? {}
            : attempt(charge, dayTried(charge, fact))),
        },
        { why: fact.why, at },
      );
    case 'reserved': {
      const wrong = differs(charge, fact, charge.requested);
      if (wrong) return wrong;
      if (!may('AUTHORIZED')) return nothing;
      const { amountMinor } = fact.amount;
      return step(
        {
          state: 'AUTHORIZED',
          authorized: amountMinor,
          reason: null,
          willRetry: null,
          settleBy: fact.until ?? null,
          ...attempt(charge, dayTried(charge, fact)),
        },
        { amountMinor, at },
      );
    }
    case 'captured':
      return captured(charge, fact);
    case 'reversed':
      return takenBack(charge, fact, may('REVERSED') || state === 'REVERSED');
    case 'restored':
      return givenAgain(charge, fact);
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const released = charge.authorized - charge.captured;
      const why = (state === 'AUTHORIZED' ? fact.whyReserved : undefined) ?? fact.why;
      // A part is the merchant's already; what is let go is the rest.
      if (state === 'PARTIALLY_SETTLED')
        return step({ state: 'SETTLED', released, cancelling: false, settleBy: null }, { at });
      const to = endOf[fact.kind];
      if (!may(to)) return nothing;
      return step({ state: to, released, cancelling: false, reason: why, ...noMore(charge) }, { why, at });
    }
    // A payout moves only the word.
    case 'paidOut':
      return nothing;
  }
}

const endOf = { rejected: 'REJECTED', expired: 'EXPIRED', cancelled: 'CANCELLED' } as const;

/** What was captured so far, in all: less than before is old news. */
function captured(charge: OneOffPayment, fact: Extract<PaymentFact, { kind: 'captured' }>): PaymentStep {
  const { amountMinor, currency } = fact.amount;
  const { at } = fact;
  if (currency !== charge.currency) return differs(charge, fact, charge.requested) ?? nothing;
  if (charge.captured > 0n && amountMinor <= charge.captured) return nothing;
  const reserved = charge.authorized > 0n;
  if (amountMinor > (reserved ? charge.authorized : charge.requested))
    return differs(charge, fact, reserved ? charge.authorized : charge.requested) ?? nothing;
  // Without a reservation all of it is taken at once; one that we did not hear of is for all of it, too.
  const authorized = reserved ? charge.authorized : charge.requested;
  const whole = amountMinor + charge.released === authorized;
  if (!whole && !charge.autoReserve) return differs(charge, fact, charge.requested) ?? nothing;
  const to: PaymentState = whole ? 'SETTLED' : 'PARTIALLY_SETTLED';
  if (charge.state !== to && !paymentMayMove(charge, to)) return nothing;
  const patch: PaymentPatch = {
    authorized,
    captured: amountMinor,
    capturedAt: charge.capturedAt ?? at,
    cancelling: charge.cancelling && !whole,
    reason: null,
    willRetry: null,
    ...(reserved ? {} : attempt(charge, dayTried(charge, fact))),
  };
  const details = { amountMinor: amountMinor - charge.captured, at };
  return step({ ...patch, state: to }, details);
}

type Failed = Extract<PaymentFact, { kind: 'attemptFailed' | 'failed' }>;

/** Nothing was taken, and the provider tries again. The same day's attempt is told once. */
function attemptFailed(charge: OneOffPayment, fact: Failed & { readonly willRetry?: boolean }): PaymentStep {
  const on = dayTried(charge, fact);
  if (isRecorded(charge, on)) return nothing;
  if (charge.state !== 'PROCESSING' && !paymentMayMove(charge, 'PROCESSING')) return nothing;
  return step(
    { state: 'PROCESSING', reason: fact.why, willRetry: true, ...attempt(charge, on) },
    { type: 'PAYMENT_ATTEMPT_FAILED', why: fact.why, at: fact.at },
  );
}

/** A reading that says no more than that it failed, while the provider has told that it tries that very attempt again. */
function isAwaited({ willRetry, attemptedOn }: OneOffPayment, fact: Extract<PaymentFact, { kind: 'failed' }>): boolean {
  if (!willRetry || !attemptedOn || fact.why.willRetry === false) return false;
  const retriedOn = fact.chargeDate;
  if (retriedOn !== undefined && retriedOn > iso(attemptedOn)) return false;
  return fact.at.getTime() < attemptedOn.getTime() + retryBelievedMs;
}

function dayTried(
  { chargeDate, dueOn }: OneOffPayment,
  { at, ...fact }: { readonly at: Date; readonly chargeDate?: string; readonly on?: string },
): string {
  const day = chargeDate ?? dueOn;
  return fact.on ?? fact.chargeDate ?? (day ? iso(day) : iso(at));
}

/** One attempt more, on a day. */
function attempt({ attemptCount, attemptedOn }: OneOffPayment, on: string): PaymentPatch {
  const last = attemptedOn ? iso(attemptedOn) : on;
  return { attemptCount: attemptCount + 1, attemptedOn: dayOf(last > on ? last : on) };
}

/** Whether the attempt of that day is on record. */
function isRecorded({ attemptedOn }: OneOffPayment, on: string): boolean {
  return attemptedOn !== null && iso(attemptedOn) >= on;
}

/** What is asked for, where the provider says how much: it can be lowered there. */
function asked(charge: OneOffPayment, amount: Extract<PaymentFact, { kind: 'scheduled' }>['amount']): PaymentStep {
  if (!amount || charge.authorized > 0n) return nothing;
  const wrong = differs(charge, { kind: 'scheduled', amount }, charge.requested);
  if (!wrong) return nothing;
  if (amount.currency !== charge.currency || amount.amountMinor > charge.requested) return wrong;
  return step({ requested: amount.amountMinor }, { type: 'PAYMENT_CHANGED', amountMinor: amount.amountMinor });
}

function noMore({ willRetry }: OneOffPayment): PaymentPatch {
  return willRetry ? { willRetry: false } : {};
}

/** How long the provider goes on trying, where it says so. */
function plan(charge: OneOffPayment, fact: PaymentFact): PaymentPatch {
  const until = 'graceUntil' in fact && fact.graceUntil ? dayOf(fact.graceUntil) : undefined;
  return until && until.getTime() !== charge.graceUntil?.getTime() ? { graceUntil: until } : {};
}

const iso = (day: Date): string => day.toISOString().slice(0, 10);
