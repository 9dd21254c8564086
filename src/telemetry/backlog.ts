import type pg from 'pg';
import { orTimeout } from '../platform/timeout.ts';

/** How many of a kind there are, no more than `countMax` counted, and since when the oldest has waited. */
export interface Backlog {
  readonly count: number;
  readonly oldestSeconds: number;
}
export type BacklogKind = keyof typeof kinds;

/** Beyond this nobody counts: a number that large says all that it has to, and each reading has its bound. */
export const countMax = 10_000;
const withinMs = 2_000;

const inboxWaiting = `state = 'WAITING' and next_at is not null and next_at <= app_now()`;
const reserved = `state = 'AUTHORIZED' and settle_by is not null`;

/**
 * What waits, and for how long: each kind by the rows of one table and the time from which the oldest counts. A time before which nothing is
 * late (`settle_by`) counts from then on.
 */
const kinds = {
  operationUnresolved: { from: `operation where status = 'UNRESOLVED'`, since: 'coalesce(sent_at, requested_at)' },
  operationOverdue: { from: `operation where status = 'UNRESOLVED' and overdue_at is not null`, since: 'overdue_at' },
  operationUnsent: {
    from: `operation where next_at is not null and status in ('REQUESTED', 'SENT')`,
    since: 'coalesce(sent_at, requested_at)',
  },
  operationPending: { from: `operation where next_at is not null and status = 'PENDING'`, since: 'requested_at' },
  inboxReady: { from: `inbox where ${inboxWaiting} and about_known and not behind`, since: 'next_at' },
  inboxForeign: { from: `inbox where ${inboxWaiting} and not about_known`, since: 'next_at' },
  inboxParked: { from: `inbox where problem is not null and state = 'PARKED'`, since: 'received_at' },
  inboxDead: {
    from: `inbox where problem in ('UNREADABLE', 'NOT_APPLIED') and state = 'DEAD'`,
    since: 'received_at',
  },
  accountPaused: { from: 'provider_account where paused_at is not null', since: 'paused_at' },
  endpointOff: {
    from: `webhook_endpoint where status = 'DISABLED_BY_FAILURES'`,
    since: 'coalesce(failing_since, updated_at)',
  },
  endpointFailing: {
    from: `webhook_endpoint where status = 'ACTIVE' and failing_since is not null`,
    since: 'failing_since',
  },
  endpointDue: { from: 'webhook_endpoint where next_at <= app_now()', since: 'next_at' },
  receiptUnmatched: { from: 'transfer_receipt where payment_id is null and closed_at is null', since: 'received_at' },
  reservationExpiring: {
    from: `one_off_payment where ${reserved} and settle_by > app_now() and settle_by <= app_now() + interval '24 hours'`,
    since: 'created_at',
  },
  reservationLapsed: { from: `one_off_payment where ${reserved} and settle_by <= app_now()`, since: 'settle_by' },
  eventStaged: {
    from: 'event_staged s join event e on e.merchant_id = s.merchant_id and e.id = s.event_id',
    since: 'e.recorded_at',
  },
  mailDue: { from: 'mail where next_at <= app_now()', since: 'next_at' },
} as const;

/** Every kind, in the order of the table. */
export const backlogKinds = Object.keys(kinds) as readonly BacklogKind[];

const statement = Object.entries(kinds)
  .map(
    ([kind, { from, since }]) =>
      `select '${kind}' as kind, count(*)::int as count, coalesce(greatest(extract(epoch from app_now() - min(since)), 0), 0)::float8 as "oldestSeconds"
         from (select ${since} as since from ${from} limit ${countMax}) as counted`,
  )
  .join(' union all ');

/**
 * Reads all of it once, in one statement that the database ends when it takes too long. Throws when the database does not answer: whoever asks
 * says that nothing is known, and never that there is nothing.
 */
export async function readBacklog(worker: pg.Pool): Promise<Readonly<Record<BacklogKind, Backlog>>> {
  const reading = (async () => {
    const client = await worker.connect();
    try {
      // One way there and back; a failed one leaves its transaction open, so the connection is not used again.
      const results = (await client.query(
        `begin read only; set local statement_timeout = '${withinMs}ms'; ${statement}; commit`,
      )) as unknown as readonly pg.QueryResult<Backlog & { readonly kind: BacklogKind }>[];
      client.release();
      return results.flatMap(({ rows }) => rows);
    } catch (error) {
      client.release(true);
      throw error;
    }
  })();
  const rows = await orTimeout(withinMs + 1_000, reading);
  return Object.fromEntries(rows.map(({ kind, count, oldestSeconds }) => [kind, { count, oldestSeconds }])) as Record<
    BacklogKind,
    Backlog
  >;
}
