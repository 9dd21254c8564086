import type { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type Parameter, runForMerchant, type Statement, type TextRow } from './merchant-statement.ts';
import { BoundedPool } from './postgres/bounded-pool.ts';
import { Connection, silent } from './postgres/connection.ts';
import { dropIdle, type PoolState, poolStates } from './postgres/pools.ts';
import { openReplica, type Replica } from './postgres/replica.ts';
import {
  alongAnIndex,
  checkLoan,
  databaseAddress,
  enterSession,
  poolerAddress,
  type ServingRole,
} from './postgres/session.ts';
import { type AtWork, createSilenceWatch } from './postgres/silence.ts';
import { isSerialisationFailure, sqlState } from './postgres/sql-state.ts';
import { createStatementNames, isAboutNames } from './postgres/statement-names.ts';
import { createTurns } from './turns.ts';
import { batching, flush } from './write-batch.ts';

/** What runs inside one transaction that sees one merchant. */
export type Tx = Prisma.TransactionClient;
/** A client for reads: each query runs in a transaction of its own that sees one merchant. */
export type Reader = PrismaClient;

export interface Db {
  /**
   * Runs `work` in one transaction that sees this merchant's rows and no others. `now` is the database's time at its start.
   * Serialisation failures are tried again.
   */
  forMerchant<T>(merchantId: string, work: (tx: Tx, now: Date) => Promise<T>, how?: MerchantWork): Promise<T>;
  /** The merchant's rows, for reading. */
  reader(merchantId: string): Reader;
  /** The rows of one statement that sees this merchant's rows and no others: one way there and back, for what is read most. */
  read(merchantId: string, statement: Statement, values: readonly Parameter[]): Promise<readonly TextRow[]>;
  /** A replica, for what is only ever added to; null where there is none. */
  readonly replica: Replica | null;
  /** For what serves all merchants, and is deferred. */
  readonly worker: pg.Pool;
  /** The same for claims of due work. */
  readonly claims: pg.Pool;
  /** The same for what comes in, keys and providers' webhooks: no burst of work may keep it waiting, nor the other way about. */
  readonly intake: pg.Pool;
  /** The same for numbering, which every subscriber and partner waits for. */
  readonly sequencer: pg.Pool;
  /** How its pools stand. */
  pools(): readonly PoolState[];
  /** Resolves when the database answers, for merchants and for what serves them all. */
  ping(): Promise<void>;
  /** A plain connection of its own, for LISTEN. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface MerchantWork {
  /** The thing whose row is locked. Few may be at it at once: the others wait for their turn, and not in a connection that all need. */
  readonly about?: string | undefined;
  /** A row that is locked for too long is tried again: what is to be written is known already, and must not be lost. */
  readonly insist?: boolean;
}

export interface DbOptions {
  readonly url: string;
  /**
   * PostgreSQL itself, where `url` leads to a pooler that lends its sessions for one transaction: what needs a session of its own goes this
   * way. Where it is left out, `url` leads to sessions.
   */
  readonly directUrl?: string | null;
  /** Whether statements are kept prepared under names, until somebody refuses them. */
  readonly namedStatements?: boolean;
  /** The replica, and who is told when it begins not to answer and when it answers again. */
  readonly replica?: { readonly url: string; readonly onChange: (error: Error | null) => void } | null;
  /** Connections of the application; what serves all merchants has its own on top: a third as many for work and for what comes in, two for claims and for numbering. */
  readonly connectionsMax?: number;
  readonly onError: (error: Error) => void;
}

