import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { TotalsDocument, type TotalsQuery } from '../merchant/generated/graphql.ts';
import { Bars } from '../parts/bars.tsx';
import { Card, Empty, Failed, Money, Notice, PageHead, Tag, Waiting } from '../parts/basics.tsx';
import { daysOf, dayText, isDay, plusDays, today } from '../parts/days.ts';
import { countText, moneyText, providerText } from '../parts/format.ts';
import { type Column, ListTable } from '../parts/list-table.tsx';
import { PickOne } from '../parts/pickers.tsx';
import { useSession } from '../session.tsx';

const presets = [7, 30, 90, 366] as const;
const rateText = (basisPoints: number | null | undefined): string =>
  basisPoints === null || basisPoints === undefined ? 'none has ended' : `${(basisPoints / 100).toFixed(1)} %`;

interface Period {
  readonly from: string;
  readonly to: string;
}

/** What the address says: the days, and the currency of the chart. */
function usePeriod() {
  const { timeZone } = useSession();
  const [search, setSearch] = useSearchParams();
  const now = today(timeZone);
  const given = (name: string, otherwise: string): string => {
    const text = search.get(name) ?? '';
    return isDay(text) ? text : otherwise;
  };
  const to = given('to', now);
  const period: Period = { from: given('from', plusDays(to, -29)), to };
  const set = (values: Readonly<Record<string, string>>): void =>
    setSearch((before) => new URLSearchParams({ ...Object.fromEntries(before), ...values }), { replace: true });
  return { period, now, set, currency: search.get('currency') };
}

function Days({ period, now, set }: Omit<ReturnType<typeof usePeriod>, 'currency'>) {
  return (
    <fieldset className="filters" style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className="hidden-text">Days</legend>
      {presets.map((days) => {
        const of = { from: plusDays(now, 1 - days), to: now };
        const isShown = of.from === period.from && of.to === period.to;
        return (
          <Link
            key={days}
            href={`/totals?from=${of.from}&to=${of.to}`}
            className="button"
            data-size="small"
            data-kind={isShown ? 'primary' : 'plain'}
            aria-current={isShown ? 'true' : undefined}
          >
            {days === 366 ? 'A year' : `${days} days`}
          </Link>
        );
      })}
      {(['from', 'to'] as const).map((name) => (
        <label key={name} className="row small muted">
          {name === 'from' ? 'From' : 'to'}
          <input
            className="input"
            style={{ width: 'auto' }}
            type="date"
            value={period[name]}
            onChange={({ target }) => target.value && set({ ...period, [name]: target.value })}
          />
        </label>
      ))}
    </fieldset>
  );
}

type StatusRow = {
  readonly id: string;
  readonly status: string;
} & TotalsQuery['all']['groups'][number]['amounts'][number];

function ByStatus({ totals, period, query }: Shown) {
  const rows = totals.byStatus.groups.flatMap(({ status, amounts }) =>
    amounts.map((amount) => ({ ...amount, id: `${status} ${amount.currency}`, status: status ?? '' })),
  );
  const columns: readonly Column<StatusRow>[] = [
    {
      name: 'Status',
      isMain: true,
      cell: ({ status }) => (
        <Link href={`/payments?status=${status}&from=${period.from}&to=${period.to}`} className="row-link">
          <Tag status={status} />
        </Link>
      ),
    },
    { name: 'Payments', isAmount: true, cell: ({ count }) => countText(count) },
    { name: 'Asked for', isAmount: true, cell: ({ requested }) => <Money of={requested} /> },
    { name: 'Captured', isAmount: true, cell: ({ captured }) => <Money of={captured} /> },
    { name: 'Refunded', isAmount: true, cell: ({ refunded }) => <Money of={refunded} /> },
  ];
  return <ListTable title="By status" items={rows} columns={columns} empty={null} query={query} />;
}

