import type { Problem } from './problem.ts';

/** Everything that this library throws. `code` is the server's where it has said one. */
export class PaygraphError extends Error {
  override readonly name: string = 'PaygraphError';
  readonly code: string;
  /** What the server said beside it: `reason`, `keptThrough`, … */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(message: string, code: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.extensions = extensions;
  }
}

/** The server refuses, and would again. */
export class RefusedError extends PaygraphError {
  override readonly name = 'RefusedError';
  constructor({ message, code, extensions }: Pick<Problem, 'message' | 'code' | 'extensions'>) {
    super(message, code, extensions);
  }
}

/** Numbers of the log are missing, and were missing again when they were asked for anew. */
export class GapError extends PaygraphError {
  override readonly name = 'GapError';
  readonly expected: string;
  readonly got: string;
  constructor(expected: bigint, got: bigint) {
    super(`expected the event with sequence ${expected}; got ${got}`, 'GAP');
    this.expected = String(expected);
    this.got = String(got);
  }
}

/** The database was restored to an earlier state: events after `keptThrough` may be others now. */
export class LogRestoredError extends PaygraphError {
  override readonly name = 'LogRestoredError';
  /** The cursor to go on from, once what was done for later events is undone. Null where it is not known. */
  readonly keptThrough: string | null;
  constructor({ message, extensions }: Pick<Problem, 'message' | 'extensions'>) {
    super(message, 'EVENT_LOG_RESTORED', extensions);
    this.keptThrough = typeof extensions.keptThrough === 'string' ? extensions.keptThrough : null;
  }
}

/** What an ending problem is thrown as. */
export const thrown = (problem: Problem): PaygraphError =>
  problem.code === 'EVENT_LOG_RESTORED' ? new LogRestoredError(problem) : new RefusedError(problem);

/** What was in the way has not passed in time; nothing was done. */
export class UnavailableError extends PaygraphError {
  override readonly name = 'UnavailableError';
  constructor({ message, code, extensions }: Pick<Problem, 'message' | 'code' | 'extensions'>) {
    super(message, code, extensions);
  }
}

/** The mutation may have been carried out. Send it again with the same key, or ask `idempotencyRecord` what became of it. */
export class OutcomeUnknownError extends PaygraphError {
  override readonly name = 'OutcomeUnknownError';
  readonly idempotencyKey: string;
  constructor({ message, code, extensions }: Pick<Problem, 'message' | 'code' | 'extensions'>, idempotencyKey: string) {
    super(message, code, extensions);
    this.idempotencyKey = idempotencyKey;
  }
}

/** What came is not what was signed, or not what was hashed. */
export class VerificationError extends PaygraphError {
  override readonly name = 'VerificationError';
}
