import { type AttentionKind, kindOf } from '../attention/kinds.ts';

/** How many of a kind there are, no more than `countMax` counted, and since when the oldest has waited. */
export interface Backlog {
  readonly count: number;
  readonly oldestSeconds: number;
}
export type BacklogKind = keyof typeof kinds;

/** Beyond this nobody counts: a number that large says all that it has to, and each reading has its bound. */
export const countMax = 10_000;

/** What needs attention is counted by its own definition, so that an alert and the list that it opens never differ. */
const attended = (kind: AttentionKind): { readonly from: string; readonly since: string } => {
  const { table, where, since } = kindOf(kind);
  return { from: `${table} where ${where}`, since };
};

const inboxWaiting = `state = 'WAITING' and next_at is not null and next_at <= app_now()`;
const reserved = `state = 'AUTHORIZED' and settle_by is not null`;

/**
 * What waits, and for how long: each kind by the rows of one table and the time from which the oldest counts. A time before which nothing is
 * late (`settle_by`) counts from then on.
 */
const kinds = {
  operationUnresolved: attended('UNKNOWN_OUTCOME'),
  operationOverdue: { from: `operation where status = 'UNRESOLVED' and overdue_at is not null`, since: 'overdue_at' },
  operationUnsent: {
    from: `operation where next_at is not null and status in ('REQUESTED', 'SENT')`,
    since: 'coalesce(sent_at, requested_at)',
  },
  operationPending: { from: `operation where next_at is not null and status = 'PENDING'`, since: 'requested_at' },
  inboxReady: attended('INBOX_BEHIND'),
  inboxForeign: { from: `inbox where ${inboxWaiting} and not about_known`, since: 'next_at' },
  inboxParked: attended('PARKED_NOTIFICATION'),
  inboxDead: attended('DEAD_NOTIFICATION'),
  accountPaused: attended('ACCOUNT_PAUSED'),
  endpointOff: attended('ENDPOINT_OFF'),
  endpointFailing: attended('DELIVERY_FAILING'),
  endpointDue: { from: 'webhook_endpoint where next_at <= app_now()', since: 'next_at' },
  receiptUnmatched: attended('UNMATCHED_RECEIPT'),
  reservationExpiring: attended('RESERVATION_EXPIRING'),
  reservationLapsed: { from: `one_off_payment where ${reserved} and settle_by <= app_now()`, since: 'settle_by' },
  eventStaged: attended('SEQUENCER_BEHIND'),
  mailDue: { from: 'mail where next_at <= app_now()', since: 'next_at' },
} as const;

/** Every kind, in the order of the table. */
export const backlogKinds = Object.keys(kinds) as readonly BacklogKind[];

/** Counts every kind. */
export const backlogStatement: string = Object.entries(kinds)
  .map(
    ([kind, { from, since }]) =>
      `select '${kind}' as kind, count(*)::int as count, coalesce(greatest(extract(epoch from app_now() - min(since)), 0), 0)::float8 as "oldestSeconds"
         from (select ${since} as since from ${from} limit ${countMax}) as counted`,
  )
  .join(' union all ');

/** By kind, what `backlogStatement` gave. */
export const backlogOf = (
  rows: readonly (Backlog & { readonly kind: BacklogKind })[],
): Readonly<Record<BacklogKind, Backlog>> =>
  Object.fromEntries(rows.map(({ kind, count, oldestSeconds }) => [kind, { count, oldestSeconds }])) as Record<
    BacklogKind,
    Backlog
  >;
