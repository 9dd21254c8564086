import type { CallContext, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { expectBody, read, startCall } from '../kit/client.ts';
import { missingFrom } from '../kit/lists.ts';
import { type LookupResult, lookupNotSent, mismatch, type Unknown, unknown } from '../kit/outcomes.ts';
import { type Call, type Reply, type Request, send } from './client.ts';
import type { Settings } from './settings.ts';
import { toMandateFact, toRequest } from './translate.ts';
import { collectionRequest, gateway, mandateStatuses, paths, searchBody } from './wire.ts';

/** What stands in Betalingsservice's book. */

const absent = { kind: 'absent', certain: false } as const;

// What a collection request is, and what lies within one.
const carried: ReadonlySet<ProviderRef['kind']> = new Set(['billingRequest', 'mandate', 'payment']);

/** A mandate by itself is searched for; what a collection request carries is told with the request, all of it at once. */
export async function checkStatus(context: CallContext<Settings>, ref: ProviderRef): Promise<StatusCheck> {
  const call = startCall(context);
  if (ref.kind === 'mandate' && !ref.within) return mandateStatus(call, ref.id);
  if (!carried.has(ref.kind)) return { kind: 'absent', certain: true };
  return requestStatus(call, ref.kind === 'billingRequest' ? ref.id : (ref.within ?? ref).id, null);
}

export async function mandateStatus(call: Call, uuid: string): Promise<LookupResult> {
  const reply = await lookUp(call, {
    api: 'creditorApi',
    method: 'POST',
    path: paths.mandateSearches,
    body: searchBody(uuid),
  });
  if (reply.kind !== 'reply') return reply;
  if (reply.status !== 200) return unknown('unreadable', `Betalingsservice answered ${reply.status} to a search`);
  const body = expectBody(reply, mandateStatuses, 'the answer to a search');
  if (!body.ok) return body.error;
  // What is not known is left out.
  const found = body.value.items.find((status) => status.uuid === uuid);
  if (!found) {
    const missing = missingFrom(body.value, 'mandates');
    return missing.kind === 'unknown' ? missing : absent;
  }
  const fact = toMandateFact(uuid, found, call.context.now());
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

/** `expected` is the amount that we asked for, where we know it. */
export async function requestStatus(call: Call, uuid: string, expected: Money | null): Promise<LookupResult> {
  const reply = await lookUp(call, { api: 'oneOffApi', method: 'GET', path: paths.collectionRequest(uuid) });
  if (reply.kind !== 'reply') return reply;
  // A 404 of the gateway's is about the address of the API.
  if (reply.status === 404 && reply.error && reply.error.source !== gateway) return absent;
  if (reply.status !== 200) return unknown('unreadable', `Betalingsservice answered ${reply.status} to a look-up`);
  const wire = read(reply, collectionRequest);
  if (wire?.uuid !== uuid) return unknown('unreadable', 'the answer about a collection request could not be read');
  const request = toRequest(wire, call.context.now());
  if (!request.ok) return request.error;
  const { amount, facts } = request.value;
  const wrong = expected && mismatch('Betalingsservice', amount, expected);
  return wrong ?? { kind: 'facts', facts };
}

async function lookUp(call: Call, request: Request): Promise<Reply | Unknown> {
  const reply = await send(call, request);
  return reply.kind === 'notSent' ? lookupNotSent(reply) : reply;
}
