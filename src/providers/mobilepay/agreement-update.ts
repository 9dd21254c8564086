import type { CallContext, Fact, OperationMap, Outcome, StatusCheck } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { agreementStatus } from './check-status.ts';
import { send } from './client.ts';
import { agreementPath, readError } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { toAgreementPatch } from './translate.ts';

/** Changing what the payer of an agreement is shown (docs §3, PATCH): plan, description, amount, frequency. */

type Update = OperationMap['agreement.update'];

/** 204: changed. A refusal for the state of the agreement is settled by asking how it stands. */
export async function updateAgreement(context: CallContext<Settings>, input: Update): Promise<Outcome> {
  const call = startCall(context);
  const body = toAgreementPatch(input);
  const reply = await send(call, { method: 'PATCH', path: agreementPath(call, input.agreement), body });
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [changed(input, context.now())] };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a change; got ${reply.status}`);
  if (reply.status === 400) return { kind: 'refused', why: whyRefused('change', readError(reply)) };
  const found = await agreementStatus(call, input.agreement, null);
  if (found.kind === 'absent') return { kind: 'refused', why: notFound };
  const [fact] = found.kind === 'facts' ? found.facts : [];
  // It stands, and is not changed: what MobilePay said is all that there is to say.
  if (fact?.kind === 'authority' && (fact.now === 'ACTIVE' || fact.now === 'PENDING'))
    return { kind: 'refused', why: whyRefused('change', readError(reply)) };
  return found;
}

/** After an unknown outcome: does it say what we asked for? Where it does not, the change may still come. */
export async function probeUpdatedAgreement(context: CallContext<Settings>, input: Update): Promise<StatusCheck> {
  const found = await agreementStatus(startCall(context), input.agreement, null);
  if (found.kind !== 'facts') return found;
  const [fact] = found.facts;
  if (fact.kind !== 'authority' || (fact.now !== 'ACTIVE' && fact.now !== 'PENDING')) return found;
  return says(fact.terms, input) ? found : { kind: 'absent', certain: false };
}

function changed({ agreement: ref, plan, description, amount, frequency }: Update, at: Date): Fact {
  const terms = {
    ...(plan === undefined ? {} : { plan }),
    ...(description === undefined ? {} : { description }),
    ...(amount === undefined ? {} : { amount }),
    ...(frequency === undefined ? {} : { frequency }),
  };
  return { kind: 'authority', ref, now: 'ACTIVE', at, terms };
}

function says(
  terms: Extract<Fact, { kind: 'authority' }>['terms'] = {},
  { plan, description, amount, frequency }: Update,
) {
  return (
    (plan === undefined || terms.plan === plan) &&
    (description === undefined || terms.description === description) &&
    (amount === undefined || (terms.amount?.amountMinor ?? 0n) === amount.amountMinor) &&
    (frequency === undefined || terms.frequency === frequency)
  );
}

const notFound = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay does not know the agreement.',
});
