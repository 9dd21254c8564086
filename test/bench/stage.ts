import { decodeId } from '../../src/kernel/ids.ts';
import { type Child, startChild } from './children.ts';
import { type Client, connect } from './client.ts';
import type { BenchDatabase } from './database.ts';
import type { Load, Rounds, Stretch } from './load.ts';
import { type Product, startProduct } from './product.ts';

/** Who answers queries over the same data. */
export interface Server extends Client {
  readonly pid: number;
}

/** One who does a loop of its own when it is told to. */
export interface Looping {
  readonly pid: number;
  run(work: string, load: Load): Promise<Stretch>;
}

/** What a measure has to work with. What it does not ask for is not started. */
export interface Stage {
  readonly database: BenchDatabase;
  readonly rounds: Rounds;
  /** How many of a round. */
  readonly captures: number;
  readonly subscribers: number;
  /** How many items of news wait, from few to many. */
  readonly waiting: readonly number[];
  /** Payments in the small database. */
  readonly little: number;
  /** How deep in the pages the deep list begins. */
  readonly depth: number;
  /** The merchant that has most of the data. */
  merchantId(): Promise<string>;
  product(): Promise<Product & Server>;
  /** The same over little data. */
  small(): Promise<Product & Server>;
  postgraphile(): Promise<Server>;
  byHand(): Promise<Server>;
  /** The database's own limits: see peers/by-pg.ts. */
  byPg(): Promise<Looping>;
  onClose(close: () => Promise<unknown>): void;
  close(): Promise<void>;
}

export interface StageOptions
  extends Pick<Stage, 'database' | 'little' | 'captures' | 'depth' | 'subscribers' | 'waiting'> {
  readonly rounds: Omit<Rounds, 'databasePid'>;
}

export function createStage(options: StageOptions): Stage {
  const closes: (() => Promise<unknown>)[] = [];
  const once = <T>(start: () => Promise<T>): (() => Promise<T>) => {
    let started: Promise<T> | undefined;
    return () => (started ??= start());
  };
  const serve = (child: Child, apiKey: string): Child & Server => {
    const client = connect({ url: child.printed.GraphQL ?? '', apiKey, connections: options.rounds.atOnce });
    closes.push(async () => {
      await client.close();
      await child.stop();
    });
    return { ...child, ...client };
  };
  const startOn = async (database: BenchDatabase): Promise<Product & Server> => {
    const started = await startProduct(database);
    return { ...started, ...serve(started, started.apiKey) };
  };
  const product = once(() => startOn(options.database));
  const merchantId = once(async () => {
    const { viewer } = await (await product()).ask('{ viewer { merchantId } }');
    return decodeId(viewer.merchantId)?.uuid ?? '';
  });
  return {
    ...options,
    rounds: { ...options.rounds, databasePid: options.database.serverPid },
    product,
    merchantId,
    small: once(async () => {
      const database = await options.database.copy({ payments: options.little });
      closes.push(() => database.close());
      return startOn(database);
    }),
    postgraphile: once(async () => {
      const env = { DATABASE_URL: options.database.url, MERCHANT_ID: await merchantId() };
      return serve(await startChild({ file: 'test/bench/peers/postgraphile.js', env, ready: 'GraphQL' }), '');
    }),
    byHand: once(async () => {
      const { apiKey } = await product();
      const env = { DATABASE_URL: options.database.url };
      return serve(await startChild({ file: 'test/bench/peers/by-hand.ts', env, ready: 'GraphQL' }), apiKey);
    }),
    byPg: once(async () => {
      const env = { DATABASE_URL: options.database.url, MERCHANT_ID: await merchantId() };
      const child = await startChild({ file: 'test/bench/peers/by-pg.ts', env, ready: 'HTTP' });
      closes.push(() => child.stop());
      return {
        pid: child.pid,
        async run(work, { atOnce, forMs, countMax }) {
          const asked = { atOnce: `${atOnce}`, forMs: `${forMs}`, ...(countMax ? { countMax: `${countMax}` } : {}) };
          const reply = await fetch(`${child.printed.HTTP}/${work}?${new URLSearchParams(asked)}`, { method: 'POST' });
          return (await reply.json()) as Stretch;
        },
      };
    }),
    onClose: (close) => void closes.push(close),
    async close() {
      for (const close of closes.reverse().splice(0)) await close();
    },
  };
}
