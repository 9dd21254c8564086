import type { Turn } from '../kit/simulator.ts';
import { addWorkingDays, bankingDay, notBefore, sentAt } from './calendar.ts';
import { newId } from './ids.ts';
import {
  activateMandate,
  canMoveMandate,
  failMandate,
  isUsable,
  mandateTimers,
  moveMandate,
  putOffLapse,
  submitMandate,
} from './mandate-life.ts';
import {
  canMovePayment,
  chargeBack,
  failPayment,
  keepPayment,
  movePayment,
  paymentTimers,
  resubmitPayment,
} from './payment-life.ts';
import { joinPayout, payoutTimer, payWhatIsDue } from './payouts.ts';
import { find, given, keep, type MandateRecord, type PaymentRecord } from './records.ts';
import { proceedRefund, refundTimer } from './refund-life.ts';
import { schemes } from './schemes.ts';

/** What the days bring to mandates, payments, refunds and payouts, each at its timer. */
export const days: Readonly<Record<string, (turn: Turn, id: string) => void>> = {
  [mandateTimers.submits](turn, id) {
    const mandate = find(turn, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'submitted')) submitMandate(turn, mandate);
  },
  [mandateTimers.activates](turn, id) {
    const mandate = find(turn, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'active')) hearOfMandate(turn, mandate);
  },
  [mandateTimers.lapses](turn, id) {
    const mandate = find(turn, 'mandates', id);
    if (mandate && canMoveMandate(mandate, 'expired'))
      moveMandate(turn, mandate, 'expired', { origin: 'gocardless', cause: 'mandate_expired' });
  },
  [paymentTimers.submits](turn, id) {
    const payment = find(turn, 'payments', id);
    if (payment && canMovePayment(payment, 'submitted')) submitWhenPossible(turn, payment);
  },
  [paymentTimers.confirms](turn, id) {
    const payment = find(turn, 'payments', id);
    if (payment && canMovePayment(payment, 'confirmed')) hearOfPayment(turn, payment);
  },
  [paymentTimers.failsLate](turn, id) {
    const payment = find(turn, 'payments', id);
    if (payment && canMovePayment(payment, 'failed')) failPayment(turn, payment);
  },
  [paymentTimers.chargedBack](turn, id) {
    const payment = find(turn, 'payments', id);
    if (payment && canMovePayment(payment, 'charged_back')) chargeBack(turn, payment);
  },
  [paymentTimers.retried](turn, id) {
    const payment = find(turn, 'payments', id);
    if (payment && canMovePayment(payment, 'resubmission_requested') && mandateOf(turn, payment).status === 'active')
      resubmitPayment(turn, payment, { origin: 'gocardless', cause: 'payment_autoretried' });
  },
  [paymentTimers.lateFailureSettles]: (turn, id) => settle(turn, id, 'late_failure_settled'),
  [paymentTimers.chargebackSettles]: (turn, id) => settle(turn, id, 'chargeback_settled'),
  [payoutTimer]: payWhatIsDue,
  [refundTimer]: proceedRefund,
};

/** Submits a payment; where the mandate goes to the bank with its first payment, that too. */
export function submitPayment(turn: Turn, payment: PaymentRecord): PaymentRecord {
  const mandate = mandateOf(turn, payment);
  if (mandate.status === 'pending_submission') submitMandate(turn, mandate);
  putOffLapse(turn, mandate);
  return movePayment(turn, payment, 'submitted', { origin: 'gocardless', cause: 'payment_submitted' });
}

/** The time for a failure has passed: the payment stands, and is to be paid out. */
export function confirmPayment(turn: Turn, payment: PaymentRecord): PaymentRecord {
  const mandate = mandateOf(turn, payment);
  if (mandate.status === 'submitted' && goesWithFirstPayment(mandate)) activateMandate(turn, mandate);
  // The authorisation of a single payment is used up with it. Nothing is documented of an event for these.
  if (mandate.mandateType === 'instant' && mandate.status === 'active')
    moveMandate(turn, mandate, 'consumed', { origin: 'gocardless', cause: 'mandate_consumed' }, { told: 'nowhere' });
  const confirmed = movePayment(turn, payment, 'confirmed', { origin: 'gocardless', cause: 'payment_confirmed' });
  return joinPayout(turn, confirmed);
}

