import { appendEvents, change, type NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { type EventType, type Mandate, Prisma } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { sweepEveryMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import type { AuthorityState, MandateScheme, ProviderName, StatusReason } from '../port/provider.ts';
import { isAwaited } from './states.ts';

/** The mandate, locked until the transaction ends, or null. Always locked before its payments. */
export async function lockMandate(tx: Tx, merchantId: string, id: string): Promise<Mandate | null> {
  await holdMandate(tx, merchantId, id);
  return tx.mandate.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

/** Locks the mandate without reading it. */
export async function holdMandate(tx: Tx, merchantId: string, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from mandate where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
}

export interface MandateToInsert {
  readonly merchantId: string;
  readonly provider: ProviderName;
  readonly accountId: string;
  readonly personId: string;
  readonly externalId: string | null;
  readonly scheme: MandateScheme;
  readonly billingRequestId: string | null;
  readonly providerReference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nextAskAt: Date | null;
}

/** Stores a mandate, one that we mean to ask for or one that the provider has just named, with its first event. */
export async function insertMandate(tx: Tx, now: Date, mandate: MandateToInsert, cause: Cause): Promise<Mandate> {
  const row = await tx.mandate.create({
    data: { ...mandate, id: newUuid(now.getTime()), version: 1, status: 'PENDING', createdAt: now, updatedAt: now },
  });
  await appendEvents(tx, now, [mandateEvent(row, 'MANDATE_CREATED', change(null, row.status), cause, now)]);
  return row;
}

export type MandatePatch = Partial<
  Pick<Mandate, 'providerReference' | 'providerStatus' | 'scheme' | 'cancelling' | 'unresolved'> & {
    status: AuthorityState;
    reason: StatusReason | null;
  }
>;

/** Writes a step of a locked mandate with the one event that tells it. Nothing is written when nothing changed. */
export async function saveMandate(
  tx: Tx,
  now: Date,
  before: Mandate,
  patch: MandatePatch,
  cause: Cause,
  { why, at, askAt }: { readonly why?: StatusReason | null; readonly at?: Date; readonly askAt?: Date } = {},
): Promise<Mandate> {
  const changed = Object.entries(patch).filter(([name, value]) => before[name as keyof Mandate] !== value);
  if (changed.length === 0) return before;
  const data = Object.fromEntries(changed) as Prisma.MandateUpdateInput;
  if ('reason' in data && data.reason === null) data.reason = Prisma.DbNull;
  const { status, providerReference } = { ...before, ...patch };
  const asked = providerReference !== null && isAwaited(status);
  const nextAskAt = asked ? (askAt ?? new Date(now.getTime() + sweepEveryMs)) : null;
  const after = await tx.mandate.update({
    where: { merchantId_id: { merchantId: before.merchantId, id: before.id } },
    data: { ...data, version: before.version + 1, updatedAt: now, nextAskAt },
  });
  await appendEvents(tx, now, [
    mandateEvent(after, typeOf(before, after), change(before.status, after.status, why), cause, at ?? now),
  ]);
  return after;
}

function mandateEvent(
  { merchantId, id, version, provider, billingRequestId }: Mandate,
  type: EventType,
  told: NewEvent['change'],
  cause: Cause,
  occurredAt: Date,
): NewEvent {
  return {
    merchantId,
    type,
    subjectType: 'man',
    subjectId: id,
    subjectVersion: version,
    agreementId: null,
    mandateId: id,
    billingRequestId,
    paymentId: null,
    provider,
    paymentStatus: null,
    change: told,
    cause,
    occurredAt,
  };
}

function typeOf(before: Mandate, after: Mandate): EventType {
  if (after.status === before.status || isAwaited(after.status)) return 'MANDATE_STATUS_CHANGED';
  return after.status === 'ACTIVE' ? 'MANDATE_ACTIVATED' : 'MANDATE_ENDED';
}
