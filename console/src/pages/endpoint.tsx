import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  DeliveriesDocument,
  type DeliveryStatus,
  LogHeadDocument,
  ReplayDocument,
  ResendDocument,
  UpdateEndpointDocument,
} from '../merchant/generated/graphql.ts';
import { Button, Card, Empty, Failed, Notice, PageHead, Tag, Time, Waiting } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { Related } from '../parts/facts.tsx';
import { words } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Field, PickSome } from '../parts/pickers.tsx';
import { useSession } from '../session.tsx';

type Open = { readonly what: 'resend'; readonly id: string } | { readonly what: 'replay' | 'switch' };

export default function EndpointPage({ id }: { readonly id: string }) {
  const session = useSession();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<Open | null>(null);
  const [after, setAfter] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const status = search.get('status') as DeliveryStatus | null;
  const key = ['work', 'endpoint', id];
  const read = useQuery({
    queryKey: [...key, status],
    queryFn: async ({ signal }) => (await askMerchant(DeliveriesDocument, { id, status, after: null }, signal)).node,
  });
  const head = useQuery({
    queryKey: ['work', 'head'],
    queryFn: ({ signal }) => askMerchant(LogHeadDocument, {}, signal),
  });
  const endpoint = read.data && 'deliveries' in read.data ? read.data : null;
  const again = (): false => {
    void client.invalidateQueries({ queryKey: key });
    return false;
  };
  if (read.error) return <Failed error={read.error} again={() => void read.refetch()} />;
  if (read.isPending) return <Waiting lines={8} />;
  if (!endpoint)
    return (
      <Empty title="There is no such endpoint">
        <Link href="/endpoints">All endpoints</Link>
      </Empty>
    );
  const mayWrite = may(session, 'webhooks:write');
  const isOn = endpoint.status === 'ACTIVE';
  return (
    <>
      <PageHead above={<Link href="/endpoints">Partner endpoints</Link>} title={endpoint.url} about={endpoint.id}>
        <Tag status={endpoint.status} />
        <Button isDisabled={!mayWrite} onPress={() => setOpen({ what: 'switch' })}>
          {isOn ? 'Switch off' : 'Switch on'}
        </Button>
        <Button isDisabled={!mayWrite} onPress={() => setOpen({ what: 'replay' })}>
          Replay
        </Button>
      </PageHead>
      {endpoint.failingSince ? (
        <Notice tone="warn" title="It takes nothing just now">
          <p>
            Since <Time at={endpoint.failingSince} />. It is tried again by itself, and switched off after five days of
            nothing but failure. What came back stands below.
          </p>
        </Notice>
      ) : null}
      <div role="status">{said ? <Notice tone="good">{said}</Notice> : null}</div>
      <div className="filters">
        <PickSome
          label="Status"
          choices={['PENDING', 'SUCCEEDED', 'FAILED'].map((one) => ({ id: one, text: words(one) }))}
          value={status ? [status] : []}
          onChange={(value) => setSearch(value.length > 0 ? { status: value.at(-1) ?? '' } : {}, { replace: true })}
        />
      </div>
      <ListTable
        title="Deliveries"
        items={endpoint.deliveries.nodes}
        query={read}
        empty={<p>Events that happen from now on are delivered here.</p>}
        columns={[
          {
            name: 'Event',
            isMain: true,
            cell: ({ event }) => (
              <>
                <strong>{words(event.type)}</strong>
                <span className="small muted">
                  event {event.sequence} · <Related id={event.subjectId} />
                </span>
              </>
            ),
          },
          { name: 'Status', cell: (one) => <Tag status={one.status} /> },
          { name: 'Happened', cell: ({ event }) => <Time at={event.occurredAt} /> },
          { name: 'Next try', cell: (one) => <Time at={one.nextAttemptAt} /> },
          {
            name: 'Attempts',
            cell: ({ attempts }) =>
              attempts.length === 0 ? (
                'None yet'
              ) : (
                <details>
                  <summary>
                    {attempts.length} · last {attempts.at(-1)?.responseStatus ?? 'no answer'}
                  </summary>
                  <pre>
                    {attempts
                      .map(
                        (one) =>
                          `${one.at}  ${one.responseStatus ?? one.error}  ${one.durationMs} ms\n${one.responseText ?? ''}`,
                      )
                      .join('\n')}
                  </pre>
                </details>
              ),
          },
          {
            name: 'Resend',
            cell: (one) => (
              <Button size="small" isDisabled={!mayWrite} onPress={() => setOpen({ what: 'resend', id: one.id })}>
                Resend
              </Button>
            ),
          },
        ]}
      />
      <Card title="Payload document">
        <div className="card-body">
          <pre>{endpoint.document}</pre>
        </div>
      </Card>
      {open?.what === 'resend' ? (
        <Ask
          title="Send the delivery again"
          about="The partner gets the same event once more, with the same id: a partner that keeps to the rules acts on it once."
          does="Send it"
          act={(idempotencyKey) => askMerchant(ResendDocument, { input: { idempotencyKey, deliveryId: open.id } })}
          onClose={() => setOpen(null)}
          onDone={again}
        />
      ) : null}
      {open?.what === 'replay' ? (
        <Ask
          title="Replay events"
          about={
            <p>
              Everything after a cursor is delivered again, in order. The end of the log is at{' '}
              <code>{head.data?.eventLogHead.cursor ?? '…'}</code>.
            </p>
          }
          does="Replay"
          ready={after.trim() !== ''}
          act={(idempotencyKey) =>
            askMerchant(ReplayDocument, { input: { idempotencyKey, endpointId: id, after: after.trim() } })
          }
          onClose={() => setOpen(null)}
          onDone={(result) => {
            if ('scheduled' in result) setSaid(`${result.scheduled} deliveries are on their way.`);
            return again();
          }}
        >
          <Field
            label="After this cursor"
            value={after}
            onChange={setAfter}
            hint="The cursor of an event, as partners get it with each."
          />
        </Ask>
      ) : null}
      {open?.what === 'switch' ? (
        <Ask
          title={isOn ? 'Switch the endpoint off' : 'Switch the endpoint on'}
          about={isOn ? 'Nothing is delivered to it until it is switched on again.' : 'Deliveries begin again.'}
          does={isOn ? 'Switch off' : 'Switch on'}
          act={(idempotencyKey) =>
            askMerchant(UpdateEndpointDocument, { input: { idempotencyKey, endpointId: id, active: !isOn } })
          }
          onClose={() => setOpen(null)}
          onDone={again}
        />
      ) : null}
    </>
  );
}