/** A chargeback that the bank has withdrawn: the payment stands where it stood. */
export function withdrawChargeback(turn: Turn, payment: PaymentRecord): PaymentRecord {
  const back = movePayment(turn, payment, 'chargeback_cancelled', { origin: 'bank', cause: 'payment_confirmed' });
  return back.status === 'confirmed' ? joinPayout(turn, back) : back;
}

/** Whether a mandate's own submission waits for a payment. */
export function goesWithFirstPayment({ scheme }: MandateRecord): boolean {
  return schemes[scheme].mandateDays === null;
}

/** GoCardless' sandbox goes by the payer's first name. */
const mandateFates: Readonly<Record<string, (turn: Turn, mandate: MandateRecord) => void>> = {
  Invalid: failMandate,
  Expired: (turn, mandate) =>
    moveMandate(turn, activateMandate(turn, mandate), 'expired', { origin: 'gocardless', cause: 'mandate_expired' }),
  Switching: (turn, mandate) => transferMandate(turn, activateMandate(turn, mandate)),
};

/** The payer has taken the account to another bank, and the mandate with it. */
export function transferMandate(turn: Turn, mandate: MandateRecord): MandateRecord {
  const previous = mandate.bankAccountId;
  const account = find(turn, 'customer_bank_accounts', previous);
  const moved = account && { ...account, id: newId(turn, 'bankAccount'), createdAt: turn.now.toISOString() };
  if (moved) keep(turn, 'customer_bank_accounts', moved, moved.customerId);
  return moveMandate(
    turn,
    { ...mandate, bankAccountId: moved?.id ?? previous },
    'transferred',
    { origin: 'bank', cause: 'bank_account_transferred', code: 'ADDACS-3' },
    {
      links: moved && previous ? { previous_customer_bank_account: previous, new_customer_bank_account: moved.id } : {},
    },
  );
}

/** After cancelled or expired: to the bank once more. */
export function resubmitMandate(
  turn: Turn,
  mandate: MandateRecord,
  why: Parameters<typeof moveMandate>[3],
): MandateRecord {
  const anew = { ...mandate, handedInAt: turn.now.toISOString(), reinstating: mandate.status !== 'pending_submission' };
  return moveMandate(turn, anew, 'resubmission_requested', why);
}

function hearOfMandate(turn: Turn, mandate: MandateRecord): void {
  const name = given(turn, 'customers', mandate.customerId).given_name ?? '';
  const fate = Object.hasOwn(mandateFates, name) ? mandateFates[name] : undefined;
  (fate ?? activateMandate)(turn, mandate);
}

function hearOfPayment(turn: Turn, payment: PaymentRecord): void {
  if (payment.plan === 'fails') failPayment(turn, payment);
  else confirmPayment(turn, payment);
}

function submitWhenPossible(turn: Turn, payment: PaymentRecord): void {
  const mandate = mandateOf(turn, payment);
  const ready = mandate.status === 'active' || (isUsable(mandate) && goesWithFirstPayment(mandate));
  if (ready && mandate.status !== 'pending_customer_approval') {
    submitPayment(turn, payment);
  } else if (isUsable(mandate)) {
    // Its mandate is late: it is tried the next day, and charged so much later.
    keepPaymentWaiting(turn, payment);
  }
}

function keepPaymentWaiting(turn: Turn, payment: PaymentRecord): void {
  const next = addWorkingDays(bankingDay(turn.now), 1);
  keepPayment(turn, { ...payment, chargeDate: addWorkingDays(next, schemes[payment.scheme].leadDays) });
  turn.setTimer(paymentTimers.submits, payment.id, notBefore(turn.now, sentAt(next)));
}

function settle(turn: Turn, id: string, action: 'late_failure_settled' | 'chargeback_settled'): void {
  const payment = find(turn, 'payments', id);
  if (payment && canMovePayment(payment, action))
    movePayment(turn, payment, action, { origin: 'gocardless', cause: action });
}

function mandateOf(turn: Turn, payment: PaymentRecord): MandateRecord {
  return given(turn, 'mandates', payment.mandateId);
}
