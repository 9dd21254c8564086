import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import { overdueMs } from '../../kernel/schedules.ts';
import type { Claim } from '../../platform/leases.ts';
import type { DomainDeps } from '../command/deps.ts';
import type { StatusReason } from '../port/provider.ts';
import { lockOperation } from './store.ts';

/** Operations, of any merchant, whose outcome has not been known for long, and of which nobody has been told. */
export async function dueForOverdue(
  { db }: Pick<DomainDeps, 'db'>,
  limit: number,
): Promise<readonly Omit<Claim, 'leaseToken'>[]> {
  const { rows } = await db.worker.query<{ merchant_id: string; id: string }>(
    `select merchant_id, id from operation
      where status = 'UNRESOLVED' and overdue_at is null and coalesce(sent_at, requested_at) <= app_now() - $1 * interval '1 millisecond'
      order by coalesce(sent_at, requested_at) limit $2`,
    [overdueMs, limit],
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }));
}

/** Tells, once for an operation, that its outcome has not been known for long. The provider goes on being asked. */
export async function tellOverdue(
  deps: DomainDeps,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  const told = await deps.db.forMerchant(merchantId, async (tx, now) => {
    const operation = await lockOperation(tx, merchantId, id);
    if (operation.status !== 'UNRESOLVED' || operation.overdueAt !== null) return null;
    const where = { merchantId_id: { merchantId, id: operation.accountId } };
    const { provider } = await tx.providerAccount.findUniqueOrThrow({ where, select: { provider: true } });
    await tx.operation.update({
      where: { merchantId_id: { merchantId, id } },
      data: { overdueAt: now },
      select: { id: true },
    });
    const { agreementId, mandateId, billingRequestId, paymentId, kind } = operation;
    appendEvents(tx, now, [
      eventAbout(
        { merchantId, id, version: 1, provider },
        {
          type: 'OPERATION_OVERDUE',
          subjectType: 'opr',
          agreementId,
          mandateId,
          billingRequestId,
          paymentId,
          change: change('UNRESOLVED', 'UNRESOLVED', overdue),
          cause: { by: 'clock', rule: 'overdue' },
          occurredAt: now,
        },
      ),
    ]);
    return { provider, kind };
  });
  if (!told) return;
  deps.log.error(
    { alarm: 'operationOverdue', merchantId, operationId: id, operation: told.kind, provider: told.provider },
    'the outcome of an operation has not been known for long',
  );
  deps.wake('sequencer');
}

const overdue: StatusReason = {
  code: 'PROVIDER_TIMEOUT',
  message:
    'It has not been known for 15 minutes whether this happened. The provider is still being asked; look into its own pages if it matters now.',
  origin: 'SYSTEM',
  retryable: false,
};
