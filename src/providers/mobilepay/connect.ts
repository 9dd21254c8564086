import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Request, startCall } from '../kit/client.ts';
import { send } from './client.ts';
import { providerPath } from './lookup.ts';
import type { Settings } from './settings.ts';

/** Sets our password first and then our address, so that no callback ever comes without the password. */
export async function connect(context: CallContext<Settings>): Promise<Result<void, string>> {
  const call = startCall(context);
  const { callbackUsername, callbackPassword } = context.account.settings;
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
