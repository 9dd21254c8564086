import { appendEvents, change, type NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { type Agreement, type EventType, Prisma } from '../../generated/prisma/client.ts';
import { sweepActiveEveryMs, sweepEveryMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import type { StatusReason } from '../port/provider.ts';
import type { AgreementState } from './states.ts';

/** The agreement, locked until the transaction ends, or null. Always locked before its payments. */
export async function lockAgreement(tx: Tx, merchantId: string, id: string): Promise<Agreement | null> {
  await holdAgreement(tx, merchantId, id);
  return tx.agreement.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

/** Locks the agreement without reading it. */
export async function holdAgreement(tx: Tx, merchantId: string, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from agreement where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
}

export type AgreementPatch = Partial<
  Pick<Agreement, 'providerReference' | 'payerUrl' | 'expiresAt' | 'cancelling' | 'unresolved'> & {
    status: AgreementState;
    reason: StatusReason | null;
  }
>;

/** Writes a step of a locked agreement with the one event that tells it. Nothing is written when nothing changed. */
export async function saveAgreement(
  tx: Tx,
  now: Date,
  before: Agreement,
  patch: AgreementPatch,
  cause: Cause,
  { why, at }: { readonly why?: StatusReason | null; readonly at?: Date } = {},
): Promise<Agreement> {
  const changed = Object.entries(patch).filter(([name, value]) => {
    const was = before[name as keyof Agreement];
    return was instanceof Date && value instanceof Date ? was.getTime() !== value.getTime() : was !== value;
  });
  if (changed.length === 0) return before;
  const data = Object.fromEntries(changed) as Prisma.AgreementUpdateInput;
  if ('reason' in data && data.reason === null) data.reason = Prisma.DbNull;
  const after = await tx.agreement.update({
    where: { merchantId_id: { merchantId: before.merchantId, id: before.id } },
    data: { ...data, version: before.version + 1, updatedAt: now, nextAskAt: nextAsk({ ...before, ...patch }, now) },
  });
  await appendEvents(tx, now, [
    agreementEvent(after, typeOf(before, after), change(before.status, after.status, why), cause, at ?? now),
  ]);
  return after;
}

/** The event about an agreement as it now stands. */
export function agreementEvent(
  agreement: Agreement,
  type: EventType,
  told: NewEvent['change'],
  cause: Cause,
  occurredAt: Date,
): NewEvent {
  const { merchantId, id, version, provider } = agreement;
  return {
    merchantId,
    type,
    subjectType: 'agr',
    subjectId: id,
    subjectVersion: version,
    agreementId: id,
    mandateId: null,
    billingRequestId: null,
    paymentId: null,
    provider,
    paymentStatus: null,
    change: told,
    cause,
    occurredAt,
  };
}

function typeOf(before: Agreement, after: Agreement): EventType {
  if (after.status === before.status) return 'AGREEMENT_STATUS_CHANGED';
  return after.status === 'ACTIVE' ? 'AGREEMENT_ACTIVATED' : 'AGREEMENT_ENDED';
}

/**
 * A pending agreement is asked about hourly and at its expiry. An active one once a day, which makes up for a lost word of its end
 * and stays far below the provider's limits; before money is asked for on it the provider looks for itself.
 */
function nextAsk(
  { status, providerReference, expiresAt }: Pick<Agreement, 'status' | 'providerReference' | 'expiresAt'>,
  now: Date,
): Date | null {
  if (providerReference === null) return null;
  if (status === 'ACTIVE') return new Date(now.getTime() + sweepActiveEveryMs);
  if (status !== 'PENDING') return null;
  const sweep = now.getTime() + sweepEveryMs;
  return new Date(expiresAt && expiresAt > now ? Math.min(sweep, expiresAt.getTime()) : sweep);
}
