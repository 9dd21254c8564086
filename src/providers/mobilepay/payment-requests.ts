import type {
  CallContext,
  Fact,
  OperationMap,
  Outcome,
  ProviderRef,
  Sent,
  StatusCheck,
} from '../../domain/port/provider.ts';
import { toDecimal } from '../../kernel/money.ts';
import { expectBody, type Reply, startCall } from '../kit/client.ts';
import { type LookupResult, mismatch, unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { earliestDueOn, graceDaysOf, graceUntil } from './charge-days.ts';
import { agreementStatus } from './check-status.ts';
import { type Call, send } from './client.ts';
import { paymentRequestPath, providerPath, readError } from './lookup.ts';
import { paymentCancelledByMerchant, whyRefused } from './reasons.ts';
import { chargeRef, isOver } from './request-facts.ts';
import { findRequest, getRequest } from './request-status.ts';
import type { Settings } from './settings.ts';
import { impliedStatus } from './translate.ts';
import { type NewRequestBody, newRequestsReply } from './wire.ts';

/**
 * Charges: payments of a subscription, each asked for in a batch of its own. Taken in is not accepted: what the rules of business say comes later,
 * as a payment that is declined.
 */

type NewCharge = OperationMap['charge.create'];
type Update = OperationMap['charge.update'];

export async function createRequest(context: CallContext<Settings>, input: NewCharge): Promise<Outcome> {
  const call = startCall(context);
  const { on, amount, externalId, description, retryPlan } = input;
  const due = dueOf(input);
  const body: readonly NewRequestBody[] = [
    {
      agreement_id: on.id,
      amount: toDecimal(amount),
      due_date: due,
      external_id: externalId,
      description,
      grace_period_days: graceDaysOf(retryPlan),
    },
  ];
  const reply = await send(call, { method: 'POST', path: `${providerPath(call)}/paymentrequests`, body });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: await whyNotTaken(call, on, reply) };
  const answer = expectBody(reply, newRequestsReply, 'the answer to a payment request');
  if (!answer.ok) return answer.error;
  const [pending] = answer.value.pending_payments ?? [];
  const [rejected] = answer.value.rejected_payments ?? [];
  if (!pending && rejected)
    return { kind: 'refused', why: whyRefused('charge', { code: null, message: clean(rejected.error_description) }) };
  if (!pending || (pending.external_id != null && pending.external_id !== externalId))
    return unknown('unreadable', 'the answer to a payment request does not name it');
  const days = { chargeDate: due, graceUntil: graceUntil(due, retryPlan) };
  const ref = chargeRef(on.id, pending.payment_id);
  const providerStatus = impliedStatus.requested;
  return { kind: 'facts', facts: [{ kind: 'scheduled', ref, at: context.now(), amount, providerStatus, ...days }] };
}

/** Without a day of its own it is for the first one that was possible when it was asked for. */
function dueOf({ dueOn, target, askedAt }: NewCharge): string {
  return dueOn ?? earliestDueOn(target, new Date(askedAt)) ?? '';
}

async function whyNotTaken(call: Call, agreement: ProviderRef, reply: Reply) {
  const refused = whyRefused('charge', readError(reply));
  if (![404, 409, 412].includes(reply.status)) return refused;
  const answer = await agreementStatus(call, agreement, null);
  const [fact] = answer.kind === 'facts' ? answer.facts : [null];
  return answer.kind === 'absent' || (fact?.kind === 'authority' && fact.now !== 'ACTIVE') ? notActive : refused;
}

/** After an unknown outcome: is there a payment request on the agreement with our external id? */
export async function probeRequest(context: CallContext<Settings>, input: NewCharge, sent: Sent): Promise<StatusCheck> {
  const call = startCall(context);
  const found = sent.ref ? await getRequest(call, sent.ref, null) : await findRequest(call, input.on, input.externalId);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return mismatch('MobilePay', found.value.amount, input.amount) ?? { kind: 'facts', facts: found.value.facts };
}

/** Asks for less. 204: done. */
export async function lowerRequest(context: CallContext<Settings>, input: Update): Promise<Outcome> {
  const call = startCall(context);
  const { payment: ref, amount } = input;
  const body = [{ op: 'replace', path: '/amount', value: toDecimal(amount ?? input.requested) }];
  const reply = await send(call, { method: 'PATCH', path: paymentRequestPath(call, ref), body });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400 && reply.status !== 204)
    return unknown('unreadable', `expected 204 to a change; got ${reply.status}`);
  const found = await lowered(call, input);
  // 204 is 204, however the reading right after it went.
  if (reply.status === 204 && found.kind !== 'facts')
    return { kind: 'facts', facts: [{ kind: 'scheduled', ref, at: context.now(), amount: amount ?? input.requested }] };
  if (found.kind !== 'absent') return found;
  return { kind: 'refused', why: whyRefused('change', readError(reply)) };
}

export function probeLowered(context: CallContext<Settings>, input: Update): Promise<StatusCheck> {
  return lowered(startCall(context), input);
}

/** Facts once it is for the amount that we asked for, or over; absent while it may still be changed. */
async function lowered(call: Call, { payment, amount, requested }: Update): Promise<LookupResult> {
  const found = await getRequest(call, payment, null);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notKnown };
  const { facts } = found.value;
  if (mismatch('MobilePay', found.value.amount, amount ?? requested) === null) return { kind: 'facts', facts };
  if (!isOver(found.value)) return { kind: 'absent', certain: false, why: stillAsBefore };
  const last = facts.at(-1) ?? facts[0];
  return { kind: 'facts', facts: [last] };
}

export async function withdrawRequest(context: CallContext<Settings>, ref: ProviderRef): Promise<Outcome> {
  const call = startCall(context);
  const reply = await send(call, { method: 'DELETE', path: paymentRequestPath(call, ref) });
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [withdrawn(ref, context.now())] };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a withdrawal; got ${reply.status}`);
  const answer = await endOf(call, ref);
  return answer.kind === 'absent' ? { kind: 'refused', why: answer.why ?? notKnown } : answer;
}

export function probeWithdrawn(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  return endOf(startCall(context), ref);
}

/** Facts once it is over; absent while it still stands. What is declined while we ask for its withdrawal was withdrawn. */
async function endOf(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const found = await getRequest(call, ref, null);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notKnown };
  const { state, facts } = found.value;
  if (!isOver(found.value)) return { kind: 'absent', certain: false, why: stillStands };
  const ours = state === 'declined' || state === 'cancelled';
  return { kind: 'facts', facts: ours ? [withdrawn(ref, call.context.now())] : facts };
}

function withdrawn(ref: ProviderRef, at: Date): Fact {
  return { kind: 'cancelled', ref, at, why: paymentCancelledByMerchant, providerStatus: 'Declined' };
}

function clean(text: string | null | undefined): string | null {
  const said = (text ?? '')
    .replace(/[<>\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return said === '' ? null : said;
}

const notActive = reason({
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'PROVIDER',
  message: 'The agreement is not active, so MobilePay takes no charge on it.',
});
const notKnown = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay does not know the charge.',
});
const stillStands = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay did not withdraw the charge; it still stands.',
  retryable: true,
});
const stillAsBefore = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay did not change the charge; it still stands as before.',
  retryable: true,
});
