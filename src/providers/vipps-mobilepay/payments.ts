import type { CallContext, Fact, OperationMap, Outcome, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { expectBody, type Reply, startCall } from '../kit/client.ts';
import { type LookupResult, mismatch, unknown } from '../kit/outcomes.ts';
import { keyTaken } from './agreements.ts';
import { daysOf, earliestDueOn, graceUntil } from './charge-days.ts';
import { doneUnder, type ReadCharge, wrongAmount } from './charge-facts.ts';
import { agreementStatus, getCharge } from './check-status.ts';
import { type Call, send } from './client.ts';
import { chargePath, chargesPath, containerOf, readRefusal } from './lookup.ts';
import {
  agreementNotActive,
  duplicateOrder,
  notDone,
  notKnown,
  paymentCancelledByMerchant,
  unscheduledRefused,
  whyRefused,
} from './reasons.ts';
import type { Settings } from './settings.ts';
import { chargeRef, orderIdOf, paymentRef, toCharge } from './translate.ts';
import { type NewChargeBody, newChargeReply } from './wire.ts';

/**
 * Payments without the payer (UNSCHEDULED charges), and charges that fall due (RECURRING): making them, capturing in parts, and cancelling. None of
 * the last two is answered with the charge, so it is read right after; the history that comes with it bears our keys, and settles whatever was left
 * unknown.
 */

type NewPayment = OperationMap['payment.create'];
type NewCharge = OperationMap['charge.create'];
type Capture = OperationMap['payment.capture'];

// What was taken in and is not done yet (202), or could not be read just now.
const askAgainMs = 2_000;

/** 201: taken in. Whether the money could be reserved is told later. */
export function createPayment(context: CallContext<Settings>, input: NewPayment, key: string): Promise<Outcome> {
  const body: NewChargeBody = { ...toCharge(input, key, 'RESERVE_CAPTURE'), type: 'UNSCHEDULED' };
  return create(startCall(context), input.agreement, body, key, (id) => ({
    kind: 'scheduled',
    ref: paymentRef(input.agreement.id, id),
    at: context.now(),
  }));
}

/** 201: taken in, for its day. Without a day of its own it is for the first one that was possible when it was asked for. */
export function createCharge(context: CallContext<Settings>, input: NewCharge, key: string): Promise<Outcome> {
  const { on, dueOn, target, askedAt, retryPlan, reserve } = input;
  const due = dueOn ?? earliestDueOn(target, new Date(askedAt), context.account.settings) ?? '';
  const body: NewChargeBody = {
    ...toCharge(input, key, reserve ? 'RESERVE_CAPTURE' : 'DIRECT_CAPTURE'),
    type: 'RECURRING',
    due,
    retryDays: daysOf(retryPlan),
  };
  return create(startCall(context), on, body, key, (id) => ({
    kind: 'scheduled',
    ref: chargeRef(on.id, id),
    at: context.now(),
    chargeDate: due,
    graceUntil: graceUntil(due, retryPlan),
  }));
}

async function create(
  call: Call,
  agreement: ProviderRef,
  body: NewChargeBody,
  key: string,
  taken: (id: string) => Fact,
): Promise<Outcome> {
  const reply = await send(call, { method: 'POST', path: chargesPath(agreement), body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return whyNotCreated(call, agreement, body, reply);
  const answer = expectBody(reply, newChargeReply, 'the answer to a new charge');
  return answer.ok ? { kind: 'facts', facts: [taken(answer.value.chargeId)] } : answer.error;
}

/** Refused is certain here; only the reason is asked for, since the agreement's state may be behind it. */
async function whyNotCreated(
  call: Call,
  agreement: ProviderRef,
  { type }: NewChargeBody,
  reply: Reply,
): Promise<Outcome> {
  const refusal = readRefusal(reply);
  if (refusal.problem === 'idempotency-conflict') return keyTaken;
  const authority = await agreementStatus(call, agreement, null);
  const [fact] = authority.kind === 'facts' ? authority.facts : [null];
  if (authority.kind === 'absent' || (fact?.kind === 'authority' && fact.now !== 'ACTIVE'))
    return { kind: 'refused', why: agreementNotActive };
  if (reply.status === 409) return { kind: 'refused', why: duplicateOrder };
  // The text names the type (notes §3.2); the identifier is not told.
  const unscheduled = refusal.problem === 'unsupported-feature' || /unscheduled/i.test(refusal.detail ?? '');
  if (type === 'UNSCHEDULED' && unscheduled) return { kind: 'refused', why: unscheduledRefused };
  return { kind: 'refused', why: whyRefused('the payment', refusal) };
}

export function probeNewPayment(context: CallContext<Settings>, input: NewPayment, key: string): Promise<StatusCheck> {
  return probeNew(context, paymentRef(input.agreement.id, orderIdOf(input.externalId, key)), input.amount);
}

export function probeNewCharge(context: CallContext<Settings>, input: NewCharge, key: string): Promise<StatusCheck> {
  return probeNew(context, chargeRef(input.on.id, orderIdOf(input.externalId, key)), input.amount);
}

/** After an unknown outcome: is there a charge under the order id that we gave it? */
async function probeNew(context: CallContext<Settings>, ref: ProviderRef, amount: Money): Promise<StatusCheck> {
  const call = startCall(context);
  // In this order: what an ended agreement did not hold when we looked, it will never hold.
  const authority = await agreementStatus(call, containerOf(ref), null);
  const found = await getCharge(call, ref);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'found') return mismatch('Vipps MobilePay', found.value.amount, amount) ?? factsOf(found.value);
  const [fact] = authority.kind === 'facts' ? authority.facts : [null];
  const ended = fact?.kind === 'authority' && ['CANCELLED', 'REJECTED', 'EXPIRED'].includes(fact.now);
  return ended ? { kind: 'absent', certain: true, why: agreementNotActive } : { kind: 'absent', certain: false };
}

export async function capturePayment(context: CallContext<Settings>, input: Capture, key: string): Promise<Outcome> {
  const call = startCall(context);
  const body = { amount: input.amount.amountMinor };
  const reply = await send(call, { method: 'POST', path: `${chargePath(input.payment)}/capture`, body }, key);
  if (reply.kind !== 'reply') return reply;
  const taken = await captureStatus(call, input, key);
  return afterAnswer(reply, input.payment, taken, 'the capture');
}

export function probeCapture(context: CallContext<Settings>, input: Capture, key: string): Promise<StatusCheck> {
  return captureStatus(startCall(context), input, key);
}

/** Facts once it came about under our key, or the charge has ended otherwise; absent while it may still come about. */
async function captureStatus(call: Call, { payment, amount }: Capture, key: string): Promise<LookupResult> {
  const found = await getCharge(call, payment);
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notKnown('payment') };
  if (found.kind === 'unknown') return found;
  const done = doneUnder(found.value, 'CAPTURE', key);
  if (done) return wrongAmount(done, found.value, amount) ?? factsOf(found.value);
  if (found.value.captured === 0n && isOver(found.value)) return factsOf(found.value);
  const why = notDone(`capture ${amount.amountMinor} in minor units`);
  // Where nothing is left to be taken nothing will be.
  return { kind: 'absent', certain: isOver(found.value), why };
}

export async function cancelPayment(context: CallContext<Settings>, ref: ProviderRef, key: string): Promise<Outcome> {
  const call = startCall(context);
  const reply = await send(call, { method: 'DELETE', path: chargePath(ref) }, key);
  if (reply.kind !== 'reply') return reply;
  return afterAnswer(reply, ref, await cancelStatus(call, ref, key), 'the cancellation');
}

export function probeCancelledPayment(
  context: CallContext<Settings>,
  ref: ProviderRef,
  key: string,
): Promise<StatusCheck> {
  return cancelStatus(startCall(context), ref, key);
}

/** Facts once the charge is over, captured included; absent while something of it could still be released. */
async function cancelStatus(call: Call, ref: ProviderRef, key: string): Promise<LookupResult> {
  const found = await getCharge(call, ref);
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notKnown('payment') };
  if (found.kind === 'unknown') return found;
  if (!isOver(found.value))
    return { kind: 'absent', certain: false, why: notDone('cancel the payment; it still stands') };
  const ours = doneUnder(found.value, 'CANCEL', key) !== null;
  const [first, ...more] = found.value.facts;
  const named: Fact = ours && first.kind === 'cancelled' ? { ...first, why: paymentCancelledByMerchant } : first;
  return { kind: 'facts', facts: [named, ...more] };
}

