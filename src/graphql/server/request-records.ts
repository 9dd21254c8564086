import type { Problem, RequestRecord } from '../../platform/observing/observer.ts';
import type { RequestState } from './options.ts';

/** What a record has of the state of a request. */
export function aboutState(
  state: RequestState | null,
): Pick<RequestRecord, 'traceId' | 'merchantId' | 'actor' | 'operation' | 'cost' | 'refused' | 'frames'> {
  return {
    traceId: state?.traceId ?? null,
    merchantId: state?.credential.merchantId ?? null,
    actor: state?.credential.actor ?? null,
    operation: state?.asked ?? null,
    cost: state?.cost?.actual ?? null,
    refused: state?.refused ?? null,
    frames: state?.frames ?? null,
  };
}

/** One operation on a socket, from its beginning to its end. */
export interface SocketOperation {
  readonly startedAt: number;
  /** Null until its key has been looked at again. */
  state: RequestState | null;
}

/** An operation that begins now. */
export function beginOperation(): SocketOperation {
  return { startedAt: performance.now(), state: null };
}

/** What is told of an operation on a socket that has ended. */
export function recordOfSocket(
  { startedAt, state }: SocketOperation,
  problems: readonly Problem[] = state?.problems ?? [],
): RequestRecord {
  return {
    channel: 'socket',
    method: 'GET',
    route: '/graphql',
    status: null,
    durationMs: performance.now() - startedAt,
    requestId: state?.requestId ?? null,
    ...aboutState(state),
    problems,
  };
}
