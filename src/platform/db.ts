import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { databaseAddress, enterSession, type ServingRole } from './postgres/session.ts';

/** What runs inside one transaction that sees one merchant. */
export type Tx = Prisma.TransactionClient;
/** A client for reads: each query runs in a transaction of its own that sees one merchant. */
export type Reader = PrismaClient;

export interface Db {
  /**
   * Runs `work` in one transaction that sees this merchant's rows and no others. `now` is the database's time at its start.
   * Serialisation failures are tried again.
   */
  forMerchant<T>(merchantId: string, work: (tx: Tx, now: Date) => Promise<T>): Promise<T>;
  /** The merchant's rows, for reading. */
  reader(merchantId: string): Reader;
  /** For what serves all merchants: claims, numbering, intake, keys. */
  readonly worker: pg.Pool;
  /** Resolves when the database answers, for merchants and for what serves them all. */
  ping(): Promise<void>;
  /** A plain connection of its own, for LISTEN. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface DbOptions {
  readonly url: string;
  /** Connections of the application; the worker has a third as many on top. */
  readonly connectionsMax?: number;
  readonly onError: (error: Error) => void;
}

const triesMax = 5;

// How long a transaction may wait for a connection, and take once it has one. Reads are transactions too, so a burst must not find the
// default of two seconds: what gives up here is told as UNAVAILABLE.
const transactionOptions = { maxWait: 5_000, timeout: 10_000 };

/**
 * Every wait for the server has an end: one that fails over may swallow packets and never say a word. A statement is given up here a
 * little after the server itself would have ended it.
 */
const waits = {
  connectionTimeoutMillis: 4_000,
  query_timeout: 12_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
} as const;

export function openDb({ url, connectionsMax = 12, onError }: DbOptions): Db {
  const how = { connectionString: databaseAddress(url), Client: Connection, ...waits };
  const openPool = (role: ServingRole, max: number): pg.Pool =>
    new pg.Pool({ ...how, max, onConnect: (client) => enterSession(client, role) });
  const pool = openPool('paygraph_app', connectionsMax);
  const worker = openPool('paygraph_worker', Math.max(4, Math.ceil(connectionsMax / 3)));
  // An error that nobody listens for ends the process, and the pool listens only to the connections that nobody has checked out.
  for (const each of [pool, worker])
    each.on('error', onError).on('connect', (client: EventEmitter) => {
      client.on('error', onError).on(silent, () => void dropIdle(pool, worker));
    });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions });
  const readers = new Map<string, Reader>();

  return {
    worker,
    async forMerchant(merchantId, work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await prisma.$transaction(async (tx) => {
            const [start] = await tx.$queryRaw<[{ now: Date }]>`
              select app_now() as now, set_config('app.merchant', ${merchantId}, true), set_config('lock_timeout', '2s', true)`;
            return work(tx, start.now);
          });
        } catch (error) {
          if (attempt >= triesMax || !isSerialisationFailure(error)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * (0.5 + Math.random())));
        }
      }
    },
    reader(merchantId) {
      let reader = readers.get(merchantId);
      if (!reader) {
        reader = boundReader(prisma, merchantId);
        if (readers.size >= 1_000) readers.clear();
        readers.set(merchantId, reader);
      }
      return reader;
    },
    async connect() {
      const client = new Connection(how);
      client.on('error', onError);
      await client.connect();
      await enterSession(client, 'paygraph_worker');
      return client;
    },
    async ping() {
      await Promise.all([pool.query('select 1'), worker.query('select 1')]);
    },
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), worker.end()]);
    },
  };
}

/**
 * Sends a query when the one before has been answered. Prisma asks for several relations at once inside one transaction, which
 * pg has always queued, warns of, and will stop doing. A query that was not answered in time ends its connection: nobody knows what
 * state it is in, and the next user of it would wait as long.
 */
class Connection extends pg.Client {
  #before: Promise<unknown> = Promise.resolve();

  // The overloads of pg's `query` cannot be repeated here; the pool's own calls pass a callback and are never side by side.
  override query = ((...args: Parameters<pg.Client['query']>): unknown => {
    const send = (): unknown => Reflect.apply(pg.Client.prototype.query, this, args);
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
    this.#before = answer.catch((error: unknown) => this.#judge(error));
    return answer;
  }) as pg.Client['query'];

  #judge(error: unknown): void {
    if (!(error instanceof Error && error.message === 'Query read timeout')) return;
    // pg offers only an orderly end, which waits for the server.
    (this as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream.destroy();
    (this as EventEmitter).emit(silent);
  }
}

/** A connection says this of itself when its server has not answered. */
const silent = 'silent';

/** Ends the connections that wait for work: where one server has gone silent they lead to the same, and each would cost a time-out. */
async function dropIdle(...pools: readonly pg.Pool[]): Promise<void> {
  for (const pool of pools)
    for (let left = pool.idleCount; left > 0; left--) {
      const client = await pool.connect().catch(() => null);
      client?.release(true);
    }
}

function boundReader(prisma: PrismaClient, merchantId: string): Reader {
  return prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          const [, result] = await prisma.$transaction([
            prisma.$queryRaw`select set_config('app.merchant', ${merchantId}, true)`,
            query(args),
          ]);
          return result;
        },
      },
    },
  }) as unknown as Reader;
}

/** PostgreSQL's code behind an error, whichever of the shapes of pg, Prisma and its adapter it comes in. */
export function sqlState(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth++) {
    const { code, originalCode, cause, meta } = at as {
      code?: unknown;
      originalCode?: unknown;
      cause?: unknown;
      meta?: { driverAdapterError?: unknown };
    };
    if (typeof originalCode === 'string') return originalCode;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) return code;
    if (code === 'P2034') return '40001';
    at = meta?.driverAdapterError ?? cause;
  }
  return undefined;
}

function isSerialisationFailure(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** The constraint that a unique violation broke, or undefined for any other error. */
export function brokenUnique(error: unknown): string | undefined {
  if (sqlState(error) !== '23505' && (error as { code?: unknown })?.code !== 'P2002') return undefined;
  const text = JSON.stringify(error, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
  return (
    /"(?:constraint|index)":\s*(?:\{[^}]*"index":\s*)?"([a-z_]+)"/.exec(text)?.[1] ??
    (error as { constraint?: string }).constraint ??
    ''
  );
}
