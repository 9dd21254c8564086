import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useLive } from '../live/use-live.ts';
import { Empty, Failed, Waiting } from './basics.tsx';

/** Reads the thing of a page, again whenever an event says that it has changed. */
export function useThing<Thing>(id: string, read: (signal: AbortSignal) => Promise<Thing>) {
  const client = useQueryClient();
  const { state } = useLive();
  const key: QueryKey = ['thing', id];
  const thing = useQuery({
    queryKey: [...key, 'page'],
    queryFn: ({ signal }) => read(signal),
    refetchInterval: state === 'off' ? 15_000 : false,
  });
  return { thing, again: () => void client.invalidateQueries({ queryKey: key }) };
}

/** What is shown in the place of a page that is not there, or not yet. */
export function ThingOr<Thing>({
  thing,
  list,
  children,
}: {
  readonly thing: { readonly data: Thing | undefined; readonly error: unknown; refetch(): unknown };
  readonly list: { readonly path: string; readonly text: string };
  readonly children: (found: NonNullable<Thing>) => ReactNode;
}) {
  const { data, error } = thing;
  if (data !== undefined && data !== null) return children(data);
  if (error) return <Failed error={error} again={() => void thing.refetch()} />;
  if (data === undefined) return <Waiting lines={10} />;
  return (
    <Empty title="There is no such thing">
      <p>It does not exist, or belongs to another merchant.</p>
      <Link href={list.path}>{list.text}</Link>
    </Empty>
  );
}
