import type {
  CallContext,
  OperationMap,
  Outcome,
  Sent,
  StatusCheck,
  StatusReason,
} from '../../domain/port/provider.ts';
import { fromDecimal } from '../../kernel/money.ts';
import { expectBody, startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { refundAnswer } from './check-status.ts';
import { type Call, send } from './client.ts';
import { fromDutchTime } from './dutch-time.ts';
import { findAllTransactions, lookUp } from './lookup.ts';
import { lessIsLeft, notRefundable, whyEnded, whyInvalid } from './reasons.ts';
import type { Settings } from './settings.ts';
import {
  differs,
  type EndedCode,
  refundPending,
  roleOf,
  standingOf,
  statusCode,
  toNewRefund,
  toRefund,
} from './translate.ts';
import { createReply, jsonTransaction, refundInfo, type Transaction } from './wire.ts';

/** Refunds: each of one receipt's money, on the key under which that money came. */

type Refund = OperationMap['transfer.refund'];

/** The operation's key goes out among the additional parameters, which is what a lost refund is found by again. */
export async function refundTransfer(context: CallContext<Settings>, input: Refund, key: string): Promise<Outcome> {
  const call = startCall(context);
  const body = toNewRefund(input, key, context.callbackUrl);
  const reply = await send(call, { method: 'POST', path: '/json/Transaction', body });
  if (reply.kind !== 'reply') return reply;
  const answer = expectBody(reply, createReply, 'the answer to a refund');
  if (!answer.ok) return answer.error;
  const head = answer.value;
  const code = statusCode(head.Status.Code.Code);
  // Money leaves with a refund, so one that failed for a technical reason is looked up before it is called failed.
  if (code === '492') return unknown('serverError', 'Buckaroo answered with status 492');
  if (code !== null && standingOf(code) !== 'succeeded' && standingOf(code) !== 'pending') {
    const stated = code === '491' ? whyInvalid('refund', head.RequestErrors) : whyEnded('refund', code as EndedCode);
    return { kind: 'refused', why: (await whyNotRefunded(call, input)) ?? stated };
  }
  const whole = expectBody(reply, jsonTransaction, 'the answer to a refund');
  if (!whole.ok) return whole.error;
  const wire = whole.value;
  if (roleOf(wire) !== 'refund' || !isOfReceipt(wire, input) || wire.key === input.receipt.id)
    return unknown('unreadable', 'the answer to a refund is about something else');
  const wrong = differs(wire, input.amount);
  if (wrong) return wrong;
  const fact = toRefund(wire, input.receipt, context.now());
  if (!fact.ok) return unknown('unreadable', `a refund: expected ${fact.error}`);
  return fact.value ? { kind: 'facts', facts: [fact.value] } : refundPending(input.receipt, wire);
}

/** What the book says of the receipt, where that explains the refusal. It is asked for the words alone, so no answer is none. */
async function whyNotRefunded(call: Call, { receipt, amount }: Refund): Promise<StatusReason | null> {
  const path = `/json/Transaction/RefundInfo/${encodeURIComponent(receipt.id)}`;
  const found = await lookUp(call, { method: 'GET', path }, refundInfo);
  if (found.kind !== 'found' || found.value.TransactionKey !== receipt.id) return null;
  const { IsRefundable, MaximumRefundAmount, RefundCurrency } = found.value;
  const left = MaximumRefundAmount == null ? null : fromDecimal(MaximumRefundAmount, amount.currency);
  const comparable = RefundCurrency === null || RefundCurrency === amount.currency;
  if (left?.ok && comparable && left.value.amountMinor < amount.amountMinor) return lessIsLeft;
  return IsRefundable ? null : notRefundable;
}

/**
 * After an unknown outcome: is there a refund under our key, or else one of this receipt and amount that bears nobody's key, is none that we
 * know and came after we sent ours? A refund still on its way could not be told from one that never left, and money leaves with each: never certain.
 */
export async function probeRefund(
  context: CallContext<Settings>,
  input: Refund,
  key: string,
  sent: Sent,
): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await findAllTransactions(call, [
    { operationKey: key },
    { invoice: input.invoice },
    ...(sent.ref ? [{ key: sent.ref.id }] : []),
  ]);
  if (found.kind !== 'found') return found;
  const refunds = found.entries.filter(({ wire }) => roleOf(wire) === 'refund' && isOfReceipt(wire, input));
  const ours =
    foremost(refunds.filter(({ wire }) => wire.operationKey === key || wire.key === sent.ref?.id)) ??
    refunds.find(({ wire }) => isNobodys(wire, input, sent));
  if (!ours) return { kind: 'absent', certain: false };
  return differs(ours.wire, input.amount) ?? refundAnswer(call, ours, input.receipt);
}

/**
 * A first send that arrived late and its repeat may both be there. One that has moved money, or may yet, speaks for the operation: behind one
 * that was declined it would leave the money to be given back again.
 */
function foremost<Found extends { readonly wire: Transaction }>(found: readonly Found[]): Found | undefined {
  const standing = ({ wire }: Found) => {
    const code = statusCode(wire.code);
    return code === null ? 'pending' : standingOf(code);
  };
  return (
    found.find((one) => standing(one) === 'succeeded') ?? found.find((one) => standing(one) === 'pending') ?? found[0]
  );
}

/** A gateway that leaves the relation out has still answered about this receipt. */
function isOfReceipt({ refundOf }: Transaction, { receipt }: Refund): boolean {
  return refundOf === null || refundOf === receipt.id;
}

// Their clock and ours may differ by this much.
const clocksApartMs = 300_000;

/** Taking a stranger's refund for ours costs a refund that must be asked for again; sending ours twice costs money. */
function isNobodys(wire: Transaction, { amount, receipt }: Refund, { at: sentAt, others = [] }: Sent): boolean {
  const at = fromDutchTime(wire.at);
  return (
    wire.operationKey === null &&
    !others.includes(wire.key) &&
    wire.refundOf === receipt.id &&
    differs(wire, amount) === null &&
    at !== null &&
    at.getTime() >= sentAt.getTime() - clocksApartMs
  );
}
