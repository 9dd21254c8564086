import type { CallContext, OperationMap, Outcome, StatusCheck } from '../../domain/port/provider.ts';
import { read, startCall } from '../kit/client.ts';
import { unknown } from '../kit/outcomes.ts';
import { mandateStatus } from './check-status.ts';
import { send } from './client.ts';
import { isBornLater } from './limits.ts';
import { knownCodes, notBornYet, whyRefused } from './reasons.ts';
import type { Settings } from './settings.ts';
import { toMandateFact, toNewMandate, uuidOf } from './translate.ts';
import { mandateBody, mandateStates, paths, taken } from './wire.ts';

/** Mandates by themselves: creating and finding them. There is no way to cancel one. */

type NewMandate = OperationMap['mandate.create'];

/** Taken in means received: the bank answers in its own time, and that is found by asking. */
export async function createMandate(context: CallContext<Settings>, input: NewMandate, key: string): Promise<Outcome> {
  const call = startCall(context);
  const uuid = uuidOf(key);
  const mandate = toNewMandate(input, uuid, context.account.settings);
  if ('cpr' in mandate.debtor && isBornLater(mandate.debtor.cpr, context)) return { kind: 'refused', why: notBornYet };
  const reply = await send(call, {
    api: 'creditorApi',
    method: 'POST',
    path: paths.mandates,
    body: mandateBody(mandate),
  });
  if (reply.kind !== 'reply') return reply;
  if (reply.status >= 400) {
    const refused = { kind: 'refused', why: whyRefused('mandate', reply.error) } as const;
    if (reply.status !== 409) return refused;
    // The uuid is known: of an earlier attempt of ours, whose answer was lost. While it is not found, that attempt may still come through.
    const found = await mandateStatus(call, uuid);
    if (found.kind !== 'absent') return found;
    return knownCodes.mandate.has(reply.error?.code ?? '')
      ? refused
      : unknown('unreadable', 'a mandate that is said to be known is not found');
  }
  const answer = read(reply, taken);
  if (answer?.uuid !== uuid) return unknown('unreadable', 'the answer to a new mandate could not be read');
  if (mandateStates.get(answer.statusCode) === 'pending') {
    const fact = toMandateFact(uuid, answer, context.now());
    return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
  }
  // A repeat is answered with how it stands now, but not with all of it.
  const found = await mandateStatus(call, uuid);
  return found.kind === 'absent' ? unknown('unreadable', 'a mandate that was taken in is not found') : found;
}

/** After an unknown outcome: is there a mandate with our uuid? Absent now is not absent for ever. */
export function probeMandate(context: CallContext<Settings>, key: string): Promise<StatusCheck> {
  return mandateStatus(startCall(context), uuidOf(key));
}
