import type { CallContext, OperationMap, Outcome, StatusCheck } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { keyTaken } from './agreements.ts';
import { doneUnder, wrongAmount } from './charge-facts.ts';
import { getCharge } from './check-status.ts';
import { send } from './client.ts';
import { chargePath, readRefusal } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { refundRef, toInstant } from './translate.ts';

/** Refunds, in parts if need be. They are done when they are answered, and have no id: our key names them. */

type Refund = OperationMap['payment.refund'];

export async function refundPayment(context: CallContext<Settings>, input: Refund, key: string): Promise<Outcome> {
  const call = startCall(context);
  const { payment, amount } = input;
  // A text is demanded.
  const body = { amount: amount.amountMinor, description: 'Refund' };
  const reply = await send(call, { method: 'POST', path: `${chargePath(payment)}/refund`, body }, key);
  if (reply.kind !== 'reply') return reply;
  if (reply.status === 204)
    return {
      kind: 'facts',
      facts: [{ kind: 'refunded', ref: refundRef(payment, key), amount, at: context.now(), operationKey: key }],
    };
  if (reply.status < 400) return unknown('unreadable', `expected 204 to a refund; got ${reply.status}`);
  const refusal = readRefusal(reply);
  if (refusal.problem === 'idempotency-conflict') return keyTaken;
  return { kind: 'refused', why: whyRefused('the refund', refusal) };
}

/** After an unknown outcome: was it done under our key? */
export async function probeRefund(context: CallContext<Settings>, input: Refund, key: string): Promise<StatusCheck> {
  const { payment, amount } = input;
  const found = await getCharge(startCall(context), payment);
  if (found.kind === 'unknown') return found;
  const done = found.kind === 'found' ? doneUnder(found.value, 'REFUND', key) : null;
  if (found.kind === 'missing' || !done) return { kind: 'absent', certain: false };
  const at = toInstant(done.occurred) ?? context.now();
  return (
    wrongAmount(done, found.value, amount) ?? {
      kind: 'facts',
      facts: [{ kind: 'refunded', ref: refundRef(payment, key), amount, at, operationKey: key }],
    }
  );
}
