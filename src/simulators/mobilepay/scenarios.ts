import type { Result } from '../../kernel/result.ts';
import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Step } from '../kit/simulator.ts';
import { callBackForeign } from './callbacks.ts';
import {
  acceptAgreement,
  acceptPayment,
  cancelByPayer,
  cancelPayment,
  capture,
  type PayerRefusal,
  recordAgreement,
  rejectAgreement,
  rejectPayment,
} from './life.ts';
import {
  type AgreementRecord,
  agreementOf,
  keepAgreement,
  keepPayment,
  keepRequest,
  type PaymentRecord,
  paymentOf,
  type RequestRecord,
  requestOf,
  takenOf,
} from './records.ts';
import { refundByHand } from './refunds.ts';
import { end, isOpen } from './request-life.ts';

interface Played {
  readonly agreement?: (step: Step, agreement: AgreementRecord) => ScenarioOutcome;
  readonly payment?: (step: Step, payment: PaymentRecord) => ScenarioOutcome;
  readonly request?: (step: Step, request: RequestRecord) => ScenarioOutcome;
}

const scenarios: Readonly<Record<string, Played>> = {
  PAYER_ACCEPTS: {
    agreement: (step, agreement) => played(acceptAgreement(step, agreement)),
    payment: (step, payment) => played(acceptPayment(step, payment)),
  },
  PAYER_REJECTS: {
    agreement: (step, agreement) => played(rejectAgreement(step, agreement)),
    payment: (step, payment) => played(rejectPayment(step, payment)),
    request: (step, request) => ending(step, request, 'Rejected', 50001),
  },
  PAYMENT_FAILS: {
    request: (step, request) => {
      if (!isOpen(request)) return decided;
      keepRequest(step, { ...request, fails: true });
      return { ok: true, providerCalls: 0, armedCallback: { name: 'paymentCallback', subject: request.id } };
    },
  },
  PAYER_IGNORES: {
    agreement: (_turn, { status }) => (status === 'Pending' ? done : decided),
    payment: (_turn, { status }) => (status === 'Requested' ? done : decided),
  },
  PAYER_ENDS_AGREEMENT: { agreement: (step, agreement) => played(cancelByPayer(step, agreement)) },
  AUTO_RESERVE_FAILS: {
    agreement: autoReserveFails,
    payment: (step, { agreementId }) => {
      const agreement = agreementOf(step, agreementId);
      return agreement ? autoReserveFails(step, agreement) : wrongState('The agreement of this payment is gone.');
    },
  },
  // By somebody in the portal: no other program has asked for it, and no callback tells of it.
  REFUND_ON_DASHBOARD: {
    payment: (step, payment) => (refundByHand(step, { ...payment, takenAt: payment.capturedAt }) ? done : nothingTaken),
    request: (step, { id }) => {
      const taken = takenOf(step, id);
      return taken && refundByHand(step, taken) ? done : nothingTaken;
    },
  },
  UPDATE_ON_DASHBOARD: {
    agreement: (step, agreement) => {
      if (agreement.status !== 'Accepted') return wrongState(`The agreement is ${agreement.status}.`);
      const plan = `${agreement.plan.slice(0, 20)} (changed)`;
      recordAgreement(step, 'agreementUpdated', keepAgreement(step, { ...agreement, plan }));
      return done;
    },
  },
  CAPTURE_ON_DASHBOARD: {
    payment: (step, payment) => {
      if (payment.status !== 'Reserved') return wrongState(`The payment is ${payment.status}.`);
      capture(step, payment);
      return done;
    },
  },
  CANCEL_ON_DASHBOARD: {
    payment: (step, payment) => {
      if (payment.status !== 'Requested' && payment.status !== 'Reserved') return decided;
      cancelPayment(step, payment);
      return done;
    },
    request: (step, request) => ending(step, request, 'Declined', 50002),
  },
  // Another system of the merchant's charges the agreement; all payments are told of at one address.
  RECURRING_PAYMENT_EXECUTED: { agreement: (step, agreement) => recurring(step, agreement, 0) },
  RECURRING_PAYMENT_FAILED: { agreement: (step, agreement) => recurring(step, agreement, 50000) },
  CAPTURE_TIMES_OUT_BUT_SUCCEEDS: { payment: (step, payment) => captureFault(step, payment, 'effectThenTimeout') },
  CAPTURE_TIMES_OUT_AND_FAILS: { payment: (step, payment) => captureFault(step, payment, 'timeoutNoEffect') },
  REFUND_DECLINED_LATE: {
    payment: (step, payment) => {
      if (payment.status === 'Rejected' || payment.status === 'Expired' || payment.status === 'Canceled') {
        return wrongState(`The payment is ${payment.status}; it will never be refunded.`);
      }
      keepPayment(step, { ...payment, refundDeclinesLate: true });
      return { ok: true, providerCalls: 1, armedCallback: { name: 'refundCallback', subject: payment.id } };
    },
  },
};

