import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  DeliveriesOfEventsDocument,
  type DeliveriesOfEventsQuery,
  type EventLineFragment,
  NotificationDocument,
  SubjectEventsDocument,
} from '../merchant/generated/graphql.ts';
import { useSession } from '../session.tsx';
import { Button, Card, Empty, Failed, Money, Tag, Time, Waiting } from './basics.tsx';
import { providerText, words } from './format.ts';
import { type Tone, toneOf } from './tone.ts';

function causeText({ cause }: EventLineFragment): string {
  switch (cause.__typename) {
    case 'CausedByMutation':
      return `Asked for by ${cause.actor}${cause.idempotencyKey ? ` under the key ${cause.idempotencyKey}` : ''}`;
    case 'CausedByProviderWebhook':
      return `${providerText(cause.provider)} said so`;
    case 'CausedByReconciliation':
      return `Found out by asking the provider (${cause.operationId})`;
    case 'CausedByClock':
      return `By a rule of time: ${words(cause.rule)}`;
    default:
      return '';
  }
}

function toneOfEvent({ type, change }: EventLineFragment): Tone {
  if (/FAILED|REJECTED|REVERSED/.test(type)) return 'bad';
  if (/UNRESOLVED|OVERDUE|MISMATCH|DUE/.test(type)) return 'warn';
  return change ? toneOf(change.to) : 'calm';
}

/** What the provider sent, with what is nobody's business masked by the server. */
function Message({ id }: { readonly id: string }) {
  const [open, setOpen] = useState(false);
  const { data, error, isPending } = useQuery({
    queryKey: ['notification', id],
    queryFn: ({ signal }) => askMerchant(NotificationDocument, { id }, signal),
    enabled: open,
  });
  const node = data?.node;
  const found = node && 'about' in node ? node : null;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The provider's message</summary>
      {error ? <Failed error={error} /> : null}
      {isPending ? <p className="small muted">Loading …</p> : null}
      {data && !found ? <p className="small muted">It is not kept any more.</p> : null}
      {found ? (
        <>
          <p className="small muted">
            About {found.about}, {words(found.status).toLowerCase()}, read {found.attempts} times.
          </p>
          <pre>{found.text ?? found.detail ?? 'Its text is not shown.'}</pre>
        </>
      ) : null}
    </details>
  );
}

type Delivery = DeliveriesOfEventsQuery['webhookDeliveries']['nodes'][number];

/** What partners were told of the events that are shown, by event. A key that may not see it sees the timeline without. */
function useDeliveries(id: string, eventIds: readonly string[]): ReadonlyMap<string, readonly Delivery[]> {
  const session = useSession();
  const shown = eventIds.slice(-100);
  const { data } = useQuery({
    queryKey: ['thing', id, 'deliveries', shown.length, shown.at(-1)],
    queryFn: ({ signal }) => askMerchant(DeliveriesOfEventsDocument, { eventIds: shown }, signal),
    enabled: shown.length > 0 && may(session, 'webhooks:read'),
    placeholderData: keepPreviousData,
  });
  return useMemo(() => Map.groupBy(data?.webhookDeliveries.nodes ?? [], ({ event }) => event.id), [data]);
}

/** All that happened to a thing, oldest first: what was asked for, what the provider said, what came of it. */
export function Timeline({ id, others = [] }: { readonly id: string; readonly others?: readonly string[] }) {
  const ids = [id, ...others];
  const events = useInfiniteQuery({
    queryKey: ['thing', id, 'events', others.length],
    queryFn: ({ pageParam, signal }) => askMerchant(SubjectEventsDocument, { ids, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ events: page }) => (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null),
  });
  const lines = events.data?.pages.flatMap((page) => page.events.nodes) ?? [];
  const deliveries = useDeliveries(
    id,
    lines.map((line) => line.id),
  );
  return (
    <Card title="Timeline">
      {events.isPending ? <Waiting /> : null}
      {events.isError ? (
        <div className="card-body">
          <Failed error={events.error} again={() => void events.refetch()} />
        </div>
      ) : null}
      {events.isSuccess && lines.length === 0 ? <Empty title="Nothing has happened yet" /> : null}
      <ol className="timeline">
        {lines.map((line) => (
          <li key={line.id} data-tone={toneOfEvent(line)}>
            <div className="line">
              <strong>{words(line.type)}</strong>
              <span className="small muted">
                <Time at={line.occurredAt} /> · event {line.sequence}
              </span>
            </div>
            {line.change ? (
              <div className="row small">
                {line.change.from && line.change.from !== line.change.to ? <Tag status={line.change.from} /> : null}
                {line.change.from && line.change.from !== line.change.to ? <span aria-hidden="true">→</span> : null}
                <Tag status={line.change.to} />
                {line.change.amount ? <Money of={line.change.amount} /> : null}
              </div>
            ) : null}
            {line.change?.reason ? <p className="small">{line.change.reason.message}</p> : null}
            <p className="small muted">{causeText(line)}</p>
            {line.cause.__typename === 'CausedByProviderWebhook' ? <Message id={line.cause.inboxId} /> : null}
            {deliveries.get(line.id)?.map((delivery) => (
              <p key={delivery.id} className="row small">
                <Link href={`/endpoints/${delivery.endpointId}`}>Told to a partner</Link>
                <Tag status={delivery.deliveryStatus} />
                {delivery.nextAttemptAt ? (
                  <span className="muted">
                    again at <Time at={delivery.nextAttemptAt} />
                  </span>
                ) : null}
              </p>
            ))}
          </li>
        ))}
      </ol>
      {events.hasNextPage ? (
        <div className="list-foot">
          <Button size="small" onPress={() => void events.fetchNextPage()}>
            Load more
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
