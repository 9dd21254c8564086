import { type ExecutionResult, GraphQLError } from 'graphql';
import { databaseIsAway } from '../../platform/database-away.ts';
import type { Log } from '../../platform/log.ts';
import { sqlState } from '../../platform/postgres/sql-state.ts';
import { refusal } from '../limits/refusals.ts';
import { redactMessage } from './redact.ts';

// A lock that was not had in time, or a tie that kept coming back: somebody else is at work on the same rows. Nothing is written.
const busyStates = new Set(['55P03', '40001', '40P01']);
const busyRetryAfterMs = 1_000;
// Of all that answers a request only the sandbox is another process; these are undici's words for one that went away or is silent.
const sandboxAwayCodes = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** What is sent for an error: refusals as they are, everything else masked and logged once under the request's id. */
export function masked(log: Log, requestId: string, error: unknown): GraphQLError {
  const original = originalOf(error);
  if (original instanceof GraphQLError) {
    return redacted(error instanceof GraphQLError ? error : original);
  }
  const place = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
  const shown = shownFor(log, requestId, original);
  return new GraphQLError(shown.message, { ...place, extensions: shown.extensions });
}

/** Whether this is no answer, but only word that there is none just now: whoever asked does well to ask again. */
export function isUnavailable({ data, errors = [] }: ExecutionResult): boolean {
  return !data && errors.length > 0 && errors.every(({ extensions }) => extensions?.code === 'UNAVAILABLE');
}

function shownFor(log: Log, requestId: string, err: unknown): GraphQLError {
  if (busyStates.has(sqlState(err) ?? '')) {
    log.warn({ err, requestId }, 'a request found what it is about locked by another');
    return refusal(
      'UNAVAILABLE',
      'Another request is at work on the same thing just now, and nothing was done; send it again shortly, with the same idempotency key.',
      { retryAfterMs: busyRetryAfterMs },
      { 'retry-after': String(busyRetryAfterMs / 1_000) },
    );
  }
  if (databaseIsAway(err)) {
    log.warn({ err, requestId }, 'a request found the database away');
    return refusal(
      'UNAVAILABLE',
      'The service is not available just now; try again shortly.',
      {},
      { 'retry-after': '1' },
    );
  }
  if (sandboxAwayCodes.has(String((err as { code?: unknown } | null)?.code))) {
    log.warn({ err, requestId }, 'a request found the sandbox away');
    return refusal(
      'UNAVAILABLE',
      'The sandbox is not available just now; try again shortly, with the same idempotency key.',
      {},
      { 'retry-after': '1' },
    );
  }
  log.error({ err, requestId }, 'a request failed');
  return refusal(
    'INTERNAL_SERVER_ERROR',
    'Something went wrong on our side; it has been logged under the request id.',
    {
      requestId,
    },
  );
}

function redacted(error: GraphQLError): GraphQLError {
  const message = redactMessage(error);
  if (message === error.message) return error;
  const { nodes, path, extensions } = error;
  return new GraphQLError(message, { nodes: nodes ?? null, path: path ?? null, extensions });
}

function originalOf(error: unknown): unknown {
  let at = error;
  while (at instanceof GraphQLError && at.originalError) at = at.originalError;
  return at;
}
