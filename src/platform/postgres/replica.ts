import pg from 'pg';
import { databaseIsAway } from '../database-away.ts';
import { type Parameter, runForMerchant, type Statement, type TextRow } from '../merchant-statement.ts';
import { Connection } from './connection.ts';
import { checkLoan, databaseAddress, enterSession, poolerAddress } from './session.ts';
import { sqlState } from './sql-state.ts';
import { createStatementNames } from './statement-names.ts';

/** A replica of the database, which may be behind it, and may be away: nothing is decided by what it says. */
export interface Replica {
  /** The rows of a statement that sees one merchant; null when the replica does not answer, and is let alone for a while. */
  read(merchantId: string, statement: Statement, values: readonly Parameter[]): Promise<readonly TextRow[] | null>;
  /** What it said was not so: it is let alone for longer. */
  distrust(why: string): void;
  close(): Promise<void>;
}

export interface ReplicaOptions {
  readonly url: string;
  /** Whether its sessions are ours, or lent for one transaction as those of the database are. */
  readonly lent: boolean;
  readonly namedStatements: boolean;
  readonly connectionsMax: number;
  /** Told when it begins not to answer, and why, and with null when it answers again. */
  readonly onChange: (error: Error | null) => void;
}

/** Whoever waits for it could have asked the database. */
const waits = { connectionTimeoutMillis: 1_000, query_timeout: 3_000, keepAlive: true } as const;
const letAloneMs = 5_000;
const distrustedMs = 60_000;

export function openReplica({ url, lent, namedStatements, connectionsMax, onChange }: ReplicaOptions): Replica {
  const names = createStatementNames(namedStatements);
  const pool = new pg.Pool({
    connectionString: lent ? poolerAddress(url) : databaseAddress(url),
    Client: Connection,
    ...waits,
    max: connectionsMax,
    async onConnect(client) {
      const connection = client as unknown as Connection;
      connection.names = names;
      if (!lent) {
        connection.pid = await enterSession(connection, 'paygraph_app');
        return;
      }
      connection.eachTransaction = { role: 'paygraph_app' };
      await checkLoan(connection, connection.eachTransaction);
    },
  });
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  let awayUntil = Number.NEGATIVE_INFINITY;
  let isAway = false;
  const letAlone = (error: Error, forMs: number): void => {
    if (!isAway) onChange(error);
    isAway = true;
    awayUntil = performance.now() + forMs;
  };
  return {
    async read(merchantId, statement, values) {
      if (performance.now() < awayUntil) return null;
      let client: pg.PoolClient | undefined;
      try {
        client = await pool.connect();
        const use = { named: names.isOn, role: lent ? 'paygraph_app' : null };
        const { rows, worn } = await runForMerchant(client, merchantId, statement, values, use);
        client.release(worn);
        if (isAway) onChange(null);
        isAway = false;
        return rows;
      } catch (error) {
        client?.release(true);
        names.failed(statement.text, error);
        letAlone(error as Error, databaseIsAway(error) || sqlState(error) === conflict ? letAloneMs : distrustedMs);
        return null;
      }
    },
    distrust: (why) => letAlone(new Error(why), distrustedMs),
    close: () => pool.end(),
  };
}

/** A replica ends a statement that stands in the way of what the database has done. */
const conflict = '40001';
