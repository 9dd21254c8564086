import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'wouter';
import { serverNow } from '../api/server-clock.ts';
import { live, useLive } from '../live/use-live.ts';
import type { NounName } from '../nouns.ts';
import { Button, Card, Empty, Failed, PageHead, Waiting } from '../parts/basics.tsx';
import { countText, providerText, startOfDay, words } from '../parts/format.ts';
import { useProviders } from '../parts/offers.ts';
import { PickSome } from '../parts/pickers.tsx';
import { Rows } from '../parts/rows.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { useSession } from '../session.tsx';
import { type AnyRow, listShapes } from './list-shapes.tsx';

const perPage = 100;
/** 2,000 rows are held. Whoever goes on to older ones lets go of the newest, and comes back to them the same way. */
const pagesMax = 20;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const iso = (ms: number): string => new Date(ms).toISOString();

/** What the address says, as the filter of the API: every filter can be kept, sent and gone back to. */
function useFilter(noun: NounName, providers: readonly string[]) {
  const [search, setSearch] = useSearchParams();
  const { timeZone } = useSession();
  const some = (name: string): readonly string[] => search.get(name)?.split(',').filter(Boolean) ?? [];
  const text = (name: string): string => search.get(name) ?? '';
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const filter = useMemo(() => {
    const status = search.get('status')?.split(',').filter(Boolean);
    const provider = search.get('provider')?.split(',').filter(Boolean);
    const only = provider ?? (noun === 'transfers' ? providers : undefined);
    const from = startOfDay(search.get('from') ?? '', timeZone);
    const to = startOfDay(search.get('to') ?? '', timeZone);
    const reference = search.get('reference')?.trim();
    const settleWithin = Number(search.get('settle') ?? 0);
    return {
      ...(status ? { statuses: status } : {}),
      ...(only ? { providers: only } : {}),
      ...(reference ? { externalId: reference } : {}),
      ...(from || to
        ? {
            createdAt: {
              ...(from ? { from: from.toISOString() } : {}),
              ...(to ? { to: new Date(to.getTime() + dayMs).toISOString() } : {}),
            },
          }
        : {}),
      ...(search.has('unresolved') ? { hasUnresolvedOperation: true } : {}),
      ...(settleWithin > 0
        ? { settleBy: { from: iso(serverNow()), to: iso(serverNow() + settleWithin * hourMs) } }
        : {}),
    };
  }, [search, timeZone, noun, providers]);
  return {
    filter,
    some,
    text,
    set,
    clear: () => setSearch({}),
    isSet: search.size > 0,
    search: decodeURIComponent(search.toString()),
    address: search.toString(),
  };
}

const noProviders: readonly string[] = [];
/** Where a page begins, and where the one before it did: a page that was let go of is read again from there. */
interface Place {
  readonly after: string | null;
  readonly newer: Place | null;
}
const newest: Place = { after: null, newer: null };

