import { useState } from 'react';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  BillingRequestPageDocument,
  type BillingRequestPageQuery,
  CancelBillingRequestDocument,
} from '../merchant/generated/graphql.ts';
import { Button, Card, Empty, Money, PageHead, Tag, Time } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Facts, Id, metadataFacts, Related } from '../parts/facts.tsx';
import { providerText, words } from '../parts/format.ts';
import { useNotOffered } from '../parts/offers.ts';
import { Play } from '../parts/play.tsx';
import { Rows } from '../parts/rows.tsx';
import { Standing } from '../parts/standing.tsx';
import { ThingOr, useThing } from '../parts/thing.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useSession } from '../session.tsx';
import { nameOf } from './list-shapes.tsx';

type BillingRequest = NonNullable<BillingRequestPageQuery['billingRequest']>;

function Page({ request, again }: { readonly request: BillingRequest; readonly again: () => void }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const notOffered = useNotOffered(request.provider);
  const isOpen = request.requestStatus === 'PENDING' || request.requestStatus === 'READY_TO_FULFIL';
  const forbidden = may(session, 'payments:write') ? null : 'This key may not do it: payments:write is missing.';
  const because = isOpen
    ? (notOffered('request.cancel') ?? forbidden)
    : `It is ${words(request.requestStatus).toLowerCase()}.`;
  return (
    <>
      <PageHead
        above={<Link href="/billing-requests">Billing requests</Link>}
        title={nameOf(request)}
        about={<Id id={request.id} />}
      >
        <Tag status={request.requestStatus} />
      </PageHead>
      <Standing id={request.id} status={request.requestStatus} reason={request.statusReason} />
      <div className="columns">
        <div className="stack" style={{ gap: 20 }}>
          <Card title="Steps">
            {request.actions.length > 0 ? (
              <div className="table-wrap">
                <table className="table" aria-label="Steps">
                  <thead>
                    <tr>
                      <th scope="col">Step</th>
                      <th scope="col">Status</th>
                      <th scope="col">Waits because</th>
                    </tr>
                  </thead>
                  <tbody>
                    {request.actions.map((action) => (
                      <tr key={action.type}>
                        <td data-label="Step">
                          {words(action.type)}
                          {action.required ? '' : ' (optional)'}
                        </td>
                        <td data-label="Status">
                          <Tag tone={action.status === 'COMPLETED' ? 'good' : 'calm'} status={action.status} />
                        </td>
                        <td data-label="Waits because" className="muted">
                          {action.waitsBecause ?? '–'}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            ) : (
              <Empty title={isOpen ? 'The provider has not told its steps yet' : 'No step is left'}>
                <p>{isOpen ? 'They appear here as soon as it has.' : 'The timeline says which were done.'}</p>
              </Empty>
            )}
          </Card>
          {request.payment ? (
            <Card title="Payment that it led to">
              <Rows rows={[request.payment]} label="Payment that it led to" withAmounts />
            </Card>
          ) : null}
          {may(session, 'events:read') ? <Timeline id={request.id} /> : null}
        </div>
        <div className="stack" style={{ gap: 20 }}>
          <Card title="Actions">
            <div className="action">
              <div>
                <Button isDisabled={because !== null} onPress={() => setOpen(true)}>
                  Cancel it
                </Button>
              </div>
              {because ? <p className="small muted">{because}</p> : null}
            </div>
          </Card>
          <Play id={request.id} />
          <Facts
            title="Facts"
            of={[
              ['Provider', providerText(request.provider)],
              ["Provider's id", request.providerReference],
              ['Your reference', request.externalId],
              ['Amount', request.amount ? <Money key="amount" of={request.amount} /> : null],
              ['Mandate', request.mandate ? <Related key="mandate" id={request.mandate.id} /> : null],
              ['Lapses', request.expiresAt ? <Time key="expires" at={request.expiresAt} /> : null],
              ['Created', <Time key="created" at={request.createdAt} />],
              ['Changed', <Time key="changed" at={request.updatedAt} />],
              ['Version', String(request.version)],
            ]}
          />
          {Object.keys(request.metadata).length > 0 ? (
            <Facts title="Metadata" of={metadataFacts(request.metadata)} />
          ) : null}
        </div>
      </div>
      {open ? (
        <Ask
          title="Cancel the billing request"
          about="The payer can no longer complete it. That cannot be undone."
          does="Cancel it"
          danger
          act={(idempotencyKey) =>
            askMerchant(CancelBillingRequestDocument, {
              input: { idempotencyKey, billingRequestId: request.id, expectedVersion: request.version },
            })
          }
          onClose={() => setOpen(false)}
          onDone={() => {
            again();
            return false;
          }}
        />
      ) : null}
    </>
  );
}

export default function BillingRequestPage({ id }: { readonly id: string }) {
  const { thing, again } = useThing(
    id,
    async (signal) => (await askMerchant(BillingRequestPageDocument, { id }, signal)).billingRequest,
  );
  return (
    <ThingOr thing={thing} list={{ path: '/billing-requests', text: 'All billing requests' }}>
      {(request) => <Page request={request} again={again} />}
    </ThingOr>
  );
}
