import type { Step } from '../kit/simulator.ts';
import { readyToSign } from './auth.ts';
import { mandateWith, type RequestRecord } from './records.ts';
import { callbackBody, requestBody } from './unconfirmed.ts';

/** The one channel, as a fault script names it. */
export const callbackName = 'collectionRequestCallback';

/** Tells the merchant how a collection request stands now, where it gave an address. */
export function callBack(step: Step, request: RequestRecord): void {
  if (request.callbackUrl === null) return;
  readyToSign(step);
  step.push({
    name: callbackName,
    url: request.callbackUrl,
    subjects: [request.uuid],
    body: callbackBody(step.newId(), step.now, requestBody(request, mandateWith(step, request))),
  });
}
