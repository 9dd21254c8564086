import { encodeId, type IdPrefix } from '../kernel/ids.ts';
import { masked } from '../kernel/masked-text.ts';
import type { ItemFacts } from './kind.ts';
import { type AttentionKind, kindOf } from './kinds.ts';

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
  /** Its public id, and the merchant's; null for what is no merchant's. */
  readonly id: string;
  readonly merchantId: string | null;
  readonly merchantName: string | null;
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

/** A severity that a person has to see to. */
export const needsPerson = ({ severity }: Pick<AttentionGroup, 'severity'>): boolean => severity !== 'NOTICE';

/** What `groupsStatement` gives for a kind of which there is any. */
export interface GroupRow {
  readonly kind: AttentionKind;
  readonly now: Date;
  readonly count: number;
  readonly oldest: Date;
  readonly next_act: Date | null;
  readonly act_by: Date | null;
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
const groupStatement = (kind: AttentionKind): string => {
  const { since, nextAct = none, actBy = none } = kindOf(kind);
  return `select '${kind}' as kind, app_now() as now, count(*)::int as count, min(since) as oldest, min(next_act) as next_act, min(act_by) as act_by
       from (select ${since} as since, ${nextAct} as next_act, ${actBy} as act_by from ${rowsOf(kind)} order by ${orderOf(kind)} limit ${countMax + 1}) first
      having count(*) > 0`;
};
/** One row for each of these kinds of which there is any; takes no parameters. */
export const groupsStatement = (kinds: readonly AttentionKind[]): string =>
  kinds.map(groupStatement).join(' union all ');

/** A group in words. */
export function toGroup({ kind, now, count, oldest, next_act: nextAct, act_by: actBy }: GroupRow): AttentionGroup {
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

/** What `itemsStatement` gives. */
export interface ItemRow {
  readonly id: string;
  readonly prefix: IdPrefix;
  readonly merchant_id: string | null;
  readonly merchant_name: string | null;
  readonly since: Date;
  readonly place: Date;
  readonly about: string | null;
  readonly detail: string | null;
  readonly next_act: Date | null;
  readonly act_by: Date | null;
}

/** A page of a kind: takes the merchant (null for all), the time and uuid of the place after which it goes on (null at the start), and how many. */
export function itemsStatement(kind: AttentionKind): string {
  const { prefix, since, nextAct = none, actBy = none, about, detail = 'null::text' } = kindOf(kind);
  const order = orderOf(kind);
  return `
    select t.id, ${prefix === 't.prefix' ? prefix : `'${prefix}'`} as prefix, t.merchant_id, m.name as merchant_name, ${since} as since, ${order} as place, ${about} as about, ${detail} as detail,
           ${nextAct} as next_act, ${actBy} as act_by
      from ${rowsOf(kind, 'left join merchant m on m.id = t.merchant_id')} and ($1::uuid is null or t.merchant_id = $1)
       and ($2::timestamptz is null or (${order}, t.id) > ($2::timestamptz, $3::uuid))
     order by ${order}, t.id limit $4`;
}

/** An item in words. */
export function toItem(kind: AttentionKind, row: ItemRow): AttentionItem {
  const { line, whatToDo } = kindOf(kind);
  const facts: ItemFacts = {
    about: masked(row.about ?? 'something'),
    detail: row.detail && masked(row.detail).slice(0, detailShown),
    nextAct: row.next_act,
    actBy: row.act_by,
  };
  return {
    id: encodeId(row.prefix, row.id),
    merchantId: row.merchant_id && encodeId('mer', row.merchant_id),
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
