import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Step } from '../kit/simulator.ts';
import {
  confirmPayment,
  goesWithFirstPayment,
  resubmitMandate,
  settleReversal,
  submitPayment,
  transferMandate,
} from './days.ts';
import type { Handler } from './handler.ts';
import { readInput } from './input.ts';
import { activateMandate, canMoveMandate, failMandate, moveMandate, submitMandate } from './mandate-life.ts';
import { canMovePayment, chargeBack, failPayment, fromBank } from './payments/payment-life.ts';
import { bouncePayout, payOutNow } from './payments/payouts.ts';
import { canConclude, concludeRefund, type RefundOutcome } from './payments/refund-life.ts';
import {
  type BillingRequestRecord,
  find,
  given,
  type MandateRecord,
  type PaymentRecord,
  type PayoutRecord,
  type RefundRecord,
} from './records.ts';
import { notFound, type Refusal, wrongState } from './replies.ts';
import { beginAuthorisation, decideAuthorisation, openAuthorisation } from './requests/bank-authorisations.ts';
import { fulfil } from './requests/fulfilment.ts';
import { actionsOf } from './requests/graph.ts';
import type { SchemeName } from './schemes.ts';
import { settingsOf } from './settings.ts';

/** Does what a scenario says; false where the resource does not stand where the scenario begins. */
type Play = (step: Step, id: string) => boolean;

/** GoCardless' own scenarios, by its own names. Those about a creditor's verification are not played here. */
const scenarios: Readonly<Record<string, Play>> = {
  billing_request_fulfilled: onRequest(() => undefined),
  billing_request_fulfilled_and_payment_failed: onRequest((step, payment) => {
    failPayment(step, submitPayment(step, payment));
  }),
  billing_request_fulfilled_and_payment_confirmed_to_failed: onRequest((step, payment) => {
    failPayment(step, advance(step, payment, 'confirmed'));
  }),
  billing_request_fulfilled_and_payment_paid_out: onRequest((step, payment) => {
    advance(step, payment, 'paid_out');
  }),
  payment_submitted: onPayment(atStart, (step, payment) => submitPayment(step, payment)),
  payment_confirmed: onPayment(readyToPay, (step, payment) => advance(step, payment, 'confirmed')),
  payment_paid_out: onPayment(readyToPay, (step, payment) => advance(step, payment, 'paid_out')),
  payment_failed: onPayment(readyToPay, (step, payment) => failPayment(step, advance(step, payment, 'submitted'))),
  payment_charged_back: onPayment(readyToPay, (step, payment) => chargeBack(step, advance(step, payment, 'paid_out'))),
  payment_chargeback_settled: onPayment(readyToPay, (step, payment) =>
    settleReversal(step, chargeBack(step, advance(step, payment, 'paid_out')), 'chargeback_settled'),
  ),
  payment_late_failure: onPayment(readyToFailLate, (step, payment) =>
    failPayment(step, advance(step, payment, 'paid_out')),
  ),
  payment_late_failure_settled: onPayment(readyToFailLate, (step, payment) =>
    settleReversal(step, failPayment(step, advance(step, payment, 'paid_out')), 'late_failure_settled'),
  ),
  mandate_activated: onMandate(
    (mandate) => mandate.status === 'pending_submission' && !goesWithFirstPayment(mandate),
    (step, mandate) => activateMandate(step, submitMandate(step, mandate)),
  ),
  mandate_customer_approval_granted: onMandate(waitsForApproval, (step, mandate) =>
    moveMandate(step, mandate, 'customer_approval_granted', {
      origin: 'customer',
      cause: 'customer_approval_granted',
    }),
  ),
  mandate_customer_approval_skipped: onMandate(waitsForApproval, (step, mandate) =>
    moveMandate(step, mandate, 'customer_approval_skipped', {
      origin: 'customer',
      cause: 'customer_approval_skipped',
    }),
  ),
  mandate_failed: onMandate(
    (mandate) => canMoveMandate(mandate, 'failed') && mandate.scheme !== 'sepa_core',
    failMandate,
  ),
  mandate_expired: onMandate(
    ({ status, scheme }) => status === 'pending_submission' && !isOf(scheme, 'autogiro', 'becs_nz', 'pad'),
    (step, mandate) => moveMandate(step, mandate, 'expired', { origin: 'gocardless', cause: 'mandate_expired' }),
  ),
  mandate_transferred: onMandate(
    ({ status, scheme }) => status === 'pending_submission' && isOf(scheme, 'bacs', 'sepa_core'),
    transferMandate,
  ),
  mandate_transferred_with_resubmission: onMandate(
    ({ status, scheme }) => status === 'pending_submission' && scheme === 'bacs',
    (step, mandate) =>
      resubmitMandate(step, transferMandate(step, mandate), { origin: 'bank', cause: 'bank_account_transferred' }),
  ),
  mandate_suspended_by_payer: onMandate(({ status, scheme }) => status === 'active' && scheme === 'pay_to', suspend),
  refund_paid: onRefund('paid'),
  refund_settled: onRefund('settled'),
  refund_bounced: onRefund('bounced'),
  refund_returned: onRefund('returned'),
  payout_bounced: (step, id) => {
    const payout: PayoutRecord | null = find(step, 'payouts', id);
    if (payout?.status !== 'paid') return false;
    bouncePayout(step, payout);
    return true;
  },
};

