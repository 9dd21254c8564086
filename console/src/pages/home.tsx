import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { useLive } from '../live/use-live.ts';
import {
  AttentionDocument,
  AttentionItemsDocument,
  type AttentionKind,
  ProvidersDocument,
  TotalsAtAGlanceDocument,
} from '../merchant/generated/graphql.ts';
import { pathOf } from '../nouns.ts';
import { AttentionGroup } from '../parts/attention.tsx';
import { Card, Empty, Failed, Money, PageHead, Sentence, Tag, Time, Waiting } from '../parts/basics.tsx';
import { plusDays, today } from '../parts/days.ts';
import { countText, providerText } from '../parts/format.ts';
import { useSession } from '../session.tsx';

/** Where a person sees to a thing that has no page of its own. */
const workOf = (id: string): string =>
  id.startsWith('whe_') ? `/endpoints/${id}` : id.startsWith('acc_') ? '/accounts' : '/work';

function Items({ kind }: { readonly kind: AttentionKind }) {
  const { data, error } = useQuery({
    queryKey: ['work', 'items', kind],
    queryFn: ({ signal }) => askMerchant(AttentionItemsDocument, { kind }, signal),
  });
  if (error)
    return (
      <li>
        <Failed error={error} />
      </li>
    );
  return data?.attentionItems.map((item) => (
    <li key={item.id}>
      <Link href={pathOf(item.id) ?? workOf(item.id)}>
        <Sentence of={item.sentence} />
      </Link>
      <div className="small muted">
        Since <Time at={item.since} />
        {item.actBy ? (
          <>
            {' '}
            · act by <Time at={item.actBy} />
          </>
        ) : null}
      </div>
    </li>
  ));
}

function Providers() {
  const { data } = useQuery({
    queryKey: ['work', 'providers'],
    queryFn: ({ signal }) => askMerchant(ProvidersDocument, {}, signal),
  });
  const connected = data?.providers.filter(({ connected: is }) => is) ?? [];
  return (
    <Card title="Providers">
      <div className="card-body">
        {data && connected.length === 0 ? <p className="muted">No provider is connected yet.</p> : null}
        <dl className="facts-list">
          {connected.map(({ provider, pausedAt, pausedBecause, notCalledBackBecause }) => (
            <div key={provider} style={{ display: 'contents' }}>
              <dt>{providerText(provider)}</dt>
              <dd>
                <Tag status={pausedAt ? 'PAUSED' : 'ACTIVE'}>{pausedAt ? 'Paused' : 'Connected'}</Tag>
                {pausedBecause || notCalledBackBecause ? (
                  <div className="small muted">{pausedBecause?.message ?? notCalledBackBecause}</div>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}

/** The last seven days, to see at a glance whether it is a day like others. */
function LastDays() {
  const { timeZone } = useSession();
  const to = today(timeZone);
  const period = { from: plusDays(to, -6), to };
  const { data } = useQuery({
    queryKey: ['totals', 'glance', to],
    queryFn: ({ signal }) => askMerchant(TotalsAtAGlanceDocument, { period }, signal),
    refetchInterval: 30_000,
  });
  const [all] = data?.paymentTotals.groups ?? [];
  return (
    <Card title="Last seven days" aside={<Link href={`/totals?from=${period.from}&to=${to}`}>Totals</Link>}>
      <div className="card-body">
        {data && !all ? <p className="muted">No payment was made.</p> : null}
        {all ? (
          <dl className="facts-list">
            <dt>Payments</dt>
            <dd className="number">{countText(all.count)}</dd>
            {all.amounts.map(({ currency, captured }) => (
              <div key={currency} style={{ display: 'contents' }}>
                <dt>Captured</dt>
                <dd>
                  <Money of={captured} />
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
      </div>
    </Card>
  );
}

/** The first page: what a person has to see to, and what nobody has to. */
export function Home() {
  const { sequence } = useLive();
  const attention = useQuery({
    queryKey: ['work', 'attention'],
    queryFn: ({ signal }) => askMerchant(AttentionDocument, {}, signal),
    // Some of it comes of time alone, which no event tells.
    refetchInterval: 30_000,
  });
  const groups = attention.data?.attention ?? [];
  return (
    <>
      <PageHead title="Needs attention" about="What is stuck or about to be, why, and what happens next." />
      <div className="columns">
        <Card title={groups.length > 0 ? 'Now' : ''}>
          {attention.isError ? (
            <div className="card-body">
              <Failed error={attention.error} again={() => void attention.refetch()} />
            </div>
          ) : null}
          {attention.isPending ? <Waiting /> : null}
          {attention.isSuccess && groups.length === 0 ? (
            <Empty title="Nothing needs you">
              <p>
                No outcome is unknown, no reservation is about to lapse, no news was given up, and all money that came
                in has found its transfer.
              </p>
              <p className="small">{sequence === null ? '' : `Complete up to event ${countText(sequence)}.`}</p>
            </Empty>
          ) : null}
          {groups.map((group) => (
            <AttentionGroup
              key={group.kind}
              group={{ ...group, nextAct: group.nextActAt }}
              items={<Items kind={group.kind} />}
            />
          ))}
        </Card>
        <div className="stack">
          <LastDays />
          <Providers />
        </div>
      </div>
    </>
  );
}
