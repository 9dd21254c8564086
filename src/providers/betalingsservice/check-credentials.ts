import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import { mandateStatus } from './check-status.ts';
import type { Settings } from './settings.ts';

/** Searches for a mandate that nobody has. The One-off API is opened by the same keys. */
export async function checkCredentials(context: CallContext<Settings>): Promise<Result<void, string>> {
  const found = await mandateStatus(startCall(context), '00000000-0000-4000-8000-000000000000');
  return found.kind === 'unknown' ? refuse(`${found.why.kind}, ${found.why.detail}`) : ok(undefined);
}
