import { covers, toMinor } from '../kit/amounts.ts';
import type { Step } from '../kit/simulator.ts';
import { atLocal, dayMs, localTimeIn } from '../kit/time.ts';
import { callBackRequest, type RegularCode } from './callbacks.ts';
import { agreementOf, keepRequest, type RequestRecord, requestOf, requestsOn } from './records.ts';
import { moveBalance, settingsOf } from './settings.ts';

/**
 * What can happen to a payment of the subscription: it is judged soon after it was asked for, tried at fixed hours of its due day and of its days of
 * grace, and has failed at the end of the last one. Its payer may reject it, and its merchant withdraw it, until it is executed.
 */

// Hours and minutes of the attempts, and the minute at which a day of grace is over.
const attemptsAt = [120, 360, 810, 1_080, 1_200, 1_350, 1_420];
const overAt = 1_439;
const aheadMax = 126;
const timesMax = 5n;

export const isOpen = ({ status }: RequestRecord): boolean =>
  status === 'Requested' || status === 'Created' || status === 'Suspended';

/** What the clock does with them. */
export const requestTimers: Readonly<Record<string, (step: Step, id: string) => void>> = {
  requestJudged(step, id) {
    const request = requestOf(step, id);
    if (request?.status !== 'Requested') return;
    const code = verdict(step, request);
    if (code !== 0) return end(step, request, 'Declined', code);
    const created = keepRequest(step, { ...request, status: 'Created' });
    step.setTimer('requestRuns', id, nextAttempt(step, created) ?? step.now);
  },
  requestRuns(step, id) {
    const request = requestOf(step, id);
    if (!request || (request.status !== 'Created' && request.status !== 'Suspended')) return;
    if (!request.fails && covers(settingsOf(step).payerBalance, request.amount)) return execute(step, request);
    const next = nextAttempt(step, request);
    keepRequest(step, { ...request, status: 'Suspended', fails: false });
    if (next) step.setTimer('requestRuns', id, next);
    else step.setTimer('requestFails', id, atLocal(lastDayOf(request), overAt, zoneOf(request)));
  },
  requestFails(step, id) {
    const request = requestOf(step, id);
    if (request?.status === 'Suspended') end(step, request, 'Failed', 50000);
  },
};

/** It is over without money: told with the next batch, whoever made it so. */
export function end(
  step: Step,
  request: RequestRecord,
  status: 'Failed' | 'Declined' | 'Rejected',
  code: RegularCode,
): void {
  for (const timer of ['requestJudged', 'requestRuns', 'requestFails']) step.cancelTimer(timer, request.id);
  const ended = keepRequest(step, { ...request, status });
  recordRequest(step, effects[code] ?? `request${status}`, ended);
  callBackRequest(step, ended, code);
}
const effects: Partial<Record<RegularCode, string>> = { 50002: 'requestWithdrawn' };

/** What is open on an agreement ends with it. */
export function endRequestsOn(step: Step, agreementId: string, byPayer: boolean): void {
  for (const request of requestsOn(step, agreementId))
    if (isOpen(request)) end(step, request, byPayer ? 'Rejected' : 'Declined', 50005);
}

export function recordRequest(
  step: Step,
  effect: string,
  { id, agreementId, externalId, amount, currency }: RequestRecord,
): void {
  step.record({ effect, subject: { kind: 'request', id, externalId, within: agreementId }, amount, currency });
}

function execute(step: Step, request: RequestRecord): void {
  moveBalance(step, 'payerBalance', -1n, request.amount);
  moveBalance(step, 'merchantBalance', 1n, request.amount);
  const executed = keepRequest(step, {
    ...request,
    status: 'Executed',
    executedAt: step.now.toISOString(),
    transactionId: step.newId(),
  });
  recordRequest(step, 'requestExecuted', executed);
  callBackRequest(step, executed, 0);
}

/** What is found out after the 202. */
function verdict(step: Step, request: RequestRecord): RegularCode {
  const agreement = agreementOf(step, request.agreementId);
  if (!agreement) return 50010;
  if (agreement.status !== 'Accepted') return 50003;
  const twin = requestsOn(step, agreement.id).find(
    ({ id, dueDate, externalId, status }) =>
      id !== request.id && dueDate === request.dueDate && externalId === request.externalId && status !== 'Declined',
  );
  if (twin) return 50004;
  const today = localTimeIn(zoneOf(request))(step.now).slice(0, 10);
  const ahead = (Date.parse(request.dueDate) - Date.parse(today)) / dayMs;
  if (ahead < 1) return 50011;
  if (ahead > aheadMax) return 50012;
  const usual = agreement.amount === null ? 0n : toMinor(agreement.amount);
  return usual > 0n && toMinor(request.amount) > timesMax * usual ? 70001 : 0;
}

function nextAttempt({ now }: Step, request: RequestRecord): Date | null {
  const days = Array.from({ length: request.gracePeriodDays }, (_, day) => plusDays(request.dueDate, day));
  const attempts = days.flatMap((day) => attemptsAt.map((minutes) => atLocal(day, minutes, zoneOf(request))));
  return attempts.find((at) => at > now) ?? null;
}

const lastDayOf = ({ dueDate, gracePeriodDays }: RequestRecord): string => plusDays(dueDate, gracePeriodDays - 1);
const zoneOf = ({ currency }: RequestRecord): string => (currency === 'EUR' ? 'Europe/Helsinki' : 'Europe/Copenhagen');
const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
