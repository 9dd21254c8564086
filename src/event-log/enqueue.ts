import type pg from 'pg';
import { newUuid } from '../kernel/ids.ts';

export interface Sequenced {
  readonly merchantId: string;
  readonly sequence: bigint;
  readonly eventId: string;
  readonly type: string;
}
interface EndpointRow {
  readonly merchant_id: string;
  readonly id: string;
  readonly event_types: readonly string[];
  readonly start_after: string;
  readonly now: Date;
}

/**
 * Writes a delivery for each event and endpoint that wants it, in the transaction that puts the events into the log: so each pair has exactly
 * one, whether or not the endpoint takes anything now. True when there is any.
 */
export async function enqueueDeliveries(client: pg.PoolClient, sequenced: readonly Sequenced[]): Promise<boolean> {
  // Locked against deletion alone: an endpoint may be changed meanwhile, but its deliveries must find it.
  const { rows: endpoints } = await client.query<EndpointRow>(
    `select merchant_id, id, event_types::text[], start_after, app_now() as now from webhook_endpoint
      where merchant_id = any($1::uuid[]) for key share`,
    [[...new Set(sequenced.map(({ merchantId }) => merchantId))]],
  );
  const byMerchant = Map.groupBy(endpoints, ({ merchant_id }) => merchant_id);
  const wanted = sequenced.flatMap((event) =>
    (byMerchant.get(event.merchantId) ?? [])
      .filter((endpoint) => wants(endpoint, event))
      .map((endpoint) => ({ event, endpoint })),
  );
  const [one] = wanted;
  if (!one) return false;
  const ids = sortedIds(wanted.length, one.endpoint.now);
  await client.query(insertDeliveries('do nothing'), [
    wanted.map(({ event }) => event.merchantId),
    ids,
    wanted.map(({ endpoint }) => endpoint.id),
    wanted.map(({ event }) => event.eventId),
    wanted.map(({ event }) => event.sequence.toString()),
  ]);
  // A worker that holds the endpoint may just have found nothing more; one that waits to try again is left to wait.
  await client.query(
    `update webhook_endpoint set next_at = case when lease_token is not null or next_at is null then app_now() else next_at end
      where status = 'ACTIVE' and id = any($1::uuid[])`,
    [[...new Set(wanted.map(({ endpoint }) => endpoint.id))]],
  );
  return true;
}

function wants({ event_types: types, start_after: after }: EndpointRow, { sequence, type }: Sequenced): boolean {
  return sequence > BigInt(after) && (types.length === 0 || types.includes(type));
}

/** Ids that sort as the deliveries are sent. */
export function sortedIds(count: number, now: Date): string[] {
  return Array.from({ length: count }, () => newUuid(now.getTime())).sort();
}

/** Takes lists of merchants, ids, endpoints, events and sequences. */
export function insertDeliveries(onConflict: string): string {
  return `insert into webhook_delivery (merchant_id, id, endpoint_id, event_id, sequence, status, created_at)
          select *, 'PENDING', app_now() from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[])
          on conflict (merchant_id, endpoint_id, event_id) ${onConflict}`;
}
