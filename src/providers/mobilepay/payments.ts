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
import { expectBody, type Reply, startCall } from '../kit/client.ts';
import { type LookupResult, mismatch, unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { agreementStatus, findPayment, getPayment, paymentStatus } from './check-status.ts';
import { type Call, send } from './client.ts';
import { agreementPath, paymentPath, readError } from './lookup.ts';
import { paymentCancelledByMerchant, whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { impliedStatus, paymentRef, toMinutes, toNewPayment, toStep } from './translate.ts';
import { newPaymentReply } from './wire.ts';

/** One-off payments: creating, finding, capturing and cancelling them. */

type NewPayment = OperationMap['payment.create'];
type Capture = OperationMap['payment.capture'];

export async function createPayment(context: CallContext<Settings>, input: NewPayment): Promise<Outcome> {
  const call = startCall(context);
  const body = {
    ...toNewPayment(input, input.expiresInMs),
    links: [{ rel: 'user-redirect', href: input.returnUrl }],
    auto_reserve: input.autoReserve,
  };
  const reply = await send(call, {
    method: 'POST',
    path: `${agreementPath(call, input.agreement)}/oneoffpayments`,
    body,
  });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: await whyNotCreated(call, input, reply) };
  const answer = expectBody(reply, newPaymentReply, 'the answer to a new one-off payment');
  if (!answer.ok) return answer.error;
  const created = answer.value;
  const at = context.now();
  const until = new Date(at.getTime() + toMinutes(input.expiresInMs) * 60_000);
  const ref = paymentRef(input.agreement.id, created.id);
  const providerStatus = impliedStatus.requested;
  return {
    kind: 'facts',
    facts: [{ kind: 'awaitingPayer', ref, at, until, providerStatus, ...toStep(created.links) }],
  };
}

/** Refused is certain here; only the reason is asked for, since 404, 409 and 412 all may mean the agreement's state. */
async function whyNotCreated(call: Call, input: NewPayment, reply: Reply): Promise<StatusReason> {
  const refused = whyRefused('payment', readError(reply));
  if (![404, 409, 412].includes(reply.status)) return refused;
  const answer = await agreementStatus(call, input.agreement, null);
  const [fact] = answer.kind === 'facts' ? answer.facts : [null];
  if (fact?.kind === 'authority' && fact.now !== 'ACTIVE') return notActive;
  if (answer.kind === 'absent') return notActive;
  return input.autoReserve ? notApproved : refused;
}

/** After an unknown outcome: is there a one-off payment of this agreement with our external id? */
export async function probeNewPayment(
  context: CallContext<Settings>,
  input: NewPayment,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  if (sent.ref) return paymentStatus(call, sent.ref, null);
  // In this order: what an ended agreement did not hold when we looked, it will never hold.
  const agreement = await agreementStatus(call, input.agreement, null);
  const found = await findPayment(call, input.agreement, input);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'found') return { kind: 'facts', facts: found.value.facts };
  const [fact] = agreement.kind === 'facts' ? agreement.facts : [null];
  const ended = fact?.kind === 'authority' && ['CANCELLED', 'REJECTED', 'EXPIRED'].includes(fact.now);
  return ended ? { kind: 'absent', certain: true, why: notActive } : { kind: 'absent', certain: false };
}

/** 204: the money has moved, all that was reserved. There is no key, so what a refusal means is settled by asking (docs §5.4). */
export async function capturePayment(context: CallContext<Settings>, input: Capture): Promise<Outcome> {
  const call = startCall(context);
  const ref = input.payment;
  const reply = await send(call, { method: 'POST', path: `${paymentPath(call, ref)}/capture` });
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204)
    return {
      kind: 'facts',
      facts: [
        { kind: 'captured', ref, amount: input.amount, at: context.now(), providerStatus: impliedStatus.captured },
      ],
    };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a capture; got ${reply.status}`);
  return refusedUnless(await captureStatus(call, input));
}

export function probeCapture(context: CallContext<Settings>, input: Capture): Promise<StatusCheck> {
  return captureStatus(startCall(context), input);
}

/** Facts once the payment is captured or has ended otherwise; absent while it could still be captured. */
async function captureStatus(call: Call, input: Capture): Promise<LookupResult> {
  const found = await getPayment(call, input.payment, null);
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notFound };
  if (found.kind === 'unknown') return found;
  const { state, amount, facts } = found.value;
  if (state === 'requested') return { kind: 'absent', certain: false, why: notReserved };
  if (state === 'reserved') return { kind: 'absent', certain: false, why: stillReserved };
  const wrong = state === 'captured' ? mismatch('MobilePay', amount, input.amount) : null;
  return wrong ?? { kind: 'facts', facts };
}

export async function cancelPayment(context: CallContext<Settings>, ref: ProviderRef): Promise<Outcome> {
  const call = startCall(context);
  const reply = await send(call, { method: 'DELETE', path: paymentPath(call, ref) });
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204) return { kind: 'facts', facts: [cancelled(ref, context.now())] };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a cancellation; got ${reply.status}`);
  return refusedUnless(await endStatus(call, ref));
}

export async function probeCancelledPayment(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  const answer = await endStatus(startCall(context), ref);
  const isCancelled = answer.kind === 'facts' && answer.facts[0].kind === 'cancelled';
  return isCancelled ? { kind: 'facts', facts: [cancelled(ref, context.now())] } : answer;
}

/** Facts once the payment has ended, captured included; absent while it could still be cancelled. */
async function endStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const found = await getPayment(call, ref, null);
  if (found.kind === 'missing') return { kind: 'absent', certain: false, why: notFound };
  if (found.kind === 'unknown') return found;
  const open = found.value.state === 'requested' || found.value.state === 'reserved';
  return open ? { kind: 'absent', certain: false, why: stillOpen } : { kind: 'facts', facts: found.value.facts };
}

function refusedUnless(answer: LookupResult): Outcome {
  return answer.kind === 'absent' ? { kind: 'refused', why: answer.why ?? notFound } : answer;
}

function cancelled(ref: ProviderRef, at: Date): Fact {
  return { kind: 'cancelled', ref, at, why: paymentCancelledByMerchant, providerStatus: impliedStatus.cancelled };
}

const notActive = reason({
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'PROVIDER',
  message: 'The agreement is not active, so MobilePay takes no payment on it.',
});
const notApproved = reason({
  code: 'AUTO_RESERVE_NOT_APPROVED',
  origin: 'MERCHANT',
  message: 'MobilePay refused to reserve without the payer; the merchant must be approved for it.',
});
const notFound = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay does not know the payment.',
});
const notReserved = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'The payer has not accepted the payment yet, so there is nothing to capture.',
  retryable: true,
});
const stillReserved = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay did not capture the payment; the money is still reserved.',
  retryable: true,
});
const stillOpen = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'MobilePay did not cancel the payment; it still stands.',
  retryable: true,
});
