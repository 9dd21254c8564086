import type { IncomingMessage } from 'node:http';
import type { DoorKeys, KnownKey } from '../access/api-keys.ts';
import type { FailedAttempts } from '../access/failed-attempts.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { RefusalLog } from './refusal-log.ts';

/** Why somebody is not let in: what is said, and for how long it will be said without a look at the key. */
export interface Turned {
  readonly message: string;
  readonly retryAfterMs: number | null;
}
export interface AdmissionDeps<Known extends KnownKey, Refusal extends string> {
  readonly keys: DoorKeys<Known, Refusal>;
  readonly failures: FailedAttempts;
  readonly refusals: RefusalLog;
  addressOf(request: IncomingMessage): string;
}

/**
 * Lets in by key. An address whose keys were refused too often is refused without a look at the next one, unless that is a key of ours:
 * many may share an address, and none is locked out by what another does.
 */
export async function admit<Known extends KnownKey, Refusal extends string>(
  { keys, failures, refusals, addressOf }: AdmissionDeps<Known, Refusal>,
  request: IncomingMessage,
  header: string | null,
): Promise<Result<Known, Turned>> {
  const address = addressOf(request);
  const blockedMs = failures.blockedMs(address);
  if (blockedMs > 0 && !(await keys.exists(header))) {
    refusals.count('throttledAddresses', address);
    return refuse({ message: 'Too many API keys from this address were refused.', retryAfterMs: blockedMs });
  }
  const known = await keys.authenticate(header);
  if (known.ok) return ok(known.value);
  refusals.count('failedKeys', address);
  // Whoever sends no key at all guesses none.
  if (known.error !== 'missing') await failures.failed(address);
  return refuse({ message: keys.refusals[known.error], retryAfterMs: null });
}
