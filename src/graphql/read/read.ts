import { createHash } from 'node:crypto';
import { GraphQLError, type GraphQLResolveInfo, getArgumentValues, isObjectType } from 'graphql';
import type { Statement } from '../../platform/merchant-statement.ts';
import type { Context } from '../schema/context.ts';
import { pageSize } from '../schema/page.ts';
import { type NestedPagePlan, type PagePlan, planPage, planRow, type RowPlan } from './plan.ts';
import { rowReader } from './rows.ts';
import { type Given, type PageAsked, shapeOf, type Written, writeOne, writePage } from './statement.ts';

/** What is said of a selection that cannot be read so: the Prisma plugin reads it, as it reads everything else. */
export const unplanned = Symbol('left to the Prisma plugin');

/** The row that a key names, with what is selected of it; null where it names none. */
export async function readRow(
  context: Context,
  info: GraphQLResolveInfo,
  key: Readonly<Record<string, string>>,
): Promise<object | null | typeof unplanned> {
  const plan = planRow(info);
  const nested = plan && nestedPages(plan, info);
  if (!plan || !nested) return unplanned;
  const given = { merchantId: context.caller.merchantId, key, page: null, nested };
  const { statement, parameters, toRow } = prepared(plan, given, () => writeOne(plan, given));
  const [row] = await context.deps.db.read(given.merchantId, statement, parameters(given));
  return row ? toRow(JSON.parse(row[0] ?? '')) : null;
}

/** The rows of a page at the root, with what is selected of them: one more than it shows where there is more. */
export async function readRows(
  context: Context,
  info: GraphQLResolveInfo,
  page: PageAsked,
): Promise<readonly object[] | typeof unplanned> {
  const plan = planPage(info);
  const nested = plan && nestedPages(plan.rows, info);
  if (!plan || !nested) return unplanned;
  const given = { merchantId: context.caller.merchantId, key: {}, page, nested };
  const { statement, parameters, toRow } = prepared(plan, given, () => writePage(plan, given));
  const [row] = await context.deps.db.read(given.merchantId, statement, parameters(given));
  return (JSON.parse(row?.[0] ?? '[]') as unknown[][]).map(toRow);
}

const nothingNested: ReadonlyMap<NestedPagePlan, PageAsked> = new Map();

/** The pages beneath the rows, as their arguments ask for them; null where one is for its own resolver, which tells what is wrong with it. */
function nestedPages(plan: RowPlan, info: GraphQLResolveInfo): ReadonlyMap<NestedPagePlan, PageAsked> | null {
  if (plan.pages.size === 0 && plan.relations.size === 0) return nothingNested;
  const asked = new Map<NestedPagePlan, PageAsked>();
  const look = ({ pages, relations }: RowPlan): boolean =>
    [...pages.values()].every((page) => {
      const of = pageOf(page, info);
      if (of) asked.set(page, of);
      return of !== null && look(page.rows);
    }) && [...relations.values()].every(({ rows }) => look(rows));
  return look(plan) ? asked : null;
}

function pageOf({ toMany, field, parentType }: NestedPagePlan, info: GraphQLResolveInfo): PageAsked | null {
  const type = info.schema.getType(parentType);
  const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
  if (!definition) return null;
  try {
    const args = getArgumentValues(definition, field, info.variableValues);
    // A cursor is good for the page of one row, not for that of each.
    if (args.after !== undefined && args.after !== null) return null;
    const size = pageSize(args.first as number | null | undefined);
    return {
      conditions: toMany.conditions(args),
      orderBy: ['createdAt', 'id'],
      ascending: false,
      take: size + 1,
      beyond: null,
    };
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

interface Prepared {
  readonly statement: Statement;
  parameters(given: Given): ReturnType<Written['parameters'][number]>[];
  toRow(values: readonly unknown[]): object;
}

/** Statements by the shape of what is asked, for each plan. A shape is made of which filters are given, and in which order and size. */
const shapes = new WeakMap<RowPlan | PagePlan, Map<string, Prepared>>();
const shapesKept = 64;

function prepared(plan: RowPlan | PagePlan, given: Given, write: () => Written): Prepared {
  const known = shapes.get(plan) ?? new Map<string, Prepared>();
  shapes.set(plan, known);
  const shape = shapeOf(given);
  const kept = known.get(shape);
  if (kept) return kept;
  const { text, parameters, layout } = write();
  const one: Prepared = {
    // Named by what it says: two documents that come to the same statement share it.
    statement: { text, name: `read_${createHash('sha256').update(text).digest('base64url')}` },
    parameters: (of) => parameters.map((take) => take(of)),
    toRow: rowReader(layout),
  };
  if (known.size >= shapesKept) known.clear();
  known.set(shape, one);
  // What comes once is not worth preparing.
  return { ...one, statement: { text, name: null } };
}
