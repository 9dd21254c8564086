import type pg from 'pg';
import { encodeId } from '../kernel/ids.ts';
import { masked } from '../kernel/masked-text.ts';
import type { Db } from '../platform/db.ts';
import { type AttentionKind, attentionKindNames, type ItemFacts, kindOf } from './kinds.ts';

/** How urgent it is: nothing to do yet, a person is needed, a person is needed now. */
export const severities = ['NOTICE', 'WARNING', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

/** All that is of one kind and needs attention. */
export interface AttentionGroup {
  readonly kind: AttentionKind;
  readonly severity: Severity;
  /** How many, and no more than `countMax`; `countIsCapped` says that there are more. */
  readonly count: number;
  readonly countIsCapped: boolean;
  readonly oldestSince: Date;
  readonly sentence: string;
  readonly whatToDo: string;
  /** When we act by ourselves. */
  readonly nextAct: Date | null;
  /** Until when a person must. */
  readonly actBy: Date | null;
}

/** One thing of a kind. */
export interface AttentionItem {
  /** Its public id, and the merchant's. */
  readonly id: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly since: Date;
  readonly sentence: string;
  readonly whatToDo: string;
  readonly nextAct: Date | null;
  readonly actBy: Date | null;
  /** Where a list goes on after it. */
  readonly place: AttentionPlace;
}
export interface AttentionPlace {
  readonly atMs: number;
  /** A uuid. */
  readonly id: string;
}

/** Beyond this nobody counts: a number that large says all that it has to. */
export const countMax = 1_000;
export const itemsMax = 1_000;
const withinMs = 5_000;

/** A severity that a person has to see to. */
export const needsPerson = ({ severity }: Pick<AttentionGroup, 'severity'>): boolean => severity !== 'NOTICE';

interface GroupRow {
  readonly kind: AttentionKind;
  readonly now: Date;
  readonly count: number;
  readonly oldest: Date;
  readonly next_act: Date | null;
  readonly act_by: Date | null;
}

/** What needs attention, of all merchants, kind by kind; nothing where nothing does. Throws when the database does not say so in time. */
export async function readAttention({ worker }: Pick<Db, 'worker'>): Promise<readonly AttentionGroup[]> {
  const rows = await readWithin(worker, (client) => client.query<GroupRow>(groupsStatement));
  return rows.map(toGroup);
}

/** One page of what is behind a group, the most urgent first: `limit` of them after a place, of one merchant or of all. */
export async function listAttention(
  { worker }: Pick<Db, 'worker'>,
  kind: AttentionKind,
  { after = null, limit, merchantId = null }: ListInput,
): Promise<readonly AttentionItem[]> {
  const rows = await readWithin(worker, (client) =>
    client.query<ItemRow>(itemsStatement(kind), [
      merchantId,
      after && new Date(after.atMs),
      after?.id ?? null,
      Math.min(limit, itemsMax),
    ]),
  );
  return rows.map((row) => toItem(kind, row));
}
export interface ListInput {
  readonly after?: AttentionPlace | null;
  readonly limit: number;
  /** A uuid. */
  readonly merchantId?: string | null;
}

/** No such time. */
const none = 'null::timestamptz';

const rowsOf = (kind: AttentionKind, beside = ''): string => {
  const { table, where, since, lateMs } = kindOf(kind);
  const late = lateMs === undefined ? '' : ` and ${since} <= app_now() - ${lateMs} * interval '1 millisecond'`;
  return `${table} ${beside} where ${where}${late}`;
};
const orderOf = (kind: AttentionKind): string => kindOf(kind).orderedBy ?? kindOf(kind).since;

// The first of them are the most urgent, so they tell the times whatever is left out.
const groupsStatement = attentionKindNames
  .map((kind) => {
    const { since, nextAct = none, actBy = none } = kindOf(kind);
    return `select '${kind}' as kind, app_now() as now, count(*)::int as count, min(since) as oldest, min(next_act) as next_act, min(act_by) as act_by
       from (select ${since} as since, ${nextAct} as next_act, ${actBy} as act_by from ${rowsOf(kind)} order by ${orderOf(kind)} limit ${countMax + 1}) first
      having count(*) > 0`;
  })
  .join(' union all ');

function toGroup({ kind, now, count, oldest, next_act: nextAct, act_by: actBy }: GroupRow): AttentionGroup {
  const { one, many, sentence, whatToDo } = kindOf(kind);
  const countIsCapped = count > countMax;
  const shown = Math.min(count, countMax);
  const these = countIsCapped ? `More than ${countMax} ${many}` : `${shown} ${shown === 1 ? one : many}`;
  return {
    kind,
    severity: severityOf(kind, now, oldest, actBy),
    count: shown,
    countIsCapped,
    oldestSince: oldest,
    sentence: sentence({ these, are: count === 1 ? 'is' : 'are', nextAct, actBy }),
    whatToDo,
    nextAct,
    actBy,
  };
}

function severityOf(kind: AttentionKind, now: Date, oldest: Date, actBy: Date | null): Severity {
  const { personAfterMs, criticalAfterMs = Number.POSITIVE_INFINITY, criticalLeftMs = 0 } = kindOf(kind);
  const age = now.getTime() - oldest.getTime();
  const left = actBy ? actBy.getTime() - now.getTime() : Number.POSITIVE_INFINITY;
  if (personAfterMs === null || age < personAfterMs) return 'NOTICE';
  return age >= criticalAfterMs || left < criticalLeftMs ? 'CRITICAL' : 'WARNING';
}

interface ItemRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly merchant_name: string;
  readonly since: Date;
  readonly place: Date;
  readonly about: string | null;
  readonly detail: string | null;
  readonly next_act: Date | null;
  readonly act_by: Date | null;
}

