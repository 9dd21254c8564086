import type { EventType } from '../generated/prisma/client.ts';
import { encodeId } from '../kernel/ids.ts';
import { leaseMs } from '../kernel/schedules.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Claim } from '../platform/leases.ts';
import type { DeliveryOutcome } from '../platform/observing/observer.ts';
import { currentTraceparent, inSpan } from '../platform/observing/tracing.ts';
import { type DeliveryDeps, type HeldEndpoint, releaseEndpoint, takeEndpoint } from './endpoint.ts';
import type { Answer } from './post.ts';
import { recordFailure, startRecorder } from './record-delivery.ts';
import { liveSecrets, signatureHeaders } from './signature.ts';
import { dotted } from './type-name.ts';

/** Deliveries that are read and rendered together, and how often before others get their turn. */
const batchMax = 50;
const batchesMax = 20;
const bodyBytesMax = 256 * 1024;

/** A delivery that has not come to its end. */
export interface OpenDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly body: Uint8Array | null;
  /** When it may be tried again after a failure. */
  readonly nextAt: Date | null;
  readonly due: boolean;
  /** By which trace its event came to be. */
  readonly traceparent: string | null;
}

/**
 * Sends what is open for one endpoint, oldest first, each only when the one before has succeeded or failed for good. Another
 * endpoint's deliveries are another worker's.
 */
export async function deliverTo(deps: DeliveryDeps, claim: Claim): Promise<void> {
  for (let batch = 0; batch < batchesMax; batch++) {
    const endpoint = await takeEndpoint(deps, claim);
    const open = endpoint ? await openDeliveries(deps, claim) : [];
    const waiting = open.findIndex(({ due }) => !due);
    const ready = waiting < 0 ? open : open.slice(0, waiting);
    if (!endpoint || ready.length === 0) return releaseEndpoint(deps, claim, open[0]?.nextAt ?? null);
    if (!(await sendInOrder(deps, claim, endpoint, ready))) return;
  }
  await releaseEndpoint(deps, claim, 'now');
}

/** False when the claim has ended, by a failure or because another holds the endpoint. */
async function sendInOrder(
  deps: DeliveryDeps,
  claim: Claim,
  endpoint: HeldEndpoint,
  ready: readonly OpenDelivery[],
): Promise<boolean> {
  const bodies = await bodiesOf(deps, claim, endpoint, ready);
  const recorder = startRecorder(deps, claim, endpoint.revision);
  for (const delivery of ready) {
    const body = bodies.get(delivery.id);
    if (!body || recorder.state() !== 'held') break;
    const answer: Answer =
      typeof body === 'string'
        ? { kind: 'none', error: body, durationMs: 0 }
        : await post(deps, endpoint, delivery, body);
    deps.observe?.delivery({ outcome: outcomeOf(answer, typeof body === 'string'), durationMs: answer.durationMs });
    await failpoint('delivery.afterPost');
    if (answer.kind === 'reply' && isTaken(answer.status)) {
      recorder.arrived({ deliveryId: delivery.id, ...answer });
      continue;
    }
    // What arrived before is written before the claim is given up.
    if ((await recorder.end()) === 'lost') return false;
    if (answer.kind === 'cut') await releaseEndpoint(deps, claim, 'now');
    else await recordFailure(deps, claim, delivery.id, answer);
    return false;
  }
  return (await recorder.end()) !== 'lost' && bodies.size > 0;
}

/** A partner is told the trace of what led to the event, where there is one. */
function post(deps: DeliveryDeps, endpoint: HeldEndpoint, delivery: OpenDelivery, body: Uint8Array): Promise<Answer> {
  const headers = headersFor(deps, endpoint, delivery, body);
  if (!delivery.traceparent) return deps.poster.post(endpoint.url, headers, body);
  const attributes = { 'paygraph.event.type': delivery.type };
  return inSpan('delivery', { kind: 'client', parent: delivery.traceparent, attributes }, () => {
    const traceparent = currentTraceparent();
    return deps.poster.post(endpoint.url, traceparent ? { ...headers, traceparent } : headers, body);
  });
}

const isTaken = (status: number): boolean => status >= 200 && status <= 299;

function outcomeOf(answer: Answer, unrendered: boolean): DeliveryOutcome {
  if (unrendered) return 'unrendered';
  if (answer.kind === 'reply') return isTaken(answer.status) ? 'delivered' : 'refused';
  return answer.kind === 'cut' ? 'cut' : 'unanswered';
}

function headersFor(
  { signatureTime }: DeliveryDeps,
  { secrets, ed25519, now }: HeldEndpoint,
  { eventId }: OpenDelivery,
  body: Uint8Array,
): Record<string, string> {
  const signed = { id: encodeId('evt', eventId), body, at: signatureTime() };
  return signatureHeaders(liveSecrets(secrets, now), ed25519, signed);
}

async function openDeliveries(
  { db: { worker } }: DeliveryDeps,
  { merchantId, id }: Claim,
): Promise<readonly OpenDelivery[]> {
  const { rows } = await worker.query<OpenDelivery>(
    `select d.id, d.event_id as "eventId", e.type, e.occurred_at as "occurredAt", d.body, d.next_at as "nextAt",
            coalesce(d.next_at <= app_now(), true) as due, e.traceparent
       from webhook_delivery d join event e on e.merchant_id = d.merchant_id and e.id = d.event_id
      where d.merchant_id = $1 and d.endpoint_id = $2 and d.status = 'PENDING' order by d.sequence limit $3`,
    [merchantId, id, batchMax],
  );
  return rows;
}

/** The bytes of each, made where there are none yet and stored before anything is sent; or why there are none. */
async function bodiesOf(
  deps: DeliveryDeps,
  { merchantId, id, leaseToken }: Claim,
  endpoint: HeldEndpoint,
  ready: readonly OpenDelivery[],
): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const missing = ready.filter(({ body }) => body === null);
  const known = ready.flatMap(({ id: deliveryId, body }) => (body ? [[deliveryId, body] as const] : []));
  if (missing.length === 0) return new Map(known);
  const rendered = await deps.render(
    endpoint,
    missing.map(({ eventId }) => eventId),
  );
  const made = missing.map((delivery, i): readonly [string, Uint8Array | string] => {
    const data = rendered[i];
    if (!data?.ok) return [delivery.id, data?.error ?? 'the payload could not be made'];
    const body = envelope(delivery, data.value);
    return [delivery.id, body.length > bodyBytesMax ? `the payload has more than ${bodyBytesMax} bytes` : body];
  });
  const bytes = made.filter((one): one is readonly [string, Uint8Array] => typeof one[1] !== 'string');
  const { rowCount } = await deps.db.worker.query(
    `with held as (update webhook_endpoint set lease_until = app_now() + $6 * interval '1 millisecond'
                    where merchant_id = $1 and id = $2 and lease_token = $3 returning id),
          stored as (update webhook_delivery d set body = made.body from held, unnest($4::uuid[], $5::bytea[]) as made (id, body)
                      where d.merchant_id = $1 and d.id = made.id and d.body is null)
     select id from held`,
    [merchantId, id, leaseToken, bytes.map(([one]) => one), bytes.map(([, body]) => body), leaseMs],
  );
  return rowCount === 1 ? new Map([...known, ...made]) : new Map();
}

/** What Standard Webhooks wants around the data. */
function envelope({ type, occurredAt }: OpenDelivery, data: unknown): Uint8Array {
  return Buffer.from(JSON.stringify({ type: dotted(type), timestamp: occurredAt.toISOString(), data }));
}
