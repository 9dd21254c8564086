import type { Step } from '../kit/simulator.ts';
import { addWorkingDays, bankingDay, notBefore, sentAt } from './calendar.ts';
import { newId } from './ids.ts';
import {
  activateMandate,
  canMoveMandate,
  enterMandate,
  failMandate,
  isUsable,
  mandateTimers,
  moveMandate,
  putOffLapse,
  submitMandate,
} from './mandate-life.ts';
import { giveAgain, payoutTimer, takeBack, wasTakenBack } from './payments/balance.ts';
import {
  canMovePayment,
  chargeBack,
  failPayment,
  keepPayment,
  movePayment,
  paymentTimers,
  resubmitPayment,
} from './payments/payment-life.ts';
import { confirmExchange, exchangeTimer, joinPayout, payWhatIsDue } from './payments/payouts.ts';
import { proceedRefund, refundTimer } from './payments/refund-life.ts';
import { find, given, keep, type MandateRecord, type PaymentRecord } from './records.ts';
import { schemes } from './schemes.ts';

/** What the days bring to mandates, payments, refunds and payouts, each at its timer. */
export const days: Readonly<Record<string, (step: Step, id: string) => void>> = {
  [mandateTimers.submits](step, id) {
    const mandate = find(step, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'submitted')) submitMandate(step, mandate);
  },
  [mandateTimers.activates](step, id) {
    const mandate = find(step, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'active')) hearOfMandate(step, mandate);
  },
  [mandateTimers.lapses](step, id) {
    const mandate = find(step, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'expired'))
      moveMandate(step, mandate, 'expired', { origin: 'gocardless', cause: 'mandate_expired' });
  },
  [paymentTimers.submits](step, id) {
    const payment = find(step, 'payments', id);
    if (payment && canMovePayment(payment, 'submitted')) submitWhenPossible(step, payment);
  },
  [paymentTimers.confirms](step, id) {
    const payment = find(step, 'payments', id);
    if (payment && canMovePayment(payment, 'confirmed')) hearOfPayment(step, payment);
  },
  [paymentTimers.failsLate](step, id) {
    const payment = find(step, 'payments', id);
    if (payment && canMovePayment(payment, 'failed')) failPayment(step, payment);
  },
  [paymentTimers.chargedBack](step, id) {
    const payment = find(step, 'payments', id);
    if (payment && canMovePayment(payment, 'charged_back')) chargeBack(step, payment);
  },
  [paymentTimers.retried](step, id) {
    const payment = find(step, 'payments', id);
    if (payment && canMovePayment(payment, 'resubmission_requested') && mandateOf(step, payment).status === 'active')
      resubmitPayment(step, payment, { origin: 'gocardless', cause: 'payment_autoretried' });
  },
  [paymentTimers.lateFailureSettles]: (step, id) => settle(step, id, 'late_failure_settled'),
  [paymentTimers.chargebackSettles]: (step, id) => settle(step, id, 'chargeback_settled'),
  [payoutTimer]: payWhatIsDue,
  [exchangeTimer]: confirmExchange,
  [refundTimer]: proceedRefund,
};

/** Submits a payment; where the mandate goes to the bank with its first payment, that too. */
export function submitPayment(step: Step, payment: PaymentRecord): PaymentRecord {
  const mandate = mandateOf(step, payment);
  if (mandate.status === 'pending_submission') submitMandate(step, mandate);
  putOffLapse(step, mandate);
  return movePayment(step, payment, 'submitted', { origin: 'gocardless', cause: 'payment_submitted' });
}

/** The time for a failure has passed: the payment stands, and is to be paid out. */
export function confirmPayment(step: Step, payment: PaymentRecord): PaymentRecord {
  const mandate = mandateOf(step, payment);
  if (mandate.status === 'submitted' && goesWithFirstPayment(mandate)) activateMandate(step, mandate);
  // The authorisation of a single payment is used up with it. Nothing is documented of an event for these.
  if (mandate.mandateType === 'instant' && mandate.status === 'active')
    moveMandate(step, mandate, 'consumed', { origin: 'gocardless', cause: 'mandate_consumed' }, { told: 'nowhere' });
  const confirmed = movePayment(step, payment, 'confirmed', { origin: 'gocardless', cause: 'payment_confirmed' });
  return joinPayout(step, confirmed);
}

/** A chargeback that the bank has withdrawn: the payment stands where it stood. */
export function withdrawChargeback(step: Step, payment: PaymentRecord): PaymentRecord {
  const back = movePayment(step, payment, 'chargeback_cancelled', { origin: 'bank', cause: 'payment_confirmed' });
  if (back.status === 'confirmed') return joinPayout(step, back);
  if (wasTakenBack(step, back)) giveAgain(step, back);
  return back;
}

