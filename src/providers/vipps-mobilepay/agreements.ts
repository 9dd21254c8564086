import type { CallContext, Fact, OperationMap, Outcome, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import { expectBody, startCall } from '../kit/client.ts';
import { type LookupResult, unknown } from '../kit/outcomes.ts';
import { agreementStatus } from './check-status.ts';
import { type Call, name, send } from './client.ts';
import { agreementPath, agreementsPath, readRefusal } from './lookup.ts';
import { duplicateOrder, notDone, notKnown, whyRefused, whyStopped } from './reasons.ts';
import type { Settings } from './settings.ts';
import { acceptWithinMs, agreementRef, paymentRef, toAgreementPatch, toNewAgreement, toStep } from './translate.ts';
import { newAgreementReply } from './wire.ts';

/** Drafting, changing and stopping agreements. Each request bears our key: sent again, it is answered as the first time. */

type NewAgreement = OperationMap['agreement.create'];
type Update = OperationMap['agreement.update'];

// What was taken in and is not done yet (202) is done within seconds.
const askAgainMs = 2_000;

export async function createAgreement(
  context: CallContext<Settings>,
  input: NewAgreement,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const body = toNewAgreement(input, key, context.account.settings.agreementUrl);
  const reply = await send(call, { method: 'POST', path: agreementsPath, body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) {
    const refusal = readRefusal(reply);
    if (refusal.problem === 'idempotency-conflict') return keyTaken;
    return { kind: 'refused', why: reply.status === 409 ? duplicateOrder : whyRefused('the agreement', refusal) };
  }
  const answer = expectBody(reply, newAgreementReply, 'the answer to a new agreement');
  if (!answer.ok) return answer.error;
  const { agreementId, chargeId, vippsConfirmationUrl } = answer.value;
  if ((chargeId != null) !== (input.oneOffPayment !== undefined))
    return unknown('unreadable', 'the answer to a new agreement does not match the payment asked for');
  const at = context.now();
  const until = new Date(at.getTime() + acceptWithinMs);
  const step = input.with?.vippsMobilePay?.skipLandingPage
    ? { step: { kind: 'app', app: name } as const }
    : toStep(vippsConfirmationUrl);
  const authority: Fact = { kind: 'authority', ref: agreementRef(agreementId), now: 'PENDING', at, until, ...step };
  if (chargeId == null) return { kind: 'facts', facts: [authority] };
  const ref = paymentRef(agreementId, chargeId);
  return { kind: 'facts', facts: [authority, { kind: 'awaitingPayer', ref, at, until, ...step }] };
}

/** 204: changed. 202: it will be. A refusal for the state of the agreement is settled by asking how it stands. */
export async function updateAgreement(context: CallContext<Settings>, input: Update, key: string): Promise<Outcome> {
  const call = startCall(context);
  const ref = input.agreement;
  const body = toAgreementPatch(input);
  const reply = await send(call, { method: 'PATCH', path: agreementPath(ref), body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [changed(input, context.now())] };
  if (reply.status === 202) return { kind: 'pending', ref, checkAgainMs: askAgainMs };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a change; got ${reply.status}`);
  const refusal = readRefusal(reply);
  if (refusal.problem === 'idempotency-conflict') return keyTaken;
  const why = whyRefused('the change', refusal);
  if (refusal.problem !== 'illegal-agreement-update') return { kind: 'refused', why };
  const found = await agreementStatus(call, ref, null);
  const [fact] = found.kind === 'facts' ? found.facts : [];
  const ended = fact?.kind === 'authority' && fact.now !== 'ACTIVE' && fact.now !== 'PENDING';
  return ended && found.kind === 'facts' ? found : { kind: 'refused', why };
}

/** After an unknown outcome: does it say what we asked for? Where it does not, the change may still come. */
export async function probeUpdatedAgreement(context: CallContext<Settings>, input: Update): Promise<StatusCheck> {
  const found = await agreementStatus(startCall(context), input.agreement, null);
  const [fact] = found.kind === 'facts' ? found.facts : [];
  if (fact?.kind !== 'authority' || (fact.now !== 'ACTIVE' && fact.now !== 'PENDING')) return found;
  return says(fact.terms, input) ? found : { kind: 'absent', certain: false };
}

/** Stopping is harmless to repeat there: a second stop is a 204 as well. What was reserved on it is cancelled with it. */
export async function cancelAgreement(context: CallContext<Settings>, ref: ProviderRef, key: string): Promise<Outcome> {
  const call = startCall(context);
  const body = { status: 'STOPPED' };
  const reply = await send(call, { method: 'PATCH', path: agreementPath(ref), body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [stopped(ref, context.now())] };
  if (reply.status === 202) return { kind: 'pending', ref, checkAgainMs: askAgainMs };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a stop; got ${reply.status}`);
  const answer = await endStatus(call, ref);
  return answer.kind === 'absent' ? { kind: 'refused', why: answer.why ?? notKnown('agreement') } : answer;
}

/** After an unknown outcome: has it ended? In whatever way it has, a stop still under way can change no more. */
export function probeCancelledAgreement(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  return endStatus(startCall(context), ref);
}

async function endStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const answer = await agreementStatus(call, ref, null);
  const [fact] = answer.kind === 'facts' ? answer.facts : [];
  const open = fact?.kind === 'authority' && (fact.now === 'PENDING' || fact.now === 'ACTIVE');
  return open ? { kind: 'absent', certain: false, why: notDone('cancel the agreement; it still stands') } : answer;
}

function stopped(ref: ProviderRef, at: Date): Fact {
  return { kind: 'authority', ref, now: 'CANCELLED', at, why: whyStopped('MERCHANT') };
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
): boolean {
  return (
    (plan === undefined || terms.plan === plan) &&
    (description === undefined || terms.description === description) &&
    (amount === undefined || terms.amount?.amountMinor === amount.amountMinor) &&
    (frequency === undefined || terms.frequency === frequency)
  );
}

/** Our key, on another request than the one that it was first sent with: what that one has come to has to be found out. */
export const keyTaken = unknown('unreadable', `${name} has seen our key on another request`);
