import {
  type Event,
  type EventLogEntry,
  type JournalEntry,
  type OneOffPayment,
  type PaymentSchedule,
  Prisma,
} from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import { type Condition, toSqlWhere } from '../schema/filter.ts';
import { asPayment } from '../schema/node-types.ts';
import type { Keyset, PageRead } from '../schema/page.ts';

/** Pages of what belongs to a row, for many rows at once. */

/** An event with its place in the log; `logEntry` is null for the moment between commit and sequencing. */
export type EventRow = Event & { readonly logEntry: EventLogEntry | null };

const eventColumns = {
  agreementId: 'agreement_id',
  mandateId: 'mandate_id',
  billingRequestId: 'billing_request_id',
  paymentId: 'payment_id',
  /** Of what has no column of its own: events about the thing itself. */
  subjectId: 'subject_id',
} as const;
const authorityColumns = { agreementId: 'agreement_id', mandateId: 'mandate_id' } as const;
/** How a payment says that it belongs to a row. */
const paymentsOf = {
  agreementId: 'agreement_id = parent.id',
  mandateId: 'mandate_id = parent.id',
  scheduleId:
    'id in (select x.payment_id from payment_schedule_period x where x.merchant_id = one_off_payment.merchant_id and x.schedule_id = parent.id)',
} as const;

/** Events about one thing, after a sequence. */
export interface EventsAsked {
  readonly of: keyof typeof eventColumns;
  readonly id: string;
  readonly after: bigint;
  readonly take: number;
}
/** Entries of the ledger about one payment, oldest first. */
export interface EntriesAsked {
  readonly subjectId: string;
  readonly read: PageRead;
}
/** Payments on one agreement or mandate, or of one schedule. */
export interface PaymentsAsked {
  readonly on: keyof typeof paymentsOf;
  readonly id: string;
  readonly conditions: readonly Condition[];
  readonly keyset: Keyset;
  readonly read: PageRead;
}

interface Placed {
  readonly parent: string;
  readonly id: string;
}

// For many parents at once: a lateral join reads each parent's page from its index, then one query reads the rows.
export async function loadEvents(
  tx: Tx,
  merchantId: string,
  asked: readonly EventsAsked[],
): Promise<readonly (readonly EventRow[])[]> {
  return inGroups(
    asked,
    ({ of, after, take }) => `${of} ${after} ${take}`,
    async (group) => {
      const { of, after, take } = group[0] as EventsAsked;
      const column = Prisma.raw(eventColumns[of]);
      const placed = await tx.$queryRaw<Placed[]>`
      select parent.id as parent, e.event_id as id
        from unnest(${parentIds(group.map(({ id }) => id))}::uuid[]) as parent (id)
       cross join lateral (select f.event_id, f.sequence from event join event_log f on f.merchant_id = event.merchant_id and f.event_id = event.id
                            where event.merchant_id = ${merchantId}::uuid and event.${column} = parent.id and f.sequence > ${after} order by f.sequence limit ${take}) e
       order by e.sequence`;
      const rows = await tx.event.findMany({
        where: { merchantId, id: { in: placed.map(({ id }) => id) } },
        include: { logEntry: true },
      });
      const byParent = gathered(placed, rows);
      return group.map(({ id }) => byParent.get(id) ?? []);
    },
  );
}

export async function loadEntries(
  tx: Tx,
  merchantId: string,
  asked: readonly EntriesAsked[],
): Promise<readonly (readonly JournalEntry[])[]> {
  return inGroups(
    asked,
    ({ read }) => describe(read),
    async (group) => {
      const { read } = group[0] as EntriesAsked;
      const beyond = read.beyond
        ? Prisma.sql`and (posted_at, id) > (${new Date(read.beyond.atMs)}::timestamptz, ${read.beyond.id}::uuid)`
        : Prisma.empty;
      const placed = await tx.$queryRaw<Placed[]>`
      select parent.id as parent, j.id
        from unnest(${parentIds(group.map(({ subjectId }) => subjectId))}::uuid[]) as parent (id)
       cross join lateral (select id, posted_at from journal where merchant_id = ${merchantId}::uuid and subject_id = parent.id ${beyond}
                            order by posted_at, id limit ${read.take}) j
       order by j.posted_at, j.id`;
      const rows = await tx.journalEntry.findMany({ where: { merchantId, id: { in: placed.map(({ id }) => id) } } });
      const byParent = gathered(placed, rows);
      return group.map(({ subjectId }) => byParent.get(subjectId) ?? []);
    },
  );
}

