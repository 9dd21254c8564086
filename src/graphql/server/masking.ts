import { GraphQLError } from 'graphql';
import { sqlState } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import { refusal } from '../limits/refusals.ts';
import { discreetMessage } from './discreet.ts';

// Codes of PostgreSQL, its driver and Node that say the database is away, full or stopping: come again later.
const awayStates = /^(?:08...|53...|57P0.|25006)$/;
const awayCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|Cannot use a pool after|server closed the connection|Can't reach database/i;

/** Whether an error says that the database cannot serve us now. */
export function databaseIsAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state && awayStates.test(state)) return true;
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth++) {
    const { code, message, cause, originalError } = at as {
      code?: unknown;
      message?: unknown;
      cause?: unknown;
      originalError?: unknown;
    };
    if (awayCodes.has(String(code)) || awayMessages.test(String(message))) return true;
    at = originalError ?? cause;
  }
  return false;
}

/** What is sent for an error: refusals as they are, everything else masked and logged once under the request's id. */
export function masked(log: Log, requestId: string, error: unknown): GraphQLError {
  const original = originalOf(error);
  if (original instanceof GraphQLError) {
    return discreet(error instanceof GraphQLError ? error : original);
  }
  const place = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
  const away = databaseIsAway(original);
  if (away) log.warn({ err: original, requestId }, 'a request found the database away');
  else log.error({ err: original, requestId }, 'a request failed');
  const shown = away
    ? refusal('UNAVAILABLE', 'The service is not available just now; try again shortly.', {}, { 'retry-after': '1' })
    : refusal('INTERNAL_SERVER_ERROR', 'Something went wrong on our side; it has been logged under the request id.', {
        requestId,
      });
  return new GraphQLError(shown.message, { ...place, extensions: shown.extensions });
}

function discreet(error: GraphQLError): GraphQLError {
  const message = discreetMessage(error);
  if (message === error.message) return error;
  const { nodes, path, extensions } = error;
  return new GraphQLError(message, { nodes: nodes ?? null, path: path ?? null, extensions });
}

function originalOf(error: unknown): unknown {
  let at = error;
  while (at instanceof GraphQLError && at.originalError) at = at.originalError;
  return at;
}
