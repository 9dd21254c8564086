import { z } from 'zod';
import { ok, refuse } from '../../../kernel/result.ts';
import type { Handler } from '../handler.ts';
import { amount, metadata, readInput, text } from '../input.ts';
import { pageOf } from '../lists.ts';
import { all, find, type PaymentRecord, type RefundRecord } from '../records.ts';
import { flawed, linkNotFound, misused, notFound, type Refusal, wrongState } from '../replies.ts';
import { keepSettings, type Settings, settingsOf } from '../settings.ts';
import { enterRefund, keepRefund } from './refund-life.ts';

const newRefund = z.object({
  amount,
  links: z.object({ payment: z.string().nullish(), mandate: z.string().nullish() }),
  total_amount_confirmation: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .nullish(),
  reference: text(140).nullish(),
  metadata: metadata.nullish(),
});
type NewRefund = z.infer<typeof newRefund>;

export const createRefund: Handler = (step, request) => {
  const settings = settingsOf(step);
  if (!settings.refundsEnabled)
    return refuse(misused(403, 'feature_disabled', 'Refunds are not enabled for this account'));
  const input = readInput(request, 'refunds', newRefund);
  if (!input.ok) return input;
  const asked = input.value;
  if (!asked.links.payment)
    return refuse(
      asked.links.mandate
        ? misused(403, 'forbidden', 'Refunds of mandates need special access')
        : flawed({ field: 'payment', message: "can't be blank", pointer: '/refunds/links/payment' }),
    );
  const payment = find(step, 'payments', asked.links.payment);
  if (!payment) return refuse(linkNotFound);
  const refusal = refusalOf(asked, payment, settings);
  if (refusal) return refuse(refusal);
  if (settings.refundBalance !== null) keepSettings(step, { refundBalance: settings.refundBalance - asked.amount });
  const refund = enterRefund(
    step,
    {
      amount: asked.amount,
      currency: payment.currency,
      paymentId: payment.id,
      mandateId: payment.mandateId,
      reference: asked.reference ?? null,
      metadata: asked.metadata ?? {},
    },
    { origin: 'api', metadata: asked.metadata },
  );
  return ok({ id: refund.id, body: { refunds: toWire(refund) } });
};

export const getRefund: Handler = (step, _request, id) => {
  const refund = find(step, 'refunds', id);
  return refund ? ok({ body: { refunds: toWire(refund) } }) : refuse(notFound);
};

export const listRefunds: Handler = (step, request) => {
  const page = pageOf(request, all(step, 'refunds'), {
    equal: {
      payment: ({ paymentId }) => paymentId,
      mandate: ({ mandateId }) => mandateId,
      refund_type: () => 'payment',
    },
    range: { created_at: ({ createdAt }) => createdAt },
  });
  return page.ok ? ok({ body: { refunds: page.value.rows.map(toWire), meta: page.value.meta } }) : page;
};

export const updateRefund: Handler = (step, request, id) => {
  const refund = find(step, 'refunds', id);
  if (!refund) return refuse(notFound);
  const input = readInput(request, 'refunds', z.object({ metadata: metadata.nullish() }));
  if (!input.ok) return input;
  const changed = keepRefund(step, { ...refund, metadata: input.value.metadata ?? refund.metadata });
  step.record({ effect: 'refundChanged', subject: { kind: 'refund', id, within: refund.paymentId } });
  return ok({ body: { refunds: toWire(changed) } });
};

// The confirmation comes first: whoever sends a refund twice without a key must hear that, and not that money is short.
function refusalOf(asked: NewRefund, payment: PaymentRecord, { refundBalance }: Settings): Refusal | null {
  if (payment.status !== 'confirmed' && payment.status !== 'paid_out')
    return wrongState('refund_payment_invalid_state', `The payment is ${payment.status} and cannot be refunded`);
  const pointer = '/refunds/total_amount_confirmation';
  if (asked.total_amount_confirmation === undefined || asked.total_amount_confirmation === null)
    return flawed({ field: 'total_amount_confirmation', message: "can't be blank", pointer });
  const total = payment.amountRefunded + asked.amount;
  if (asked.total_amount_confirmation !== total)
    return wrongState(
      'total_amount_confirmation_invalid',
      'The total amount confirmation is not the sum of all refunds of this payment',
    );
  if (total > payment.amount)
    return flawed({ field: 'amount', message: 'is more than is left of the payment', pointer: '/refunds/amount' });
  if (refundBalance !== null && asked.amount > refundBalance)
    return wrongState('available_refund_amount_insufficient', 'There is not enough money to refund');
  return null;
}

function toWire(refund: RefundRecord): object {
  return {
    id: refund.id,
    created_at: refund.createdAt,
    amount: refund.amount,
    currency: refund.currency,
    reference: refund.reference,
    status: refund.status,
    metadata: refund.metadata,
    fx: { fx_currency: refund.currency, fx_amount: null, exchange_rate: null, estimated_exchange_rate: null },
    links: { payment: refund.paymentId, mandate: refund.mandateId },
  };
}
