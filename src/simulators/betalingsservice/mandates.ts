import { jsonReply } from '../kit/replies.ts';
import type { Handler } from './handler.ts';
import { readInput } from './input.ts';
import { receiveMandate } from './mandate-life.ts';
import { contentHash, maskAccount, maskCpr } from './mask.ts';
import { mandateOf } from './records.ts';
import { badBody, serviceRefusal } from './replies.ts';
import { settingsOf } from './settings.ts';
import { mandateSearch, mandateStatuses, mandateTaken, newMandate, wrongBirthDate } from './unconfirmed.ts';

/** Takes a mandate in, or what is known of it where it was taken in before: the uuid is the creditor's own key. */
export const createMandate: Handler = (step, request) => {
  const input = readInput(request, newMandate);
  if (!input.ok) return input.error;
  const { uuid, creditor, customerNumber, cprNumber, cvrNumber, accountNumber } = input.value;
  const wrong = cprNumber === null || settingsOf(step).cprFormatOnly ? null : wrongBirthDate(cprNumber, step.now);
  if (wrong) return badBody(request, [wrong]);
  const asked = contentHash(input.value);
  const known = mandateOf(step, uuid);
  if (known && known.contentHash !== asked)
    return serviceRefusal(request, 'DUPLICATE_UUID', 'This uuid was used for another mandate.');
  const mandate =
    known ??
    receiveMandate(step, {
      key: uuid,
      uuid,
      withRequest: false,
      state: 'RECEIVED',
      creditor,
      customerNumber,
      debtor: cprNumber === null ? (cvrNumber ?? '') : maskCpr(cprNumber),
      account: maskAccount(accountNumber),
      mandateId: null,
      errorCode: null,
      contentHash: asked,
      createdAt: step.now.toISOString(),
    });
  return jsonReply(201, mandateTaken(mandate));
};

/** How the mandates with these uuids stand, in the order asked; those that are not known are left out. */
export const searchMandates: Handler = (step, request) => {
  const input = readInput(request, mandateSearch);
  if (!input.ok) return input.error;
  return jsonReply(200, mandateStatuses(input.value.flatMap((uuid) => mandateOf(step, uuid) ?? [])));
};
