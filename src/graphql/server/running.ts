import { setImmediate } from 'node:timers/promises';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute as executeDocument,
  GraphQLError,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Log } from '../../platform/log.ts';
import type { Observer } from '../../platform/observing/observer.ts';
import type { Documents, Operation } from '../execution/documents.ts';
import { type Begun, type Executed, executePlan } from '../execution/execute.ts';
import { capped } from '../limits/answer-size.ts';
import { type Capacity, overload } from '../limits/capacity.ts';
import { type Allowed, preflight, VariablesError } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import type { ExecutionContext } from '../schema/context.ts';
import { shownFrames } from './frames.ts';
import { masked } from './masking.ts';
import type { Answer, Asking, Executor, GraphqlServerOptions, ServerState } from './options.ts';
import { shared } from './shared-frames.ts';
import { traced, tracedFrames } from './traced.ts';

export function createExecutor(
  { log, observe }: { readonly log: Log; readonly observe?: Observer | undefined },
  capacity: Capacity,
  { queryTimeoutMs, answerBytesMax: bytesMax, planned }: GraphqlServerOptions,
): Executor {
  const refused = ({ requestId }: ExecutionContext, error: unknown): ExecutionResult => ({
    errors:
      error instanceof VariablesError
        ? error.errors.map((one) => aboutVariables(masked(log, requestId, one)))
        : [masked(log, requestId, error)],
  });
  const shown = ({ requestId }: ExecutionContext, result: ExecutionResult): ExecutionResult =>
    capped(
      result.errors ? { ...result, errors: result.errors.map((error) => masked(log, requestId, error)) } : result,
      bytesMax,
    );
  const settled = (
    context: ExecutionContext,
    allowed: Allowed,
    { result, points, bytesAtMost }: Executed,
  ): ExecutionResult => {
    context.state.cost = allowed.settle(result.data ?? null, points);
    return result.errors || bytesAtMost > bytesMax ? shown(context, result) : result;
  };

  const begin = ({ operation, variables: raw, context }: Asking, { variables }: Allowed): Begun => {
    const plan = planned ? operation.planFor?.(variables) : null;
    if (plan) return executePlan({ ...operation, plan, variables, context, root: undefined, bytesMax });
    return executeByLibrary(operation, raw, context);
  };
  const run = (asking: Asking, allowed: Allowed, leave: () => void): Executed | Promise<Executed> => {
    const { operation, context } = asking;
    if (allowed.fixed > 0) return inTurns(() => begin(asking, allowed).executed).finally(leave);
    const { executed, stop } = begin(asking, allowed);
    if (!(executed instanceof Promise)) {
      leave();
      return executed;
    }
    const ended = executed.finally(leave);
    // A mutation is never given up between two of its steps; a query that takes too long is, and one that nobody waits for.
    if (operation.operation.operation !== 'query') return ended;
    context.state.stop = stop;
    return inTime(ended, queryTimeoutMs, stop);
  };

  const render = (asking: Asking, allowed: Allowed): ((payload: unknown) => Executed | Promise<Executed>) => {
    const { operation, context } = asking;
    const plan = planned ? operation.planFor?.(allowed.variables) : null;
    if (!plan) return (payload) => executeByLibrary(operation, asking.variables, context, payload).executed;
    const execution = { ...operation, plan, variables: allowed.variables, context, bytesMax };
    const rendering = (root: unknown) => executePlan({ ...execution, root }).executed;
    return shared(asking, plan, rendering);
  };

  return traced({
    refused,
    async subscribe(asking) {
      const { operation, variables: variableValues, context } = asking;
      context.state.asked = operation.asked;
      let allowed: Allowed;
      try {
        allowed = preflight(operation, variableValues, context);
        await allowed.confirmed;
        context.state.cost = allowed.settleStream();
      } catch (error) {
        return refused(context, error);
      }
      const { schema, document } = operation;
      const operationName = operation.operation.name?.value ?? null;
      const source = await createSourceEventStream({
        schema,
        document,
        operationName,
        variableValues,
        contextValue: context,
      });
      if (!(Symbol.asyncIterator in source)) return shown(context, source);
      const toShow = (result: ExecutionResult, bytes = Number.POSITIVE_INFINITY): ExecutionResult =>
        result.errors || bytes > bytesMax ? shown(context, result) : result;
      return shownFrames(
        source,
        context.state,
        tracedFrames(asking, render(asking, allowed)),
        toShow,
        observed(observe, operation),
      );
    },
    execute(asking) {
      const { operation, variables, context } = asking;
      context.state.asked = operation.asked;
      let allowed: Allowed;
      try {
        allowed = preflight(operation, variables, context);
      } catch (error) {
        return refused(context, error);
      }
      const entered = (leave: (() => void) | null): Answer => {
        if (!leave) return settled(context, allowed, notExecuted(overloaded()));
        let executed: ReturnType<typeof run>;
        try {
          executed = run(asking, allowed, leave);
        } catch (error) {
          leave();
          return refused(context, error);
        }
        if (!(executed instanceof Promise)) return settled(context, allowed, executed);
        // What took too long keeps its points.
        return executed.then(
          (done) => settled(context, allowed, done),
          (error: unknown) => refused(context, error),
        );
      };
      const enter = (): Answer => {
        const leave = capacity.enter(context.cost);
        return leave instanceof Promise ? leave.then(entered) : entered(leave);
      };
      return allowed.confirmed?.then(enter, (error: unknown) => refused(context, error)) ?? enter();
    },
  });
}