/** Whether nothing of it is open any more: neither waiting for its payer or its bank, nor reserved. */
function isOver({ status, amount, captured, released }: ReadCharge): boolean {
  if (status === 'FAILED' || status === 'CANCELLED') return true;
  return captured > 0n && captured + released === amount.amountMinor;
}

/**
 * What a request has come to by its answer and by the reading right after it. Taken in is taken in, however the reading went; a refusal is
 * certain, but for a conflict, which may be one with ourselves.
 */
function afterAnswer(reply: Reply, ref: ProviderRef, read: LookupResult, what: string): Outcome {
  if (reply.status < 400) {
    if (![202, 204].includes(reply.status))
      return unknown('unreadable', `expected 204 to ${what}; got ${reply.status}`);
    const contradicts = read.kind === 'unknown' && read.why.kind === 'amountMismatch';
    return read.kind === 'facts' || contradicts ? read : { kind: 'pending', ref, checkAgainMs: askAgainMs };
  }
  if (read.kind === 'facts') return read;
  const refusal = readRefusal(reply);
  if (reply.status === 409 && read.kind === 'unknown') return read;
  return { kind: 'refused', why: whyRefused(what, refusal) };
}

function factsOf({ facts }: ReadCharge): Extract<LookupResult, { kind: 'facts' }> {
  return { kind: 'facts', facts };
}
