import { constants } from 'node:os';
import type { Log } from './log.ts';

/** What asks a program to end: a supervisor, Ctrl-C, and a terminal that is closed. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/**
 * A Ctrl-C in a terminal reaches every process of the group, and npm and `node --watch` hand theirs on to us as well. What comes so
 * soon is the same wish, and no second one.
 */
const echoMs = 1_000;

export interface Stopping {
  /** Ends everything in order. What it could not end it has logged. */
  stop(): Promise<void>;
  /** How long that may take; then the process ends all the same. */
  readonly withinMs: number;
  readonly log: Log;
}

/**
 * Ends the process by one way, whoever asks: in order, and by `withinMs` at the latest. The exit code is 0 when it was asked to, also
 * when not all of it came to its end in time: what was under way is committed, and is taken up by its lease. A second signal ends
 * at once. An error that nothing caught ends the process in the same order, with 1.
 */
export function stopOnSignal({ stop, withinMs, log }: Stopping): void {
  let askedAt: number | null = null;
  let exitCode = 0;
  const begin = (): void => {
    askedAt = performance.now();
    setTimeout(() => {
      log.warn({ withinMs }, 'not everything came to its end in time; what is left is taken up by its lease');
      process.exit(exitCode);
    }, withinMs);
    stop()
      .catch((error: unknown) => log.error({ error }, 'stopping failed'))
      .finally(() => process.exit(exitCode));
  };
  for (const signal of signals)
    process.on(signal, () => {
      if (askedAt === null) begin();
      else if (performance.now() - askedAt > echoMs) process.exit(128 + constants.signals[signal]);
    });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.error({ error }, 'an error that nothing caught; stopping');
      exitCode = 1;
      if (askedAt === null) begin();
    });
}
