import type { ExecutionResult } from 'graphql';
import type { KnownKey } from '../../access/api-keys.ts';
import type { Operation } from '../execution/documents.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { DocumentLimits } from '../limits/limits.ts';
import type { ExecutionContext, TransportState } from '../schema/context.ts';

/** What the door that took the request in tells of it. */
export interface RequestState<Known extends KnownKey = KnownKey> extends TransportState {
  readonly credential: Known;
  readonly requestId: string;
  /** The trace that it is a part of, where there is one. */
  traceId: string | null;
  readonly bucket: Bucket;
  readonly signal: AbortSignal;
  /** Ends what the request left open. */
  readonly abort: () => void;
}
export interface ServerState<Known extends KnownKey = KnownKey> {
  readonly state: RequestState<Known>;
}

export interface GraphqlServerOptions {
  readonly limits: DocumentLimits;
  /** Bytes of one answer, or of one event of a stream. */
  readonly answerBytesMax: number;
  readonly bodyMax: number;
  readonly queryTimeoutMs: number;
  readonly pingMs: number;
  readonly unreadMs: number;
  /** Whether operations are executed by our plans where they can be; a test that compares has graphql-js execute all. */
  readonly planned: boolean;
}

/** What is to be executed. */
export interface Asking {
  readonly operation: Operation;
  /** As they came. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: ExecutionContext;
}

export type Answer = ExecutionResult | Promise<ExecutionResult>;

/** Executes queries and mutations within their bounds: the preflight before, the time, and the size of the answer. The same for every door. */
export interface Executor {
  execute(asking: Asking): Answer;
  /** The frames of a subscription as they may be shown, or why there are none. */
  subscribe(asking: Asking): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
  /** What a refusal looks like outside. */
  refused(context: ExecutionContext, error: unknown): ExecutionResult;
}
