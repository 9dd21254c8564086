import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { PaymentBookDocument, PaymentPageDocument, type PaymentPageQuery } from '../merchant/generated/graphql.ts';
import { AmountBar } from '../parts/amount-bar.tsx';
import { Card, Failed, Money, PageHead, Tag, Time, Waiting } from '../parts/basics.tsx';
import { Facts, Id, metadataFacts, Related } from '../parts/facts.tsx';
import { providerText, words } from '../parts/format.ts';
import { PaymentActions } from '../parts/payment-actions.tsx';
import { Play } from '../parts/play.tsx';
import { Standing } from '../parts/standing.tsx';
import { ThingOr, useThing } from '../parts/thing.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useSession } from '../session.tsx';
import { nameOf } from './list-shapes.tsx';

type Payment = NonNullable<PaymentPageQuery['payment']>;

/** Captures and refunds as rows of their own: each has an end of its own. */
function Movements({ payment }: { readonly payment: Payment }) {
  const movements = [
    ...payment.captures.map((one) => ({ ...one, what: 'Capture' })),
    ...payment.refunds.map((one) => ({ ...one, what: one.returnedAt ? 'Refund, sent back by the bank' : 'Refund' })),
  ].sort((a, b) => a.requestedAt.localeCompare(b.requestedAt));
  if (movements.length === 0) return null;
  return (
    <Card title="Captures and refunds">
      <div className="table-wrap">
        <table className="table" aria-label="Captures and refunds">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Status</th>
              <th scope="col">Asked for</th>
              <th scope="col" className="amount">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {movements.map((one) => (
              <tr key={one.id}>
                <td className="main-cell" data-label="What">
                  <span>{one.what}</span>
                  <span className="small muted">{one.statusReason?.message ?? one.id}</span>
                </td>
                <td data-label="Status">
                  <Tag status={one.status} />
                </td>
                <td data-label="Asked for">
                  <Time at={one.requestedAt} />
                </td>
                <td className="amount" data-label="Amount">
                  <Money of={one.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** The book beside the payment: what was posted where. */
function Book({ id }: { readonly id: string }) {
  const book = useQuery({
    queryKey: ['thing', id, 'book'],
    queryFn: ({ signal }) => askMerchant(PaymentBookDocument, { id }, signal),
  });
  const entries = book.data?.payment?.ledgerEntries.nodes ?? [];
  if (book.isSuccess && entries.length === 0) return null;
  return (
    <Card title="Ledger">
      {book.isPending ? <Waiting lines={3} /> : null}
      {book.isError ? (
        <div className="card-body">
          <Failed error={book.error} />
        </div>
      ) : null}
      {entries.length > 0 ? (
        <div className="table-wrap">
          <table className="table" aria-label="Ledger">
            <thead>
              <tr>
                <th scope="col">Movement</th>
                <th scope="col">Account</th>
                <th scope="col">Posted</th>
                <th scope="col" className="amount">
                  Debit
                </th>
                <th scope="col" className="amount">
                  Credit
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td data-label="Movement">{words(entry.movement)}</td>
                  <td data-label="Account">{words(entry.account)}</td>
                  <td data-label="Posted">
                    <Time at={entry.postedAt} />
                  </td>
                  <td className="amount" data-label="Debit">
                    {entry.direction === 'DEBIT' ? <Money of={entry.amount} /> : null}
                  </td>
                  <td className="amount" data-label="Credit">
                    {entry.direction === 'CREDIT' ? <Money of={entry.amount} /> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Card>
  );
}

function Page({ payment, again }: { readonly payment: Payment; readonly again: () => void }) {
  const session = useSession();
  const isTransfer = payment.__typename === 'Transfer';
  const others = [...payment.captures, ...payment.refunds].map(({ id }) => id);
  const settleBy = 'settleBy' in payment ? payment.settleBy : null;
  const authority = 'origin' in payment ? payment.origin.id : 'on' in payment ? payment.on.id : null;
  return (
    <>
      <PageHead
        above={<Link href={isTransfer ? '/transfers' : '/payments'}>{isTransfer ? 'Transfers' : 'Payments'}</Link>}
        title={nameOf(payment)}
        about={<Id id={payment.id} />}
      >
        <Tag status={payment.paymentStatus} />
      </PageHead>
      <Standing
        id={payment.id}
        others={others}
        status={payment.paymentStatus}
        reason={payment.statusReason}
        next={payment.nextAction}
        actBy={settleBy}
      />
      <div className="columns">
        <div className="stack" style={{ gap: 20 }}>
          <AmountBar amounts={payment.amounts} />
          <Movements payment={payment} />
          {may(session, 'events:read') ? <Timeline id={payment.id} others={others} /> : null}
          {may(session, 'ledger:read') ? <Book id={payment.id} /> : null}
        </div>
        <div className="stack" style={{ gap: 20 }}>
          <PaymentActions paymentId={payment.id} version={payment.version} actions={payment.actions} onDone={again} />
          <Play id={payment.id} />
          <Facts
            title="Facts"
            of={[
              ['Provider', providerText(payment.provider)],
              ["Provider's id", payment.providerReference],
              ["Provider's status", 'providerStatus' in payment ? payment.providerStatus : null],
              ['Your reference', payment.externalId],
              ['On', <Related key="on" id={authority} />],
              ['Invoice', 'invoice' in payment ? payment.invoice : null],
              ['Due', 'dueOn' in payment ? payment.dueOn : 'dueDate' in payment ? payment.dueDate : null],
              ['Capture by', settleBy ? <Time key="by" at={settleBy} /> : null],
              ['Created', <Time key="created" at={payment.createdAt} />],
              ['Changed', <Time key="changed" at={payment.updatedAt} />],
              [
                'Provider asked',
                payment.lastProviderSyncAt ? <Time key="sync" at={payment.lastProviderSyncAt} /> : null,
              ],
              ['Version', String(payment.version)],
            ]}
          />
          {Object.keys(payment.metadata).length > 0 ? (
            <Facts title="Metadata" of={metadataFacts(payment.metadata)} />
          ) : null}
        </div>
      </div>
    </>
  );
}

export default function PaymentPage({ id }: { readonly id: string }) {
  const { thing, again } = useThing(
    id,
    async (signal) => (await askMerchant(PaymentPageDocument, { id }, signal)).payment,
  );
  return (
    <ThingOr thing={thing} list={{ path: '/payments', text: 'All payments' }}>
      {(payment) => <Page payment={payment} again={again} />}
    </ThingOr>
  );
}
