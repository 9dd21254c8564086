import { z } from 'zod';
import { emptyReply, jsonReply } from '../kit/replies.ts';
import type { PathIds } from '../kit/routes.ts';
import type { Reply, Step, WireRequest } from '../kit/simulator.ts';
import { after, dayMs } from '../kit/time.ts';
import { cancelCharge, capture, plan, recordCharge, refund } from './charge-life.ts';
import { today } from './days.ts';
import type { Handler } from './handler.ts';
import { keyOf } from './idempotency.ts';
import { minor, readInput, text } from './input.ts';
import { later, soon } from './later.ts';
import { type AgreementRecord, byEitherId, type ChargeRecord, chargeOf, chargesOn, keepCharge } from './records.ts';
import { problem } from './replies.ts';
import { settingsOf } from './settings.ts';

const refundWindowMs = 365 * dayMs;
const ceilingTimes = 5;
const pageSize = 100;

const create = z
  .object({
    amount: minor(1),
    description: text(100),
    transactionType: z.enum(['DIRECT_CAPTURE', 'RESERVE_CAPTURE']),
    type: z.enum(['RECURRING', 'UNSCHEDULED']).default('RECURRING'),
    due: z.iso.date().optional(),
    retryDays: z.int().min(0).max(14).optional(),
    processingMode: z.enum(['MULTIPLE_ATTEMPTS', 'SINGLE_ATTEMPT']).optional(),
    orderId: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .nullish(),
    externalId: text(64).nullish(),
  })
  .refine(({ type, due }) => (type === 'RECURRING') === (due !== undefined), {
    path: ['due'],
    message: 'is for RECURRING charges, and required there',
  })
  .refine(
    ({ type, retryDays = 0, processingMode }) =>
      retryDays === 0 || (type === 'RECURRING' && processingMode !== 'SINGLE_ATTEMPT'),
    {
      path: ['retryDays'],
      message: 'must be 0 for UNSCHEDULED and SINGLE_ATTEMPT',
    },
  );
type Asked = z.output<typeof create>;

export const createCharge: Handler = (step, request, { agreement: id = '' }) => {
  const agreement = byEitherId(step, id);
  if (!agreement) return problem(step, request, 'resource-not-found');
  const input = readInput(step, request, create);
  if (!input.ok) return input.error;
  const asked = input.value;
  const refusal = whyNotCharged(step, request, agreement, asked);
  if (refusal) return refusal;
  const charge = newCharge(step, agreement, {
    ...asked,
    id: asked.orderId ?? `chr-${step.newId().slice(0, 8)}`,
    externalId: asked.externalId ?? null,
    due: asked.due ?? null,
    retryDays: asked.retryDays ?? 0,
    key: keyOf(request),
  });
  if (charge.due === null) step.setTimer('chargeRuns', charge.id, after(step, settingsOf(step).processingMs));
  else plan(step, charge);
  return jsonReply(201, { chargeId: charge.id });
};

function whyNotCharged(step: Step, request: WireRequest, agreement: AgreementRecord, asked: Asked): Reply | null {
  const settings = settingsOf(step);
  if (agreement.status !== 'ACTIVE')
    return problem(step, request, 'charge-creation-failed', `The agreement is ${agreement.status}`);
  if (asked.type === 'UNSCHEDULED' && !settings.unscheduledApproved)
    return problem(step, request, 'validation-error', 'type: UNSCHEDULED is not allowed for this sales unit');
  if (asked.orderId && chargeOf(step, asked.orderId))
    return problem(step, request, 'conflict', 'orderId has been used before');
  const { type, amount = 0 } = agreement.pricing;
  const before = settings.cumulativeCeiling
    ? chargesOn(step, agreement.id).reduce((sum, charge) => sum + charge.amount, 0)
    : 0;
  if (type === 'LEGACY' && before + asked.amount > ceilingTimes * amount)
    return problem(step, request, 'charge-amount-too-high');
  if (asked.due === undefined) return null;
  const day = today(step.now, settings.market);
  if (asked.due <= day) return problem(step, request, 'charge-due-too-soon');
  const inTwoYears = `${Number(day.slice(0, 4)) + 2}${day.slice(4)}`;
  return asked.due > inTwoYears ? problem(step, request, 'charge-due-in-too-long') : null;
}

/** Enters a charge. */
export function newCharge(
  step: Step,
  agreement: AgreementRecord,
  asked: Pick<
    ChargeRecord,
    'id' | 'amount' | 'description' | 'transactionType' | 'type' | 'externalId' | 'due' | 'retryDays'
  > & {
    readonly key: string;
  },
): ChargeRecord {
  const { id, amount, description, transactionType, type, externalId, due, retryDays, key } = asked;
  const charge = keepCharge(step, {
    id,
    agreementId: agreement.id,
    status: 'PENDING',
    type,
    transactionType,
    amount,
    currency: agreement.pricing.currency,
    description,
    externalId,
    due,
    retryDays,
    failureReason: null,
    captured: 0,
    refunded: 0,
    cancelled: 0,
    transactionId: null,
    capturedAt: null,
    history: [{ occurred: step.now.toISOString(), event: 'CREATE', amount, idempotencyKey: key, success: true }],
    fails: step.documents.get('nextFails', agreement.id) ? 'user_action_required' : null,
  });
  step.documents.remove('nextFails', agreement.id);
  recordCharge(step, 'chargeCreated', charge);
  return charge;
}

