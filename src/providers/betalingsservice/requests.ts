import type {
  CallContext,
  DebtorAnswer,
  DebtorName,
  OperationMap,
  Outcome,
  StatusCheck,
} from '../../domain/port/provider.ts';
import { read, startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { requestStatus } from './check-status.ts';
import { send } from './client.ts';
import { toCpr } from './identity.ts';
import { isBornLater } from './limits.ts';
import { knownCodes, notBornYet, whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { newRequestFacts, toInstant, toNewRequest, uuidOf } from './translate.ts';
import { debtorCheckBody, debtorChecked, paths, requestBody, requestStates, taken } from './wire.ts';

/** Collection requests: creating and finding them, and whether a debtor can approve one. */

type NewRequest = OperationMap['request.create'];

/** Taken in means on its way to the debtor's app; nothing is processed before the approval there. */
export async function createRequest(context: CallContext<Settings>, input: NewRequest, key: string): Promise<Outcome> {
  const call = startCall(context);
  const uuid = uuidOf(key);
  const { settings } = context.account;
  const request = toNewRequest(input, uuid, { settings, callbackUrl: context.callbackUrl, now: context.now() });
  if (isBornLater(request.cpr, context)) return { kind: 'refused', why: notBornYet };
  const reply = await send(call, {
    api: 'oneOffApi',
    method: 'POST',
    path: paths.collectionRequests,
    body: requestBody(request),
  });
  if (reply.kind !== 'reply') return reply;
  const { amount, createMandate } = termsOf(input);
  if (reply.status >= 400) {
    const refused = { kind: 'refused', why: whyRefused('request', reply.error) } as const;
    if (reply.status !== 409) return refused;
    // The uuid is known: of an earlier attempt of ours, whose answer was lost. While it is not found, that attempt may still come through.
    const found = await requestStatus(call, uuid, amount);
    if (found.kind !== 'absent') return found;
    return knownCodes.request.has(reply.error?.code ?? '')
      ? refused
      : unknown('unreadable', 'a collection request that is said to be known is not found');
  }
  const answer = read(reply, taken);
  if (answer?.uuid !== uuid) return unknown('unreadable', 'the answer to a new collection request could not be read');
  if (requestStates.get(answer.statusCode) === 'pending') {
    const until = toInstant(answer.expiresAt) ?? request.expiresAt;
    return { kind: 'facts', facts: newRequestFacts(uuid, amount, createMandate, until, context.now()) };
  }
  // A repeat is answered with how it stands now, but not with all of it.
  const found = await requestStatus(call, uuid, amount);
  return found.kind === 'absent' ? unknown('unreadable', 'a request that was taken in is not found') : found;
}

/** After an unknown outcome: is there a collection request with our uuid? Absent now is not absent for ever. */
export function probeRequest(context: CallContext<Settings>, input: NewRequest, key: string): Promise<StatusCheck> {
  return requestStatus(startCall(context), uuidOf(key), termsOf(input).amount);
}

/** Whether a person uses the app, at this moment. */
export async function checkDebtor(context: CallContext<Settings>, input: DebtorName): Promise<DebtorAnswer> {
  const cpr = 'nationalId' in input ? (toCpr(input.nationalId) ?? '') : '';
  if (isBornLater(cpr, context)) return { kind: 'refused', why: notBornYet };
  const reply = await send(startCall(context), {
    api: 'oneOffApi',
    method: 'POST',
    path: paths.debtorChecks,
    body: debtorCheckBody(cpr),
  });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) return { kind: 'refused', why: whyRefused('debtorCheck', reply.error) };
  const answer = read(reply, debtorChecked);
  return answer
    ? { kind: 'reachable', reachable: answer.onboarded }
    : unknown('unreadable', 'the answer about a debtor could not be read');
}

function termsOf({ terms }: NewRequest) {
  if (!('betalingsservice' in terms)) throw new Error('a billing request of another provider was let through');
  return terms.betalingsservice;
}
