import type { ExecutionResult, GraphQLError } from 'graphql';
import { databaseIsAway } from '../../platform/database-away.ts';
import type { Executed } from '../execution/execute.ts';
import type { TransportState } from '../schema/context.ts';

/**
 * The frames of a stream, rendered as they may be shown. One that the database was away for is not sent: its turn comes again, and the
 * cursor stays before it. An error that ends the stream is its last frame, with a code like any other, and says that it is worth coming back.
 */
export function shownFrames(
  source: AsyncIterable<unknown>,
  state: TransportState,
  render: (payload: unknown) => Executed | Promise<Executed>,
  shown: (result: ExecutionResult, bytesAtMost?: number) => ExecutionResult,
  observed: { frame(): void; ended(): void } = unobserved,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  state.frames = 0;
  let failed = false;
  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    for (;;) {
      if (failed) return { done: true, value: undefined };
      try {
        const step = await iterator.next();
        if (step.done) {
          observed.ended();
          return { done: true, value: undefined };
        }
        const { result, bytesAtMost } = await render(step.value);
        if (!state.frame || !result.errors?.some((error) => databaseIsAway(error))) {
          state.frames = (state.frames ?? 0) + 1;
          observed.frame();
          return { done: false, value: shown(result, bytesAtMost) };
        }
        state.frame.again = true;
      } catch (error) {
        failed = true;
        observed.ended();
        const last = shown({ errors: [error as GraphQLError] });
        for (const { extensions } of last.errors ?? []) Object.assign(extensions, { retryable: true });
        return { done: false, value: last };
      } finally {
        state.frame?.rendered();
      }
    }
  };
  const end = async (): Promise<IteratorResult<ExecutionResult>> => {
    observed.ended();
    await iterator.return?.();
    return { done: true, value: undefined };
  };
  return {
    next,
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const unobserved = { frame: () => undefined, ended: () => undefined };
