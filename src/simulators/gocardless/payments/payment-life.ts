import type { Step } from '../../kit/simulator.ts';
import { after, hourMs } from '../../kit/time.ts';
import { addWorkingDays, bankingDay, dateOf, heardAt, notBefore, sentAt } from '../calendar.ts';
import { announce, type By } from '../events.ts';
import { newId } from '../ids.ts';
import { type CustomerRecord, keep, type PaymentPlan, type PaymentRecord, type PaymentStatus } from '../records.ts';
import { type BankReason, schemes } from '../schemes.ts';

/**
 * A payment waits in pending_submission, is submitted, confirmed when no failure has come, and paid out with its day's payout.
 * None of these is the end: after confirmed and paid_out it can still fail (late) or be charged back, and a chargeback can be
 * withdrawn. A failed one can be tried again. Each move is entered in the book and told as an event.
 */
interface Move {
  readonly from: readonly PaymentStatus[];
  /** Absent where only the accounts change. */
  readonly to?: PaymentStatus;
  readonly effect: string;
}

const moves = {
  customer_approval_granted: {
    from: ['pending_customer_approval'],
    to: 'pending_submission',
    effect: 'paymentApproved',
  },
  customer_approval_denied: {
    from: ['pending_customer_approval'],
    to: 'customer_approval_denied',
    effect: 'paymentApprovalDenied',
  },
  submitted: { from: ['pending_submission'], to: 'submitted', effect: 'paymentSubmitted' },
  confirmed: { from: ['submitted'], to: 'confirmed', effect: 'paymentConfirmed' },
  paid_out: { from: ['confirmed'], to: 'paid_out', effect: 'paymentPaidOut' },
  cancelled: {
    from: ['pending_customer_approval', 'pending_submission'],
    to: 'cancelled',
    effect: 'paymentCancelled',
  },
  failed: { from: ['submitted', 'confirmed', 'paid_out'], to: 'failed', effect: 'paymentFailed' },
  late_failure_settled: { from: ['failed'], effect: 'paymentLateFailureSettled' },
  charged_back: { from: ['confirmed', 'paid_out'], to: 'charged_back', effect: 'paymentChargedBack' },
  chargeback_settled: { from: ['charged_back'], effect: 'paymentChargebackSettled' },
  chargeback_cancelled: { from: ['charged_back'], effect: 'paymentChargebackCancelled' },
  resubmission_requested: { from: ['failed'], to: 'pending_submission', effect: 'paymentResubmitted' },
} as const satisfies Record<string, Move>;
export type PaymentAction = keyof typeof moves;

/** Who moves it and why. */
export interface Why extends By {
  readonly cause: string;
  /** The scheme's own code, where a bank says it. */
  readonly code?: string | null;
  readonly more?: Readonly<Record<string, string | boolean>>;
  readonly parent?: string | undefined;
}

const retryDays = 3;
const retriesMax = 3;

/** Whether the payment can be moved so from where it stands. */
export function canMovePayment({ status }: PaymentRecord, action: PaymentAction): boolean {
  return (moves[action].from as readonly PaymentStatus[]).includes(status);
}

/** Moves a payment, tells of it, and sets what will happen to it next. Only for moves that are allowed. */
export function movePayment(step: Step, payment: PaymentRecord, action: PaymentAction, why: Why): PaymentRecord {
  if (!canMovePayment(payment, action)) throw new Error(`${action} is no move from ${payment.status}`);
  const move: Move = moves[action];
  const back = action === 'chargeback_cancelled' ? payment.before : null;
  const moved = keepPayment(step, {
    ...payment,
    status: back ?? move.to ?? payment.status,
    before: action === 'charged_back' ? payment.status : payment.before,
  });
  const late = action === 'failed' && payment.status !== 'submitted';
  recordPayment(step, late ? 'paymentLateFailed' : move.effect, moved, why.code ?? why.cause);
  announcePayment(step, moved, action, why);
  for (const timer of Object.values(paymentTimers)) step.cancelTimer(timer, payment.id);
  schedule(step, moved, action, payment.status);
  return moved;
}

/** What happens to a payment by itself. */
export const paymentTimers = {
  submits: 'paymentSubmits',
  confirms: 'paymentConfirms',
  failsLate: 'paymentFailsLate',
  chargedBack: 'paymentIsChargedBack',
  retried: 'paymentIsRetried',
  lateFailureSettles: 'lateFailureSettles',
  chargebackSettles: 'chargebackSettles',
} as const;

function schedule(step: Step, payment: PaymentRecord, action: PaymentAction, from: PaymentStatus): void {
  if (payment.status === 'pending_submission') scheduleSubmission(step, payment);
  const next = whatComesNext(step, payment, action, from);
  if (next) step.setTimer(paymentTimers[next.timer], payment.id, notBefore(step.now, next.due));
}

interface Next {
  readonly timer: keyof typeof paymentTimers;
  readonly due: Date;
}

