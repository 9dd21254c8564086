import type { ExecutionResult } from 'graphql';
import type { StreamFrame } from '../../event-log/stream.ts';
import { currentTraceId, inSpan, isTracing } from '../../platform/observing/tracing.ts';
import type { Executed } from '../execution/execute.ts';
import type { Asking, Executor } from './options.ts';

/** The same executor, each operation within a span. It is named by its type alone: the name of an operation is the client's. */
export function traced(executor: Executor): Executor {
  const spanned = <T>({ operation: { asked }, context }: Asking, work: () => Promise<T>): Promise<T> =>
    inSpan(
      asked.type,
      {
        attributes: {
          'graphql.operation.type': asked.type,
          'paygraph.graphql.fields': asked.fields.map(({ name }) => name),
          'paygraph.request_id': context.requestId,
        },
      },
      () => {
        // Over a socket nothing was traced until here.
        context.state.traceId ??= currentTraceId();
        return work();
      },
    );
  return {
    ...executor,
    execute: (asking) =>
      isTracing()
        ? spanned(asking, async (): Promise<ExecutionResult> => executor.execute(asking))
        : executor.execute(asking),
    subscribe: (asking) => spanned(asking, () => executor.subscribe(asking)),
  };
}

type Render = (payload: unknown) => Executed | Promise<Executed>;

/** Renders frames, each as a part of the trace that led to its event. */
export function tracedFrames({ operation: { asked }, context }: Asking, render: Render): Render {
  return (payload) => {
    const parent = isTracing() ? traceparentOf(payload) : null;
    if (!parent) return render(payload);
    const attributes = { 'paygraph.request_id': context.requestId };
    return inSpan(`frame ${asked.fields[0]?.name}`, { kind: 'producer', parent, attributes }, async () =>
      render(payload),
    );
  };
}

function traceparentOf(payload: unknown): string | null {
  const frame = payload as Partial<Extract<StreamFrame, { readonly kind: 'event' }>> | null;
  return frame?.event?.event?.traceparent ?? null;
}
