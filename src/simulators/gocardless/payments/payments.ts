import { z } from 'zod';
import { ok, refuse } from '../../../kernel/result.ts';
import { rollForward } from '../calendar.ts';
import { creditorId } from '../guard.ts';
import type { Handler } from '../handler.ts';
import { actionInput, amount, metadata, readInput, text } from '../input.ts';
import { pageOf } from '../lists.ts';
import { isUsable, nextChargeDate, putOffLapse } from '../mandate-life.ts';
import { all, find, given, type MandateRecord, type PaymentRecord } from '../records.ts';
import { type Flaw, flawed, linkNotFound, notFound, wrongState } from '../replies.ts';
import { schemes } from '../schemes.ts';
import { settingsOf } from '../settings.ts';
import {
  canMovePayment,
  enterPayment,
  keepPayment,
  movePayment,
  planFor,
  recordPayment,
  resubmitPayment,
} from './payment-life.ts';

const retriesMax = 3;
const day = z.iso.date('is not a date');

const newPayment = z.object({
  amount,
  currency: z.string(),
  links: z.object({ mandate: z.string() }),
  charge_date: day.nullish(),
  description: text().nullish(),
  reference: text(140).nullish(),
  metadata: metadata.nullish(),
  retry_if_possible: z.boolean().nullish(),
  app_fee: amount.nullish(),
  faster_ach: z.boolean().nullish(),
  psu_interaction_type: z.enum(['in_session', 'off_session']).nullish(),
});
type NewPayment = z.infer<typeof newPayment>;

export const createPayment: Handler = (step, request) => {
  const input = readInput(request, 'payments', newPayment);
  if (!input.ok) return input;
  const asked = input.value;
  const mandate = find(step, 'mandates', asked.links.mandate);
  if (!mandate) return refuse(linkNotFound);
  if (!isUsable(mandate) || mandate.mandateType === 'instant')
    return refuse(wrongState('mandate_is_inactive', `The mandate is ${mandate.status}; a payment needs a usable one`));
  const earliest = nextChargeDate(step, mandate) ?? '';
  const chargeDate = asked.charge_date ? rollForward(asked.charge_date) : earliest;
  const flaws = flawsOf(asked, mandate, { chargeDate, earliest, ...settingsOf(step) });
  if (flaws.length > 0) return refuse(flawed(...flaws));
  const payment = enterPayment(
    step,
    {
      status: mandate.status === 'pending_customer_approval' ? 'pending_customer_approval' : 'pending_submission',
      amount: asked.amount,
      currency: asked.currency,
      scheme: mandate.scheme,
      chargeDate,
      description: asked.description ?? null,
      reference: asked.reference ?? null,
      metadata: asked.metadata ?? {},
      retryIfPossible: asked.retry_if_possible ?? false,
      mandateId: mandate.id,
      plan: planFor(given(step, 'customers', mandate.customerId)),
      ...(asked.app_fee && { appFee: asked.app_fee }),
    },
    { origin: 'api', metadata: asked.metadata },
  );
  putOffLapse(step, mandate);
  return ok({ id: payment.id, body: { payments: toWire(payment) } });
};

export const getPayment: Handler = (step, _request, id) => {
  const payment = find(step, 'payments', id);
  return payment ? ok({ body: { payments: toWire(payment) } }) : refuse(notFound);
};

export const listPayments: Handler = (step, request) => {
  const customerOf = ({ mandateId }: PaymentRecord) => given(step, 'mandates', mandateId).customerId;
  const page = pageOf(request, all(step, 'payments'), {
    equal: {
      status: ({ status }) => status,
      currency: ({ currency }) => currency,
      mandate: ({ mandateId }) => mandateId,
      creditor: () => creditorId,
      customer: customerOf,
      scheme: ({ scheme }) => scheme,
    },
    range: { created_at: ({ createdAt }) => createdAt, charge_date: ({ chargeDate }) => chargeDate },
  });
  return page.ok ? ok({ body: { payments: page.value.rows.map(toWire), meta: page.value.meta } }) : page;
};

const changes = z.object({ metadata: metadata.nullish(), retry_if_possible: z.boolean().nullish() });

