import { jsonReply } from '../kit/replies.ts';
import type { Step, WireRequest } from '../kit/simulator.ts';
import { dayMs, minuteMs } from '../kit/time.ts';
import type { Handler } from './handler.ts';
import { readInput } from './input.ts';
import { contentHash, debtorKey, maskCpr } from './mask.ts';
import { keepMandate, keepRequest, mandateKeyOf, mandateWith, type RequestRecord, requestOf } from './records.ts';
import { badBody, serviceRefusal } from './replies.ts';
import { beginRequest } from './request-life.ts';
import { isOnboarded, settingsOf } from './settings.ts';
import {
  debtorCheck,
  debtorChecked,
  expiresAtPath,
  expiryDaysMax,
  newCollectionRequest,
  requestBody,
  requestTaken,
  type Wrong,
  wrongBirthDate,
} from './unconfirmed.ts';

/** Takes a collection request in, or what is known of it where it was taken in before. */
export const createRequest: Handler = (step, request) => {
  const input = readInput(request, newCollectionRequest);
  if (!input.ok) return input.error;
  const { cprNumber, expiresAt, ...asked } = input.value;
  const hash = contentHash(input.value);
  const known = requestOf(step, asked.uuid);
  if (known && known.contentHash !== hash)
    return serviceRefusal(request, 'DUPLICATE_UUID', 'This uuid was used for another collection request.');
  if (known) return jsonReply(201, requestTaken(known));
  const wrongs = [wrongPerson(step, cprNumber), wrongExpiry(step.now, expiresAt)].filter((wrong) => wrong !== null);
  if (wrongs.length > 0) return badBody(request, wrongs);
  const lifetimeMs = settingsOf(step).requestLifetimeMinutes * minuteMs;
  const taken = keepRequest(step, {
    ...asked,
    state: 'RECEIVED',
    errorCode: null,
    debtor: maskCpr(cprNumber),
    debtorKey: debtorKey(cprNumber),
    payment: { state: 'PENDING', date: null, errorCode: null },
    callbackUrl: asked.callbackUrl ?? null,
    contentHash: hash,
    createdAt: step.now.toISOString(),
    updatedAt: step.now.toISOString(),
    expiresAt: new Date(expiresAt ?? step.now.getTime() + lifetimeMs).toISOString(),
    approvedAt: null,
  });
  if (taken.hasMandate) keepItsMandate(step, taken);
  beginRequest(step, taken);
  return jsonReply(201, requestTaken(taken));
};

export const getRequest: Handler = (step, request, uuid) => {
  const found = requestOf(step, uuid);
  return found
    ? jsonReply(200, requestBody(found, mandateWith(step, found)))
    : serviceRefusal(request, 'NOT_FOUND', 'There is no collection request with this uuid.');
};

/** Whether a person uses the app. Somebody who does not exist does not use it either. */
export const checkDebtor: Handler = (step, request: WireRequest) => {
  const input = readInput(request, debtorCheck);
  if (!input.ok) return input.error;
  const { cprNumber } = input.value.debtorIdentity;
  const wrong = wrongPerson(step, cprNumber);
  if (wrong) return badBody(request, [wrong]);
  return jsonReply(200, debtorChecked(isOnboarded(settingsOf(step), debtorKey(cprNumber))));
};

function keepItsMandate(step: Step, request: RequestRecord): void {
  const { uuid, creditor, customerNumber, debtor, contentHash: hash, createdAt } = request;
  keepMandate(step, {
    key: mandateKeyOf(uuid),
    uuid,
    withRequest: true,
    state: 'PENDING',
    creditor,
    customerNumber,
    debtor,
    account: null,
    mandateId: null,
    errorCode: null,
    contentHash: hash,
    createdAt,
  });
}

function wrongPerson(step: Step, cprNumber: string): Wrong | null {
  return settingsOf(step).cprFormatOnly ? null : wrongBirthDate(cprNumber, step.now);
}

function wrongExpiry(now: Date, expiresAt: string | undefined): Wrong | null {
  const inMs = Date.parse(expiresAt ?? '') - now.getTime();
  if (expiresAt === undefined || (inMs > 0 && inMs <= expiryDaysMax * dayMs)) return null;
  return {
    reason: 'INVALID_FIELD',
    description: `expected a time to come, at most ${expiryDaysMax} days from now`,
    path: expiresAtPath,
  };
}
