import { Gauge, type Registry } from 'prom-client';
import { alarmNames } from '../platform/alarms.ts';
import type { Db } from '../platform/db.ts';
import { backlogKinds } from './backlog.ts';
import { type DatabaseState, readDatabaseState } from './database-state.ts';

/** What stands in the database and in this process at the moment of a scrape. */
export interface StateDeps {
  readonly db: Pick<Db, 'worker' | 'pools'>;
  /** What is open at the door. */
  open(): { readonly sockets: number; readonly streams: number };
  /** Alarms that stand, by name. */
  alarms(): readonly string[];
  /** The backlog cannot be read: told once, until it can be again. */
  onFailure(error: unknown): void;
}

/** The database is read no more often than this, however many scrape. */
const readEveryMs = 10_000;

/** Adds gauges that are read when somebody scrapes. The database may be away: then its gauges are left out, and one says so. */
export function addStateGauges(
  registry: Registry,
  { db, open, alarms, onFailure }: StateDeps,
  everyMs = readEveryMs,
): void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = [], collect?: () => void): Gauge =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry], ...(collect ? { collect } : {}) });

  // Before the backlog, whose own reading takes a connection: a scrape must not see itself waiting.
  const connections = gauge(
    'db_client_connection_count',
    'Connections to the database, by pool and state.',
    ['db_client_connection_pool_name', 'db_client_connection_state'],
    () => {
      for (const { name, used, idle } of db.pools()) {
        connections.set({ db_client_connection_pool_name: name, db_client_connection_state: 'used' }, used);
        connections.set({ db_client_connection_pool_name: name, db_client_connection_state: 'idle' }, idle);
      }
    },
  );
  const pool = ['db_client_connection_pool_name'];
  const max = gauge('db_client_connection_max', 'The most connections of a pool.', pool, () => {
    for (const { name, max: most } of db.pools()) max.set({ db_client_connection_pool_name: name }, most);
  });
  const pending = gauge('db_client_connection_pending_requests', 'Who waits for a connection of a pool.', pool, () => {
    for (const { name, waiting } of db.pools()) pending.set({ db_client_connection_pool_name: name }, waiting);
  });
  const count = gauge('paygraph_backlog', 'What waits, by kind; 10,000 stands for as many or more.', ['kind']);
  const oldest = gauge(
    'paygraph_backlog_oldest_seconds',
    'For how long the oldest of a kind has waited; 0 where none does.',
    ['kind'],
  );
  const up = gauge('paygraph_backlog_up', 'Whether the backlog could be read when it was last tried: 1 or 0.');
  const readAt = gauge('paygraph_backlog_read_timestamp_seconds', 'When the backlog was read last.');
  const notFinal = gauge(
    'paygraph_not_final',
    'What stands in a state that it has to leave, by noun and state; 10,000 stands for as many or more.',
    ['noun', 'state'],
  );
  const notFinalOldest = gauge(
    'paygraph_not_final_oldest_seconds',
    'For how long the oldest has stood in such a state; 0 where none does.',
    ['noun', 'state'],
  );
  const notFinalLate = gauge(
    'paygraph_not_final_late',
    'How many of them have stood in it for longer than it lasts (src/attention/not-final.ts).',
    ['noun', 'state'],
  );
  const auditAge = gauge(
    'paygraph_audit_age_seconds',
    'Since the end of the last audit; where there has been none, since the first merchant was made.',
  );
  const auditBreaches = gauge('paygraph_audit_breaches', 'Breaches that the last audit found, by check.', ['check']);
  const fromDatabase = [count, oldest, notFinal, notFinalOldest, notFinalLate, auditAge, auditBreaches];
  const show = ({ backlog, notFinal: standing, audited }: DatabaseState): void => {
    for (const kind of backlogKinds) {
      count.set({ kind }, backlog[kind].count);
      oldest.set({ kind }, backlog[kind].oldestSeconds);
    }
    for (const { noun, state, count: all, oldestSeconds, late } of standing) {
      notFinal.set({ noun, state }, all);
      notFinalOldest.set({ noun, state }, oldestSeconds);
      notFinalLate.set({ noun, state }, late);
    }
    auditAge.set(audited.ageSeconds);
    auditBreaches.reset();
    for (const { check, count: found } of audited.breaches ?? []) auditBreaches.set({ check }, found);
  };
  let triedAt = Number.NEGATIVE_INFINITY;
  let failing = false;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    try {
      show(await readDatabaseState(db.worker));
      up.set(1);
      failing = false;
      readAt.set(Date.now() / 1_000);
    } catch (error) {
      if (!failing) onFailure(error);
      failing = true;
      // What was known before is no longer true, and a nought would be a lie.
      for (const one of fromDatabase) one.reset();
      auditAge.remove();
      up.set(0);
    } finally {
      triedAt = performance.now();
      reading = null;
    }
  };
  const fresh = async (): Promise<void> => {
    if (performance.now() - triedAt < everyMs) return;
    reading ??= read();
    await reading;
  };
  // All gauges are collected at once, and the registry waits for each.
  for (const one of [...fromDatabase, up, readAt]) Object.assign(one, { collect: fresh });

  const sockets = gauge(
    'paygraph_open_connections',
    'WebSockets and streams over SSE that are open.',
    ['transport'],
    () => {
      const now = open();
      sockets.set({ transport: 'websocket' }, now.sockets);
      sockets.set({ transport: 'sse' }, now.streams);
    },
  );
  const standing = gauge('paygraph_alarm', 'Whether an alarm of the log stands: 1 or 0.', ['alarm'], () => {
    const now = new Set(alarms());
    for (const alarm of alarmNames) standing.set({ alarm }, now.has(alarm) ? 1 : 0);
  });
}
