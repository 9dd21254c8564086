import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Log } from '../../platform/log.ts';
import type { Problem } from '../../platform/observing/observer.ts';
import { extended } from '../limits/preflight.ts';
import { masked } from './masking.ts';
import type { RequestState } from './options.ts';

/** The last hand on every answer: masked errors, each with a code; request id and cost. */
export function finalAnswer(log: Log, state: RequestState, result: ExecutionResult): ExecutionResult {
  const errors = result.errors?.map((error) => coded(masked(log, state.requestId, error)));
  if (errors) state.problems = problemsOf(errors);
  return extended(errors ? { ...result, errors } : result, extensionsOf(state));
}

/** What may be told of errors: their codes, and the root fields that they are about. */
export function problemsOf(errors: readonly GraphQLError[]): readonly Problem[] {
  return errors.map(({ path, extensions }) => ({
    key: path?.[0] === undefined ? null : String(path[0]),
    code: String(extensions.code ?? 'BAD_USER_INPUT'),
  }));
}

export const extensionsOf = ({ requestId, traceId, cost }: RequestState): Readonly<Record<string, unknown>> => ({
  requestId,
  ...(traceId ? { traceId } : {}),
  ...(cost ? { cost } : {}),
});

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
