import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';
import { beginWith, type TransactionSettings } from './loan.ts';
import type { WatchedConnection } from './silence.ts';
import { createStatementNames } from './statement-names.ts';

/** A connection says this of itself when its server has not answered. */
export const silent = 'silent';

/**
 * Sends a query when the one before has been answered. Prisma asks for several relations at once inside one transaction, which
 * pg has always queued, warns of, and will stop doing. A query that was not answered in time ends its connection: nobody knows what
 * state it is in, and the next user of it would wait as long.
 */
export class Connection extends pg.Client implements WatchedConnection {
  /** Told of each answer. */
  onAnswer: () => void = () => undefined;
  pid: number | null = null;
  waitingSince: number | null = null;
  /** What each transaction begins with, where the session is lent for one alone; null where it is ours. */
  eachTransaction: TransactionSettings | null = null;
  /** Under which names statements are kept prepared; one for all connections to a place. */
  names = createStatementNames(false);
  #before: Promise<unknown> = Promise.resolve();

  // The overloads of pg's `query` cannot be repeated here; the pool's own calls pass a callback and are never side by side.
  override query = ((...args: Parameters<pg.Client['query']>): unknown => {
    const at = args.findIndex((argument: unknown) => typeof argument === 'function');
    if (at >= 0) {
      const callback = args[at] as unknown as Callback;
      const asked: readonly unknown[] = args.toSpliced(at, 1);
      const judged: Callback = (error, result) => {
        this.#judge(error);
        callback(error, result);
      };
      return this.#named(asked, (sent, again) =>
        this.#send([
          ...sent,
          (...end: Parameters<Callback>) => (again(end[0]) ? this.#send([...asked, judged]) : judged(...end)),
        ]),
      );
    }
    const answer = this.#before.then(() =>
      this.#named(args, async (sent, again) => {
        try {
          return await this.#send(sent);
        } catch (error) {
          if (again(error)) return this.#send(args);
          throw error;
        }
      }),
    );
    this.#before = answer.then(
      () => this.#judge(null),
      (error: unknown) => this.#judge(error),
    );
    return answer;
  }) as pg.Client['query'];

  /** pg offers only an orderly end, which waits for the server. */
  cut(): void {
    (this as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream.destroy();
  }

  /**
   * Sends a statement that has parameters under its name, if it is to have one. `again`: its name alone was at fault, and nothing has come of it,
   * so it may be sent as it is; within a transaction it may not, for that has ended.
   */
  #named<T>(args: readonly unknown[], send: (sent: readonly unknown[], again: (error: unknown) => boolean) => T): T {
    const [asked, values = (asked as pg.QueryConfig).values] = args as [Asked, unknown[]?];
    if (isSubmittable(asked) || !values?.length) return send(args, () => false);
    const { text, name: own, ...more } = typeof asked === 'string' ? { text: asked } : asked;
    const isAlone = this.getTransactionStatus() === 'I';
    // Behind the settings of a loan pg would take theirs for the sign that it is prepared.
    const name = own || !(isAlone && this.eachTransaction) ? this.names.nameFor(text, own || undefined) : undefined;
    return send(
      [{ ...more, text, values, name }],
      (error) => name !== undefined && this.names.failed(text, error) && isAlone,
    );
  }

  #send(sent: readonly unknown[]): unknown {
    this.waitingSince = performance.now();
    if (!this.eachTransaction || this.getTransactionStatus() !== 'I')
      return Reflect.apply(pg.Client.prototype.query, this, sent);
    const withBegin = beginWith(sent, this.eachTransaction);
    // pg makes a promise of a text alone.
    if (
      withBegin[0] === sent[0] ||
      withBegin.some((each) => typeof each === 'function') ||
      !isSubmittable(withBegin[0])
    )
      return Reflect.apply(pg.Client.prototype.query, this, withBegin);
    return new Promise((resolve, reject) => {
      const done = (error: unknown, result: unknown): void => (error ? reject(error) : resolve(result));
      Reflect.apply(pg.Client.prototype.query, this, [...withBegin, done]);
    });
  }

  #judge(error: unknown): void {
    this.waitingSince = null;
    if (!error || error instanceof pg.DatabaseError) this.onAnswer();
    if (!(error instanceof Error && error.message === 'Query read timeout')) return;
    this.cut();
    (this as EventEmitter).emit(silent);
  }
}

type Asked = string | pg.QueryConfig;
type Callback = (error: unknown, result?: unknown) => void;

function isSubmittable(asked: unknown): boolean {
  return typeof (asked as { submit?: unknown }).submit === 'function';
}
