import { z } from 'zod';
import { covers } from '../kit/amounts.ts';
import { jsonReply } from '../kit/replies.ts';
import type { Step } from '../kit/simulator.ts';
import { after, minuteMs } from '../kit/time.ts';
import { callBackPayment } from './callbacks.ts';
import type { Handler, Ids } from './handler.ts';
import { amount, links, readInput, text, timeoutMinutes } from './input.ts';
import { cancelPayment, capture, recordPayment, reserve } from './life.ts';
import { landing } from './links.ts';
import {
  type AgreementRecord,
  agreementOf,
  keepAgreement,
  keepPayment,
  type PaymentRecord,
  paymentOf,
  paymentsOn,
} from './records.ts';
import { conflict, noContent, notFound, refusal } from './replies.ts';
import { settingsOf } from './settings.ts';

const usualTimeoutMinutes = 1_440;

const newOneOffPayment = z.object({
  amount: amount(1n),
  external_id: text(64),
  description: text(60),
  links: links(['user-redirect'], []),
  auto_reserve: z.boolean().nullish(),
  expiration_timeout_minutes: timeoutMinutes.nullish(),
});

export const createPayment: Handler = (step, request, ids) => {
  const agreement = agreementOf(step, ids.agreement);
  if (!agreement) return notFound;
  const input = readInput(step, request, newOneOffPayment);
  if (!input.ok) return input.error;
  const asked = input.value;
  if (agreement.status !== 'Accepted')
    return refusal(step, request, 412, `The agreement is ${agreement.status}; a payment needs an accepted one.`);
  const settings = settingsOf(step);
  if (asked.auto_reserve && !settings.autoReserveApproved)
    return refusal(step, request, 412, 'The merchant is not approved for auto_reserve.');
  const payment = newPayment(step, agreement, {
    id: step.newId(),
    externalId: asked.external_id,
    amount: asked.amount,
    description: asked.description,
    expirationTimeoutMinutes: asked.expiration_timeout_minutes ?? null,
    userRedirect: asked.links['user-redirect'],
  });
  if (asked.auto_reserve) {
    if (agreement.autoReserveFails || !covers(settings.payerBalance, payment.amount)) {
      keepAgreement(step, { ...agreement, autoReserveFails: false });
      recordPayment(step, 'autoReserveFailed', payment);
      callBackPayment(step, payment, 50013);
    } else {
      reserve(step, payment);
    }
  }
  return jsonReply(202, { id: payment.id, links: [{ rel: 'mobile-pay', href: landing(step, agreement, payment) }] });
};

export const listPayments: Handler = (step, _request, ids) =>
  agreementOf(step, ids.agreement) ? jsonReply(200, paymentsOn(step, ids.agreement).map(toWire)) : notFound;

export const getPayment: Handler = (step, _request, ids) => {
  const payment = paymentOn(step, ids);
  return payment ? jsonReply(200, toWire(payment)) : notFound;
};

export const capturePayment: Handler = (step, _request, ids) => {
  const payment = paymentOn(step, ids);
  if (!payment) return notFound;
  if (payment.status !== 'Reserved') return conflict;
  capture(step, payment);
  return noContent;
};

export const cancelPaymentByMerchant: Handler = (step, _request, ids) => {
  const payment = paymentOn(step, ids);
  if (!payment) return notFound;
  if (payment.status !== 'Requested' && payment.status !== 'Reserved') return conflict;
  cancelPayment(step, payment);
  return noContent;
};

/** Enters a payment that waits for its payer. */
export function newPayment(
  step: Step,
  agreement: AgreementRecord,
  asked: Pick<PaymentRecord, 'id' | 'externalId' | 'amount' | 'description' | 'userRedirect'> & {
    readonly expirationTimeoutMinutes: number | null;
  },
): PaymentRecord {
  const expirationTimeoutMinutes = asked.expirationTimeoutMinutes ?? usualTimeoutMinutes;
  const payment = keepPayment(step, {
    ...asked,
    expirationTimeoutMinutes,
    agreementId: agreement.id,
    status: 'Requested',
    currency: agreement.currency,
    createdAt: step.now.toISOString(),
    capturedAt: null,
    transactionId: null,
    refundDeclinesLate: false,
  });
  step.setTimer('paymentExpires', payment.id, after(step, expirationTimeoutMinutes * minuteMs));
  recordPayment(step, 'paymentRequested', payment);
  return payment;
}

function paymentOn(step: Step, ids: Ids): PaymentRecord | null {
  const payment = paymentOf(step, ids.payment);
  return payment?.agreementId === ids.agreement ? payment : null;
}

function toWire(payment: PaymentRecord): object {
  return {
    id: payment.id,
    agreement_id: payment.agreementId,
    amount: Number(payment.amount),
    currency: payment.currency,
    description: payment.description,
    status: payment.status,
    external_id: payment.externalId,
    payment_transaction_id: payment.transactionId,
    expiration_timeout_minutes: payment.expirationTimeoutMinutes,
  };
}
