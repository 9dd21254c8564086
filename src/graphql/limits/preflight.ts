import { type ExecutionResult, type GraphQLError, getVariableValues } from 'graphql';
import type { Operation } from '../execution/documents.ts';
import type { ExecutionContext } from '../schema/context.ts';
import type { Bucket, Taken } from './bucket.ts';
import { judgeFields, judgeSubject } from './client-access.ts';
import type { CostReport } from './cost.ts';
import { errorsMax, readingPoints } from './limits.ts';
import { refusal } from './refusals.ts';
import { spent } from './spent.ts';

type Variables = Readonly<Record<string, unknown>>;
/** What of a request the reading of its document touches. */
type Reading = Pick<ExecutionContext, 'bucket' | 'state'>;

/** Takes the points for reading a document, before it is parsed: one that fails keeps them. */
export function payForReading({ bucket, state }: Reading, text: string): void {
  const points = readingPoints(text);
  take(bucket, points);
  state.reading = points;
  state.cost = report(bucket, points, points);
}

/** What a document that may run costs, and what to do when its answer is there. */
export interface Allowed {
  /** Points for questions about the schema: all that is answered without waiting for the database. */
  readonly fixed: number;
  /** The variables as the operation's defaults and types make them. */
  readonly variables: Variables;
  /** Where other processes have to be asked for the points: settles when they are there, and rejects with the refusal. */
  readonly confirmed: Promise<void> | null;
  /** Gives back what was not used. `points` is what was counted in the data, where that was done. */
  settle(data: unknown, points?: number | null): CostReport;
  /** A stream has no one answer; it costs what it asked for. */
  settleStream(): CostReport;
}

/**
 * Decides over a valid document before any field of it runs: cost, then scopes, then points. Throws the refusal, or the variables'
 * errors.
 */
export function preflight(operation: Operation, given: Variables, context: ExecutionContext): Allowed {
  const { coerced, errors } = coercedVariables(operation, given);
  // With variables that do not fit it is as if none came.
  const variables = coerced ?? {};
  const { points: cost, fixed, guarded } = operation.cost(variables);

  const { client } = context.credential;
  if (client) judgeFields(operation, client.subject);
  const missing = guarded.find(({ scope }) => !context.credential.scopes.includes(scope));
  if (missing)
    throw refusal(
      'FORBIDDEN',
      `${missing.field} needs the scope ${missing.scope}, which the API key does not have.`,
      missing as unknown as Record<string, unknown>,
    );

  // Whoever may not ask at all is told so first, whatever the variables are.
  if (errors) throw new VariablesError(errors);
  if (client) judgeSubject(operation, variables, client.subject);
  context.cost = cost;
  giveBackReading(context);
  take(context.bucket, cost);
  const asked = context.bucket.confirm(cost);
  const settle = (actual: number): CostReport => {
    context.bucket.giveBack(cost - actual);
    return report(context.bucket, cost, actual);
  };
  return {
    fixed,
    variables,
    confirmed: asked?.then((taken) => granted(context.bucket, cost, taken)) ?? null,
    settle: (data, points) => settle(Math.min(cost, fixed + (points ?? spent({ ...operation, variables }, data)))),
    settleStream: () => settle(cost),
  };
}

type Coerced = Partial<ReturnType<typeof getVariableValues>>;
const noVariables: Coerced = { coerced: {} };
function coercedVariables({ schema, operation: { variableDefinitions = [] } }: Operation, given: Variables): Coerced {
  if (variableDefinitions.length === 0) return noVariables;
  return getVariableValues(schema, variableDefinitions, given, { maxErrors: errorsMax });
}

/** Variables that do not fit their types: each error is told. */
export class VariablesError extends Error {
  override readonly name = 'VariablesError';
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super('the variables do not fit');
    this.errors = errors;
  }
}

/** Gives those points back: the document is one that runs, or is read elsewhere. */
export function giveBackReading({ bucket, state }: Reading): void {
  bucket.giveBack(state.reading ?? 0);
  delete state.reading;
  delete state.cost;
}

function take(bucket: Bucket, points: number): void {
  granted(bucket, points, bucket.take(points));
}

function granted(bucket: Bucket, points: number, taken: Taken): void {
  if (taken.ok) return;
  const { available, retryAfterMs } = taken;
  const { restoreRate } = bucket.state();
  throw refusal(
    'RATE_LIMITED',
    `Rate limited; ${points} points needed, ${available} left.`,
    { retryAfterMs, cost: { requested: points, available, restoreRate } },
    { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
  );
}

function report(bucket: Bucket, requested: number, actual: number): CostReport {
  const { available, limit, restoreRate } = bucket.state();
  return { requested, actual, limit, available, restoreRate };
}

/** Adds to the extensions of an answer. */
export function extended<Result extends ExecutionResult>(
  result: Result,
  extensions: Readonly<Record<string, unknown>>,
): Result {
  return { ...result, extensions: { ...result.extensions, ...extensions } };
}
