import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { askOperator } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  type AttentionKind,
  OperatorAttentionDocument,
  OperatorAttentionItemsDocument,
  type OperatorAttentionQuery,
} from '../operator/generated/graphql.ts';
import { AttentionGroup } from '../parts/attention.tsx';
import { Button, Card, Empty, Failed, PageHead, Sentence, Tag, Time, Waiting } from '../parts/basics.tsx';
import type { NewsShown } from '../parts/operator-reprocess.tsx';
import { useSession } from '../session.tsx';

// Dialogs are loaded with the first that is opened.
const Reprocess = lazy(() => import('../parts/operator-reprocess.tsx'));

function Items({ kind }: { readonly kind: AttentionKind }) {
  const session = useSession();
  const [news, setNews] = useState<NewsShown | null>(null);
  const { data, error } = useQuery({
    queryKey: ['operator', 'items', kind],
    queryFn: ({ signal }) => askOperator(OperatorAttentionItemsDocument, { kind, after: null }, signal),
  });
  if (error)
    return (
      <li>
        <Failed error={error} />
      </li>
    );
  const items = data?.attentionItems.nodes.map(({ merchantId, ...item }) => (
    <li key={item.id}>
      <Sentence of={item.sentence} />
      <div className="small muted">
        {item.merchantName ? `${item.merchantName} · ` : ''}
        <code>{item.id}</code> · since <Time at={item.since} />
      </div>
      {merchantId && item.id.startsWith('inb_') ? (
        <Button size="small" isDisabled={!may(session, 'inbox:write')} onPress={() => setNews({ ...item, merchantId })}>
          Take it up again
        </Button>
      ) : null}
    </li>
  ));
  return (
    <>
      {items}
      {news ? (
        <Suspense>
          <Reprocess news={news} onClose={() => setNews(null)} />
        </Suspense>
      ) : null}
    </>
  );
}

function Proof({ audit }: { readonly audit: OperatorAttentionQuery['lastAudit'] }) {
  return (
    <Card
      title="Last audit"
      aside={audit ? <Tag status={audit.broken ? 'broken' : 'held'}>{audit.broken ? 'Broken' : 'All held'}</Tag> : null}
    >
      <div className="card-body stack">
        {audit ? (
          <p className="muted small">
            Ended <Time at={audit.finishedAt} />
          </p>
        ) : (
          <p className="muted">There has been none. “paygraph audit” proves whether money, ledger and history agree.</p>
        )}
        <ul className="stack">
          {audit?.checks.map(({ id, outcome, sentence, breachCount }) => (
            <li key={id}>
              <div className="row">
                <code>{id}</code>
                <Tag status={outcome}>{breachCount > 0 ? `${breachCount} breaches` : outcome}</Tag>
              </div>
              <div className="small muted">{sentence}</div>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

export function OperatorHome() {
  const attention = useQuery({
    queryKey: ['operator', 'attention'],
    queryFn: ({ signal }) => askOperator(OperatorAttentionDocument, {}, signal),
    refetchInterval: 15_000,
  });
  const groups = attention.data?.attention ?? [];
  return (
    <>
      <PageHead
        title="Needs attention"
        about="Of all merchants: what is stuck or about to be, why, and what happens next. Read anew every 15 seconds."
      />
      <div className="columns">
        <Card title={groups.length > 0 ? 'Now' : ''}>
          {attention.isError ? (
            <div className="card-body">
              <Failed error={attention.error} again={() => void attention.refetch()} />
            </div>
          ) : null}
          {attention.isPending ? <Waiting /> : null}
          {attention.isSuccess && groups.length === 0 ? <Empty title="Nothing needs anybody" /> : null}
          {groups.map((group) => (
            <AttentionGroup key={group.kind} group={group} items={<Items kind={group.kind} />} />
          ))}
        </Card>
        {attention.isSuccess ? <Proof audit={attention.data.lastAudit} /> : null}
      </div>
    </>
  );
}
