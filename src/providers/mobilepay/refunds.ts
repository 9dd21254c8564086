import type { CallContext, OperationMap, Outcome, Sent, StatusCheck } from '../../domain/port/provider.ts';
import { expectBody, startCall } from '../kit/client.ts';
import { mismatch, unknown } from '../kit/outcomes.ts';
import { findRefund } from './check-status.ts';
import { send } from './client.ts';
import { readError, refundsPath } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { fromAmount, refundPending, refundRef, toNewRefund, toRefund } from './translate.ts';
import { newRefundReply } from './wire.ts';

/** Refunds. MobilePay takes them in and decides later: an amount too large is no error at first, but a declined refund. */

type Refund = OperationMap['payment.refund'];

/** The operation's key goes out as the external id, which is what a lost refund is found by again. */
export async function refundPayment(context: CallContext<Settings>, input: Refund, key: string): Promise<Outcome> {
  const call = startCall(context);
  const body = toNewRefund(input, key, context.callbackUrl);
  const reply = await send(call, { method: 'POST', path: refundsPath(call, input.payment), body });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('refund', readError(reply)) };
  const answer = expectBody(reply, newRefundReply, 'the answer to a refund');
  if (!answer.ok) return answer.error;
  const created = answer.value;
  if (created.external_id != null && created.external_id !== key) {
    return unknown('unreadable', 'the answer to a refund names another external id');
  }
  // The answer names no currency; the list does, and is checked when we ask.
  const echoed = fromAmount(created.amount, input.amount.currency);
  if (!echoed.ok) return unknown('unreadable', `refund amount: ${echoed.error}`);
  return mismatch('MobilePay', echoed.value, input.amount) ?? refundPending(refundRef(input.payment, created.id));
}

/** After an unknown outcome: is there a refund of this payment under our key? */
export async function probeRefund(
  context: CallContext<Settings>,
  input: Refund,
  key: string,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await findRefund(call, input.payment, (wire) => wire.externalId === key || wire.id === sent.ref?.id);
  if (found.kind === 'unknown') return found;
  // A refund still on its way could not be told from one that never left, and money leaves with each: never certain.
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return toRefund(found.value, refundRef(input.payment, found.value.id), context.now(), null, input.amount);
}
