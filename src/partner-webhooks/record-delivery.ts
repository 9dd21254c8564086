import { appendEvents, change } from '../event-log/append.ts';
import type { WebhookEndpointStatus } from '../generated/prisma/client.ts';
import { deliveryGiveUpMs, deliverySchedule, leaseMs, nextTime, retryAfterMaxMs } from '../kernel/schedules.ts';
import type { StatusReason } from '../kernel/status-reason.ts';
import type { Claim } from '../platform/leases.ts';
import type { DeliveryDeps } from './endpoint.ts';
import { mailContact } from './endpoint-contact.ts';
import type { Answer } from './post.ts';

type Reply = Extract<Answer, { readonly kind: 'reply' }>;
type Came = Exclude<Answer, { readonly kind: 'cut' }>;

/** A delivery that has arrived, and what came back. */
export interface Arrived extends Pick<Reply, 'status' | 'text' | 'durationMs'> {
  readonly deliveryId: string;
}

/**
 * Writes arrivals while the next is under way: one statement takes all that have come since the last, so a fast receiver waits for no
 * commit. What a crash leaves unwritten is sent again under the same id.
 */
export function startRecorder(deps: Pick<DeliveryDeps, 'db'>, claim: Claim, revision: number) {
  const waiting: Arrived[] = [];
  let state: 'held' | 'changed' | 'lost' = 'held';
  let failure: unknown = null;
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    while (waiting.length > 0 && state !== 'lost') {
      const now = await recordArrivals(deps, claim, waiting.splice(0));
      // Changed, paused, or asked to begin again further back: what was read before counts no more.
      state = now === null ? 'lost' : now.revision === revision ? 'held' : 'changed';
    }
  };
  return {
    arrived(one: Arrived): void {
      waiting.push(one);
      writing ??= write()
        .catch((error: unknown) => {
          state = 'lost';
          failure = error;
        })
        .finally(() => {
          writing = null;
        });
    },
    /** Whether the claim stood when it was last looked at. */
    state: () => state,
    /** The same, once everything is written. */
    async end(): Promise<typeof state> {
      await writing;
      if (failure) throw failure;
      return state;
    },
  };
}

/** Null when another holds the endpoint by now. */
async function recordArrivals(
  { db: { worker } }: Pick<DeliveryDeps, 'db'>,
  { merchantId, id, leaseToken }: Claim,
  arrived: readonly Arrived[],
): Promise<{ readonly revision: number } | null> {
  const { rows } = await worker.query<{ revision: number }>(
    `with held as (update webhook_endpoint set failing_since = null, lease_until = app_now() + $8 * interval '1 millisecond'
                    where merchant_id = $1 and id = $2 and lease_token = $3 returning revision),
          arrived as (select a.* from held, unnest($4::uuid[], $5::int[], $6::int[], $7::text[]) as a (id, duration_ms, status, text)),
          done as (update webhook_delivery d set status = 'SUCCEEDED', next_at = null, tries = least(d.tries + 1, 10),
                          first_attempt_at = coalesce(d.first_attempt_at, app_now())
                     from arrived a where d.merchant_id = $1 and d.id = a.id),
          attempt as (insert into webhook_attempt (merchant_id, delivery_id, at, duration_ms, response_status, response_text)
                      select $1, a.id, app_now() - a.duration_ms * interval '1 millisecond', a.duration_ms, a.status, a.text from arrived a)
     select revision from held`,
    [
      merchantId,
      id,
      leaseToken,
      arrived.map(({ deliveryId }) => deliveryId),
      arrived.map(({ durationMs }) => durationMs),
      arrived.map(({ status }) => status),
      arrived.map(({ text }) => text),
      leaseMs,
    ],
  );
  return rows[0] ?? null;
}

/** How one failure leaves a delivery and its endpoint. */
export interface Failed {
  /** Attempts of this round, with this one. */
  readonly tries: number;
  readonly firstAttemptAt: Date;
  readonly failingSince: Date;
  /** Null when the delivery has failed for good. */
  readonly nextAt: Date | null;
  readonly stop: { readonly status: WebhookEndpointStatus; readonly rule: string; readonly why: string } | null;
}

