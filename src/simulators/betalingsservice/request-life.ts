import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Step } from '../kit/simulator.ts';
import { after } from '../kit/time.ts';
import { copenhagenDate } from './calendar.ts';
import { callBack } from './callbacks.ts';
import { isKnownCreditor, receiveMandate } from './mandate-life.ts';
import { maskText } from './mask.ts';
import { keepMandate, keepRequest, mandateWith, type RequestRecord, requestOf } from './records.ts';
import { isOnboarded, settingsOf } from './settings.ts';
import type { RequestError } from './unconfirmed.ts';

/**
 * The life of a collection request. It is received, reaches the debtor's app or fails, and is approved or rejected there, or
 * expires. Nothing happens to its payment and its mandate before the approval, which covers both; after it, each ends on its
 * own. Whatever else ends the request cancels them: they never began.
 */

/** Puts a new request under way. */
export function beginRequest(step: Step, request: RequestRecord): void {
  const { appDelayMs } = settingsOf(step);
  step.setTimer('requestReachesApp', request.uuid, after(step, appDelayMs));
  step.setTimer('requestExpires', request.uuid, new Date(request.expiresAt));
  record(step, 'requestCreated', request);
}

/** The debtor's swipe: payment and mandate together. */
export function approve(step: Step, request: RequestRecord): Result<void, 'decided'> {
  const shown = request.state === 'RECEIVED' ? reachApp(step, request) : request;
  if (shown.state !== 'PENDING_APPROVAL') return refuse('decided');
  stopTimers(step, shown);
  const { paymentDelayMs } = settingsOf(step);
  step.setTimer('paymentIsDone', shown.uuid, after(step, paymentDelayMs));
  const approved = keepRequest(step, {
    ...shown,
    state: 'APPROVED',
    approvedAt: step.now.toISOString(),
    payment: { ...shown.payment, state: 'PROCESSING' },
  });
  record(step, 'requestApproved', approved);
  const mandate = mandateWith(step, approved);
  if (mandate) receiveMandate(step, mandate);
  callBack(step, approved);
  return ok(undefined);
}

export function reject(step: Step, request: RequestRecord): Result<void, 'decided'> {
  const shown = request.state === 'RECEIVED' ? reachApp(step, request) : request;
  if (shown.state !== 'PENDING_APPROVAL') return refuse('decided');
  end(step, shown, 'REJECTED', 'requestRejected');
  return ok(undefined);
}

/** What the clock does to collection requests. */
export const requestTimers: Readonly<Record<string, (step: Step, uuid: string) => void>> = {
  requestReachesApp(step, uuid) {
    const request = requestOf(step, uuid);
    if (request?.state === 'RECEIVED') reachApp(step, request);
  },
  requestExpires(step, uuid) {
    const request = requestOf(step, uuid);
    if (request?.state === 'RECEIVED' || request?.state === 'PENDING_APPROVAL')
      end(step, request, 'EXPIRED', 'requestExpired');
  },
  paymentIsDone(step, uuid) {
    const request = requestOf(step, uuid);
    if (request?.payment.state !== 'PROCESSING') return;
    const { paymentAnswer } = settingsOf(step);
    const collected = paymentAnswer === 'COMPLETES';
    const settled = keepRequest(step, {
      ...request,
      payment: collected
        ? { state: 'COMPLETED', date: copenhagenDate(step.now), errorCode: null }
        : { state: 'FAILED', date: null, errorCode: paymentAnswer },
    });
    step.record({
      effect: collected ? 'paymentCollected' : 'paymentFailed',
      subject: { kind: 'payment', id: uuid, externalId: maskText(request.customerNumber), within: uuid },
      amount: request.amount,
      currency: 'DKK',
      ...(!collected && { code: paymentAnswer }),
    });
    callBack(step, settled);
  },
};

function reachApp(step: Step, request: RequestRecord): RequestRecord {
  const error = whyNotShown(step, request);
  if (error !== null) return end(step, { ...request, errorCode: error }, 'FAILED', 'requestFailed');
  step.cancelTimer('requestReachesApp', request.uuid);
  const shown = keepRequest(step, { ...request, state: 'PENDING_APPROVAL' });
  record(step, 'requestShown', shown);
  callBack(step, shown);
  return shown;
}

function whyNotShown(step: Step, { creditor, debtorKey }: RequestRecord): RequestError | null {
  if (!isKnownCreditor(creditor)) return 'CREDITOR_DATA_IS_NOT_CORRECT';
  return isOnboarded(settingsOf(step), debtorKey) ? null : 'DEBTOR_NOT_ONBOARDED';
}

function end(
  step: Step,
  request: RequestRecord,
  state: 'REJECTED' | 'EXPIRED' | 'FAILED',
  effect: string,
): RequestRecord {
  stopTimers(step, request);
  const mandate = mandateWith(step, request);
  if (mandate) keepMandate(step, { ...mandate, state: 'CANCELLED' });
  const ended = keepRequest(step, { ...request, state, payment: { ...request.payment, state: 'CANCELLED' } });
  record(step, effect, ended);
  callBack(step, ended);
  return ended;
}

function stopTimers(step: Step, { uuid }: RequestRecord): void {
  step.cancelTimer('requestReachesApp', uuid);
  step.cancelTimer('requestExpires', uuid);
}

function record(step: Step, effect: string, { uuid, customerNumber, amount, errorCode }: RequestRecord): void {
  step.record({
    effect,
    subject: { kind: 'billingRequest', id: uuid, externalId: maskText(customerNumber) },
    amount,
    currency: 'DKK',
    ...(errorCode !== null && { code: errorCode }),
  });
}
