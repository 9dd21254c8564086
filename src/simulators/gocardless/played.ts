import { z } from 'zod';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Turn } from '../kit/simulator.ts';
import { beginAuthorisation, decideAuthorisation, openAuthorisation } from './bank-authorisations.ts';
import { confirmPayment, goesWithFirstPayment, resubmitMandate, submitPayment, transferMandate } from './days.ts';
import { fulfil } from './fulfilment.ts';
import { actionsOf } from './graph.ts';
import type { Handler } from './handler.ts';
import { readInput } from './input.ts';
import { activateMandate, canMoveMandate, failMandate, moveMandate, submitMandate } from './mandate-life.ts';
import { canMovePayment, chargeBack, failPayment, fromBank, movePayment } from './payment-life.ts';
import { bouncePayout, payOutNow } from './payouts.ts';
import {
  type BillingRequestRecord,
  find,
  given,
  type MandateRecord,
  type PaymentRecord,
  type PayoutRecord,
  type RefundRecord,
} from './records.ts';
import { canConclude, concludeRefund, type RefundOutcome } from './refund-life.ts';
import { notFound, type Refusal, wrongState } from './replies.ts';
import type { SchemeName } from './schemes.ts';
import { settingsOf } from './settings.ts';

/** Does what a scenario says; false where the resource does not stand where the scenario begins. */
type Play = (turn: Turn, id: string) => boolean;