export async function loadPayments(
  tx: Tx,
  merchantId: string,
  asked: readonly PaymentsAsked[],
): Promise<readonly (readonly OneOffPayment[])[]> {
  return inGroups(
    asked,
    ({ on, conditions, keyset, read }) => describe([on, conditions, keyset.field, read]),
    async (group) => {
      const { on, conditions, keyset, read } = group[0] as PaymentsAsked;
      const isOf = Prisma.raw(paymentsOf[on]);
      const column = Prisma.raw(keyset.field === 'createdAt' ? 'created_at' : 'updated_at');
      const direction = Prisma.raw(read.ascending ? 'asc' : 'desc');
      const past = Prisma.raw(read.ascending ? '>' : '<');
      const beyond = read.beyond
        ? Prisma.sql`and (${column}, id) ${past} (${new Date(read.beyond.atMs)}::timestamptz, ${read.beyond.id}::uuid)`
        : Prisma.empty;
      const placed = await tx.$queryRaw<Placed[]>`
      select parent.id as parent, p.id
        from unnest(${parentIds(group.map(({ id }) => id))}::uuid[]) as parent (id)
       cross join lateral (select id, ${column} as at from one_off_payment
                            where merchant_id = ${merchantId}::uuid and ${isOf} and ${toSqlWhere(conditions)} ${beyond}
                            order by ${column} ${direction}, id ${direction} limit ${read.take}) p
       order by p.at ${direction}, p.id ${direction}`;
      const rows = await tx.oneOffPayment.findMany({ where: { merchantId, id: { in: placed.map(({ id }) => id) } } });
      const byParent = gathered(placed, rows.map(asPayment));
      return group.map(({ id }) => byParent.get(id) ?? []);
    },
  );
}

/** Schedules on one agreement or mandate. */
export interface SchedulesAsked {
  readonly on: keyof typeof authorityColumns;
  readonly id: string;
  readonly keyset: Keyset;
  readonly read: PageRead;
}

export async function loadSchedules(
  tx: Tx,
  merchantId: string,
  asked: readonly SchedulesAsked[],
): Promise<readonly (readonly PaymentSchedule[])[]> {
  return inGroups(
    asked,
    ({ on, read }) => describe([on, read]),
    async (group) => {
      const { on, read } = group[0] as SchedulesAsked;
      const column = Prisma.raw(authorityColumns[on]);
      const direction = Prisma.raw(read.ascending ? 'asc' : 'desc');
      const past = Prisma.raw(read.ascending ? '>' : '<');
      const beyond = read.beyond
        ? Prisma.sql`and (created_at, id) ${past} (${new Date(read.beyond.atMs)}::timestamptz, ${read.beyond.id}::uuid)`
        : Prisma.empty;
      const placed = await tx.$queryRaw<Placed[]>`
      select parent.id as parent, s.id
        from unnest(${parentIds(group.map(({ id }) => id))}::uuid[]) as parent (id)
       cross join lateral (select id, created_at as at from payment_schedule
                            where merchant_id = ${merchantId}::uuid and ${column} = parent.id ${beyond}
                            order by created_at ${direction}, id ${direction} limit ${read.take}) s
       order by s.at ${direction}, s.id ${direction}`;
      const rows = await tx.paymentSchedule.findMany({ where: { merchantId, id: { in: placed.map(({ id }) => id) } } });
      const byParent = gathered(placed, rows);
      return group.map(({ id }) => byParent.get(id) ?? []);
    },
  );
}

export const parentIds = (ids: readonly string[]): string[] => [...new Set(ids)];
const describe = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

/** Rows by their parent, in the order in which they were placed. */
function gathered<Row extends { readonly id: string }>(
  placed: readonly Placed[],
  rows: readonly Row[],
): Map<string, Row[]> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const groups = Map.groupBy(placed, ({ parent }) => parent);
  return new Map([...groups].map(([parent, places]) => [parent, places.flatMap(({ id }) => byId.get(id) ?? [])]));
}

/** Answers each group of alike questions at once, one group after the other, since all share one transaction. */
async function inGroups<Asked, Answer>(
  asked: readonly Asked[],
  likeness: (one: Asked) => string,
  answer: (group: readonly Asked[]) => Promise<readonly Answer[]>,
): Promise<Answer[]> {
  const answers = new Map<Asked, Answer>();
  for (const group of Map.groupBy(asked, likeness).values()) {
    const given = await answer(group);
    for (const [i, one] of group.entries()) answers.set(one, given[i] as Answer);
  }
  return asked.map((one) => answers.get(one) as Answer);
}