export const getCharge: Handler = (step, request, ids) => {
  const charge = chargeOn(step, ids);
  return charge ? jsonReply(200, toWire(charge)) : problem(step, request, 'resource-not-found');
};

export const getChargeById: Handler = (step, request, { charge: id = '' }) => {
  const charge = chargeOf(step, id);
  return charge ? jsonReply(200, toWire(charge)) : problem(step, request, 'resource-not-found');
};

/** More than a page goes on by a token, which is short-lived. */
export const listCharges: Handler = (step, request, { agreement: id = '' }) => {
  const agreement = byEitherId(step, id);
  if (!agreement) return problem(step, request, 'resource-not-found');
  const status = new URLSearchParams(request.query).get('status');
  const token = request.headers['continuation-token'] ?? '';
  const from = token === '' ? 0 : step.documents.get<{ from: number; until: number }>('continuation', token);
  if (from === null || (typeof from === 'object' && from.until < step.now.getTime()))
    return problem(step, request, 'validation-error', 'Continuation-Token: is not valid any more');
  const start = typeof from === 'object' ? from.from : 0;
  const all = chargesOn(step, agreement.id).filter((one) => status === null || one.status === status);
  const more = all.length > start + pageSize;
  const next = more ? step.newId() : '';
  if (more)
    step.documents.put('continuation', next, { from: start + pageSize, until: step.now.getTime() + 5 * 60_000 });
  return jsonReply(200, all.slice(start, start + pageSize).map(toWire), more ? { 'continuation-token': next } : {});
};

export const captureCharge: Handler = (step, request, ids) => {
  const charge = chargeOn(step, ids);
  if (!charge) return problem(step, request, 'resource-not-found');
  const input = readInput(step, request, z.object({ amount: minor(1), description: z.string().optional() }));
  if (!input.ok) return input.error;
  const { amount } = input.value;
  const left = charge.amount - charge.captured - charge.cancelled;
  const open = charge.status === 'RESERVED' || charge.status === 'PARTIALLY_CAPTURED';
  if (!open || charge.transactionType !== 'RESERVE_CAPTURE' || amount > left)
    return problem(step, request, 'charge-capture-failed', `The charge is ${charge.status}; ${left} could be captured`);
  const key = keyOf(request);
  return soon(step, 'captureLater', charge.id, () => void capture(step, charge, amount, key), { amount, key });
};

export const cancelByMerchant: Handler = (step, request, ids) => {
  const charge = chargeOn(step, ids);
  if (!charge) return problem(step, request, 'resource-not-found');
  if (!['PENDING', 'DUE', 'RESERVED', 'PARTIALLY_CAPTURED'].includes(charge.status))
    return problem(step, request, 'cancel-charge-failed', `The charge is ${charge.status}`);
  const key = keyOf(request);
  return soon(step, 'cancelLater', charge.id, () => void cancelCharge(step, charge, key), { key });
};

export const refundCharge: Handler = (step, request, ids) => {
  const charge = chargeOn(step, ids);
  if (!charge) return problem(step, request, 'resource-not-found');
  const input = readInput(step, request, z.object({ amount: minor(1), description: text(100) }));
  if (!input.ok) return input.error;
  const { amount } = input.value;
  const failed = (detail: string) => problem(step, request, 'operation-failed', detail);
  if (settingsOf(step).singlePaymentSettlement) return failed('Refund is not possible');
  if (charge.captured === 0) return failed(`The charge is ${charge.status}`);
  if (charge.refunded + amount > charge.captured) return failed('More than was captured');
  if (step.now.getTime() - Date.parse(charge.capturedAt ?? '') > refundWindowMs)
    return failed('It was captured too long ago');
  // The receiver cannot be paid, and the time is over: made up by the amount (notes §10).
  if (amount === 123 || amount === 124) return failed('Refund is not possible');
  refund(step, charge, amount, keyOf(request));
  return emptyReply(204);
};

/** What was taken in with 202, by its timer. */
export const laterOnCharges: Readonly<Record<string, (step: Step, id: string) => void>> = {
  captureLater(step, id) {
    const { amount = 0, key = '' } = later(step, 'captureLater', id);
    const charge = chargeOf(step, id);
    if (charge && amount <= charge.amount - charge.captured - charge.cancelled) capture(step, charge, amount, key);
  },
  cancelLater(step, id) {
    const charge = chargeOf(step, id);
    if (charge && charge.captured + charge.cancelled < charge.amount)
      cancelCharge(step, charge, later(step, 'cancelLater', id).key ?? '');
  },
};

function chargeOn(step: Step, { agreement: agreementId = '', charge: id = '' }: PathIds): ChargeRecord | null {
  const charge = chargeOf(step, id);
  const agreement = byEitherId(step, agreementId);
  return charge && charge.agreementId === agreement?.id ? charge : null;
}

function toWire(charge: ChargeRecord): object {
  const { captured, refunded, cancelled, fails: _, capturedAt: __, due, ...shown } = charge;
  return {
    ...shown,
    due: due === null ? null : `${due}T00:00:00Z`,
    processingMode: 'MULTIPLE_ATTEMPTS',
    failureDescription: null,
    summary: { captured, refunded, cancelled },
  };
}
