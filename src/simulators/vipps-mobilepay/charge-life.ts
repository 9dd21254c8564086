import { fromMinor } from '../kit/amounts.ts';
import type { Step } from '../kit/simulator.ts';
import { after, dayMs } from '../kit/time.ts';
import { attemptsOn } from './days.ts';
import { enterCapture, enterRefund, nextPsp } from './ledger.ts';
import {
  agreementGiven,
  type ChargeEvent,
  type ChargeRecord,
  type ChargeStatus,
  chargeOf,
  type FailureReason,
  keepCharge,
} from './records.ts';
import { keepSettings, settingsOf } from './settings.ts';
import { tellOfCharge } from './webhooks.ts';

/**
 * What can happen to a charge, whoever makes it happen: it falls due, is tried and tried again, is reserved, taken in parts, released, given back.
 * Each move is in the records and in the charge's own history, and is told where Vipps MobilePay tells it.
 */

// Minor units at which the test environment fails on purpose (notes §10).
const magicAmounts: ReadonlySet<number> = new Set([151, 182, 183, 184, 186, 187, 197, 202]);

/** Why its money could not be taken now; null where it can. */
export function failureOf(step: Step, charge: ChargeRecord): FailureReason | null {
  if (charge.fails) return charge.fails;
  const { pricing } = agreementGiven(step, charge.agreementId);
  if (pricing.type === 'VARIABLE' && charge.type !== 'INITIAL') {
    const most = Math.max(pricing.suggestedMaxAmount ?? 0, pricing.maxAmount ?? 0);
    if (charge.amount > most) return 'charge_amount_too_high';
  }
  const { payerBalance } = settingsOf(step);
  const short = payerBalance !== null && payerBalance < charge.amount;
  return magicAmounts.has(charge.amount) || short ? 'user_action_required' : null;
}

/** Sets its money aside, or takes it at once. */
export function reserve(step: Step, charge: ChargeRecord): ChargeRecord {
  const transactionId = nextPsp(step);
  spend(step, charge.amount);
  const set = { ...charge, transactionId, failureReason: null };
  if (charge.transactionType === 'DIRECT_CAPTURE') return capture(step, set, charge.amount, `${charge.id}-Capture`);
  const reserved = keep(step, set, 'RESERVED', {
    event: 'RESERVE',
    amount: charge.amount,
    idempotencyKey: `${charge.id}-${charge.agreementId}-ProcessPayment`,
    transactionId,
  });
  step.setTimer('reservationLapses', charge.id, after(step, reservationMs(step)));
  recordCharge(step, 'chargeReserved', reserved);
  tellOfCharge(step, 'reserved', reserved);
  return reserved;
}

export function capture(step: Step, charge: ChargeRecord, amount: number, key: string): ChargeRecord {
  const captured = charge.captured + amount;
  const transactionId = nextPsp(step);
  const isOver = captured + charge.cancelled === charge.amount;
  if (isOver) step.cancelTimer('reservationLapses', charge.id);
  const taken = keep(
    step,
    { ...charge, captured, capturedAt: step.now.toISOString() },
    isOver ? 'CHARGED' : 'PARTIALLY_CAPTURED',
    {
      event: 'CAPTURE',
      amount,
      idempotencyKey: key,
      transactionId,
    },
  );
  enterCapture(step, taken, amount, transactionId);
  recordCharge(step, 'chargeCaptured', taken, key, amount);
  tellOfCharge(step, 'captured', taken);
  return taken;
}

/** Ends what has not been taken: all of it, or the rest. */
export function cancelCharge(step: Step, charge: ChargeRecord, key: string): ChargeRecord {
  for (const timer of ['reservationLapses', 'chargeRuns', 'chargeFallsDue']) step.cancelTimer(timer, charge.id);
  const rest = charge.amount - charge.captured - charge.cancelled;
  if (charge.status === 'RESERVED' || charge.status === 'PARTIALLY_CAPTURED') spend(step, -rest);
  const ended = keep(
    step,
    { ...charge, cancelled: charge.cancelled + rest },
    charge.captured > 0 ? 'CHARGED' : 'CANCELLED',
    { event: 'CANCEL', amount: rest, idempotencyKey: key === '' ? `${charge.id}-cancel` : key },
  );
  recordCharge(step, charge.captured > 0 ? 'chargeReleased' : 'chargeCancelled', ended, key);
  tellOfCharge(step, 'canceled', ended);
  return ended;
}

/** It never began: it ends with its agreement. */
export function expireCharge(step: Step, charge: ChargeRecord): ChargeRecord {
  return keep(step, charge, 'CANCELLED', {
    event: 'CANCEL',
    amount: charge.amount,
    idempotencyKey: `${charge.id}-lapsed`,
  });
}

