import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Rows of a table that are due for work, and what claiming one writes. All of it is SQL of ours. */
export interface FairClaim {
  readonly table: string;
  /** The predicate, word for word, of an index on (merchant_id, due, id). */
  readonly ready: string;
  /** The column with the time from which a ready row is due. */
  readonly due: string;
  /** What else must hold of a row: that nobody is at it. */
  readonly free?: string;
  /** What a claim gives each column. */
  readonly write: Readonly<Record<string, string>>;
  /** A column that is given for each claimed row. */
  readonly result: string;
  /**
   * Rows that are alike in some columns are claimed in the order of their ids: one that finds an older open one is marked, and leaves the
   * index until that is done with.
   */
  readonly inLine?: { readonly by: readonly string[]; readonly open: string; readonly mark: string };
}

/** A row that has been claimed. */
interface Claimed {
  readonly merchantId: string;
  readonly id: string;
  readonly result: string;
}
interface Row {
  readonly merchant_id: string | null;
  readonly id: string;
  readonly turn: string;
  readonly result: string | null;
  readonly looked_to: string | null;
}

/** Nobody is at a row that is leased like this. */
export const leaseIsFree = '(t.lease_until is null or t.lease_until <= (select app_now()))';

/** The most merchants that one statement looks at. */
const merchantsMax = 64;
/** Statements that one claim may take: it goes on past merchants whose rows are all for later, and past rows that it has marked. */
const statementsMax = 50;
const start = '00000000-0000-0000-0000-000000000000';

/**
 * Claims due rows in turns: the first of each merchant, then the second of each. It goes from merchant to merchant by their index and
 * takes what is due first of each, so it touches the same few rows whether a hundred are waiting or a million, and one merchant's burst
 * stands in nobody else's way. Measured: three rows read for each that is claimed, at 100 waiting as at 1,000,000. Before, each claim sorted
 * all that was due: 90 ms at 45,000 waiting.
 */
export function createFairClaim(claim: FairClaim): (claims: pg.Pool, limit: number) => Promise<readonly Claimed[]> {
  const text = statement(claim);
  const name = `claim_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
  /** The merchant that came last, where there was more to do than could be taken. */
  const cameLast = new WeakMap<pg.Pool, string>();
  return async (claims, limit) => {
    const claimed: (Claimed & { readonly turn: number })[] = [];
    const from = cameLast.get(claims) ?? start;
    cameLast.delete(claims);
    let after = from;
    let wrapped = from === start;
    for (let round = 0; round < statementsMax; round++) {
      const { rows } = await claims.query<Row>({ name, text, values: [limit - claimed.length, after] });
      for (const { merchant_id: merchantId, id, turn, result } of rows)
        if (merchantId !== null && result !== null) claimed.push({ merchantId, id, result, turn: Number(turn) });
      if (claimed.length >= limit) {
        const last = claimed.reduce((a, b) =>
          b.turn > a.turn || (b.turn === a.turn && b.merchantId > a.merchantId) ? b : a,
        );
        cameLast.set(claims, last.merchantId);
        break;
      }
      if (rows.some(({ merchant_id, result }) => merchant_id !== null && result === null)) continue;
      const lookedTo = rows[0]?.looked_to ?? null;
      if (lookedTo === null && wrapped) break;
      wrapped ||= lookedTo === null;
      after = lookedTo ?? start;
    }
    return claimed;
  };
}

/**
 * What is held is judged once more, as it now is. Within `case`, or the planner would find each row by the index of what is ready, and so
 * read all that are.
 *
 * Takes the limit, and the merchant after whom it begins to look. `looked_to` is null when it has come to the last merchant.
 */
function statement({ table, ready, due, free = 'true', write, result, inLine }: FairClaim): string {
  const isDue = `${ready} and t.${due} <= (select app_now()) and ${free}`;
  const next = (after: string) =>
    `(select merchant_id from ${table} where ${ready} and merchant_id > ${after} order by merchant_id limit 1)`;
  const set = Object.entries(write).map(
    ([column, value]) => `${column} = ${inLine ? unlessMarked(column, value) : value}`,
  );
  return `
    with recursive merchant (id, nth) as (
      select ${next('$2::uuid')}, 1 union all
      select ${next('m.id')}, nth + 1 from merchant m where m.id is not null and nth <= ${merchantsMax}
    ), candidate as materialized (
      select first.*, row_number() over (partition by first.merchant_id, first.older is null order by first.at, first.id) as turn
        from merchant cross join lateral (
          select t.merchant_id, t.id, t.${due} as at, ${inLine ? olderIn(table, inLine) : 'null::uuid'} as older
            from ${table} t where t.merchant_id = merchant.id and ${isDue} order by t.${due}, t.id limit $1) first
       where merchant.nth <= ${merchantsMax}
    ), chosen as materialized (
      (select * from candidate where older is null order by turn, merchant_id limit $1)
      union all select * from candidate where older is not null
    ), held as materialized (
      select t.merchant_id, t.id, chosen.turn, chosen.older
        from chosen join ${table} t on t.merchant_id = chosen.merchant_id and t.id = chosen.id
       where case when ${isDue} then true else false end for update of t skip locked
    )${inLine ? inFront(table, inLine) : ''}, written as (
      update ${table} t set ${set.join(', ')}${inLine ? `, ${inLine.mark} = held.older is not null` : ''}
        from held${inLine ? ' left join front on front.id = held.older' : ''}
       where t.merchant_id = held.merchant_id and t.id = held.id${inLine ? ' and (held.older is null or front.id is not null)' : ''}
      returning t.merchant_id, t.id, held.turn, case when held.older is null then t.${result} end as result
    )
    select written.*, (select done.id from merchant done join merchant more on more.nth = done.nth + 1
                        where done.nth = ${merchantsMax} and more.id is not null) as looked_to
      from (select) always left join written on true`;
}

type InLine = NonNullable<FairClaim['inLine']>;

/** The oldest open row that this one waits for. */
function olderIn(table: string, { by, open }: InLine): string {
  const alike = by.map((column) => `older.${column} = t.${column}`).join(' and ');
  return `(select older.id from ${table} older where ${alike} and older.id < t.id and ${open} order by older.id limit 1)`;
}

/**
 * The older ones that are marked for, held until the marks are there: else one could be done with meanwhile and not see who waits for it.
 * One that is being written just now is passed over, and so is the mark.
 */
function inFront(table: string, { open }: InLine): string {
  return `, front as materialized (
      select older.id from held join ${table} older on older.merchant_id = held.merchant_id and older.id = held.older
       where case when ${open} then true else false end for share of older skip locked
    )`;
}

const unlessMarked = (column: string, value: string): string =>
  `case when held.older is null then ${value} else t.${column} end`;
