import { setImmediate } from 'node:timers/promises';
import { type DocumentNode, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { capped } from '../limits/answer-size.ts';
import { type Capacity, overload } from '../limits/capacity.ts';
import { type Allowed, preflight, VariablesError } from '../limits/preflight.ts';
import { refusal } from '../limits/refusals.ts';
import type { Context, GraphqlDeps } from '../schema/context.ts';
import { shownFrames } from './frames.ts';
import { masked } from './masking.ts';
import type { GraphqlServerOptions, ServerState } from './options.ts';

/** What bounds a document that runs: the preflight before it, the time, and the size of each answer. */
export function running(
  { log }: GraphqlDeps,
  capacity: Capacity,
  { limits, queryTimeoutMs, answerBytesMax }: GraphqlServerOptions,
): Plugin<Context, ServerState> {
  const refused = ({ requestId }: Context, error: unknown): ExecutionResult => ({
    errors:
      error instanceof VariablesError
        ? error.errors.map((one) => aboutVariables(masked(log, requestId, one)))
        : [masked(log, requestId, error)],
  });
  const shown = ({ requestId }: Context, result: ExecutionResult): ExecutionResult =>
    capped(
      result.errors ? { ...result, errors: result.errors.map((error) => masked(log, requestId, error)) } : result,
      answerBytesMax,
    );

  return {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as Context;
      let allowed: Allowed;
      try {
        allowed = preflight({ ...args, contextValue: context }, limits);
      } catch (error) {
        setResultAndStopExecution(refused(context, error));
        return undefined;
      }
      const { cost } = context;
      const run: typeof executeFn = allowed.fixed > 0 ? (input) => inTurns(() => executeFn(input)) : executeFn;
      const admitted: typeof executeFn = async (input) => {
        const leave = await capacity.enter(cost);
        if (!leave) return { errors: [overloaded()] };
        try {
          return await run(input);
        } finally {
          leave();
        }
      };
      // A mutation is never given up between two of its steps; a query that takes too long is.
      const { definitions } = args.document as DocumentNode;
      const isQuery = definitions.some((one) => one.kind === 'OperationDefinition' && one.operation === 'query');
      setExecuteFn(isQuery ? (input) => inTime(admitted(input), queryTimeoutMs) : admitted);
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return;
          context.state.cost = allowed.settle(result.data ?? null);
          setResult(shown(context, result));
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as Context;
      try {
        const { request } = args.contextValue as { readonly request?: Request };
        if (request && !acceptsStream(request))
          throw refusal(
            'NOT_ACCEPTABLE',
            'A subscription is answered as text/event-stream: accept that, or use a WebSocket.',
          );
        context.state.cost = preflight({ ...args, contextValue: context }, limits).settle();
      } catch (error) {
        setResultAndStopExecution(refused(context, error));
        return undefined;
      }
      return {
        onSubscribeResult: ({ result, setResult }) => {
          if (!(Symbol.asyncIterator in result)) {
            setResult(shown(context, result));
            return undefined;
          }
          setResult(shownFrames(result, context.state, (frame) => shown(context, frame)));
          return undefined;
        },
      };
    },
  };
}

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

async function inTime<T>(work: T | Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(refusal('UNAVAILABLE', `The query took longer than ${ms / 1_000} seconds.`, {}, { 'retry-after': '1' })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
