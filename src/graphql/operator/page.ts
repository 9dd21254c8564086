import type { OutputRef } from '@pothos/core';
import type { Place } from '../../kernel/place.ts';
import { badInput, pageScope, pageSize } from '../schema/page.ts';
import { operatorBuilder } from './builder.ts';
import type { OperatorContext } from './context.ts';

/** One page of a list that is read forward. */
export interface OperatorPage<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PageInfo = operatorBuilder.objectRef<OperatorPage<unknown>['pageInfo']>('PageInfo').implement({
  description: 'Whether there is more, and from where.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'True when there are items after this page.' }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Cursor of the last item: pass it as `after`. Null on an empty page.',
    }),
  }),
});

/** A type for the pages of a list. */
export const pageType = <Row>(name: string, of: OutputRef<Row>, what: string) =>
  operatorBuilder.objectRef<OperatorPage<Row>>(name).implement({
    description: `One page of ${what}.`,
    fields: (t) => ({
      nodes: t.field({ type: [of] as never, description: 'The items.', resolve: ({ nodes }) => nodes as never }),
      pageInfo: t.field({ type: PageInfo, description: 'Whether there is more.', resolve: ({ pageInfo }) => pageInfo }),
    }),
  });

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** What the arguments of a page say. */
export const pageWords = {
  first: 'How many from the start, or after `after`: 20 when left out, 100 at most.',
  after: 'Items after this cursor only.',
} as const;

interface Listed<Row> {
  readonly list: string;
  readonly filter?: unknown;
  placeOf(row: Row): Place;
  /** So many rows beyond a place. */
  read(beyond: Place | null, limit: number): Promise<readonly Row[]>;
}

/** Reads one page by keyset: its cost does not grow with how far down the list it lies. */
export async function readPageOf<Row>(
  { deps: { cursors } }: OperatorContext,
  { first, after }: PageArguments,
  { list, filter, placeOf, read }: Listed<Row>,
): Promise<OperatorPage<Row>> {
  const size = pageSize(first);
  const scope = pageScope('operators', list, null, filter);
  const beyond = after === null || after === undefined ? null : cursors.pagePlace(scope, after);
  if (after !== null && after !== undefined && !beyond)
    throw badInput('expected a cursor of this very list, with the same filter');
  const rows = await read(beyond, size + 1);
  const nodes = rows.slice(0, size);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: { hasNextPage: rows.length > size, endCursor: last ? cursors.forPage(scope, placeOf(last)) : null },
  };
}

/** The place of a row that is ordered by when it was made. */
export const placeByCreation = ({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): Place => ({
  atMs: createdAt.getTime(),
  id,
});
