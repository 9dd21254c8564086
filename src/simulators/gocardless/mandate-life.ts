import type { Step } from '../kit/simulator.ts';
import { addWorkingDays, bankingDay, dateOf, heardAt, notBefore, plusMonths, sentAt } from './calendar.ts';
import { announce, type By } from './events.ts';
import { newId } from './ids.ts';
import { canMovePayment, fromBank, movePayment, type Why } from './payments/payment-life.ts';
import { all, keep, type MandateRecord, type MandateStatus } from './records.ts';
import { type BankReason, schemes } from './schemes.ts';

/**
 * A mandate waits in pending_submission (or, for a second signature, before that), is submitted, and becomes active when no
 * refusal has come. In some schemes it goes to the bank only with its first payment. An instant one is active at once.
 * What ends or suspends it cancels the payments that are not with the bank yet.
 */
interface Move {
  readonly from: readonly MandateStatus[];
  readonly to?: MandateStatus;
  readonly effect: string;
  /** Whether payments on it can go no further. */
  readonly stops?: true;
}

const live: readonly MandateStatus[] = ['pending_customer_approval', 'pending_submission', 'submitted', 'active'];
const moves = {
  customer_approval_granted: {
    from: ['pending_customer_approval'],
    to: 'pending_submission',
    effect: 'mandateApproved',
  },
  customer_approval_skipped: {
    from: ['pending_customer_approval'],
    to: 'pending_submission',
    effect: 'mandateApproved',
  },
  submitted: { from: ['pending_submission'], to: 'submitted', effect: 'mandateSubmitted' },
  active: { from: ['submitted'], to: 'active', effect: 'mandateActivated' },
  reinstated: { from: ['submitted'], to: 'active', effect: 'mandateReinstated' },
  failed: { from: ['pending_submission', 'submitted'], to: 'failed', effect: 'mandateFailed', stops: true },
  cancelled: { from: [...live, 'suspended_by_payer'], to: 'cancelled', effect: 'mandateCancelled', stops: true },
  expired: { from: ['pending_submission', 'active'], to: 'expired', effect: 'mandateExpired', stops: true },
  replaced: { from: live, to: 'cancelled', effect: 'mandateReplaced' },
  consumed: { from: ['active'], to: 'consumed', effect: 'mandateConsumed' },
  blocked: { from: live, to: 'blocked', effect: 'mandateBlocked', stops: true },
  suspended_by_payer: { from: ['active'], to: 'suspended_by_payer', effect: 'mandateSuspended', stops: true },
  resubmission_requested: {
    from: ['cancelled', 'expired', 'pending_submission'],
    to: 'pending_submission',
    effect: 'mandateResubmitted',
  },
  transferred: { from: ['pending_submission', 'submitted', 'active'], effect: 'mandateTransferred' },
} as const satisfies Record<string, Move>;
export type MandateAction = keyof typeof moves;

/** What happens to a mandate by itself. */
export const mandateTimers = {
  submits: 'mandateSubmits',
  activates: 'mandateActivates',
  lapses: 'mandateLapses',
} as const;

export function canMoveMandate({ status }: MandateRecord, action: MandateAction): boolean {
  return (moves[action].from as readonly MandateStatus[]).includes(status);
}

/** Whether payments can be made on it: now, or as soon as it is active. */
export function isUsable({ status }: MandateRecord): boolean {
  return live.includes(status);
}

/**
 * Moves a mandate, tells of it, and cancels what cannot go on. Only for moves that are allowed. `told` leaves out the event, or
 * also the book's entry: for the mandates behind single payments, of which nobody was told.
 */
export function moveMandate(
  step: Step,
  mandate: MandateRecord,
  action: MandateAction,
  why: Why,
  {
    told = 'both',
    links = {},
  }: { readonly told?: 'both' | 'book' | 'nowhere'; readonly links?: Readonly<Record<string, string>> } = {},
): MandateRecord {
  if (!canMoveMandate(mandate, action)) throw new Error(`${action} is no move from ${mandate.status}`);
  const move: Move = moves[action];
  const moved = keepMandate(step, { ...mandate, status: move.to ?? mandate.status });
  if (told !== 'nowhere') recordMandate(step, move.effect, moved, why.code ?? why.cause);
  const event = told === 'both' ? announceMandate(step, moved, action, why, links) : undefined;
  if (moved.status !== mandate.status) {
    for (const timer of Object.values(mandateTimers)) step.cancelTimer(timer, mandate.id);
    schedule(step, moved);
  }
  if (move.stops) stopPayments(step, moved, why, event);
  if (action === 'customer_approval_granted' || action === 'customer_approval_skipped')
    approvePayments(step, moved, event);
  return moved;
}

