import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Log } from '../../platform/log.ts';
import { extended } from '../limits/preflight.ts';
import { masked } from './masking.ts';
import type { RequestState } from './options.ts';

/** The last hand on every answer: masked errors, each with a code; request id and cost. */
export function finalAnswer(log: Log, state: RequestState, result: ExecutionResult): ExecutionResult {
  const errors = result.errors?.map((error) => coded(masked(log, state.requestId, error)));
  return extended(errors ? { ...result, errors } : result, extensionsOf(state));
}

export const extensionsOf = ({ requestId, cost }: RequestState): Readonly<Record<string, unknown>> =>
  cost ? { requestId, cost } : { requestId };

/**
 * An error that came without a code of ours is about the request: a variable that does not fit, or a body that is no JSON. What the
 * server attaches to the latter repeats the body, which may hold what nobody should see in a log.
 */
function coded(error: GraphQLError): GraphQLError {
  const { originalError, code, ...extensions } = error.extensions;
  if (originalError === undefined && code) return error;
  if (originalError !== undefined) Object.assign(extensions, { http: { status: 400 } });
  const { message, nodes, path } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path ?? null,
    extensions: { ...extensions, code: 'BAD_USER_INPUT' },
  });
}