export function refund(step: Step, charge: ChargeRecord, amount: number, key: string): ChargeRecord {
  const refunded = charge.refunded + amount;
  const transactionId = nextPsp(step);
  spend(step, -amount);
  const status =
    charge.status === 'PARTIALLY_CAPTURED'
      ? charge.status
      : refunded === charge.captured
        ? 'REFUNDED'
        : 'PARTIALLY_REFUNDED';
  const given = keep(step, { ...charge, refunded }, status, {
    event: 'REFUND',
    amount,
    idempotencyKey: key,
    transactionId,
  });
  enterRefund(step, given, amount, transactionId);
  step.record({
    effect: 'chargeRefunded',
    subject: { kind: 'refund', id: key, within: charge.id },
    amount: fromMinor(BigInt(amount)),
    currency: charge.currency,
  });
  tellOfCharge(step, 'refunded', given);
  return given;
}

/** Ends it for good: nothing could be taken. */
function fail(step: Step, charge: ChargeRecord, reason: FailureReason): void {
  const failed = keep(step, { ...charge, failureReason: reason }, 'FAILED', {
    event: 'FAIL',
    amount: charge.amount,
    idempotencyKey: `${charge.id}-${charge.agreementId}-ProcessPayment`,
    success: false,
  });
  recordCharge(step, 'chargeFailed', failed);
  tellOfCharge(step, 'failed', failed);
}

/** When a charge that falls due is looked at for the first time. */
export function plan(step: Step, charge: ChargeRecord): void {
  const { market } = settingsOf(step);
  const [first] = charge.due === null ? [] : attemptsOn(charge.due, market);
  if (!first) return;
  step.setTimer('chargeFallsDue', charge.id, new Date(Math.max(first.getTime() - 30 * dayMs, step.now.getTime())));
  step.setTimer('chargeRuns', charge.id, first);
}

/** What the clock does with charges. */
export const chargeTimers: Readonly<Record<string, (step: Step, id: string) => void>> = {
  chargeFallsDue(step, id) {
    const charge = chargeOf(step, id);
    if (charge?.status === 'PENDING') keepCharge(step, { ...charge, status: 'DUE' });
  },
  /** An attempt. It stays DUE until the last one of its days (notes §3.5). */
  chargeRuns(step, id) {
    const charge = chargeOf(step, id);
    if (!charge || !['PENDING', 'DUE', 'PROCESSING'].includes(charge.status)) return;
    const why = failureOf(step, charge);
    const tried = { ...charge, fails: null };
    if (why === null) return void reserve(step, tried);
    const next = charge.due === null ? null : nextAttempt(step, charge);
    if (next === null) return fail(step, tried, why);
    keepCharge(step, { ...tried, status: 'DUE', failureReason: why });
    step.setTimer('chargeRuns', id, next);
  },
  reservationLapses(step, id) {
    const charge = chargeOf(step, id);
    if (charge?.status === 'RESERVED' || charge?.status === 'PARTIALLY_CAPTURED') cancelCharge(step, charge, '');
  },
};

function nextAttempt(step: Step, { due, retryDays }: ChargeRecord): Date | null {
  const { market } = settingsOf(step);
  const start = Date.parse(`${due}T00:00:00Z`);
  const days = Array.from({ length: retryDays + 1 }, (_, day) =>
    new Date(start + day * dayMs).toISOString().slice(0, 10),
  );
  return days.flatMap((day) => attemptsOn(day, market)).find((at) => at > step.now) ?? null;
}

/** Until when money stays reserved. */
export function reservationMs(step: Pick<Step, 'documents'>): number {
  const { market, lateCaptureApproved } = settingsOf(step);
  return (market === 'NO' || lateCaptureApproved ? 180 : 14) * dayMs;
}

export function recordCharge(step: Step, effect: string, charge: ChargeRecord, key = '', amount = charge.amount): void {
  const name = key === '' ? charge.externalId : key;
  step.record({
    effect,
    subject: {
      kind: 'charge',
      id: charge.id,
      within: charge.agreementId,
      ...(name !== null && { externalId: name }),
    },
    amount: fromMinor(BigInt(amount)),
    currency: charge.currency,
  });
}

function keep(
  step: Step,
  charge: ChargeRecord,
  status: ChargeStatus,
  event: Omit<ChargeEvent, 'occurred' | 'success'> & { readonly success?: boolean },
): ChargeRecord {
  const entry: ChargeEvent = { occurred: step.now.toISOString(), success: true, ...event };
  return keepCharge(step, { ...charge, status, history: [...charge.history, entry] });
}

function spend(step: Step, amount: number): void {
  const { payerBalance } = settingsOf(step);
  if (payerBalance !== null) keepSettings(step, { payerBalance: Math.max(0, payerBalance - amount) });
}
