import { type RawBuilder, sql } from 'kysely';
import type { Parameter } from '../../platform/merchant-statement.ts';
import { writer } from '../../platform/sql.ts';
import type { Condition } from '../schema/filter.ts';
import type { Keyset, PageRead } from '../schema/page.ts';
import { type Column, kindOf, type Model, tablesOf } from './models.ts';
import type { NestedPagePlan, PagePlan, RowPlan } from './plan.ts';
import type { Layout } from './rows.ts';

/** Which rows a page has, and in which order. */
export interface PageAsked {
  readonly conditions: readonly (Condition | AnyColumn)[];
  /** The columns that it is ordered by; together they are unique. */
  readonly orderBy: readonly Column[];
  readonly ascending: boolean;
  readonly take: number;
  /** Only what comes after this place: a value for each of those columns. */
  readonly beyond: readonly unknown[] | null;
}

/** One of these columns has one of these ids. */
export interface AnyColumn {
  readonly anyOf: readonly Column[];
  readonly value: readonly string[];
}

/** A page of a list, in the order of its keyset. */
export function pageAsked(
  conditions: readonly Condition[],
  { field }: Pick<Keyset, 'field'>,
  { ascending, take, beyond }: PageRead,
): PageAsked {
  const place = beyond && [new Date(beyond.atMs), beyond.id];
  return { conditions, orderBy: [field, 'id'], ascending, take, beyond: place };
}

/** What the parameters of a statement are taken from. */
export interface Given {
  readonly merchantId: string;
  /** Of one row: the columns that name it. */
  readonly key: Readonly<Record<string, string>>;
  /** Of a page at the root. */
  readonly page: PageAsked | null;
  readonly nested: ReadonlyMap<NestedPagePlan, PageAsked>;
}
/** A statement for everything that is asked in the same shape, and how its answer is laid out. */
export interface Written {
  readonly text: string;
  readonly parameters: readonly ((given: Given) => Parameter)[];
  readonly layout: Layout;
}

/** Stands where a parameter will be. */
class Slot {
  readonly taken: (given: Given) => unknown;
  constructor(taken: (given: Given) => unknown) {
    this.taken = taken;
  }
}
type Sql = RawBuilder<unknown>;
const slot = (taken: (given: Given) => unknown): Sql => sql`${new Slot(taken)}`;
const merchant = slot(({ merchantId }) => merchantId);

/** One row by its key: a row of the answer, or none. */
export function writeOne(plan: RowPlan, { key, nested }: Given): Written {
  const row = writeRow(plan, 't', [...plan.columns], nested);
  const named = Object.keys(key).map((column) => sql`${ref('t', column)} = ${slot((given) => given.key[column])}`);
  return written(
    sql`select ${row.json} from ${from(plan.model, 't')} where ${and([sql`${ref('t', 'merchantId')} = ${merchant}`, ...named])}`,
    row.layout,
  );
}

/** A page: one row, which has an array of all. */
export function writePage(plan: PagePlan, { page, nested }: Given): Written {
  if (!page) throw new Error('expected a page to write the statement of');
  const rows = writePageRows(
    plan,
    't',
    page,
    sql`${ref('t', 'merchantId')} = ${merchant}`,
    (given) => given.page,
    nested,
  );
  return written(sql`select ${rows.json}`, rows.layout);
}

/** What of a question decides how its statement reads. */
export function shapeOf({ key, page, nested }: Given): string {
  return [Object.keys(key).join(), page ? pageShape(page) : '', ...[...nested.values()].map(pageShape)].join('|');
}
function pageShape({ conditions, orderBy, ascending, take, beyond }: PageAsked): string {
  const which = conditions.map((one) =>
    'anyOf' in one ? 'anyOf' : `${one.field} ${one.is === 'in' && !isSingle(one.value) ? 'any' : one.is}`,
  );
  return `${which.join()};${orderBy.join()} ${ascending} ${take} ${beyond !== null}`;
}

interface RowWritten {
  readonly json: Sql;
  readonly layout: Layout;
}

/** A row as an array: its columns, what it leads to, and the pages beneath it. Arrays, since names would be most of the text. */
function writeRow(plan: RowPlan, at: string, columns: readonly Column[], nested: Given['nested']): RowWritten {
  const relations = [...plan.relations.values()].map(({ relation: { name, by, model }, rows }) => {
    // A foreign key says that the row is there, and what it is called.
    if (isIdOnly(rows)) return { name, by, layout: null, json: null, model };
    const of = writeRow(rows, `${at}_${name}`, [...rows.columns], nested);
    const json = sql`(select ${of.json} from ${from(model, `${at}_${name}`)} where ${and([
      sql`${ref(`${at}_${name}`, 'merchantId')} = ${ref(at, 'merchantId')}`,
      sql`${ref(`${at}_${name}`, 'id')} = ${ref(at, by)}`,
    ])})`;
    return { name, by, layout: of.layout, json, model };
  });
  const pages = [...plan.pages].map(([name, page], i) => {
    const asked = nested.get(page);
    if (!asked) throw new Error(`expected to be told which rows the page ${name} has`);
    const { by } = page.toMany;
    const beneath = `${at}_${i}`;
    const owner = sql`${ref(beneath, 'merchantId')} = ${ref(at, 'merchantId')} and ${ref(beneath, by)} = ${ref(at, 'id')}`;
    const rows = writePageRows(page, beneath, asked, owner, (given) => given.nested.get(page) ?? null, nested);
    return { name, layout: rows.layout, json: sql`(select ${rows.json})` };
  });
  const parts = [
    ...columns.map((column) => asJson(plan.model, at, column)),
    ...relations.flatMap(({ json }) => json ?? []),
    ...pages.map(({ json }) => json),
  ];
  return {
    json: sql`json_build_array(${sql.join(parts)})`,
    layout: { model: plan.model, columns, relations, pages },
  };
}

