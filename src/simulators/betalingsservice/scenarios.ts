import type { Result } from '../../kernel/result.ts';
import { done, noSuchSubject, notSupported, wrongState } from '../kit/outcomes.ts';
import type { ScenarioOutcome, Step } from '../kit/simulator.ts';
import { answerByBank, foundByChecks } from './mandate-life.ts';
import { type MandateRecord, mandateOf, mandateWith, type RequestRecord, requestOf } from './records.ts';
import { approve, reject } from './request-life.ts';
import type { MandateError } from './unconfirmed.ts';

interface Played {
  readonly request?: (step: Step, request: RequestRecord) => ScenarioOutcome;
  readonly mandate?: (step: Step, mandate: MandateRecord) => ScenarioOutcome;
}

const scenarios: Readonly<Record<string, Played>> = {
  PAYER_ACCEPTS: { request: (step, request) => played(approve(step, request)) },
  PAYER_REJECTS: { request: (step, request) => played(reject(step, request)) },
  PAYER_IGNORES: {
    request: (_turn, { state }) => (state === 'RECEIVED' || state === 'PENDING_APPROVAL' ? done : decided),
  },
  BANK_APPROVES_MANDATE: { mandate: (step, mandate) => bankAnswers(step, mandate, null) },
  BANK_REJECTS_MANDATE: { mandate: (step, mandate) => bankAnswers(step, mandate, 'DEBTOR_IDENTITY_IS_NOT_CORRECT') },
};

/** The names of all of them. */
export const scenarioNames = Object.keys(scenarios);

/** Plays the debtor or the debtor's bank, for one collection request, its payment or mandate, or a mandate by itself. */
export function runScenario(
  step: Step,
  name: string,
  { kind, id }: { readonly kind: string; readonly id: string },
): ScenarioOutcome {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario ${name}`);
  const request = requestOf(step, id);
  const mandate = (kind === 'mandate' ? mandateOf(step, id) : null) ?? (request && mandateWith(step, request));
  const known = kind === 'mandate' ? mandate : kind === 'payment' || kind === 'billingRequest' ? request : null;
  if (!known) return unknown;
  // One swipe covers a request's payment and mandate, so each may stand for the request. A bank answers about mandates only.
  if (scenario.request && request && (kind !== 'mandate' || mandate?.withRequest))
    return scenario.request(step, request);
  if (scenario.mandate && mandate && kind !== 'payment') return scenario.mandate(step, mandate);
  return notSupported(`${name} is not for this ${kind}`);
}

function bankAnswers(step: Step, mandate: MandateRecord, error: MandateError | null): ScenarioOutcome {
  if (mandate.state !== 'RECEIVED' && mandate.state !== 'AT_BANK')
    return wrongState(`The mandate is ${mandate.state}; its bank is not asked.`);
  const found = foundByChecks(step, mandate);
  if (found !== null) return wrongState(`The mandate does not come as far as the bank: ${found}.`);
  answerByBank(step, mandate, error);
  return done;
}

function played(result: Result<void, 'decided'>): ScenarioOutcome {
  return result.ok ? done : decided;
}

const decided = wrongState('It was decided before, or is over.');
const unknown = noSuchSubject('betalingsservice knows no such mandate, collection request or payment');