/** Enters a mandate and tells of it; an instant one is authorised already, and active. */
export function enterMandate(
  step: Step,
  asked: Omit<MandateRecord, 'id' | 'createdAt' | 'handedInAt' | 'reinstatements' | 'reinstating'>,
  by: By,
  { quietly = false }: { readonly quietly?: boolean } = {},
): MandateRecord {
  const mandate = keepMandate(step, {
    ...asked,
    id: newId(step, 'mandate'),
    createdAt: step.now.toISOString(),
    handedInAt: step.now.toISOString(),
    reinstatements: 0,
    reinstating: false,
  });
  if (!quietly) {
    recordMandate(step, 'mandateCreated', mandate);
    announceMandate(step, mandate, 'created', { ...by, cause: 'mandate_created' });
  }
  if (mandate.status === 'active' && !quietly) {
    recordMandate(step, 'mandateActivated', mandate);
    announceMandate(step, mandate, 'active', { origin: 'bank', cause: 'mandate_activated' });
  }
  schedule(step, mandate);
  return mandate;
}

/** The bank refuses the mandate. */
export function failMandate(step: Step, mandate: MandateRecord): MandateRecord {
  return moveMandate(step, mandate, 'failed', fromBank(mandate, schemes[mandate.scheme].mandateFails));
}

/** The bank has let it stand for long enough. */
export function activateMandate(step: Step, mandate: MandateRecord): MandateRecord {
  const action = mandate.reinstating ? 'reinstated' : 'active';
  const cause = mandate.reinstating ? 'mandate_reinstated' : 'mandate_activated';
  return moveMandate(step, { ...mandate, reinstating: false }, action, { origin: 'gocardless', cause });
}

/** Moves a mandate that waits for its bank as far as submitted. */
export function submitMandate(step: Step, mandate: MandateRecord): MandateRecord {
  return moveMandate(step, mandate, 'submitted', { origin: 'gocardless', cause: 'mandate_submitted' });
}

/** The earliest day on which a payment could be charged; null where none can. */
export function nextChargeDate(step: Pick<Step, 'now'>, mandate: MandateRecord): string | null {
  if (!isUsable(mandate)) return null;
  const { instant, mandateDays, leadDays } = schemes[mandate.scheme];
  const today = bankingDay(step.now);
  if (instant) return dateOf(step.now);
  const stillWaits = mandate.status !== 'active' && mandateDays !== null;
  const active = stillWaits ? addWorkingDays(bankingDay(new Date(mandate.handedInAt)), mandateDays) : today;
  return addWorkingDays(active > today ? active : today, leadDays);
}

export function keepMandate(step: Step, mandate: MandateRecord): MandateRecord {
  return keep(step, 'mandates', mandate, mandate.customerId);
}

export function recordMandate(step: Step, effect: string, { id, customerId }: MandateRecord, code?: string): void {
  step.record({ effect, subject: { kind: 'mandate', id, within: customerId }, ...(code !== undefined && { code }) });
}

/** Counts an unused mandate's time anew: from its activation and from each payment on it. */
export function putOffLapse(step: Step, mandate: MandateRecord): void {
  const { dormancyMonths } = schemes[mandate.scheme];
  if (dormancyMonths !== null && mandate.status === 'active')
    step.setTimer(mandateTimers.lapses, mandate.id, plusMonths(step.now, dormancyMonths));
}

function schedule(step: Step, mandate: MandateRecord): void {
  const { mandateDays, instant } = schemes[mandate.scheme];
  const later = (timer: keyof typeof mandateTimers, due: Date) =>
    step.setTimer(mandateTimers[timer], mandate.id, notBefore(step.now, due));
  if (mandate.status === 'active') putOffLapse(step, mandate);
  // Without days of its own it waits for its first payment.
  if (mandateDays === null || instant) return;
  if (mandate.status === 'pending_submission') later('submits', sentAt(bankingDay(step.now)));
  if (mandate.status === 'submitted') later('activates', heardAt(addWorkingDays(dateOf(step.now), mandateDays)));
}

const stopCauses: Readonly<Record<string, BankReason>> = {
  suspended_by_payer: { cause: 'mandate_suspended_by_payer', code: 'SBP' },
  expired: { cause: 'mandate_expired', code: null },
};

function stopPayments(step: Step, mandate: MandateRecord, why: Why, parent: string | undefined): void {
  const reason = stopCauses[mandate.status] ?? { cause: 'mandate_cancelled', code: null };
  for (const payment of all(step, 'payments', mandate.id)) {
    if (!canMovePayment(payment, 'cancelled')) continue;
    const because: Why =
      why.origin === 'bank'
        ? fromBank(payment, { ...reason, code: reason.code ?? why.code ?? null })
        : { ...why, ...reason };
    movePayment(step, payment, 'cancelled', { ...because, parent });
  }
}

function approvePayments(step: Step, mandate: MandateRecord, parent: string | undefined): void {
  for (const payment of all(step, 'payments', mandate.id)) {
    if (payment.status === 'pending_customer_approval')
      movePayment(step, payment, 'customer_approval_granted', {
        origin: 'customer',
        cause: 'customer_approval_granted',
        parent,
      });
  }
}

function announceMandate(
  step: Step,
  mandate: MandateRecord,
  action: string,
  why: Why,
  links: Readonly<Record<string, string>> = {},
): string {
  return announce(step, {
    resource: 'mandates',
    action,
    links: { mandate: mandate.id, ...links },
    by: why,
    cause: why.cause,
    resourceMetadata: mandate.metadata,
    ...(why.more && { more: why.more }),
  });
}