export function ListPage({ noun }: { readonly noun: NounName }) {
  const shape = listShapes[noun];
  const client = useQueryClient();
  const { state, sequence, created } = useLive();
  const providers = useProviders();
  // Those that make transfers; which they are is theirs to say.
  const transferring = useMemo(
    () =>
      providers.data?.providers
        .filter(({ operations }) => operations.includes('transfer.create'))
        .map(({ provider }) => provider as string) ?? noProviders,
    [providers.data],
  );
  const { filter, some, text, set, clear, isSet, search, address } = useFilter(noun, transferring);
  const queryKey = ['list', noun, filter];
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => shape.read({ after: pageParam.after, first: perPage, filter }, signal),
    initialPageParam: newest,
    maxPages: pagesMax,
    getNextPageParam: ({ page: { pageInfo } }, _pages, from): Place | null =>
      pageInfo.hasNextPage ? { after: pageInfo.endCursor, newer: from } : null,
    getPreviousPageParam: (_page, _pages, from) => from.newer,
    enabled: noun !== 'transfers' || transferring.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: state === 'off' ? 15_000 : false,
  });
  const rows = (list.data?.pages.flatMap(({ page }) => page.nodes) ?? []) as unknown as readonly AnyRow[];
  const waiting = created[noun] ?? 0;
  const showNew = (): void => {
    live.seen(noun);
    // From its newest page on, which may have been let go of.
    if (list.hasPreviousPage) void client.resetQueries({ queryKey });
    else void list.refetch();
  };
  const choices = providers.data?.providers.map(({ provider }) => ({ id: provider, text: providerText(provider) }));
  return (
    <>
      <PageHead title={shape.title} about={shape.about}>
        {noun === 'payments' || noun === 'transfers' ? (
          <a
            className="button"
            data-kind="plain"
            data-size="small"
            download
            href={`/console/export/payments.csv?filter=${encodeURIComponent(JSON.stringify(filter))}`}
          >
            Download all that match (CSV)
          </a>
        ) : null}
      </PageHead>
      <nav className="row" aria-label="Views">
        {shape.views.map((view) => (
          <Link
            key={view.search}
            href={`/${noun}?${view.search}`}
            className="button"
            data-size="small"
            data-kind={search === view.search ? 'primary' : 'plain'}
            aria-current={search === view.search ? 'true' : undefined}
          >
            {view.text}
          </Link>
        ))}
        <SavedViews key={noun} noun={noun} search={address} />
      </nav>
      <fieldset className="filters" style={{ border: 0, margin: 0, padding: 0 }}>
        <legend className="hidden-text">Filters</legend>
        <PickSome
          label="Status"
          choices={shape.statuses.map((id) => ({ id, text: words(id) }))}
          value={some('status')}
          onChange={(value) => set('status', value.join(','))}
        />
        <PickSome
          label="Provider"
          choices={choices ?? []}
          value={some('provider')}
          onChange={(value) => set('provider', value.join(','))}
        />
        <label className="row small muted">
          From
          <input
            className="input"
            style={{ width: 'auto' }}
            type="date"
            value={text('from')}
            onChange={({ target }) => set('from', target.value)}
          />
        </label>
        <label className="row small muted">
          to
          <input
            className="input"
            style={{ width: 'auto' }}
            type="date"
            value={text('to')}
            onChange={({ target }) => set('to', target.value)}
          />
        </label>
        <input
          className="input search"
          type="search"
          aria-label="Your reference"
          placeholder="Your reference"
          value={text('reference')}
          onChange={({ target }) => set('reference', target.value)}
        />
        {isSet ? (
          <Button kind="quiet" size="small" onPress={clear}>
            Clear filters
          </Button>
        ) : null}
      </fieldset>
      <Card>
        {waiting > 0 ? (
          <Button className="news" onPress={showNew}>
            {waiting === 1 ? '1 new: show it' : `${countText(waiting)} new: show them`}
          </Button>
        ) : null}
        {list.hasPreviousPage ? (
          <div className="list-foot">
            <span>The newest are not shown.</span>
            <span className="row">
              <Button
                size="small"
                isPending={list.isFetchingPreviousPage}
                onPress={() => void list.fetchPreviousPage()}
              >
                Load newer
              </Button>
              <Button size="small" onPress={() => void client.resetQueries({ queryKey })}>
                To the newest
              </Button>
            </span>
          </div>
        ) : null}
        {list.isError ? (
          <div className="card-body">
            <Failed error={list.error} again={() => void list.refetch()} />
          </div>
        ) : null}
        {list.isPending ? <Waiting lines={8} /> : null}
        {list.isSuccess && rows.length === 0 ? (
          <Empty title={isSet ? 'Nothing matches these filters' : 'There is none yet'}>
            <p>{isSet ? 'Take one of them away, or look at other days.' : shape.empty}</p>
            {isSet ? <Button onPress={clear}>Clear filters</Button> : null}
          </Empty>
        ) : null}
        {rows.length > 0 ? <Rows rows={rows} label={shape.title} withAmounts={shape.hasAmounts} /> : null}
        <div className="list-foot">
          <span role="status">
            {countText(rows.length)} shown{list.hasNextPage ? ', there are more' : ''}.{' '}
            {sequence === null ? '' : `Complete up to event ${countText(sequence)}.`}
          </span>
          {list.hasNextPage ? (
            <Button size="small" isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {list.isFetchingNextPage ? 'Loading …' : 'Load older'}
            </Button>
          ) : null}
        </div>
      </Card>
    </>
  );
}
