import type { CallContext } from '../../domain/port/provider.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import { findTransactions } from './lookup.ts';
import type { Settings } from './settings.ts';

/**
 * Nothing needs to be told: each request names our address, which goes before the one in the Plaza. One question is asked, so that keys
 * that do not open anything show at once; there is no transaction of this key.
 */
export async function connect(context: CallContext<Settings>): Promise<Result<void, string>> {
  const answer = await findTransactions(startCall(context), [{ key: '0'.repeat(32) }]);
  return answer.kind === 'found' ? ok(undefined) : refuse(`${answer.why.kind}, ${answer.why.detail}`);
}
