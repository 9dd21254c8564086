import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Cursors, PagePlace } from '../../event-log/cursor.ts';

export const pageSizeDefault = 20;
export const pageSizeMax = 100;

/** A request that no retry makes right: shown at the top level, since no field can be made of it. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export type OrderField = 'createdAt' | 'updatedAt';

/** How a list is ordered, and `scope`: all that must be the same for a cursor of it to be good. */
export interface Keyset {
  readonly cursors: Cursors;
  readonly field: OrderField;
  readonly ascending: boolean;
  readonly scope: string;
}

/** One page to read: so many rows (one more than shown, to know whether there is more), beyond a place, in this direction. */
export interface PageRead {
  readonly size: number;
  readonly take: number;
  readonly ascending: boolean;
  readonly backward: boolean;
  readonly beyond: PagePlace | null;
}

/** Names a list with its order and filter, so that a cursor cannot be used with another. */
export function pageScope(merchantId: string, list: string, order: unknown, filter: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([merchantId, list, order, filter ?? null]))
    .digest('base64url');
}

export function readPage(args: PageArgs, keyset: Keyset): PageRead {
  const backward = args.last !== null && args.last !== undefined;
  if (backward && args.first !== null && args.first !== undefined)
    throw badInput('expected `first` or `last`, not both');
  // An empty cursor is none that was given, and no absence either.
  if (backward && isGiven(args.after)) throw badInput('expected `last` with `before`; got `after`');
  if (!backward && isGiven(args.before)) throw badInput('expected `first` with `after`; got `before`');
  const cursor = backward ? args.before : args.after;
  const beyond = isGiven(cursor) ? keyset.cursors.pagePlace(keyset.scope, cursor) : null;
  if (isGiven(cursor) && !beyond) throw badInput('expected a cursor of this very list, with the same order and filter');
  const size = pageSize(backward ? args.last : args.first);
  return { size, take: size + 1, backward, ascending: keyset.ascending !== backward, beyond };
}

function isGiven(cursor: string | null | undefined): cursor is string {
  return cursor !== null && cursor !== undefined;
}

/** The page size asked for, within its limits. */
export function pageSize(asked: number | null | undefined): number {
  const size = asked ?? pageSizeDefault;
  if (size < 1 || size > pageSizeMax) throw badInput(`expected a page size from 1 to ${pageSizeMax}; got ${size}`);
  return size;
}

/** The same as Prisma takes it: rows beyond the place, in keyset order. */
export function keysetQuery(
  { field }: { readonly field: string },
  { ascending, beyond, take }: PageRead,
): { where: object; orderBy: object[]; take: number } {
  const direction = ascending ? 'asc' : 'desc';
  const past = ascending ? 'gt' : 'lt';
  const at = beyond && new Date(beyond.atMs);
  const where =
    beyond && at
      ? {
          [field]: { [ascending ? 'gte' : 'lte']: at },
          OR: [{ [field]: { [past]: at } }, { [field]: at, id: { [past]: beyond.id } }],
        }
      : {};
  return { where, orderBy: [{ [field]: direction }, { id: direction }], take };
}

export interface Page<Row> {
  readonly edges: { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The answer for rows read by `readPage`, in the order of the list whichever way they were read. */
export function toPage<Row extends { readonly id: string; readonly createdAt: Date; readonly updatedAt: Date }>(
  rows: readonly Row[],
  read: PageRead,
  keyset: Keyset,
): Page<Row> {
  const more = rows.length > read.size;
  const shown = rows.slice(0, read.size);
  if (read.backward) shown.reverse();
  // Signing a cursor costs more than reading its row, so one is made only when it is selected.
  const edges = shown.map((node) => ({
    node,
    get cursor() {
      return keyset.cursors.forPage(keyset.scope, { atMs: node[keyset.field].getTime(), id: node.id });
    },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: read.backward ? read.beyond !== null : more,
      hasPreviousPage: read.backward ? more : read.beyond !== null,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}
