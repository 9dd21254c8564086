import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import { findTransactions } from './lookup.ts';
import type { Settings } from './settings.ts';

/** Asks for a transaction of a key that nobody has. */
export async function checkCredentials(context: CallContext<Settings>): Promise<Result<undefined, string>> {
  const answer = await findTransactions(startCall(context), [{ key: '0'.repeat(32) }]);
  return answer.kind === 'found' ? ok(undefined) : refuse(`${answer.why.kind}, ${answer.why.detail}`);
}

/**
 * Nothing needs to be told: each request names our address, which goes before the one in the Plaza. Keys that do not open anything show at
 * once.
 */
export function connect(context: CallContext<Settings>): Promise<Result<undefined, string>> {
  return checkCredentials(context);
}