interface SessionOptions {
  readonly connectWithinMs?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

const triesMax = 5;
/** A provider waits ten seconds and more for our answer, and comes with a thousand callbacks at once: those had better wait than come again. */
const intakeWithinMs = 8_000;
/** A row that is held for long stops its own callers alone: two connections wait for it, two seconds each. */
const turnsPerThing = { atOnce: 2, waitingMax: 200, withinMs: 5_000 } as const;

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

export function openDb({
  url,
  directUrl = null,
  namedStatements = true,
  replica: copy = null,
  connectionsMax = 12,
  onError,
}: DbOptions): Db {
  const direct = { connectionString: databaseAddress(directUrl ?? url), Client: Connection, ...waits };
  const how = { ...direct, connectionString: directUrl === null ? direct.connectionString : poolerAddress(url) };
  const names = createStatementNames(namedStatements);
  let closing = false;
  // A connection that was told to end may be ended by the server first, and that is nobody's loss.
  const tell = (error: Error): void => void (closing || onError(error));
  let login = '';
  const silence = createSilenceWatch({
    sessionsAtWork: (pids) => sessionsAtWork(direct.connectionString, directUrl === null ? { pids } : { login }),
    onDoubt: () => void dropIdle(...pools),
  });
  const openPool = (role: ServingRole, max: number, more: SessionOptions = {}): pg.Pool =>
    new BoundedPool(
      {
        ...how,
        connectionTimeoutMillis: more.connectWithinMs ?? waits.connectionTimeoutMillis,
        max,
        async onConnect(client) {
          const connection = client as unknown as Connection;
          connection.names = names;
          if (directUrl === null) {
            connection.pid = await enterSession(connection, role, more.settings);
            return;
          }
          connection.eachTransaction = { role, ...more.settings };
          login = await checkLoan(connection, connection.eachTransaction);
        },
      },
      silence,
    );
  const pool = openPool('paygraph_app', connectionsMax);
  const third = Math.max(4, Math.ceil(connectionsMax / 3));
  const worker = openPool('paygraph_worker', third);
  const claims = openPool('paygraph_worker', 2, { settings: alongAnIndex });
  const intake = openPool('paygraph_worker', third, { connectWithinMs: intakeWithinMs, settings: alongAnIndex });
  const sequencer = openPool('paygraph_worker', 2);
  const named = { requests: pool, worker, claims, intake, sequencer };
  const pools = Object.values(named);
  const replica = copy && openReplica({ ...copy, lent: directUrl !== null, namedStatements, connectionsMax: third });
  const turns = createTurns(turnsPerThing);
  // An error that nobody listens for ends the process, and the pool listens only to the connections that nobody has checked out.
  for (const each of pools)
    each.on('error', tell).on('connect', (client: EventEmitter) => {
      client.on('error', tell).on(silent, () => void dropIdle(...pools));
      if (!(client instanceof Connection)) return;
      client.onAnswer = silence.heard;
      silence.add(client);
      client.once('end', () => silence.remove(client));
    });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions });
  const readers = new Map<string, Reader>();

  return {
    replica,
    worker,
    claims,
    intake,
    sequencer,
    async forMerchant(merchantId, work, { about, insist = false } = {}) {
      for (let attempt = 1; ; attempt++) {
        try {
          const once = () =>
            prisma.$transaction(async (direct) => {
              const [start] = await direct.$queryRaw<[{ now: Date }]>`
                select app_now() as now, set_config('app.merchant', ${merchantId}, true), set_config('lock_timeout', '2s', true)`;
              const tx = batching(direct);
              const result = await work(tx, start.now);
              await flush(tx);
              return result;
            });
          return await (about ? turns.take(`${merchantId}:${about}`, once) : once());
        } catch (error) {
          const state = sqlState(error);
          const again = isSerialisationFailure(error) || isAboutNames(state) || (insist && state === '55P03');
          if (attempt >= triesMax || !again) throw error;
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
    async read(merchantId, statement, values) {
      const role = directUrl === null ? null : 'paygraph_app';
      for (let attempt = 1; ; attempt++) {
        const client = await pool.connect();
        try {
          const { rows, worn } = await runForMerchant(client, merchantId, statement, values, {
            named: names.isOn && attempt === 1,
            role,
          });
          client.release(worn);
          return rows;
        } catch (error) {
          client.release(true);
          if (attempt > 1 || !names.failed(statement.text, error)) throw error;
        }
      }
    },
    async connect() {
      const client = new Connection(direct);
      client.on('error', tell);
      await client.connect();
      await enterSession(client, 'paygraph_worker');
      return client;
    },
    pools: () => poolStates(named),
    async ping() {
      await Promise.all(pools.map((each) => each.query('select 1')));
    },
    async close() {
      closing = true;
      silence.stop();
      await prisma.$disconnect();
      await Promise.all([replica?.close(), ...pools.map((each) => each.end())]);
    },
  };
}

/**
 * Which sessions the server is at work for. Asked as the login itself: another role is not told what the login's sessions do. Nobody knows
 * which of its sessions a pooler has lent us: there only that it is at work for none of the login's says something, for whoever waits for one waits
 * until another gives it back.
 */
async function sessionsAtWork(
  connectionString: string,
  whose: { readonly pids: readonly number[] } | { readonly login: string },
): Promise<AtWork> {
  const client = new Connection({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const ofPids = `select pid from pg_stat_activity where pid = any($1::int[]) and state = 'active'`;
    const ofLogin = `select pid from pg_stat_activity where usename = $1 and state is distinct from 'idle' and pid <> pg_backend_pid()`;
    const { rows } = await client.query<{ pid: number }>(
      'pids' in whose ? { text: ofPids, values: [whose.pids] } : { text: ofLogin, values: [whose.login] },
    );
    void client.end().catch(() => undefined);
    return 'pids' in whose ? new Set(rows.map(({ pid }) => pid)) : { has: () => rows.length > 0 };
  } catch (error) {
    client.cut();
    throw error;
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