/** All rows of a page as one array, in its order. */
function writePageRows(
  plan: PagePlan,
  at: string,
  { conditions, orderBy, ascending, take, beyond }: PageAsked,
  owner: Sql,
  askedOf: (given: Given) => PageAsked | null,
  nested: Given['nested'],
): RowWritten {
  const columns = [...new Set([...plan.rows.columns, ...(plan.cursors ? orderBy : [])])];
  const row = writeRow(plan.rows, at, columns, nested);
  const order = orderBy.map((column) => ref(at, column));
  const place = orderBy.map((_, i) => slot((given) => askedOf(given)?.beyond?.[i]));
  const past = sql`(${sql.join(order)}) ${sql.raw(ascending ? '>' : '<')} (${sql.join(place)})`;
  const which = [
    owner,
    ...conditions.map((condition, i) => writeCondition(at, condition, (given) => askedOf(given)?.conditions[i]?.value)),
    ...(beyond ? [past] : []),
  ];
  const sorted = sql.join(order.map((column) => sql`${column} ${sql.raw(ascending ? 'asc' : 'desc')}`));
  // What a row leads to is looked up for the rows of the page only: its limit stands inside. The limit is no parameter, since a plan
  // for any limit is one for a tenth of the table.
  return {
    layout: row.layout,
    json: sql`coalesce(json_agg(${row.json}), '[]') from (select * from ${from(plan.rows.model, at)} where ${and(which)} order by ${sorted} limit ${sql.lit(take)}) as ${sql.id(at)}`,
  };
}

const operators = { equals: '=', gte: '>=', lt: '<', lte: '<=', gt: '>' } as const;

function writeCondition(at: string, which: PageAsked['conditions'][number], taken: (given: Given) => unknown): Sql {
  if ('anyOf' in which) {
    const each = which.anyOf.map((column) => sql`${ref(at, column)} = any(${slot(taken)}::uuid[])`);
    return sql`(${sql.join(each, sql` or `)})`;
  }
  const { field, is, value, cast } = which;
  const column = ref(at, field);
  if (is !== 'in') return sql`${column} ${sql.raw(operators[is])} ${slot(taken)}`;
  // One value is an equality, by which an index gives the rows in their order.
  if (isSingle(value)) return sql`${column} = ${slot((given) => (taken(given) as readonly unknown[])[0])}`;
  return sql`${column} = any(${slot(taken)}::${sql.raw(cast ?? 'text')}[])`;
}

const isSingle = (value: unknown): boolean => Array.isArray(value) && value.length === 1;
const isIdOnly = ({ columns, relations, pages }: RowPlan): boolean =>
  relations.size === 0 && pages.size === 0 && [...columns].every((column) => column === 'id');

const ref = (at: string, column: string): Sql => sql.ref(`${at}.${column}`);
function from(model: Model, at: string): Sql {
  if (model !== 'LoggedEvent') return sql`${sql.table(tablesOf[model][0])} as ${sql.id(at)}`;
  const [event, log] = tablesOf.LoggedEvent;
  return sql`(select e.*, ${sql.join(['sequence', 'hash', 'previousHash'].map((column) => ref('l', column)))} from ${sql.table(log)} as l join ${sql.table(event)} as e on ${ref('e', 'merchantId')} = ${ref('l', 'merchantId')} and ${ref('e', 'id')} = ${ref('l', 'eventId')}) as ${sql.id(at)}`;
}
const and = (parts: readonly Sql[]): Sql => sql.join([...parts], sql` and `);

function asJson(model: Model, at: string, column: Column): Sql {
  const kind = kindOf(model, column);
  if (kind === 'bigint') return sql`${ref(at, column)}::text`;
  return kind === 'bytes' ? sql`encode(${ref(at, column)}, 'hex')` : ref(at, column);
}

function written(statement: Sql, layout: Layout): Written {
  const { sql: text, parameters } = statement.compile(writer);
  return {
    text,
    layout,
    parameters: parameters.map((parameter) => {
      if (!(parameter instanceof Slot)) throw new Error('expected every parameter to be a slot');
      return (given: Given) => asParameter(parameter.taken(given));
    }),
  };
}

function asParameter(value: unknown): Parameter {
  if (typeof value === 'string' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new Error(`expected a parameter; got ${typeof value}`);
}
