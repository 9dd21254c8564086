import type { CallContext, InputProblem } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Request, startCall } from '../kit/client.ts';
import { type Call, send } from './client.ts';
import { lookUp, providerPath } from './lookup.ts';
import type { Settings } from './settings.ts';
import { provider } from './wire.ts';

/**
 * Sets our password first and then our address, so that no callback ever comes without the password. MobilePay has one address for all
 * payments of the merchant: where it is another system's, that one would hear of nothing any more, so it is taken only where the
 * account's settings say so.
 */
export async function connect(context: CallContext<Settings>): Promise<Result<undefined, string>> {
  const call = startCall(context);
  const { callbackUsername, callbackPassword, takeCallbackAddress } = context.account.settings;
  if (!takeCallbackAddress) {
    const owner = await otherOwner(call);
    if (!owner.ok) return owner;
    if (owner.value !== null) return refuse(taken(owner.value));
  }
  const requests: readonly Request[] = [
    {
      method: 'PUT',
      path: `${providerPath(call)}/auth/basic`,
      body: { user_name: callbackUsername, password: callbackPassword },
    },
    {
      method: 'PATCH',
      path: providerPath(call),
      body: [{ op: 'replace', path: '/payment_status_callback_url', value: context.callbackUrl }],
    },
  ];
  for (const request of requests) {
    const reply = await send(call, request);
    if (reply.kind !== 'reply') return refuse(`${request.method}: ${reply.why.kind}, ${reply.why.detail}`);
    if (reply.status !== 204 && reply.status !== 200)
      return refuse(`${request.method}: MobilePay answered ${reply.status}`);
  }
  return ok(undefined);
}

/** Asks whose the address of callbacks is, and wants a word where another system would hear of nothing any more. */
export async function connectProblems(
  context: CallContext<Settings>,
): Promise<Result<readonly InputProblem[], string>> {
  if (context.account.settings.takeCallbackAddress) return ok([]);
  const owner = await otherOwner(startCall(context));
  if (!owner.ok) return owner;
  if (owner.value === null) return ok([]);
  return ok([{ path: ['takeCallbackAddress'], rule: 'callbackAddress', message: taken(owner.value) }]);
}

/** Whose the address of callbacks is where it is another system's: its origin, since the rest may hold a secret. Null where it is ours or nobody's. */
async function otherOwner(call: Call): Promise<Result<string | null, string>> {
  const found = await lookUp(call, providerPath(call), provider);
  if (found.kind === 'missing') return refuse('GET: MobilePay does not know the subscription provider');
  if (found.kind === 'unknown') return refuse(`GET: ${found.why.kind}, ${found.why.detail}`);
  const address = found.value.payment_status_callback_url ?? '';
  if (address === '' || nameIn(address) === nameIn(call.context.callbackUrl)) return ok(null);
  return ok(URL.canParse(address) ? new URL(address).origin : 'an address that cannot be read');
}

/** The name of our account at the end of an address of ours, whichever host it was reached by. */
function nameIn(address: string): string | null {
  return URL.canParse(address) ? (new URL(address).pathname.split('/').at(-1) ?? null) : null;
}

function taken(owner: string): string {
  return `MobilePay calls another system of the merchant (${owner}), which would hear of no payment any more; set takeCallbackAddress to true where that is meant`;
}