/** The names of GoCardless' own scenarios. */
export const officialNames = Object.keys(scenarios);

const runInput = z.object({ links: z.object({ resource: z.string() }) });

export const runScenarioSimulator: Handler = (step, request, name) => {
  const play = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!play) return refuse(notFound);
  const input = readInput(request, 'data', runInput);
  if (!input.ok) return input;
  const played = playScenario(step, name, input.value.links.resource);
  return played.ok ? ok({ body: { scenario_simulators: { id: name } } }) : played;
};

/** Plays one of GoCardless' scenarios on a resource; refused where that is not where the scenario begins. */
export function playScenario(step: Step, name: string, id: string): Result<void, Refusal> {
  if (scenarios[name]?.(step, id)) return ok(undefined);
  return refuse(wrongState('scenario_not_applicable', `${name} does not begin where this resource stands`));
}

/** Takes a payment forward from where it stands, as far as it is not there yet. */
export function advance(step: Step, payment: PaymentRecord, to: 'submitted' | 'confirmed' | 'paid_out'): PaymentRecord {
  let at = payment;
  if (at.status === 'pending_submission') at = submitPayment(step, at);
  if (to !== 'submitted' && at.status === 'submitted') at = confirmPayment(step, at);
  if (to === 'paid_out' && at.status === 'confirmed') at = payOutNow(step, at);
  return at;
}

/** The payer has paused the consent at the bank: PayTo's only. */
export function suspend(step: Step, mandate: MandateRecord): MandateRecord {
  const why = fromBank(mandate, { cause: 'mandate_suspended_by_payer', code: 'SBP' });
  const told = settingsOf(step).suspensionEvent ? 'both' : 'book';
  return moveMandate(step, mandate, 'suspended_by_payer', why, { told });
}

/** Whether the bank would take a payment on its mandate now. */
export function readyToPay(step: Step, payment: PaymentRecord): boolean {
  const mandate = given(step, 'mandates', payment.mandateId);
  return atStart(step, payment) && (mandate.status === 'active' || goesWithFirstPayment(mandate));
}

function onRequest(then: (step: Step, payment: PaymentRecord) => void): Play {
  return (step, id) => {
    const request = find(step, 'billing_requests', id);
    if (!request?.payment || request.status !== 'pending' || !onlyTheBankIsLeft(step, request)) return false;
    const open = openAuthorisation(step, request) ?? begun(step, request);
    if (!open || !decideAuthorisation(step, open, 'authorised', { origin: 'gocardless' }).ok) return false;
    const done = fulfil(step, given(step, 'billing_requests', id), { origin: 'gocardless' }, { atOnce: true });
    const payment = done.ok ? find(step, 'payments', done.value.paymentId) : null;
    if (payment) then(step, payment);
    return payment !== null;
  };
}

function begun(step: Step, request: BillingRequestRecord) {
  const authorisation = beginAuthorisation(step, request, null);
  return authorisation.ok ? authorisation.value : null;
}

function onlyTheBankIsLeft(step: Step, request: BillingRequestRecord): boolean {
  return actionsOf(request, given(step, 'customers', request.customerId)).every(
    ({ type, required, status }) => !required || (status === 'completed') !== (type === 'bank_authorisation'),
  );
}

function onPayment(
  begins: (step: Step, payment: PaymentRecord) => boolean,
  then: (step: Step, payment: PaymentRecord) => unknown,
): Play {
  return (step, id) => {
    const payment = find(step, 'payments', id);
    if (!payment || !begins(step, payment)) return false;
    then(step, payment);
    return true;
  };
}

function atStart(step: Step, payment: PaymentRecord): boolean {
  const { status } = given(step, 'mandates', payment.mandateId);
  return canMovePayment(payment, 'submitted') && status !== 'pending_customer_approval';
}

function readyToFailLate(step: Step, payment: PaymentRecord): boolean {
  return payment.scheme !== 'autogiro' && (payment.status === 'paid_out' || readyToPay(step, payment));
}

function onMandate(
  begins: (mandate: MandateRecord) => boolean,
  then: (step: Step, mandate: MandateRecord) => unknown,
): Play {
  return (step, id) => {
    const mandate = find(step, 'mandates', id);
    if (!mandate || !begins(mandate)) return false;
    then(step, mandate);
    return true;
  };
}

function waitsForApproval({ status }: MandateRecord): boolean {
  return status === 'pending_customer_approval';
}

function onRefund(outcome: RefundOutcome): Play {
  return (step, id) => {
    const refund: RefundRecord | null = find(step, 'refunds', id);
    if (!refund || !canConclude(refund, outcome)) return false;
    concludeRefund(step, refund, outcome);
    return true;
  };
}

function isOf(scheme: SchemeName, ...names: readonly SchemeName[]): boolean {
  return names.includes(scheme);
}
