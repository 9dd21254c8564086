import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button, Card, Empty, Failed, Waiting } from './basics.tsx';

export interface Column<Item> {
  readonly name: string;
  readonly cell: (item: Item) => ReactNode;
  readonly isMain?: boolean;
  readonly isAmount?: boolean;
}

/** A table of whatever there is a list of: loading, refused, empty and full. */
export function ListTable<Item extends { readonly id: string }>({
  title,
  items,
  columns,
  empty,
  query,
  aside,
}: {
  readonly title: string;
  readonly items: readonly Item[] | undefined;
  readonly columns: readonly Column<Item>[];
  readonly empty: ReactNode;
  readonly query: { readonly error: unknown; refetch(): unknown } & Partial<
    Pick<UseInfiniteQueryResult, 'hasNextPage' | 'fetchNextPage'>
  >;
  readonly aside?: ReactNode;
}) {
  return (
    <Card title={title} aside={aside}>
      {query.error ? (
        <div className="card-body">
          <Failed error={query.error} again={() => void query.refetch()} />
        </div>
      ) : null}
      {!items && !query.error ? <Waiting /> : null}
      {items?.length === 0 ? <Empty title="There is none">{empty}</Empty> : null}
      {items && items.length > 0 ? (
        <div className="table-wrap">
          <table className="table" aria-label={title}>
            <thead>
              <tr>
                {columns.map(({ name, isAmount }) => (
                  <th key={name} scope="col" className={isAmount ? 'amount' : undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  {columns.map(({ name, cell, isMain, isAmount }) => (
                    <td key={name} data-label={name} className={isMain ? 'main-cell' : isAmount ? 'amount' : undefined}>
                      {cell(item)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {query.hasNextPage ? (
        <div className="list-foot">
          <Button size="small" onPress={() => void query.fetchNextPage?.()}>
            Load more
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
