import type { Result } from '../../kernel/result.ts';
import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Step } from '../kit/simulator.ts';
import { cancelCharge, capture, refund } from './charge-life.ts';
import { disputeCharge, returnDisputed } from './disputes.ts';
import { abortPayout, type LedgerEntry, payoutAfter, payoutBy } from './ledger.ts';
import {
  acceptAgreement,
  changeMaxAmount,
  expireAgreement,
  type PayerRefusal,
  recordAgreement,
  rejectAgreement,
  stopAgreement,
} from './life.ts';
import {
  type AgreementRecord,
  agreementOf,
  byEitherId,
  type ChargeRecord,
  chargeOf,
  keepAgreement,
  keepCharge,
} from './records.ts';

interface Played {
  readonly agreement?: (step: Step, agreement: AgreementRecord) => ScenarioOutcome;
  readonly payment?: (step: Step, charge: ChargeRecord) => ScenarioOutcome;
  readonly payout?: (step: Step, payout: LedgerEntry) => ScenarioOutcome;
}

/** What befalls the agreement of a charge that came along with it befalls both. */
const withAgreement = (play: NonNullable<Played['agreement']>): Played => ({
  agreement: play,
  payment: (step, charge) => {
    const agreement = charge.type === 'INITIAL' ? agreementOf(step, charge.agreementId) : null;
    return agreement ? play(step, agreement) : decided;
  },
});

const scenarios: Readonly<Record<string, Played>> = {
  PAYER_ACCEPTS: withAgreement((step, agreement) => played(acceptAgreement(step, agreement))),
  PAYER_REJECTS: withAgreement((step, agreement) => played(rejectAgreement(step, agreement))),
  PAYER_IGNORES: withAgreement((_step, { status }) => (status === 'PENDING' ? done : decided)),
  // The card that the payer has chosen cannot pay what is asked for with the agreement.
  PAYMENT_FAILS: {
    agreement: (step, agreement) => {
      if (agreement.status !== 'PENDING') return decided;
      expireAgreement(step, agreement);
      return done;
    },
    payment: (step, charge) => {
      if (!['PENDING', 'DUE', 'PROCESSING'].includes(charge.status)) return decided;
      keepCharge(step, { ...charge, fails: 'user_action_required' });
      return { ok: true, providerCalls: 0, armedCallback: { name: 'chargeEvent', subject: charge.id } };
    },
  },
  PAYER_ENDS_AGREEMENT: { agreement: (step, agreement) => stops(step, agreement, 'USER') },
  PAYER_DELETES_PROFILE: { agreement: (step, agreement) => stops(step, agreement, 'ADMIN') },
  PAYER_RAISES_LIMIT: {
    agreement: (step, agreement) => {
      const { type, maxAmount, suggestedMaxAmount = 0 } = agreement.pricing;
      if (type !== 'VARIABLE' || agreement.status !== 'ACTIVE')
        return wrongState('Only of an active one that is VARIABLE.');
      changeMaxAmount(step, agreement, 2 * (maxAmount ?? suggestedMaxAmount));
      return done;
    },
  },
  AUTO_RESERVE_FAILS: {
    agreement: (step, agreement) => {
      if (agreement.status !== 'ACTIVE') return wrongState(`The agreement is ${agreement.status}.`);
      step.documents.put('nextFails', agreement.id, true);
      return { ok: true, providerCalls: 1, armedCallback: { name: 'chargeEvent', subject: agreement.id } };
    },
  },
  // By somebody in the business portal: each is told of as what we ask for is.
  UPDATE_ON_DASHBOARD: {
    agreement: (step, agreement) => {
      if (agreement.status !== 'ACTIVE') return wrongState(`The agreement is ${agreement.status}.`);
      const productName = `${agreement.productName.slice(0, 30)} (changed)`;
      recordAgreement(step, 'agreementChanged', keepAgreement(step, { ...agreement, productName }));
      return done;
    },
  },
  STOP_ON_DASHBOARD: { agreement: (step, agreement) => stops(step, agreement, 'MERCHANT') },
  CAPTURE_ON_DASHBOARD: {
    payment: (step, charge) => {
      if (charge.status !== 'RESERVED' && charge.status !== 'PARTIALLY_CAPTURED')
        return wrongState(`The charge is ${charge.status}.`);
      capture(step, charge, charge.amount - charge.captured, portalKey(charge, 'capture'));
      return done;
    },
  },
  CANCEL_ON_DASHBOARD: {
    payment: (step, charge) => {
      if (!['PENDING', 'DUE', 'RESERVED', 'PARTIALLY_CAPTURED'].includes(charge.status)) return decided;
      cancelCharge(step, charge, portalKey(charge, 'cancel'));
      return done;
    },
  },
  REFUND_ON_DASHBOARD: {
    payment: (step, charge) => {
      const left = charge.captured - charge.refunded;
      if (left <= 0) return wrongState('There is nothing captured that could be given back.');
      refund(step, charge, Math.max(1, Math.floor((left * 2) / 5)), portalKey(charge, 'refund'));
      return done;
    },
  },
  CHARGEBACK: {
    payment: (step, charge) =>
      disputeCharge(step, charge) ? done : wrongState('There is nothing captured to dispute.'),
  },
  CHARGEBACK_WITHDRAWN: {
    payment: (step, charge) => (returnDisputed(step, charge) ? done : wrongState('It is not disputed.')),
  },
  PAYOUT_BOUNCED: {
    payment: (step, charge) => bounced(step, payoutAfter(step, charge)),
    payout: (step, payout) => bounced(step, payout),
  },
  CAPTURE_TIMES_OUT_BUT_SUCCEEDS: { payment: (step, charge) => captureFault(step, charge, 'effectThenTimeout') },
  CAPTURE_TIMES_OUT_AND_FAILS: { payment: (step, charge) => captureFault(step, charge, 'timeoutNoEffect') },
};

