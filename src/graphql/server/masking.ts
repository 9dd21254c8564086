import { GraphQLError } from 'graphql';
import { databaseIsAway } from '../../platform/database-away.ts';
import type { Log } from '../../platform/log.ts';
import { refusal } from '../limits/refusals.ts';
import { discreetMessage } from './discreet.ts';

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
