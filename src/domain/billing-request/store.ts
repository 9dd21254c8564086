import { appendEvents, change, type NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { type BillingRequest, type EventType, Prisma } from '../../generated/prisma/client.ts';
import { sweepEveryMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import type { BillingRequestState, RequestAction, StatusReason } from '../port/provider.ts';
import { hasEnded } from './states.ts';

/** The billing request, locked until the transaction ends, or null. Always locked before its mandate and its payment. */
export async function lockBillingRequest(tx: Tx, merchantId: string, id: string): Promise<BillingRequest | null> {
  await holdBillingRequest(tx, merchantId, id);
  return tx.billingRequest.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

/** Locks the billing request without reading it. */
export async function holdBillingRequest(tx: Tx, merchantId: string, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from billing_request where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
}

/** The steps of a billing request as they are stored. */
export function actionsOf({ actions }: Pick<BillingRequest, 'actions'>): readonly RequestAction[] {
  return actions as unknown as readonly RequestAction[];
}

export type BillingRequestPatch = Partial<
  Pick<
    BillingRequest,
    | 'providerReference'
    | 'fallbackOccurred'
    | 'flowUrl'
    | 'flowRedirectUrl'
    | 'flowExitUrl'
    | 'flowExpiresAt'
    | 'expiresAt'
    | 'cancelling'
    | 'unresolved'
  > & { status: BillingRequestState; reason: StatusReason | null; actions: readonly RequestAction[] }
>;

/** Writes a step of a locked billing request with the one event that tells it. Nothing is written when nothing changed. */
export async function saveBillingRequest(
  tx: Tx,
  now: Date,
  before: BillingRequest,
  patch: BillingRequestPatch,
  cause: Cause,
  { why, at, askAt }: { readonly why?: StatusReason | null; readonly at?: Date; readonly askAt?: Date } = {},
): Promise<BillingRequest> {
  const changed = Object.entries(patch).filter(([name, value]) => !same(before[name as keyof BillingRequest], value));
  if (changed.length === 0) return before;
  const data = Object.fromEntries(changed) as Prisma.BillingRequestUpdateInput;
  if ('reason' in data && data.reason === null) data.reason = Prisma.DbNull;
  const { status, providerReference } = { ...before, ...patch };
  const asked = providerReference !== null && !hasEnded(status);
  const nextAskAt = asked ? (askAt ?? new Date(now.getTime() + sweepEveryMs)) : null;
  const after = await tx.billingRequest.update({
    where: { merchantId_id: { merchantId: before.merchantId, id: before.id } },
    data: { ...data, version: before.version + 1, updatedAt: now, nextAskAt },
  });
  await appendEvents(tx, now, [
    billingRequestEvent(after, typeOf(before, after), change(before.status, after.status, why), cause, at ?? now),
  ]);
  return after;
}

/** The event about a billing request as it now stands. */
export function billingRequestEvent(
  { merchantId, id, version, provider }: BillingRequest,
  type: EventType,
  told: NewEvent['change'],
  cause: Cause,
  occurredAt: Date,
): NewEvent {
  return {
    merchantId,
    type,
    subjectType: 'brq',
    subjectId: id,
    subjectVersion: version,
    agreementId: null,
    mandateId: null,
    billingRequestId: id,
    paymentId: null,
    provider,
    paymentStatus: null,
    change: told,
    cause,
    occurredAt,
  };
}

const typeOfEnd: Readonly<Partial<Record<BillingRequestState, EventType>>> = {
  FULFILLED: 'BILLING_REQUEST_FULFILLED',
  CANCELLED: 'BILLING_REQUEST_CANCELLED',
  REJECTED: 'BILLING_REQUEST_REJECTED',
  EXPIRED: 'BILLING_REQUEST_EXPIRED',
};

function typeOf(before: BillingRequest, after: BillingRequest): EventType {
  const ended = after.status === before.status ? undefined : typeOfEnd[after.status];
  if (ended) return ended;
  const pending = actionsOf(before).flatMap(({ type, status }) => (status === 'PENDING' ? [type] : []));
  const completed = actionsOf(after).some(({ type, status }) => status === 'COMPLETED' && pending.includes(type));
  return completed ? 'BILLING_REQUEST_ACTION_COMPLETED' : 'BILLING_REQUEST_STATUS_CHANGED';
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return canonical(a) === canonical(b);
}

/** JSON columns do not keep the order of their members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
