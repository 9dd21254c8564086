import type { CallContext, OperationMap, Outcome, StatusCheck, StatusReason } from '../../domain/port/provider.ts';
import { startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { reason } from '../kit/reasons.ts';
import { describePayment } from './check-status.ts';
import { type Call, send } from './client.ts';
import { createOnce } from './create.ts';
import { withOurs } from './limits/metadata.ts';
import { getOne, pathOf, readError, readOne } from './lookup.ts';
import { whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { paymentRef } from './translate.ts';
import type { WirePayment } from './wire.ts';

/** Payments on a mandate: charging and withdrawing them. */

type Charge = OperationMap['payment.charge'];
type Cancel = OperationMap['payment.cancel'];

export async function chargeMandate(context: CallContext<Settings>, input: Charge, key: string): Promise<Outcome> {
  const call = startCall(context);
  const { amount, description, externalId, mandate, chargeDate, reference, retryIfPossible, appFee, metadata } = input;
  const made = await createOnce(call, {
    resource: 'payments',
    what: 'payment',
    key,
    among: { mandate: mandate.id },
    body: {
      amount: amount.amountMinor,
      currency: amount.currency,
      description,
      ...(chargeDate === undefined ? {} : { charge_date: chargeDate }),
      ...(reference === undefined ? {} : { reference }),
      ...(retryIfPossible ? { retry_if_possible: true } : {}),
      ...(appFee === undefined ? {} : { app_fee: appFee }),
      metadata: withOurs({ key, externalId }, metadata),
      links: { mandate: mandate.id },
    },
  });
  if (made.kind !== 'made') return made;
  const on = made.value.links?.mandate;
  if (on && on !== mandate.id) return unknown('unreadable', 'GoCardless answered with a payment on another mandate');
  return describePayment(call, made.value, { ...paymentRef(made.value.id), within: mandate }, amount);
}

/** A charge is a payment on a mandate with a day; GoCardless tries again by itself where its retries are set up and the charge wants it. */
export function createCharge(
  context: CallContext<Settings>,
  { on, dueOn, retryPlan, reserve: _, target: __, askedAt: ___, ...input }: OperationMap['charge.create'],
  key: string,
): Promise<Outcome> {
  const charge = {
    ...input,
    mandate: on,
    retryIfPossible: retryPlan.kind === 'PROVIDER_AUTOMATIC',
    ...(dueOn === undefined ? {} : { chargeDate: dueOn }),
  };
  return chargeMandate(context, charge, key);
}

/** Withdraws a payment that is not with the bank yet. A refusal counts once the book says that it is not cancelled. */
export async function cancelPayment(
  context: CallContext<Settings>,
  { payment }: Cancel,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const path = `${pathOf('payments', payment.id)}/actions/cancel`;
  const reply = await send(call, { method: 'POST', path, body: { data: {} }, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const wire = readOne(reply, 'payments');
    return wire
      ? describe(call, wire, payment)
      : unknown('unreadable', 'the answer to a cancellation could not be read');
  }
  const error = readError(reply);
  const found = error.type === 'invalid_state' ? await getOne(call, 'payments', payment.id) : null;
  if (found?.kind === 'unknown') return found;
  if (found?.kind === 'found' && found.value.status === 'cancelled') return describe(call, found.value, payment);
  return { kind: 'refused', why: whyRefused('cancellation', error) };
}

const waiting = ['pending_submission', 'pending_customer_approval'];

/** After an unknown outcome: what the bank has taken up was not cancelled, and will not be. */
export async function probeCancelledPayment(context: CallContext<Settings>, { payment }: Cancel): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await getOne(call, 'payments', payment.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.value.status === 'cancelled') return describe(call, found.value, payment);
  return waiting.includes(found.value.status)
    ? { kind: 'absent', certain: false }
    : { kind: 'absent', certain: true, why: takenUp };
}

type Retry = OperationMap['payment.retry'];

/** Collects a payment anew that the bank did not pay. A refusal counts once the book says that it has failed still. */
export async function retryPayment(
  context: CallContext<Settings>,
  { payment, chargeDate }: Retry,
  key: string,
): Promise<Outcome> {
  const call = startCall(context);
  const path = `${pathOf('payments', payment.id)}/actions/retry`;
  const data = chargeDate === undefined ? {} : { charge_date: chargeDate };
  const reply = await send(call, { method: 'POST', path, body: { data }, key });
  if (reply.kind !== 'reply') return reply;
  if (reply.status < 400) {
    const wire = readOne(reply, 'payments');
    return wire ? describe(call, wire, payment) : unknown('unreadable', 'the answer to a retry could not be read');
  }
  const error = readError(reply);
  const found = error.type === 'invalid_state' ? await getOne(call, 'payments', payment.id) : null;
  if (found?.kind === 'unknown') return found;
  if (found?.kind === 'found' && found.value.status !== 'failed') return describe(call, found.value, payment);
  return { kind: 'refused', why: whyRefused('retry', error) };
}

/** After an unknown outcome. What has failed on a later day was tried again, and must not be tried a third time for it. */
export async function probeRetried(context: CallContext<Settings>, { payment, failedOn }: Retry): Promise<StatusCheck> {
  const call = startCall(context);
  const found = await getOne(call, 'payments', payment.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  const { status, charge_date: day } = found.value;
  if (status !== 'failed') return describe(call, found.value, payment);
  return failedOn !== undefined && day && day > failedOn
    ? { kind: 'absent', certain: true, why: failedAgain }
    : { kind: 'absent', certain: false };
}

const failedAgain: StatusReason = reason({
  code: 'OTHER',
  origin: 'BANK',
  message: 'The payment was tried again, and the bank did not pay then either.',
});
const takenUp: StatusReason = reason({
  code: 'NOT_IN_THIS_STATE',
  origin: 'PROVIDER',
  message: 'The payment went to the bank before it could be cancelled.',
});

function describe(
  call: Call,
  wire: WirePayment,
  payment: Cancel['payment'],
): Promise<Extract<Outcome, { kind: 'facts' | 'unknown' }>> {
  if (wire.id === payment.id) return describePayment(call, wire, payment, null);
  return Promise.resolve(unknown('unreadable', 'GoCardless answered with another payment'));
}
