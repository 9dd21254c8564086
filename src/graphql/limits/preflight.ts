import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
} from 'graphql';
import type { Context } from '../schema/context.ts';
import { type Asked, type CostReport, type Limits, measure, spent } from './cost.ts';
import { refusal } from './refusals.ts';

interface Running {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: unknown;
  readonly contextValue: Context;
}

/**
 * Decides over the whole document before any field of it runs: limits, then scopes, then points. Throws the refusal; what it
 * gives back settles the points when the answer is there.
 */
export function preflight(
  { schema, document, operationName, variableValues, contextValue: context }: Running,
  limits: Limits,
): (data: unknown) => CostReport {
  const operation = getOperationAST(document, operationName ?? undefined);
  if (!operation)
    throw refusal(
      'BAD_USER_INPUT',
      operationName
        ? `The document has no operation ${operationName}.`
        : 'The document has several operations: say which by operationName.',
    );
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const asked: Asked = {
    schema,
    operation,
    fragments,
    variables: (variableValues ?? {}) as Readonly<Record<string, unknown>>,
  };
  const { cost, guarded } = measure(asked, limits);

  const missing = guarded.find(({ scope }) => !context.credential.scopes.includes(scope));
  if (missing)
    throw refusal(
      'FORBIDDEN',
      `${missing.field} needs the scope ${missing.scope}, which the API key does not have.`,
      missing as unknown as Record<string, unknown>,
    );

  context.cost = cost;
  const taken = context.bucket.take(cost);
  if (!taken.ok) {
    const { available, retryAfterMs } = taken;
    const { restoreRate } = context.bucket.state();
    throw refusal(
      'RATE_LIMITED',
      `Rate limited; ${cost} points needed, ${available} left.`,
      { retryAfterMs, cost: { requested: cost, available, restoreRate } },
      { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
    );
  }
  return (data) => {
    // A stream has no one answer; it costs what it asked for.
    const actual = data === undefined ? cost : Math.min(cost, spent(asked, data));
    context.bucket.giveBack(cost - actual);
    const { available, limit, restoreRate } = context.bucket.state();
    return { requested: cost, actual, limit, available, restoreRate };
  };
}

/** Adds to the extensions of an answer. */
export function extended<Result extends ExecutionResult>(
  result: Result,
  extensions: Readonly<Record<string, unknown>>,
): Result {
  return { ...result, extensions: { ...result.extensions, ...extensions } };
}