export const updatePayment: Handler = (step, request, id) => {
  const payment = find(step, 'payments', id);
  if (!payment) return refuse(notFound);
  const input = readInput(request, 'payments', changes);
  if (!input.ok) return input;
  const changed = keepPayment(step, {
    ...payment,
    metadata: input.value.metadata ?? payment.metadata,
    retryIfPossible: input.value.retry_if_possible ?? payment.retryIfPossible,
  });
  recordPayment(step, 'paymentChanged', changed);
  return ok({ body: { payments: toWire(changed) } });
};

export const cancelPayment: Handler = (step, request, id) => {
  const payment = find(step, 'payments', id);
  if (!payment) return refuse(notFound);
  const input = readInput(request, 'data', actionInput);
  if (!input.ok) return input;
  if (!canMovePayment(payment, 'cancelled'))
    return refuse(wrongState('cancellation_failed', `The payment is ${payment.status} and cannot be cancelled`));
  const cancelled = movePayment(step, payment, 'cancelled', {
    origin: 'api',
    cause: 'payment_cancelled',
    metadata: input.value.metadata,
  });
  return ok({ body: { payments: toWire(cancelled) } });
};

export const retryPayment: Handler = (step, request, id) => {
  const payment = find(step, 'payments', id);
  if (!payment) return refuse(notFound);
  const input = readInput(request, 'data', actionInput.extend({ charge_date: day.nullish() }));
  if (!input.ok) return input;
  const mandate = given(step, 'mandates', payment.mandateId);
  if (
    !canMovePayment(payment, 'resubmission_requested') ||
    mandate.status !== 'active' ||
    payment.retries >= retriesMax
  )
    return refuse(wrongState('retry_failed', `The payment is ${payment.status} and cannot be tried again`));
  const earliest = nextChargeDate(step, mandate) ?? '';
  const chargeDate = input.value.charge_date ? rollForward(input.value.charge_date) : earliest;
  if (chargeDate < earliest) return refuse(flawed(flaw('charge_date', `must be on or after ${earliest}`, '/data')));
  const retried = resubmitPayment(
    step,
    payment,
    { origin: 'api', cause: 'payment_retried', metadata: input.value.metadata },
    chargeDate,
  );
  return ok({ body: { payments: toWire(retried) } });
};

function flawsOf(
  asked: NewPayment,
  mandate: MandateRecord,
  is: {
    readonly chargeDate: string;
    readonly earliest: string;
    readonly customReferences: boolean;
    readonly partnerApp: boolean;
  },
): Flaw[] {
  const { currency, referenceMax } = schemes[mandate.scheme];
  const { reference } = asked;
  const flaws: Flaw[] = [];
  if (asked.currency !== currency) flaws.push(flaw('currency', "is not the mandate's currency"));
  if (is.chargeDate < is.earliest) flaws.push(flaw('charge_date', `must be on or after ${is.earliest}`));
  if (reference && !is.customReferences)
    flaws.push(flaw('reference', 'custom payment references are not enabled for this account'));
  else if (reference && (referenceMax === null || reference.length > referenceMax))
    flaws.push(flaw('reference', `is too long (maximum is ${referenceMax ?? 0} characters)`));
  if (asked.app_fee && !is.partnerApp) flaws.push(flaw('app_fee', 'can only be set by a partner app'));
  else if (asked.app_fee && asked.app_fee > asked.amount)
    flaws.push(flaw('app_fee', 'must not be more than the amount'));
  return flaws;
}

function flaw(field: string, message: string, within = '/payments'): Flaw {
  return { field, message, pointer: `${within}/${field}` };
}

function toWire(payment: PaymentRecord): object {
  return {
    id: payment.id,
    created_at: payment.createdAt,
    charge_date: payment.chargeDate,
    amount: payment.amount,
    description: payment.description,
    currency: payment.currency,
    status: payment.status,
    amount_refunded: payment.amountRefunded,
    reference: payment.reference,
    metadata: payment.metadata,
    fx: { fx_currency: payment.currency, fx_amount: null, exchange_rate: null, estimated_exchange_rate: null },
    retry_if_possible: payment.retryIfPossible,
    scheme: payment.scheme,
    links: {
      mandate: payment.mandateId,
      creditor: creditorId,
      // Until the day of the payout there is nothing to point to.
      ...(payment.payoutId !== null && payment.status !== 'confirmed' && { payout: payment.payoutId }),
    },
  };
}
