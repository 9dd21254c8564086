import type { IncomingMessage } from 'node:http';
import type { DoorKeys, KnownKey } from '../access/api-keys.ts';
import type { FailedAttempts } from '../access/failed-attempts.ts';
import { type Result, refuse } from '../kernel/result.ts';
import { fromItsOrigin } from './cross-origin.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { Turned } from './turned.ts';

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
  if (known.ok) return fromItsOrigin(known.value, request);
  refusals.count('failedKeys', address);
  if (!guessesNothing.has(known.error)) await failures.failed(address);
  return refuse({ message: keys.refusals[known.error], retryAfterMs: null, reason: reasonOf(known.error) });
}

// Whoever sends no key at all guesses none, nor does who comes with a token that we have signed.
const guessesNothing: ReadonlySet<string> = new Set(['missing', 'tokenExpired', 'tokenEnded']);

/** Of a token: `TOKEN_EXPIRED`. What is wrong with a key is told in words alone. */
const reasonOf = (refusal: string): string | null =>
  refusal.startsWith('token') ? refusal.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() : null;
