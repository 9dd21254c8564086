import type { KnownKey } from '../../access/api-keys.ts';
import type { Bucket } from '../limits/bucket.ts';
import type { RequestState } from './options.ts';

export interface NewState<Known extends KnownKey> {
  readonly credential: Known;
  readonly requestId: string;
  readonly bucket: Bucket;
  readonly resumeAfter?: string | null;
  readonly traceId?: string | null;
  /** Ends it from outside. */
  readonly outer?: AbortSignal;
}

/** The state of one request. Most ask nobody for their signal, so it is made when somebody does. */
export function newState<Known extends KnownKey>({
  credential,
  requestId,
  bucket,
  resumeAfter = null,
  traceId = null,
  outer,
}: NewState<Known>): RequestState<Known> {
  let controller: AbortController | undefined;
  let signal: AbortSignal | undefined;
  let aborted = false;
  return {
    credential,
    requestId,
    traceId,
    resumeAfter,
    bucket,
    cursor: null,
    get signal() {
      if (signal) return signal;
      controller = new AbortController();
      if (aborted) controller.abort(over);
      signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
      return signal;
    },
    abort() {
      aborted = true;
      controller?.abort(over);
      this.stop?.();
    },
  };
}

// One for all: to make its stack anew at the end of each request costs more than the rest of the ending.
const over = new DOMException('The request is over.', 'AbortError');