function ByCurrency({ totals, query }: Shown) {
  const rows = (totals.all.groups[0]?.amounts ?? []).map((amount) => ({ ...amount, id: amount.currency }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { name: 'Currency', isMain: true, cell: ({ currency }) => currency },
    { name: 'Payments', isAmount: true, cell: ({ count }) => countText(count) },
    { name: 'Asked for', isAmount: true, cell: ({ requested }) => <Money of={requested} /> },
    { name: 'Captured', isAmount: true, cell: ({ captured }) => <Money of={captured} /> },
    { name: 'Refunded', isAmount: true, cell: ({ refunded }) => <Money of={refunded} /> },
    { name: 'Taken back', isAmount: true, cell: ({ reversed }) => <Money of={reversed} /> },
  ];
  return <ListTable title="By currency" items={rows} columns={columns} empty={null} query={query} />;
}

function ByProvider({ totals, query }: Shown) {
  const rows = totals.byProvider.groups.map((group) => ({ ...group, id: group.provider ?? '' }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { name: 'Provider', isMain: true, cell: ({ id }) => providerText(id) },
    { name: 'Payments', isAmount: true, cell: ({ count }) => countText(count) },
    { name: 'Succeeded', isAmount: true, cell: ({ succeeded }) => countText(succeeded) },
    { name: 'Failed', isAmount: true, cell: ({ failed }) => countText(failed) },
    { name: 'Success', isAmount: true, cell: ({ successBasisPoints }) => rateText(successBasisPoints) },
  ];
  return <ListTable title="By provider" items={rows} columns={columns} empty={null} query={query} />;
}

interface Shown {
  readonly totals: TotalsQuery;
  readonly period: Period;
  readonly query: { readonly error: unknown; refetch(): unknown };
}

function Charts({
  totals,
  period,
  currency,
  onCurrency,
}: Omit<Shown, 'query'> & { readonly currency: string | null; readonly onCurrency: (currency: string) => void }) {
  const currencies = (totals.all.groups[0]?.amounts ?? []).toSorted((one, other) => other.count - one.count);
  const shown = currencies.find((each) => each.currency === currency) ?? currencies[0];
  if (!shown) return null;
  const days = new Map(totals.byDay.groups.map((group) => [group.day, group]));
  const zero = { ...shown.captured, amountMinor: '0', decimal: '0' };
  const volume = daysOf(period.from, period.to).map((day) => {
    const captured = days.get(day)?.amounts.find((each) => each.currency === shown.currency)?.captured ?? zero;
    return { name: day, value: Number(captured.amountMinor), text: moneyText(captured), captured };
  });
  const highest = volume.reduce(
    (most, each) => (each.value > most.value ? each : most),
    volume[0] ?? { value: 0, text: '' },
  );
  const rates = daysOf(period.from, period.to).map((day) => {
    const rate = days.get(day)?.successBasisPoints ?? null;
    return { name: day, value: rate, text: rateText(rate) };
  });
  return (
    <>
      <Card
        title={`Captured of the payments of each day, in ${shown.currency}`}
        aside={
          currencies.length > 1 ? (
            <PickOne
              label="Currency"
              choices={currencies.map((each) => ({ id: each.currency, text: each.currency }))}
              value={shown.currency}
              onChange={onCurrency}
            />
          ) : undefined
        }
      >
        <Bars
          label={`Captured of the payments of each day, in ${shown.currency}`}
          bars={volume}
          top={highest.text}
          nameOf={dayText}
          column={['Day', 'Captured']}
        />
      </Card>
      <Card title="Success of the payments of each day">
        <Bars
          label="Success of the payments of each day"
          bars={rates}
          max={10_000}
          top="100 %"
          nameOf={dayText}
          column={['Day', 'Came to money']}
        />
      </Card>
    </>
  );
}

/** How many payments stand where, and what they come to. */
export default function Totals() {
  const { period, now, set, currency } = usePeriod();
  const query = useQuery({
    queryKey: ['totals', period.from, period.to],
    queryFn: ({ signal }) => askMerchant(TotalsDocument, { period }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const totals = query.data;
  const all = totals?.all.groups[0];
  return (
    <>
      <PageHead
        title="Totals"
        about={
          totals
            ? `Payments by the day on which they were made, as they stand now. Days are those of ${totals.byStatus.timeZone}.`
            : 'Payments by the day on which they were made, as they stand now.'
        }
      />
      <Days period={period} now={now} set={set} />
      {query.isError ? <Failed error={query.error} again={() => void query.refetch()} /> : null}
      {query.isPending ? <Waiting lines={8} /> : null}
      {totals && !totals.byStatus.current ? (
        <Notice tone="warn" title="More has happened than is counted here yet">
          <p>It is being counted, and shown as soon as it is.</p>
        </Notice>
      ) : null}
      {totals && !all ? (
        <Card>
          <Empty title="No payment was made on these days">
            <p>Look at other days.</p>
          </Empty>
        </Card>
      ) : null}
      {totals && all ? (
        <>
          <p>
            <strong>{countText(all.count)}</strong> {all.count === 1 ? 'payment' : 'payments'}. Of those that have come
            to an end and were not cancelled, <strong>{rateText(all.successBasisPoints)}</strong> came to money.
          </p>
          <ByStatus totals={totals} period={period} query={query} />
          <ByCurrency totals={totals} period={period} query={query} />
          <Charts
            totals={totals}
            period={period}
            currency={currency}
            onCurrency={(next) => set({ ...period, currency: next })}
          />
          <ByProvider totals={totals} period={period} query={query} />
        </>
      ) : null}
    </>
  );
}
