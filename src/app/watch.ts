import { type AlarmName, type Alarms, alarmNames } from '../platform/alarms.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import type { Heartbeat } from '../platform/processes.ts';
import type { Connector } from './connect-accounts.ts';

interface Watched {
  /** One number: seconds, or how many. */
  readonly sql: string;
  /** The most that is in order. */
  readonly limit: number;
}

/** The predicate of the index by which items are claimed: the oldest of each merchant is found without a look at the rest. */
const inboxReady = 'next_at is not null and about_known and not behind';

/** What is measured for each alarm. */
const watched: Readonly<Record<AlarmName, Watched>> = {
  sequencerBehind: {
    sql: `select extract(epoch from app_now() - e.recorded_at) from event_staged s
            join event e on e.merchant_id = s.merchant_id and e.id = s.event_id order by s.id limit 1`,
    limit: 30,
  },
  // An item that waits for an older one about the same thing is not behind.
  inboxBehind: {
    sql: `with recursive merchant (id) as (
            select (select merchant_id from inbox where ${inboxReady} order by merchant_id limit 1) union all
            select (select merchant_id from inbox where ${inboxReady} and merchant_id > m.id order by merchant_id limit 1) from merchant m where m.id is not null
          )
          select max(extract(epoch from app_now() - oldest.next_at)) from merchant cross join lateral (
            select i.next_at from inbox i
             where i.merchant_id = merchant.id and ${inboxReady} and i.next_at <= app_now() and i.state = 'WAITING' and (i.lease_until is null or i.lease_until <= app_now())
               and not exists (select from inbox older where older.account_id = i.account_id and older.about = i.about and older.id < i.id and older.state = 'WAITING')
             order by i.next_at limit 1) oldest`,
    limit: 60,
  },
  operationsOverdue: {
    sql: `select count(*) from operation where status = 'UNRESOLVED' and overdue_at is not null`,
    limit: 0,
  },
  providerNotificationsFailed: {
    sql: `select count(*) from inbox where state = 'DEAD' and problem in ('UNREADABLE', 'NOT_APPLIED')`,
    limit: 0,
  },
  // What somebody has paused is in order.
  providerAccountsPaused: {
    sql: `select count(*) from provider_account where paused_at is not null and (paused_because is null or paused_because not in ('REQUESTED', 'DISCONNECTED'))`,
    limit: 0,
  },
  // Providers call another process, whose PUBLIC_URL is not ours.
  publicUrlsDiffer: { sql: '$1::int', limit: 0 },
  settingsDiffer: { sql: '$2::int', limit: 0 },
};

const measure = `select app_now() as now, ${alarmNames.map((name) => `coalesce((${watched[name].sql}), 0)::float8 as "${name}"`).join(', ')}`;

/** Looks once at everything that operators are alarmed about. */
export async function watch(
  { worker }: Pick<Db, 'worker'>,
  alarms: Alarms,
  connector: Pick<Connector, 'elsewhere'>,
  heartbeat: Pick<Heartbeat, 'differing'>,
): Promise<void> {
  const { rows } = await worker.query<{ now: Date } & Record<AlarmName, number>>(measure, [
    connector.elsewhere(),
    heartbeat.differing().length,
  ]);
  const [row] = rows;
  if (!row) return;
  const reading = (name: AlarmName) => [name, { measured: row[name], limit: watched[name].limit }] as const;
  alarms.note(
    Object.fromEntries(alarmNames.map(reading)) as Record<AlarmName, { measured: number; limit: number }>,
    row.now,
  );
}

/** Says in the log when the replica stops to answer, and when it does again. */
export const tellOfReplica =
  (log: Log) =>
  (error: Error | null): void => {
    if (error) log.warn({ error }, 'the replica does not answer as it should; the database is read instead');
    else log.info({}, 'the replica answers again');
  };
