import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askMerchant } from '../api/request.ts';
import {
  AssignReceiptDocument,
  CloseReceiptDocument,
  NewsDocument,
  type NewsQuery,
  type OperationVerdict,
  ReceiptsDocument,
  type ReceiptsQuery,
  ReprocessDocument,
  ResolveOperationDocument,
  UnresolvedDocument,
  type UnresolvedQuery,
} from '../merchant/generated/graphql.ts';
import { Button, Money, PageHead, Sentence, Tag, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Related } from '../parts/facts.tsx';
import { providerText, words } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Field, PickOne } from '../parts/pickers.tsx';
import { usePages } from '../parts/use-pages.ts';

type Operation = UnresolvedQuery['unresolvedOperations']['nodes'][number];
type News = NewsQuery['unprocessedProviderNotifications']['nodes'][number];
type Receipt = ReceiptsQuery['unmatchedReceipts']['nodes'][number];

export const verdicts = [
  { id: 'HAPPENED', text: 'It happened', about: 'What was set aside is taken or given back.' },
  { id: 'DID_NOT_HAPPEN', text: 'It did not happen, and will not', about: 'What was set aside is free again.' },
];

function Resolve({
  operation,
  onClose,
  onDone,
}: {
  readonly operation: Operation;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  return (
    <Ask
      title="Say what happened"
      about={
        <>
          <p>
            <Sentence of={operation.explanation} />
          </p>
          <p>Look it up on the provider's own pages first. Nothing is sent by this; who said it and why is kept.</p>
        </>
      }
      does="Settle it"
      danger
      ready={outcome !== null && reason.trim() !== ''}
      act={(idempotencyKey) =>
        askMerchant(ResolveOperationDocument, {
          input: {
            idempotencyKey,
            operationId: operation.id,
            outcome: outcome as OperationVerdict,
            reason: reason.trim(),
          },
        })
      }
      onClose={onClose}
      onDone={() => {
        onDone();
        return false;
      }}
    >
      <PickOne label="Outcome" choices={verdicts} value={outcome} onChange={setOutcome} />
      <Field label="How you know" lines value={reason} onChange={setReason} />
    </Ask>
  );
}

function Place({
  receipt,
  onClose,
  onDone,
}: {
  readonly receipt: Receipt;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [way, setWay] = useState('assign');
  const [transferId, setTransferId] = useState('');
  const [reason, setReason] = useState('');
  const isAssign = way === 'assign';
  return (
    <Ask
      title="Whose money is this?"
      about={
        <p>
          <Money of={receipt.amount} /> came with the reference <code>{receipt.invoice || '(none)'}</code>. Nothing is
          sent; who decided and why is kept.
        </p>
      }
      does={isAssign ? 'Book it on the transfer' : 'Close it'}
      ready={reason.trim() !== '' && (!isAssign || transferId.trim() !== '')}
      act={(idempotencyKey) => {
        const common = { idempotencyKey, receiptId: receipt.id, reason: reason.trim() };
        return isAssign
          ? askMerchant(AssignReceiptDocument, { input: { ...common, transferId: transferId.trim() } })
          : askMerchant(CloseReceiptDocument, { input: common });
      }}
      onClose={onClose}
      onDone={() => {
        onDone();
        return false;
      }}
    >
      <PickOne
        label="What to do"
        choices={[
          { id: 'assign', text: 'Book it on a transfer' },
          { id: 'close', text: 'Note that it is settled elsewhere' },
        ]}
        value={way}
        onChange={setWay}
      />
      {isAssign ? <Field label="Id of the transfer (trf_…)" value={transferId} onChange={setTransferId} /> : null}
      <Field label="How you know" lines value={reason} onChange={setReason} />
    </Ask>
  );
}

/** What only a person can end: unknown outcomes, news that was given up, money that nobody can place. */
export default function Work() {
  const client = useQueryClient();
  const again = (): void => void client.invalidateQueries({ queryKey: ['work'] });
  const [operation, setOperation] = useState<Operation | null>(null);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [news, setNews] = useState<News | null>(null);
  const unresolved = useQuery({
    queryKey: ['work', 'unresolved'],
    queryFn: ({ signal }) => askMerchant(UnresolvedDocument, {}, signal),
  });
  const notifications = usePages(
    ['work', 'news'],
    async (after, signal) => (await askMerchant(NewsDocument, { after }, signal)).unprocessedProviderNotifications,
  );
  const receipts = usePages(
    ['work', 'receipts'],
    async (after, signal) => (await askMerchant(ReceiptsDocument, { after }, signal)).unmatchedReceipts,
  );
  return (
    <>
      <PageHead
        title="Open work"
        about="What only a person can end. Each comes with what is known, and what happens by itself."
      />
      <ListTable
        title="Unknown outcomes"
        items={unresolved.data?.unresolvedOperations.nodes}
        query={unresolved}
        empty={<p>Of every operation it is known whether it happened.</p>}
        columns={[
          {
            name: 'Operation',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{words(one.kind)}</strong>
                <span className="small muted">
                  <Sentence of={one.explanation} />
                </span>
              </>
            ),
          },
          { name: 'About', cell: (one) => <Related id={one.subjectId} /> },
          { name: 'Sent', cell: (one) => <Time at={one.sentAt ?? one.requestedAt} /> },
          { name: 'Asked again', cell: (one) => <Time at={one.nextAskAt} /> },
          {
            name: 'Settle',
            cell: (one) => (
              <Button size="small" onPress={() => setOperation(one)}>
                Settle
              </Button>
            ),
          },
        ]}
      />
      <ListTable
        title="Money that nobody can place"
        items={receipts.items}
        query={receipts.query}
        empty={<p>All money that came in is on a transfer.</p>}
        columns={[
          {
            name: 'Receipt',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{one.invoice || 'No reference'}</strong>
                <span className="small muted">
                  {one.payerName ?? 'Payer not named'} {one.payerIbanMasked ?? ''}
                </span>
              </>
            ),
          },
          { name: 'Because', cell: (one) => words(one.unmatchedBecause ?? '') },
          { name: 'Came', cell: (one) => <Time at={one.receivedAt} /> },
          { name: 'Amount', isAmount: true, cell: (one) => <Money of={one.amount} /> },
          {
            name: 'Place',
            cell: (one) => (
              <Button size="small" onPress={() => setReceipt(one)}>
                Place it
              </Button>
            ),
          },
        ]}
      />
      <ListTable
        title="News of providers that could not be processed"
        items={notifications.items}
        query={notifications.query}
        empty={<p>Everything that providers have told has been taken in.</p>}
        columns={[
          {
            name: 'About',
            isMain: true,
            cell: (one) => (
              <>
                <strong>{one.about}</strong>
                <span className="small muted">{one.detail ?? one.whatToDo}</span>
                {one.text ? (
                  <details>
                    <summary>What came</summary>
                    <pre>{one.text}</pre>
                  </details>
                ) : null}
              </>
            ),
          },
          { name: 'Status', cell: (one) => <Tag status={one.status} /> },
          { name: 'Provider', cell: (one) => providerText(one.provider) },
          { name: 'Came', cell: (one) => <Time at={one.receivedAt} /> },
          { name: 'Next try', cell: (one) => <Time at={one.nextAttemptAt} /> },
          {
            name: 'Take up',
            cell: (one) => (
              <Button size="small" onPress={() => setNews(one)}>
                Take up again
              </Button>
            ),
          },
        ]}
      />
      {operation ? <Resolve operation={operation} onClose={() => setOperation(null)} onDone={again} /> : null}
      {receipt ? <Place receipt={receipt} onClose={() => setReceipt(null)} onDone={again} /> : null}
      {news ? (
        <Ask
          title="Take the news up again"
          about="It is read and applied anew. What has been applied is never applied twice."
          does="Take it up"
          act={(idempotencyKey) =>
            askMerchant(ReprocessDocument, { input: { idempotencyKey, notificationId: news.id } })
          }
          onClose={() => setNews(null)}
          onDone={() => {
            again();
            return false;
          }}
        />
      ) : null}
    </>
  );
}
