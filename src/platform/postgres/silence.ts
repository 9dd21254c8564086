import { setImmediate, setTimeout as wait } from 'node:timers/promises';

/**
 * Notices that the server has stopped answering long before a time-out of a statement would: one that has failed over, or is cut off by
 * a network that swallows packets, never says a word. Whoever waits then is told at once, and nobody is put in a line behind them.
 */
export interface SilenceWatch {
  add(connection: WatchedConnection): void;
  remove(connection: WatchedConnection): void;
  /** An answer has come, on any connection. */
  heard(): void;
  /** Waits for a connection, no longer than the server answers anybody; one that comes after that is given to `onLate`. */
  whileHeard<T>(connect: () => Promise<T>, onLate: (connection: T) => void): Promise<T>;
  stop(): void;
}

export interface WatchedConnection {
  /** The server's number for it. */
  readonly pid: number | null;
  /** Since when it has waited for the answer to a statement, by `performance.now()`; null when it waits for none. */
  readonly waitingSince: number | null;
  /** Ends it without a word to the server. */
  cut(): void;
}

/** The sessions that the server is at work for, by its numbers; 0 is one whose number nobody knows. */
export type AtWork = Pick<ReadonlySet<number>, 'has'>;

export interface SilenceOptions {
  /** Asks the server over a new connection which of its sessions are at work on a statement. That it refuses is an answer, too. */
  readonly sessionsAtWork: (pids: readonly number[]) => Promise<AtWork>;
  /** Told when what was open before has become doubtful. */
  readonly onDoubt: () => void;
}

/** How long there may be no answer before the server is asked whether it is at work on it; and how long it may take to say so. */
const suspectAfterMs = 750;
const answerWithinMs = 1_000;
const lookEveryMs = 100;
/** A statement may well take long: a server that says so is not asked at once again. */
const askAgainAfterMs = 1_000;
/** An answer may be on its way just when the server says that it has given it. */
const arrivesWithinMs = 250;

/** What is thrown to those who wait. Nothing is known of what they had sent. */
export class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent';
  readonly code = 'ETIMEDOUT';
  constructor() {
    super('the database does not answer');
  }
}

export function createSilenceWatch({ sessionsAtWork, onDoubt }: SilenceOptions): SilenceWatch {
  const connections = new Set<WatchedConnection>();
  const waiting = new Map<(error: Error) => void, number>();
  let heardAt = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let silent = false;
  let asking = false;

  const isOld = (since: number | null, now: number): boolean => since !== null && now - since > suspectAfterMs;
  /** What the server says, or `silent`. A turn of the event loop for an answer that is there, and which we were too busy to read. */
  const ask = async (pids: readonly number[]): Promise<AtWork | 'refused' | 'silent'> => {
    const answer = sessionsAtWork(pids).catch(() => 'refused' as const);
    const late = wait(answerWithinMs, 'silent' as const, { ref: false }).then(async (word) => {
      await setImmediate();
      return setImmediate(word);
    });
    return Promise.race([answer, late]);
  };
  const fallSilent = (): void => {
    silent = true;
    for (const connection of connections) if (connection.waitingSince !== null) connection.cut();
    for (const [reject] of waiting) reject(new DatabaseSilent());
    waiting.clear();
  };
  const look = async (): Promise<void> => {
    const now = performance.now();
    const suspects = [...connections]
      .filter(({ waitingSince }) => isOld(waitingSince, now))
      .map((connection) => ({ connection, since: connection.waitingSince }));
    const someWait = [...waiting.values()].some((since) => isOld(since, now));
    if (!silent && ((suspects.length === 0 && !someWait) || now - askedAt < askAgainAfterMs)) return;
    askedAt = now;
    const answer = await ask(suspects.flatMap(({ connection: { pid } }) => pid ?? []));
    if (answer === 'silent') {
      if (heardAt < now) fallSilent();
      return;
    }
    if (silent) {
      silent = false;
      onDoubt();
    }
    if (answer === 'refused' || suspects.length === 0) return;
    await wait(arrivesWithinMs, undefined, { ref: false });
    const lost = suspects.filter(
      ({ connection, since }) => connection.waitingSince === since && !answer.has(connection.pid ?? 0),
    );
    for (const { connection } of lost) connection.cut();
    if (lost.length > 0) onDoubt();
  };
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void look().finally(() => {
      asking = false;
    });
  }, lookEveryMs).unref();

  return {
    add: (connection) => void connections.add(connection),
    remove: (connection) => void connections.delete(connection),
    heard() {
      heardAt = performance.now();
    },
    whileHeard: (connect, onLate) =>
      new Promise((resolve, reject) => {
        if (silent) return reject(new DatabaseSilent());
        waiting.set(reject, performance.now());
        connect().then(
          (connection) => (waiting.delete(reject) ? resolve(connection) : onLate(connection)),
          (error: unknown) => {
            waiting.delete(reject);
            reject(error);
          },
        );
      }),
    stop: () => clearInterval(timer),
  };
}
