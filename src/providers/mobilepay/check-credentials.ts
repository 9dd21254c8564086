import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import { lookUp, providerPath } from './lookup.ts';
import type { Settings } from './settings.ts';
import { provider } from './wire.ts';

/** Asks for the subscription provider that agreements are made under. */
export async function checkCredentials(context: CallContext<Settings>): Promise<Result<void, string>> {
  const call = startCall(context);
  const found = await lookUp(call, providerPath(call), provider);
  if (found.kind === 'missing') return refuse('MobilePay does not know the subscription provider (providerId)');
  return found.kind === 'unknown' ? refuse(`${found.why.kind}, ${found.why.detail}`) : ok(undefined);
}