/** Whether a mandate's own submission waits for a payment. */
export function goesWithFirstPayment({ scheme }: MandateRecord): boolean {
  return schemes[scheme].mandateDays === null;
}

/** GoCardless' sandbox goes by the payer's first name. */
const mandateFates: Readonly<Record<string, (step: Step, mandate: MandateRecord) => void>> = {
  Invalid: failMandate,
  Expired: (step, mandate) =>
    moveMandate(step, activateMandate(step, mandate), 'expired', { origin: 'gocardless', cause: 'mandate_expired' }),
  Switching: (step, mandate) => transferMandate(step, activateMandate(step, mandate)),
};

/** The payer has taken the account to another bank, and the mandate with it. */
export function transferMandate(step: Step, mandate: MandateRecord): MandateRecord {
  const previous = mandate.bankAccountId;
  const account = find(step, 'customer_bank_accounts', previous);
  const moved = account && { ...account, id: newId(step, 'bankAccount'), createdAt: step.now.toISOString() };
  if (moved) keep(step, 'customer_bank_accounts', moved, moved.customerId);
  return moveMandate(
    step,
    { ...mandate, bankAccountId: moved?.id ?? previous },
    'transferred',
    { origin: 'bank', cause: 'bank_account_transferred', code: 'ADDACS-3' },
    {
      links: moved && previous ? { previous_customer_bank_account: previous, new_customer_bank_account: moved.id } : {},
    },
  );
}

/** The merchant collects under another name: GoCardless makes a mandate anew for the same account, and ends the one that was. */
export function replaceMandate(step: Step, mandate: MandateRecord): MandateRecord {
  const { id: _, createdAt: __, handedInAt: ___, reinstatements: ____, reinstating: _____, ...same } = mandate;
  const by = { origin: 'gocardless' } as const;
  const successor = enterMandate(step, { ...same, status: 'pending_submission' }, by);
  return moveMandate(
    step,
    { ...mandate, newMandateId: successor.id },
    'replaced',
    { ...by, cause: 'scheme_identifier_changed' },
    { links: { new_mandate: successor.id } },
  );
}

/** After cancelled or expired: to the bank once more. */
export function resubmitMandate(
  step: Step,
  mandate: MandateRecord,
  why: Parameters<typeof moveMandate>[3],
): MandateRecord {
  const anew = { ...mandate, handedInAt: step.now.toISOString(), reinstating: mandate.status !== 'pending_submission' };
  return moveMandate(step, anew, 'resubmission_requested', why);
}

function hearOfMandate(step: Step, mandate: MandateRecord): void {
  const name = given(step, 'customers', mandate.customerId).given_name ?? '';
  const fate = Object.hasOwn(mandateFates, name) ? mandateFates[name] : undefined;
  (fate ?? activateMandate)(step, mandate);
}

function hearOfPayment(step: Step, payment: PaymentRecord): void {
  if (payment.plan === 'fails') failPayment(step, payment);
  else confirmPayment(step, payment);
}

function submitWhenPossible(step: Step, payment: PaymentRecord): void {
  const mandate = mandateOf(step, payment);
  const ready = mandate.status === 'active' || (isUsable(mandate) && goesWithFirstPayment(mandate));
  if (ready && mandate.status !== 'pending_customer_approval') {
    submitPayment(step, payment);
  } else if (isUsable(mandate)) {
    // Its mandate is late: it is tried the next day, and charged so much later.
    keepPaymentWaiting(step, payment);
  }
}

function keepPaymentWaiting(step: Step, payment: PaymentRecord): void {
  const next = addWorkingDays(bankingDay(step.now), 1);
  keepPayment(step, { ...payment, chargeDate: addWorkingDays(next, schemes[payment.scheme].leadDays) });
  step.setTimer(paymentTimers.submits, payment.id, notBefore(step.now, sentAt(next)));
}

function settle(step: Step, id: string, action: 'late_failure_settled' | 'chargeback_settled'): void {
  const payment = find(step, 'payments', id);
  if (payment && canMovePayment(payment, action)) settleReversal(step, payment, action);
}

/** What was paid out and came to nothing is taken off a payout. */
export function settleReversal(
  step: Step,
  payment: PaymentRecord,
  action: 'late_failure_settled' | 'chargeback_settled',
): PaymentRecord {
  takeBack(step, payment, action === 'late_failure_settled' ? 'payment_failed' : 'payment_charged_back');
  return movePayment(step, payment, action, { origin: 'gocardless', cause: action });
}

function mandateOf(step: Step, payment: PaymentRecord): MandateRecord {
  return given(step, 'mandates', payment.mandateId);
}