/** GoCardless' own scenarios, by its own names. Those about a creditor's verification are not played here. */
const scenarios: Readonly<Record<string, Play>> = {
  billing_request_fulfilled: onRequest(() => undefined),
  billing_request_fulfilled_and_payment_failed: onRequest((turn, payment) => {
    failPayment(turn, submitPayment(turn, payment));
  }),
  billing_request_fulfilled_and_payment_confirmed_to_failed: onRequest((turn, payment) => {
    failPayment(turn, advance(turn, payment, 'confirmed'));
  }),
  billing_request_fulfilled_and_payment_paid_out: onRequest((turn, payment) => {
    advance(turn, payment, 'paid_out');
  }),
  payment_submitted: onPayment(atStart, (turn, payment) => submitPayment(turn, payment)),
  payment_confirmed: onPayment(readyToPay, (turn, payment) => advance(turn, payment, 'confirmed')),
  payment_paid_out: onPayment(readyToPay, (turn, payment) => advance(turn, payment, 'paid_out')),
  payment_failed: onPayment(readyToPay, (turn, payment) => failPayment(turn, advance(turn, payment, 'submitted'))),
  payment_charged_back: onPayment(readyToPay, (turn, payment) => chargeBack(turn, advance(turn, payment, 'paid_out'))),
  payment_chargeback_settled: onPayment(readyToPay, (turn, payment) =>
    settle(turn, chargeBack(turn, advance(turn, payment, 'paid_out')), 'chargeback_settled'),
  ),
  payment_late_failure: onPayment(readyToFailLate, (turn, payment) =>
    failPayment(turn, advance(turn, payment, 'paid_out')),
  ),
  payment_late_failure_settled: onPayment(readyToFailLate, (turn, payment) =>
    settle(turn, failPayment(turn, advance(turn, payment, 'paid_out')), 'late_failure_settled'),
  ),
  mandate_activated: onMandate(
    (mandate) => mandate.status === 'pending_submission' && !goesWithFirstPayment(mandate),
    (turn, mandate) => activateMandate(turn, submitMandate(turn, mandate)),
  ),
  mandate_customer_approval_granted: onMandate(waitsForApproval, (turn, mandate) =>
    moveMandate(turn, mandate, 'customer_approval_granted', {
      origin: 'customer',
      cause: 'customer_approval_granted',
    }),
  ),
  mandate_customer_approval_skipped: onMandate(waitsForApproval, (turn, mandate) =>
    moveMandate(turn, mandate, 'customer_approval_skipped', {
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
    (turn, mandate) => moveMandate(turn, mandate, 'expired', { origin: 'gocardless', cause: 'mandate_expired' }),
  ),
  mandate_transferred: onMandate(
    ({ status, scheme }) => status === 'pending_submission' && isOf(scheme, 'bacs', 'sepa_core'),
    transferMandate,
  ),
  mandate_transferred_with_resubmission: onMandate(
    ({ status, scheme }) => status === 'pending_submission' && scheme === 'bacs',
    (turn, mandate) =>
      resubmitMandate(turn, transferMandate(turn, mandate), { origin: 'bank', cause: 'bank_account_transferred' }),
  ),
  mandate_suspended_by_payer: onMandate(({ status, scheme }) => status === 'active' && scheme === 'pay_to', suspend),
  refund_paid: onRefund('paid'),
  refund_settled: onRefund('settled'),
  refund_bounced: onRefund('bounced'),
  refund_returned: onRefund('returned'),
  payout_bounced: (turn, id) => {
    const payout: PayoutRecord | null = find(turn, 'payouts', id);
    if (payout?.status !== 'paid') return false;
    bouncePayout(turn, payout);
    return true;
  },
};

/** The names of GoCardless' own scenarios. */
export const officialNames = Object.keys(scenarios);

const runInput = z.object({ links: z.object({ resource: z.string() }) });

export const runScenarioSimulator: Handler = (turn, request, name) => {
  const play = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!play) return refuse(notFound);
  const input = readInput(request, 'data', runInput);
  if (!input.ok) return input;
  const played = playScenario(turn, name, input.value.links.resource);
  return played.ok ? ok({ body: { scenario_simulators: { id: name } } }) : played;
};

/** Plays one of GoCardless' scenarios on a resource; refused where that is not where the scenario begins. */
export function playScenario(turn: Turn, name: string, id: string): Result<void, Refusal> {
  if (scenarios[name]?.(turn, id)) return ok(undefined);
  return refuse(wrongState('scenario_not_applicable', `${name} does not begin where this resource stands`));
}

/** Takes a payment forward from where it stands, as far as it is not there yet. */
export function advance(turn: Turn, payment: PaymentRecord, to: 'submitted' | 'confirmed' | 'paid_out'): PaymentRecord {
  let at = payment;
  if (at.status === 'pending_submission') at = submitPayment(turn, at);
  if (to !== 'submitted' && at.status === 'submitted') at = confirmPayment(turn, at);
  if (to === 'paid_out' && at.status === 'confirmed') at = payOutNow(turn, at);
  return at;
}

/** The payer has paused the consent at the bank: PayTo's only. */
export function suspend(turn: Turn, mandate: MandateRecord): MandateRecord {
  const why = fromBank(mandate, { cause: 'mandate_suspended_by_payer', code: 'SBP' });
  const told = settingsOf(turn).suspensionEvent ? 'both' : 'book';
  return moveMandate(turn, mandate, 'suspended_by_payer', why, { told });
}

/** Whether the bank would take a payment on its mandate now. */
export function readyToPay(turn: Turn, payment: PaymentRecord): boolean {
  const mandate = given(turn, 'mandates', payment.mandateId);
  return atStart(turn, payment) && (mandate.status === 'active' || goesWithFirstPayment(mandate));
}

function onRequest(then: (turn: Turn, payment: PaymentRecord) => void): Play {
  return (turn, id) => {
    const request = find(turn, 'billing_requests', id);
    if (!request?.payment || request.status !== 'pending' || !onlyTheBankIsLeft(turn, request)) return false;
    const open = openAuthorisation(turn, request) ?? begun(turn, request);
    if (!open || !decideAuthorisation(turn, open, 'authorised', { origin: 'gocardless' }).ok) return false;
    const done = fulfil(turn, given(turn, 'billing_requests', id), { origin: 'gocardless' }, { atOnce: true });
    const payment = done.ok ? find(turn, 'payments', done.value.paymentId) : null;
    if (payment) then(turn, payment);
    return payment !== null;
  };
}

function begun(turn: Turn, request: BillingRequestRecord) {
  const authorisation = beginAuthorisation(turn, request, null);
  return authorisation.ok ? authorisation.value : null;
}

function onlyTheBankIsLeft(turn: Turn, request: BillingRequestRecord): boolean {
  return actionsOf(request, given(turn, 'customers', request.customerId)).every(
    ({ type, required, status }) => !required || (status === 'completed') !== (type === 'bank_authorisation'),
  );
}

function onPayment(
  begins: (turn: Turn, payment: PaymentRecord) => boolean,
  then: (turn: Turn, payment: PaymentRecord) => unknown,
): Play {
  return (turn, id) => {
    const payment = find(turn, 'payments', id);
    if (!payment || !begins(turn, payment)) return false;
    then(turn, payment);
    return true;
  };
}

function atStart(turn: Turn, payment: PaymentRecord): boolean {
  const { status } = given(turn, 'mandates', payment.mandateId);
  return canMovePayment(payment, 'submitted') && status !== 'pending_customer_approval';
}

function readyToFailLate(turn: Turn, payment: PaymentRecord): boolean {
  return payment.scheme !== 'autogiro' && (payment.status === 'paid_out' || readyToPay(turn, payment));
}

function settle(turn: Turn, payment: PaymentRecord, action: 'late_failure_settled' | 'chargeback_settled') {
  return movePayment(turn, payment, action, { origin: 'gocardless', cause: action });
}

function onMandate(
  begins: (mandate: MandateRecord) => boolean,
  then: (turn: Turn, mandate: MandateRecord) => unknown,
): Play {
  return (turn, id) => {
    const mandate = find(turn, 'mandates', id);
    if (!mandate || !begins(mandate)) return false;
    then(turn, mandate);
    return true;
  };
}

function waitsForApproval({ status }: MandateRecord): boolean {
  return status === 'pending_customer_approval';
}

function onRefund(outcome: RefundOutcome): Play {
  return (turn, id) => {
    const refund: RefundRecord | null = find(turn, 'refunds', id);
    if (!refund || !canConclude(refund, outcome)) return false;
    concludeRefund(turn, refund, outcome);
    return true;
  };
}

function isOf(scheme: SchemeName, ...names: readonly SchemeName[]): boolean {
  return names.includes(scheme);
}
