import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { LiveEventFragment } from '../merchant/generated/graphql.ts';
import { nounOf } from '../nouns.ts';

export type LiveEvent = LiveEventFragment;

/** A row of a list, as far as it has to be known to be changed in place. */
export interface Row {
  readonly __typename: string;
  readonly id: string;
  readonly version: number;
}
export interface Page {
  readonly page: {
    readonly nodes: readonly Row[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}
type Pages = InfiniteData<Page, unknown>;

/** The thing of a list that an event is about: itself, or the payment that a capture or refund is of. */
export function rowOf({ subject }: Pick<LiveEvent, 'subject'>): Row | null {
  if (!subject) return null;
  if ('version' in subject) return subject as Row;
  if ('payment' in subject) return subject.payment as Row;
  return 'refundOf' in subject ? ((subject.refundOf as Row | null) ?? null) : null;
}

/** The same pages with a row as it is now; the very same object where nothing changed. A row never goes back to an older version. */
export function patched(pages: Pages | undefined, row: Row): Pages | undefined {
  const holds = (page: Page): boolean =>
    page.page.nodes.some(({ id, version }) => id === row.id && version < row.version);
  if (!pages?.pages.some(holds)) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) =>
      holds(page)
        ? { page: { ...page.page, nodes: page.page.nodes.map((one) => (one.id === row.id ? row : one)) } }
        : page,
    ),
  };
}

/** Brings an event to all that is shown: rows change in place, pages of the thing are read anew, and lists hear of what is new. */
export function apply(client: QueryClient, event: LiveEvent): { readonly created: string | null } {
  const row = rowOf(event);
  if (row) client.setQueriesData<Pages>({ queryKey: ['list'] }, (pages) => patched(pages, row));
  for (const id of new Set([event.subjectId, row?.id]))
    if (id) void client.invalidateQueries({ queryKey: ['thing', id] });
  void client.invalidateQueries({ queryKey: ['work'] });
  return { created: row && event.type.endsWith('_CREATED') ? nounOf(row.__typename) : null };
}
