import { z } from 'zod';
import { toMinor } from '../kit/amounts.ts';
import { jsonReply } from '../kit/replies.ts';
import { after } from '../kit/time.ts';
import type { Handler, Ids } from './handler.ts';
import { amount, patch, readInput, text } from './input.ts';
import { agreementOf, keepRequest, type RequestRecord, requestOf, requestsOn } from './records.ts';
import { conflict, noContent, notFound, refusal } from './replies.ts';
import { end, isOpen, recordRequest } from './request-life.ts';
import { settingsOf } from './settings.ts';

/** Payments of a subscription (docs §6). Only their form is checked at once; what the rules of business say comes by callback. */

const batchMax = 2_000;
const newRequest = z.object({
  agreement_id: z.guid().toLowerCase(),
  amount: amount(1n),
  due_date: z.iso.date(),
  external_id: text(64),
  description: text(60),
  grace_period_days: z.int().min(1).max(3).nullish(),
});

export const createRequests: Handler = (step, request) => {
  const batch = readInput(step, request, z.array(z.unknown()).min(1).max(batchMax));
  if (!batch.ok) return batch.error;
  const pending: object[] = [];
  const rejected: object[] = [];
  for (const item of batch.value) {
    const read = newRequest.safeParse(item);
    if (!read.success) {
      const { external_id = null } = (item ?? {}) as { external_id?: unknown };
      rejected.push({ external_id, error_description: read.error.issues[0]?.message ?? 'is not valid' });
      continue;
    }
    const { external_id: externalId, agreement_id: agreementId, due_date: dueDate, ...asked } = read.data;
    const kept = keepRequest(step, {
      id: step.newId(),
      agreementId,
      externalId,
      status: 'Requested',
      amount: asked.amount,
      originalAmount: asked.amount,
      currency: agreementOf(step, agreementId)?.currency ?? 'DKK',
      description: asked.description,
      dueDate,
      gracePeriodDays: asked.grace_period_days ?? 1,
      executedAt: null,
      transactionId: null,
      fails: false,
    });
    recordRequest(step, 'requestCreated', kept);
    step.setTimer('requestJudged', kept.id, after(step, settingsOf(step).requestJudgedMs));
    pending.push({ payment_id: kept.id, external_id: externalId });
  }
  return jsonReply(202, { pending_payments: pending, rejected_payments: rejected });
};

export const listRequests: Handler = (step, _request, ids) =>
  agreementOf(step, ids.agreement) ? jsonReply(200, requestsOn(step, ids.agreement).map(toWire)) : notFound;

export const getRequest: Handler = (step, _request, ids) => {
  const request = requestOn(step, ids);
  return request ? jsonReply(200, toWire(request)) : notFound;
};

const requestPatch = patch({ '/amount': amount(1n) });

/** Lower than at first, never higher, and not once it is executed. */
export const patchRequest: Handler = (step, wire, ids) => {
  const request = requestOn(step, ids);
  if (!request) return notFound;
  const input = readInput(step, wire, requestPatch);
  if (!input.ok) return input.error;
  const lowered = String(input.value['/amount']);
  if (!isOpen(request)) return conflict;
  if (toMinor(lowered) > toMinor(request.originalAmount))
    return refusal(step, wire, 412, 'The amount can be lowered only.');
  recordRequest(step, 'requestLowered', keepRequest(step, { ...request, amount: lowered }));
  return noContent;
};

export const withdrawRequest: Handler = (step, _request, ids) => {
  const request = requestOn(step, ids);
  if (!request) return notFound;
  if (!isOpen(request)) return conflict;
  end(step, request, 'Declined', 50002);
  return noContent;
};

function requestOn(step: Parameters<Handler>[0], ids: Ids): RequestRecord | null {
  const request = requestOf(step, ids.payment);
  return request?.agreementId === ids.agreement ? request : null;
}

function toWire(request: RequestRecord): object {
  return {
    id: request.id,
    agreement_id: request.agreementId,
    amount: Number(request.amount),
    currency: request.currency,
    due_date: `${request.dueDate}T00:00:00`,
    next_payment_date: null,
    status: request.status,
    external_id: request.externalId,
    description: request.description,
    payment_transaction_id: request.transactionId,
    grace_period_days: request.gracePeriodDays,
  };
}