function itemsStatement(kind: AttentionKind): string {
  const { since, nextAct = none, actBy = none, about, detail = 'null::text' } = kindOf(kind);
  const order = orderOf(kind);
  return `
    select t.id, t.merchant_id, m.name as merchant_name, ${since} as since, ${order} as place, ${about} as about, ${detail} as detail,
           ${nextAct} as next_act, ${actBy} as act_by
      from ${rowsOf(kind, 'join merchant m on m.id = t.merchant_id')} and ($1::uuid is null or t.merchant_id = $1)
       and ($2::timestamptz is null or (${order}, t.id) > ($2::timestamptz, $3::uuid))
     order by ${order}, t.id limit $4`;
}

function toItem(kind: AttentionKind, row: ItemRow): AttentionItem {
  const { prefix, line, whatToDo } = kindOf(kind);
  const facts: ItemFacts = {
    about: masked(row.about ?? 'something'),
    detail: row.detail && masked(row.detail).slice(0, detailShown),
    nextAct: row.next_act,
    actBy: row.act_by,
  };
  return {
    id: encodeId(prefix, row.id),
    merchantId: encodeId('mer', row.merchant_id),
    merchantName: row.merchant_name,
    since: row.since,
    sentence: line(facts),
    whatToDo,
    nextAct: facts.nextAct,
    actBy: facts.actBy,
    place: { atMs: row.place.getTime(), id: row.id },
  };
}
const detailShown = 300;

/** Reads in one read-only transaction that the database ends when it takes too long: a person looks again, and nothing is held up. */
async function readWithin<Row extends pg.QueryResultRow>(
  worker: pg.Pool,
  read: (client: pg.PoolClient) => Promise<pg.QueryResult<Row>>,
): Promise<readonly Row[]> {
  const client = await worker.connect();
  let failed = true;
  try {
    await client.query(`begin read only; set local statement_timeout = '${withinMs}ms'`);
    const { rows } = await read(client);
    await client.query('commit');
    failed = false;
    return rows;
  } finally {
    client.release(failed);
  }
}