const notExecuted = (error: GraphQLError): Executed => ({
  result: { errors: [error] },
  points: null,
  bytesAtMost: 0,
});

/** By graphql-js, for what is not planned. */
function executeByLibrary(
  { schema, document, operation }: Operation,
  variableValues: Asking['variables'],
  contextValue: ExecutionContext,
  rootValue?: unknown,
): Begun {
  const operationName = operation.name?.value ?? null;
  const result = executeDocument({ schema, document, operationName, variableValues, contextValue, rootValue });
  const counted = (one: ExecutionResult): Executed => ({
    result: one,
    points: null,
    bytesAtMost: Number.POSITIVE_INFINITY,
  });
  const executed = result instanceof Promise ? result.then(counted) : counted(result);
  return { executed, stop: () => undefined };
}

/** What is asked for by the arguments that a library hands on. Throws where they do not say which operation. */
export function askingOf(documents: Documents, args: ExecutionArgs): Asking {
  const context = args.contextValue as ExecutionContext;
  const operation = documents.operation(args.schema, args.document, args.operationName);
  if (!operation) throw unnamed(args.operationName);
  return { operation, variables: (args.variableValues ?? {}) as Asking['variables'], context };
}

/** The same executor behind the hooks of Yoga, for what does not come in by the direct way: streams, GET. */
export function running(
  documents: Documents,
  { execute, subscribe, refused }: Executor,
): Plugin<ExecutionContext, ServerState> {
  const orRefused = (args: unknown, work: (asking: Asking) => Answer | ReturnType<Executor['subscribe']>) => {
    try {
      return work(askingOf(documents, args as ExecutionArgs));
    } catch (error) {
      return refused((args as ExecutionArgs).contextValue as ExecutionContext, error);
    }
  };
  return {
    onExecute({ args, setExecuteFn }) {
      setExecuteFn(() => orRefused(args, execute));
    },
    onSubscribe({ args, setSubscribeFn }) {
      const { request } = args.contextValue as { readonly request?: Request };
      setSubscribeFn(() =>
        orRefused(args, (asking) => {
          if (!request || acceptsStream(request)) return subscribe(asking);
          const problem = 'A subscription is answered as text/event-stream: accept that, or use a WebSocket.';
          throw refusal('NOT_ACCEPTABLE', problem);
        }),
      );
    },
  };
}

/** Who is told of each frame of a stream, and once of its end. */
function observed(observe: Observer | undefined, { asked: { fields } }: Operation) {
  const [field] = fields;
  if (!observe || !field) return undefined;
  const ended = observe.subscribed(field.name);
  return { frame: () => observe.frame(field.name), ended };
}

const unnamed = (name: string | null | undefined): GraphQLError =>
  refusal(
    'BAD_USER_INPUT',
    name
      ? `The document has no operation ${name}.`
      : 'The document has several operations: say which by operationName.',
  );

const overloaded = (): GraphQLError =>
  refusal(
    'UNAVAILABLE',
    overload.message,
    { retryAfterMs: overload.retryAfterMs },
    { 'retry-after': String(overload.retryAfterMs / 1_000) },
  );

const aboutVariables = ({ message, nodes, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { ...extensions, code: 'BAD_USER_INPUT', http: { status: 400 } },
  });

/** Whether what a client accepts has room for a stream. One that says nothing accepts all. */
function acceptsStream({ headers }: Request): boolean {
  const accepted = (headers.get('accept') ?? '*/*')
    .split(',')
    .map((type) => type.split(';', 1)[0]?.trim().toLowerCase());
  return accepted.some((type) => type === '*/*' || type === 'text/*' || type === 'text/event-stream');
}

/** Between judging, answering and writing the answer, others get their turn: a large answer about the schema waits for nothing by itself. */
async function inTurns<T>(work: () => T | Promise<T>): Promise<T> {
  await setImmediate();
  const result = await work();
  await setImmediate();
  return result;
}

function inTime<T>(work: Promise<T>, ms: number, stop: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(refusal('UNAVAILABLE', `The query took longer than ${ms / 1_000} seconds.`, {}, { 'retry-after': '1' }));
    }, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