/** The names of all of them. */
export const scenarioNames = Object.keys(scenarios);

/** Plays the payer, or somebody in the portal, or readies Vipps MobilePay to misbehave, for one agreement or charge. */
export function runScenario(
  step: Step,
  name: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}`);
  if (kind === 'agreement') {
    const agreement = byEitherId(step, id);
    if (!agreement) return unknown;
    return scenario.agreement?.(step, agreement) ?? notSupported(`${name} is not for an agreement`);
  }
  if (kind === 'payout') {
    // Only its place in a ledger names one; the last part of whatever that is called is its reference.
    const payout = payoutBy(step, id.slice(id.lastIndexOf('.') + 1));
    return payout ? (scenario.payout?.(step, payout) ?? notSupported(`${name} is not for a payout`)) : unknown;
  }
  const charge = chargeOf(step, id);
  if (!charge) return unknown;
  return scenario.payment?.(step, charge) ?? notSupported(`${name} is not for a payment`);
}

function bounced(step: Step, payout: LedgerEntry | null): ScenarioOutcome {
  return payout && abortPayout(step, payout) ? done : wrongState('There is no payout of it that could come back.');
}

function stops(step: Step, agreement: AgreementRecord, actor: 'MERCHANT' | 'USER' | 'ADMIN'): ScenarioOutcome {
  if (agreement.status !== 'ACTIVE') return decided;
  stopAgreement(step, agreement, actor);
  return done;
}

// The provider's own: no key of any caller's.
function portalKey({ id, history }: ChargeRecord, what: string): string {
  return `${id}-portal-${what}-${history.length}`;
}

function captureFault(
  step: Step,
  charge: ChargeRecord,
  fault: 'effectThenTimeout' | 'timeoutNoEffect',
): ScenarioOutcome {
  if (!['PENDING', 'DUE', 'PROCESSING', 'RESERVED', 'PARTIALLY_CAPTURED'].includes(charge.status))
    return wrongState(`The charge is ${charge.status}; it will not be captured.`);
  step.arm({ operation: 'capture', subject: charge.id, fault });
  return { ok: true, providerCalls: 1 };
}

function played(result: Result<void, PayerRefusal>): ScenarioOutcome {
  if (result.ok) return done;
  return result.error === 'card' ? done : decided;
}

const decided = wrongState('It was decided before, or is over.');
const unknown = noSuchSubject('vipps_mobilepay knows no such agreement, charge or payout');
