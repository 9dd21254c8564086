import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';
import { beginWith, type TransactionSettings } from './loan.ts';
import type { WatchedConnection } from './silence.ts';

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
  /** Whether statements are kept prepared under names; one for all connections to a place. */
  naming: Naming = { isOn: true };
  #before: Promise<unknown> = Promise.resolve();

  // The overloads of pg's `query` cannot be repeated here; the pool's own calls pass a callback and are never side by side.
  override query = ((...args: Parameters<pg.Client['query']>): unknown => {
    const send = (): unknown => {
      this.waitingSince = performance.now();
      return this.#send(args);
    };
    const at = args.findIndex((argument: unknown) => typeof argument === 'function');
    if (at >= 0) {
      const callback = args[at] as unknown as (error: unknown, result: unknown) => void;
      args[at] = ((error: unknown, result: unknown) => {
        this.#judge(error);
        callback(error, result);
      }) as never;
      return send();
    }
    const answer = this.#before.then(send);
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

  #send(args: readonly unknown[]): unknown {
    const [asked, ...rest] = args;
    const named = this.naming.isOn || !(asked as { name?: unknown }).name;
    const sent = named ? args : [{ ...(asked as pg.QueryConfig), name: undefined }, ...rest];
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
    if (refusesNames(error)) this.naming.isOn = false;
    if (!error || error instanceof pg.DatabaseError) this.onAnswer();
    if (!(error instanceof Error && error.message === 'Query read timeout')) return;
    this.cut();
    (this as EventEmitter).emit(silent);
  }
}

/** Whether statements are prepared under names. */
export interface Naming {
  isOn: boolean;
}

/** A name that is not there, or is there with another text: whoever stands between hands sessions on, and does not know of names. */
export function refusesNames(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '26000' || error.code === '42P05');
}

function isSubmittable(asked: unknown): boolean {
  return typeof (asked as { submit?: unknown }).submit === 'function';
}
