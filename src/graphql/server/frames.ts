import type { ExecutionResult, GraphQLError } from 'graphql';
import { databaseIsAway } from '../../platform/database-away.ts';
import type { TransportState } from '../schema/context.ts';

/**
 * The rendered frames of a stream, as they may be shown. One that the database was away for is not sent: its turn comes again, and the
 * cursor stays before it. An error that ends the stream is its last frame, with a code like any other, and says that it is worth coming back.
 */
export function shownFrames(
  results: AsyncIterable<ExecutionResult>,
  state: TransportState,
  shown: (result: ExecutionResult) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = results[Symbol.asyncIterator]();
  let failed = false;
  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    for (;;) {
      if (failed) return { done: true, value: undefined };
      try {
        const step = await iterator.next();
        if (step.done) return step;
        if (!state.frame || !step.value.errors?.some((error) => databaseIsAway(error)))
          return { done: false, value: shown(step.value) };
        state.frame.again = true;
      } catch (error) {
        failed = true;
        const last = shown({ errors: [error as GraphQLError] });
        for (const { extensions } of last.errors ?? []) Object.assign(extensions, { retryable: true });
        return { done: false, value: last };
      } finally {
        state.frame?.rendered();
      }
    }
  };
  const end = async (): Promise<IteratorResult<ExecutionResult>> => {
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
