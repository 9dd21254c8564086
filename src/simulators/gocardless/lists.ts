import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { WireRequest } from '../kit/simulator.ts';
import { misused, type Refusal } from './replies.ts';

const limitMax = 500;
const limitUsual = 50;
const comparisons: Readonly<Record<string, (value: string, bound: string) => boolean>> = {
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
};

/** What a list can be narrowed by. */
export interface Filters<R> {
  /** Several values stand side by side with commas. */
  readonly equal: Readonly<Record<string, (row: R) => string | null>>;
  /** `name[gte]=…`, over text that sorts as it means. */
  readonly range?: Readonly<Record<string, (row: R) => string>>;
  /** Parameters that are not about rows. */
  readonly other?: readonly string[];
}

export interface Page<R> {
  readonly rows: readonly R[];
  readonly meta: object;
}

/** One page of rows that stand newest first. The cursors are the ids of the page's ends. */
export function pageOf<R extends { readonly id: string }>(
  { query }: WireRequest,
  all: readonly R[],
  filters: Filters<R>,
): Result<Page<R>, Refusal> {
  const parameters = new URLSearchParams(query);
  let rows = all;
  for (const [name, value] of parameters) {
    if (['after', 'before', 'limit', ...(filters.other ?? [])].includes(name)) continue;
    const [, base = '', inside] = /^(\w+)(?:\[(\w*)\])?$/.exec(name) ?? [];
    const equal = Object.hasOwn(filters.equal, base) ? filters.equal[base] : undefined;
    const range = filters.range && Object.hasOwn(filters.range, base) ? filters.range[base] : undefined;
    const compare = inside !== undefined && Object.hasOwn(comparisons, inside) ? comparisons[inside] : undefined;
    if (equal && inside !== undefined)
      return refuse(misused(422, 'invalid_type', `${base} must be text; several values stand with commas`));
    if (equal) {
      const wanted = value.split(',');
      rows = rows.filter((row) => wanted.includes(equal(row) ?? ''));
    } else if (range && compare) {
      const bound = boundOf(value);
      if (bound === null) return refuse(misused(400, 'invalid_filters', `${name} is not a time`));
      rows = rows.filter((row) => compare(range(row), bound));
    } else {
      return refuse(misused(400, 'invalid_filters', `${name.slice(0, 40)} is not a filter here`));
    }
  }
  const limit = Number(/^\d{1,4}$/.exec(parameters.get('limit') ?? String(limitUsual))?.[0] ?? 0);
  if (limit < 1 || limit > limitMax)
    return refuse(misused(400, 'invalid_filters', `limit must lie between 1 and ${limitMax}`));
  const [after, before] = [parameters.get('after'), parameters.get('before')];
  const place = (id: string) => rows.findIndex((row) => row.id === id);
  const start = after ? place(after) + 1 : before ? Math.max(0, place(before) - limit) : 0;
  if ((after && start === 0) || (before && place(before) < 0))
    return refuse(misused(400, 'invalid_filters', 'The cursor is not one of this list'));
  const end = before ? place(before) : start + limit;
  const page = rows.slice(start, end);
  return ok({
    rows: page,
    meta: {
      cursors: {
        before: start > 0 ? (page[0]?.id ?? null) : null,
        after: end < rows.length ? (page.at(-1)?.id ?? null) : null,
      },
      limit,
    },
  });
}

// Dates are compared as they are, times in the one form that all of ours have.
function boundOf(value: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
