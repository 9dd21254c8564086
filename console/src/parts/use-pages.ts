import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

interface OnePage<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** A list by pages, all that were read in one row. */
export function usePages<Item>(
  queryKey: QueryKey,
  read: (after: string | null, signal: AbortSignal) => Promise<OnePage<Item>>,
  refetchInterval: number | false = false,
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }: OnePage<Item>) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    refetchInterval,
  });
  return { query, items: query.data?.pages.flatMap(({ nodes }) => nodes) };
}