/** What the schedule says after an attempt that failed at `now`. */
export function afterFailure(
  now: Date,
  answer: Came,
  delivery: { readonly id: string; readonly tries: number; readonly firstAttemptAt: Date | null },
  endpoint: { readonly failingSince: Date | null },
): Failed {
  const tries = delivery.tries + 1;
  const firstAttemptAt = delivery.firstAttemptAt ?? now;
  const failingSince = endpoint.failingSince ?? now;
  const planned = nextTime(deliverySchedule, tries - 1, firstAttemptAt, now, delivery.id);
  const giveUpAt = failingSince.getTime() + deliveryGiveUpMs;
  const asked = now.getTime() + (answer.kind === 'reply' ? retryAfterMs(answer.retryAfter, now) : 0);
  const nextAt = planned && new Date(Math.min(Math.max(planned.getTime(), asked), giveUpAt));
  if (answer.kind === 'reply' && answer.status === 410) {
    const why = 'The endpoint answered 410 Gone.';
    return { tries, firstAttemptAt, failingSince, nextAt, stop: { status: 'GONE', rule: 'webhookEndpointGone', why } };
  }
  if (now.getTime() >= giveUpAt) {
    const why = 'The endpoint has given nothing but failure for 120 hours.';
    const stop = { status: 'DISABLED_BY_FAILURES', rule: 'webhookEndpointFailing', why } as const;
    return { tries, firstAttemptAt, failingSince, nextAt, stop };
  }
  return { tries, firstAttemptAt, failingSince, nextAt, stop: null };
}

/** Seconds, or a date by which the partner wants to be left alone; nonsense counts as nothing said. */
function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), retryAfterMaxMs) : 0;
}

interface HeldRow {
  readonly status: WebhookEndpointStatus;
  readonly version: number;
  readonly failing_since: Date | null;
  /** Whether something was made due while this was under way. */
  readonly due: boolean;
}

/** Writes an attempt that failed, and gives the endpoint back: due again by the schedule, or stopped, which its owner is told by an event and a mail. */
export async function recordFailure(
  { db, sealer, wake, log }: DeliveryDeps,
  { merchantId, id, leaseToken }: Claim,
  deliveryId: string,
  answer: Came,
): Promise<void> {
  const stopped = await db.forMerchant(merchantId, async (tx, now) => {
    const [held] = await tx.$queryRaw<HeldRow[]>`
      select status, version, failing_since, coalesce(next_at <= app_now(), false) as due from webhook_endpoint
       where merchant_id = ${merchantId}::uuid and id = ${id}::uuid and lease_token = ${leaseToken}::uuid for update`;
    if (!held) return null;
    const where = { merchantId_id: { merchantId, id: deliveryId } };
    const delivery = await tx.webhookDelivery.findUniqueOrThrow({ where, omit: { body: true } });
    const { tries, firstAttemptAt, failingSince, nextAt, stop } = afterFailure(now, answer, delivery, {
      failingSince: held.failing_since,
    });
    const failed = nextAt === null && !stop;
    const active = held.status === 'ACTIVE' && !stop;
    await tx.webhookDelivery.update({
      where,
      data: {
        tries: Math.min(tries, 10),
        firstAttemptAt,
        nextAt: active ? nextAt : null,
        ...(failed ? { status: 'FAILED' } : {}),
      },
    });
    await tx.webhookAttempt.create({
      data: { merchantId, deliveryId, at: new Date(now.getTime() - answer.durationMs), ...attemptOf(answer) },
    });
    const stopping = stop && held.status === 'ACTIVE' ? stop : null;
    await tx.webhookEndpoint.update({
      where: { merchantId_id: { merchantId, id } },
      data: {
        failingSince,
        leaseToken: null,
        leaseUntil: null,
        nextAt: active ? (held.due ? now : (nextAt ?? now)) : null,
        ...(stopping ? { status: stopping.status, version: held.version + 1, updatedAt: now } : {}),
      },
    });
    if (!stopping) return null;
    const reason: StatusReason = { code: 'OTHER', message: stopping.why, origin: 'SYSTEM', retryable: false };
    appendEvents(tx, now, [
      {
        merchantId,
        type: 'WEBHOOK_ENDPOINT_DISABLED',
        subjectType: 'whe',
        subjectId: id,
        subjectVersion: held.version + 1,
        agreementId: null,
        mandateId: null,
        billingRequestId: null,
        paymentId: null,
        provider: null,
        paymentStatus: null,
        change: change('ACTIVE', stopping.status, reason),
        cause: { by: 'clock', rule: stopping.rule },
        occurredAt: now,
      },
    ]);
    await mailContact(tx, sealer, now, { merchantId, id }, { why: stopping.why, failingSince });
    return stopping;
  });
  if (!stopped) return;
  log.warn(
    { merchantId, endpointId: id, status: stopped.status },
    'a partner endpoint gets nothing more until it is mended',
  );
  wake('sequencer');
}

function attemptOf(answer: Came) {
  const { durationMs } = answer;
  if (answer.kind === 'none') return { durationMs, error: answer.error.slice(0, 300) };
  const redirected = answer.status >= 300 && answer.status < 400;
  const error = redirected ? 'redirects are not followed' : `expected a status from 200 to 299; got ${answer.status}`;
  return { durationMs, responseStatus: answer.status, responseText: answer.text, error };
}