/** The names of all of them. */
export const scenarioNames = Object.keys(scenarios);

/** Plays the payer, or readies the provider to misbehave, for one agreement or payment. */
export function runScenario(
  step: Step,
  name: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}`);
  if (kind === 'agreement') {
    const agreement = agreementOf(step, id);
    if (!agreement) return unknown;
    return scenario.agreement?.(step, agreement) ?? notForThis(name, kind);
  }
  const request = requestOf(step, id);
  if (request) return scenario.request?.(step, request) ?? notForThis(name, kind);
  const payment = paymentOf(step, id);
  if (!payment) return unknown;
  return scenario.payment?.(step, payment) ?? notForThis(name, kind);
}

function ending(
  step: Step,
  request: RequestRecord,
  status: 'Declined' | 'Rejected',
  code: 50001 | 50002,
): ScenarioOutcome {
  if (!isOpen(request)) return decided;
  end(step, request, status, code);
  return done;
}

function recurring(step: Step, agreement: AgreementRecord, code: 0 | 50000): ScenarioOutcome {
  if (agreement.status !== 'Accepted') return wrongState(`The agreement is ${agreement.status}; it is not charged.`);
  const id = callBackForeign(step, agreement, code);
  const { amount, currency } = agreement;
  step.record({
    effect: code === 0 ? 'recurringPaymentExecuted' : 'recurringPaymentFailed',
    subject: { kind: 'recurringPayment', id, within: agreement.id },
    ...(amount !== null && { amount, currency }),
  });
  return done;
}

function autoReserveFails(step: Step, agreement: AgreementRecord): ScenarioOutcome {
  if (agreement.status !== 'Accepted' && agreement.status !== 'Pending')
    return wrongState(`The agreement is ${agreement.status}.`);
  keepAgreement(step, { ...agreement, autoReserveFails: true });
  return { ok: true, providerCalls: 1, armedCallback: { name: 'paymentCallback', subject: agreement.id } };
}

function captureFault(
  step: Step,
  payment: PaymentRecord,
  fault: 'effectThenTimeout' | 'timeoutNoEffect',
): ScenarioOutcome {
  if (payment.status !== 'Requested' && payment.status !== 'Reserved')
    return wrongState(`The payment is ${payment.status}; it will not be captured.`);
  step.arm({ operation: 'capture', subject: payment.id, fault });
  return { ok: true, providerCalls: 1 };
}

function played(result: Result<void, PayerRefusal>): ScenarioOutcome {
  if (result.ok) return done;
  return result.error === 'balance' ? wrongState('The payer does not have that much money.') : decided;
}

function notForThis(name: string, kind: string): ScenarioOutcome {
  return notSupported(`${name} is not for ${kind === 'agreement' ? 'an agreement' : 'a payment'}`);
}

const nothingTaken = wrongState('There is nothing captured that could be given back.');
const decided = wrongState('It was decided before, or is over.');
const unknown = noSuchSubject('mobilepay knows no such agreement or payment');
