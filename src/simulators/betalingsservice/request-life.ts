import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Turn } from '../kit/simulator.ts';
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
export function beginRequest(turn: Turn, request: RequestRecord): void {
  const { appDelayMs } = settingsOf(turn);
  turn.setTimer('requestReachesApp', request.uuid, after(turn, appDelayMs));
  turn.setTimer('requestExpires', request.uuid, new Date(request.expiresAt));
  record(turn, 'requestCreated', request);
}

/** The debtor's swipe: payment and mandate together. */
export function approve(turn: Turn, request: RequestRecord): Result<void, 'decided'> {
  const shown = request.state === 'RECEIVED' ? reachApp(turn, request) : request;
  if (shown.state !== 'PENDING_APPROVAL') return refuse('decided');
  stopTimers(turn, shown);
  const { paymentDelayMs } = settingsOf(turn);
  turn.setTimer('paymentIsDone', shown.uuid, after(turn, paymentDelayMs));
  const approved = keepRequest(turn, {
    ...shown,
    state: 'APPROVED',
    approvedAt: turn.now.toISOString(),
    payment: { ...shown.payment, state: 'PROCESSING' },
  });
  record(turn, 'requestApproved', approved);
  const mandate = mandateWith(turn, approved);
  if (mandate) receiveMandate(turn, mandate);
  callBack(turn, approved);
  return ok(undefined);
}

export function reject(turn: Turn, request: RequestRecord): Result<void, 'decided'> {
  const shown = request.state === 'RECEIVED' ? reachApp(turn, request) : request;
  if (shown.state !== 'PENDING_APPROVAL') return refuse('decided');
  end(turn, shown, 'REJECTED', 'requestRejected');
  return ok(undefined);
}

/** What the clock does to collection requests. */
export const requestTimers: Readonly<Record<string, (turn: Turn, uuid: string) => void>> = {
  requestReachesApp(turn, uuid) {
    const request = requestOf(turn, uuid);
    if (request?.state === 'RECEIVED') reachApp(turn, request);
  },
  requestExpires(turn, uuid) {
    const request = requestOf(turn, uuid);
    if (request?.state === 'RECEIVED' || request?.state === 'PENDING_APPROVAL')
      end(turn, request, 'EXPIRED', 'requestExpired');
  },
  paymentIsDone(turn, uuid) {
    const request = requestOf(turn, uuid);
    if (request?.payment.state !== 'PROCESSING') return;
    const { paymentAnswer } = settingsOf(turn);
    const collected = paymentAnswer === 'COMPLETES';
    const settled = keepRequest(turn, {
      ...request,
      payment: collected
        ? { state: 'COMPLETED', date: copenhagenDate(turn.now), errorCode: null }
        : { state: 'FAILED', date: null, errorCode: paymentAnswer },
    });
    turn.record({
      effect: collected ? 'paymentCollected' : 'paymentFailed',
      subject: { kind: 'payment', id: uuid, externalId: maskText(request.customerNumber), within: uuid },
      amount: request.amount,
      currency: 'DKK',
      ...(!collected && { code: paymentAnswer }),
    });
    callBack(turn, settled);
  },
};

function reachApp(turn: Turn, request: RequestRecord): RequestRecord {
  const error = whyNotShown(turn, request);
  if (error !== null) return end(turn, { ...request, errorCode: error }, 'FAILED', 'requestFailed');
  turn.cancelTimer('requestReachesApp', request.uuid);
  const shown = keepRequest(turn, { ...request, state: 'PENDING_APPROVAL' });
  record(turn, 'requestShown', shown);
  callBack(turn, shown);
  return shown;
}

function whyNotShown(turn: Turn, { creditor, debtorKey }: RequestRecord): RequestError | null {
  if (!isKnownCreditor(creditor)) return 'CREDITOR_DATA_IS_NOT_CORRECT';
  return isOnboarded(settingsOf(turn), debtorKey) ? null : 'DEBTOR_NOT_ONBOARDED';
}

function end(
  turn: Turn,
  request: RequestRecord,
  state: 'REJECTED' | 'EXPIRED' | 'FAILED',
  effect: string,
): RequestRecord {
  stopTimers(turn, request);
  const mandate = mandateWith(turn, request);
  if (mandate) keepMandate(turn, { ...mandate, state: 'CANCELLED' });
  const ended = keepRequest(turn, { ...request, state, payment: { ...request.payment, state: 'CANCELLED' } });
  record(turn, effect, ended);
  callBack(turn, ended);
  return ended;
}

function stopTimers(turn: Turn, { uuid }: RequestRecord): void {
  turn.cancelTimer('requestReachesApp', uuid);
  turn.cancelTimer('requestExpires', uuid);
}

function record(turn: Turn, effect: string, { uuid, customerNumber, amount, errorCode }: RequestRecord): void {
  turn.record({
    effect,
    subject: { kind: 'billingRequest', id: uuid, externalId: maskText(customerNumber) },
    amount,
    currency: 'DKK',
    ...(errorCode !== null && { code: errorCode }),
  });
}
