import type {
  CallContext,
  Fact,
  OperationMap,
  Outcome,
  ProviderRef,
  Sent,
  StatusCheck,
  StatusReason,
} from '../../domain/port/provider.ts';
import { expectBody, type Found, startCall } from '../kit/client.ts';
import { missingFrom } from '../kit/lists.ts';
import { type LookupResult, mismatch, unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { agreementStatus, findPayment } from './check-status.ts';
import { type Call, send } from './client.ts';
import { agreementPath, lookUp, providerPath, readError } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import {
  agreementCancelled,
  agreementRef,
  fromAmount,
  impliedStatus,
  paymentRef,
  toAgreementFact,
  toInstant,
  toMinutes,
  toNewAgreement,
  toStep,
} from './translate.ts';
import { agreement, agreementPage, newAgreementReply, type WireAgreement } from './wire.ts';

/** Creating, finding and cancelling agreements. */

type NewAgreement = OperationMap['agreement.create'];

export async function createAgreement(context: CallContext<Settings>, input: NewAgreement): Promise<Outcome> {
  const call = startCall(context);
  const body = toNewAgreement(input, context.callbackUrl);
  const reply = await send(call, { method: 'POST', path: `${providerPath(call)}/agreements`, body });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('agreement', readError(reply)) };
  const answer = expectBody(reply, newAgreementReply, 'the answer to a new agreement');
  if (!answer.ok) return answer.error;
  const created = answer.value;
  const paymentId = created.one_off_payment_id ?? null;
  if ((paymentId !== null) !== (input.oneOffPayment !== undefined)) {
    return unknown('unreadable', 'the answer to a new agreement does not match the one-off payment asked for');
  }
  const at = context.now();
  const step = toStep(created.links);
  const until = new Date(at.getTime() + toMinutes(input.expiresInMs) * 60_000);
  const authority: Fact = { kind: 'authority', ref: agreementRef(created.id), now: 'PENDING', at, until, ...step };
  if (paymentId === null) return { kind: 'facts', facts: [authority] };
  return {
    kind: 'facts',
    facts: [
      authority,
      {
        kind: 'awaitingPayer',
        ref: paymentRef(created.id, paymentId),
        at,
        until,
        providerStatus: impliedStatus.requested,
        ...step,
      },
    ],
  };
}

// Their clock and ours may differ by minutes; the external id is what really decides.
const clockSkewMs = 5 * 60_000;

/** After an unknown outcome: is there an agreement with our external id, made since we sent? */
export async function probeNewAgreement(
  context: CallContext<Settings>,
  input: NewAgreement,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  const found = sent.ref
    ? await lookUp(call, agreementPath(call, sent.ref), agreement)
    : await searchAgreements(call, (candidate) => {
        const created = toInstant(candidate.date_created);
        const since = created === null || created.getTime() >= sent.at.getTime() - clockSkewMs;
        return since && candidate.external_id === input.externalId;
      });
  if (found.kind === 'unknown') return found;
  // Absent now is not absent for ever: the request may still be on its way.
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  const wrong = echoOf(found.value, input);
  if (wrong) return wrong;
  const fact = toAgreementFact(found.value, context.now(), null);
  if (!fact.ok) return fact.error;
  if (!input.oneOffPayment) return { kind: 'facts', facts: [fact.value] };
  const payment = await findPayment(call, agreementRef(found.value.id), input.oneOffPayment);
  if (payment.kind === 'unknown') return payment;
  if (payment.kind === 'missing')
    return unknown('unreadable', 'the agreement exists without the one-off payment asked for');
  return { kind: 'facts', facts: [fact.value, ...payment.value.facts] };
}

function echoOf(found: WireAgreement, input: NewAgreement): Outcome | null {
  if (!input.amount || found.amount == null) return null;
  const amount = fromAmount(found.amount, found.currency ?? input.currency);
  if (!amount.ok) return unknown('unreadable', `agreement amount: ${amount.error}`);
  return mismatch('MobilePay', amount.value, input.amount);
}

const pageSize = 1_000;
// 20,000 agreements; beyond that the deadline of the question is at risk, and a person may look instead.
const pagesMax = 20;

async function searchAgreements(
  call: Call,
  matches: (candidate: WireAgreement) => boolean,
): Promise<Found<WireAgreement>> {
  let strange = 0;
  for (let page = 1; page <= pagesMax; page++) {
    const path = `${providerPath(call)}/agreements?pageSize=${pageSize}&pageNumber=${page}`;
    const list = await lookUp(call, path, agreementPage, 'list');
    if (list.kind !== 'found') return list;
    const { items, unreadable } = list.value;
    const match = items.find(matches);
    if (match) return { kind: 'found', value: match };
    strange += unreadable;
    // How large a page may be is not documented, so only an empty one is surely the last.
    if (items.length + unreadable === 0) return missingFrom({ items, unreadable: strange }, 'agreements');
  }
  return unknown('unreadable', `not among the first ${pagesMax * pageSize} agreements, and there are more`);
}

/** 204: cancelled, and with it each payment that was not captured yet (docs §4). A refusal is settled by asking. */
export async function cancelAgreement(context: CallContext<Settings>, ref: ProviderRef): Promise<Outcome> {
  const call = startCall(context);
  const reply = await send(call, { method: 'DELETE', path: agreementPath(call, ref) });
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [agreementCancelled(ref, context.now())] };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a cancellation; got ${reply.status}`);
  // Whoever ended it, it was not this request: no code of ours explains it.
  const answer = await endStatus(call, ref, null);
  return answer.kind === 'absent' ? { kind: 'refused', why: refusedAs(answer) } : answer;
}

/** After an unknown outcome: has it ended? In whatever way it has, a cancellation still under way can change no more. */
export function probeCancelledAgreement(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  return endStatus(startCall(context), ref, '40003');
}

async function endStatus(call: Call, ref: ProviderRef, hint: string | null): Promise<LookupResult> {
  const answer = await agreementStatus(call, ref, hint);
  if (answer.kind !== 'facts') return answer;
  const [fact] = answer.facts;
  const open = fact.kind === 'authority' && (fact.now === 'PENDING' || fact.now === 'ACTIVE');
  return open ? { kind: 'absent', certain: false, why: stillOpen } : answer;
}

const stillOpen = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay did not cancel the agreement; it still stands.',
  retryable: true,
});
const notFound = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay does not know the agreement.',
});

function refusedAs(absent: Extract<StatusCheck, { kind: 'absent' }>): StatusReason {
  return absent.why ?? notFound;
}