function whatComesNext(step: Step, payment: PaymentRecord, action: PaymentAction, from: PaymentStatus): Next | null {
  const scheme = schemes[payment.scheme];
  const workingDaysOn = (days: number) => heardAt(addWorkingDays(dateOf(step.now), days));
  switch (action) {
    case 'submitted': {
      // An instant payment is there within seconds; any other when no answer has come by then.
      const atOnce = scheme.instant && scheme.confirmDays === 0;
      const answered = heardAt(addWorkingDays(payment.chargeDate, scheme.confirmDays));
      return { timer: 'confirms', due: atOnce ? after(step, 5_000) : answered };
    }
    case 'confirmed':
      // Before the day's payout.
      return payment.plan === 'lateFailure' ? { timer: 'failsLate', due: after(step, hourMs) } : null;
    case 'paid_out':
      return payment.plan === 'chargedBack' ? { timer: 'chargedBack', due: workingDaysOn(2) } : null;
    case 'failed':
      if (willRetry(payment, from))
        return { timer: 'retried', due: sentAt(addWorkingDays(dateOf(step.now), retryDays)) };
      return from === 'paid_out' ? { timer: 'lateFailureSettles', due: workingDaysOn(1) } : null;
    case 'charged_back':
      return payment.before === 'paid_out' ? { timer: 'chargebackSettles', due: workingDaysOn(1) } : null;
    default:
      return null;
  }
}

/** Sets when the payment goes to the bank: so long before its charge date as its scheme needs. */
export function scheduleSubmission(step: Step, payment: PaymentRecord): void {
  const { instant, leadDays } = schemes[payment.scheme];
  const due = instant ? after(step, 2_000) : sentAt(addWorkingDays(payment.chargeDate, -leadDays));
  step.setTimer(paymentTimers.submits, payment.id, notBefore(step.now, due));
}

/** Enters a payment and tells of it. */
export function enterPayment(
  step: Step,
  asked: Omit<PaymentRecord, 'id' | 'createdAt' | 'amountRefunded' | 'retries' | 'payoutId' | 'before'>,
  by: By,
): PaymentRecord {
  const payment = keepPayment(step, {
    ...asked,
    id: newId(step, 'payment'),
    createdAt: step.now.toISOString(),
    amountRefunded: 0,
    retries: 0,
    payoutId: null,
    before: null,
  });
  recordPayment(step, 'paymentCreated', payment);
  announcePayment(step, payment, 'created', { ...by, cause: 'payment_created' });
  if (payment.status === 'pending_submission') scheduleSubmission(step, payment);
  return payment;
}

/** Lets the bank refuse it. GoCardless tries again by itself where the merchant wants that. */
export function failPayment(step: Step, payment: PaymentRecord, reason?: BankReason): PaymentRecord {
  const { cause, code } = reason ?? schemes[payment.scheme].paymentFails;
  return movePayment(step, payment, 'failed', {
    ...fromBank(payment, { cause, code }),
    more: { ...bankDetails(payment, code), will_attempt_retry: willRetry(payment, payment.status) },
  });
}

export function chargeBack(step: Step, payment: PaymentRecord): PaymentRecord {
  return movePayment(step, payment, 'charged_back', fromBank(payment, schemes[payment.scheme].chargeback));
}

/** Hands a failed payment in again, as soon as its scheme can. */
export function resubmitPayment(step: Step, payment: PaymentRecord, why: Why, chargeDate?: string): PaymentRecord {
  const { leadDays } = schemes[payment.scheme];
  return movePayment(
    step,
    {
      ...payment,
      retries: payment.retries + 1,
      chargeDate: chargeDate ?? addWorkingDays(bankingDay(step.now), leadDays),
      plan: 'pays',
      payoutId: null,
    },
    'resubmission_requested',
    why,
  );
}

/** A bank's reason, in the words of an event. */
export function fromBank({ scheme }: Pick<PaymentRecord, 'scheme'>, { cause, code }: BankReason): Why {
  return { origin: 'bank', cause, code, more: bankDetails({ scheme }, code) };
}

export function keepPayment(step: Step, payment: PaymentRecord): PaymentRecord {
  return keep(step, 'payments', payment, payment.mandateId);
}

export function recordPayment(step: Step, effect: string, payment: PaymentRecord, code?: string): void {
  const { id, mandateId, amount, currency } = payment;
  step.record({
    effect,
    subject: { kind: 'payment', id, within: mandateId },
    amount: String(amount),
    currency,
    ...(code !== undefined && { code }),
  });
}

function announcePayment(step: Step, payment: PaymentRecord, action: string, why: Why): void {
  announce(step, {
    resource: 'payments',
    action,
    links: { payment: payment.id, ...(action === 'paid_out' && { payout: payment.payoutId }) },
    by: why,
    cause: why.cause,
    resourceMetadata: payment.metadata,
    parent: why.parent,
    ...(why.more && { more: why.more }),
  });
}

function willRetry({ retryIfPossible, retries }: PaymentRecord, from: PaymentStatus): boolean {
  return retryIfPossible && retries < retriesMax && from === 'submitted';
}

function bankDetails({ scheme }: Pick<PaymentRecord, 'scheme'>, code: string | null): Record<string, string> {
  return { scheme, ...(code !== null && { reason_code: code }) };
}

/** GoCardless' sandbox goes by the payer's first name. */
const planByName: Readonly<Record<string, PaymentPlan>> = {
  Successful: 'pays',
  Penniless: 'fails',
  Fickle: 'chargedBack',
  Late: 'lateFailure',
};

/** How payments of this customer will go. */
export function planFor({ given_name }: CustomerRecord): PaymentPlan {
  return (given_name !== null && Object.hasOwn(planByName, given_name) ? planByName[given_name] : null) ?? 'pays';
}
