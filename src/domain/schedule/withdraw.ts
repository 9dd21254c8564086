import { encodeId } from '../../kernel/ids.ts';
import type { Claim } from '../../platform/leases.ts';
import type { Caller } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { cancelPayment } from '../payment/commands.ts';

const minute = 60_000;

/**
 * Withdraws what still waits of a schedule that was cancelled with its charges. The provider may have taken one up already: then it is taken. One of
 * which the provider has not said that it has it is looked at again.
 */
export async function withdrawPending(
  deps: DomainDeps,
  caller: Caller,
  { merchantId, id, leaseToken }: Claim,
): Promise<void> {
  const reader = deps.db.reader(merchantId);
  const where = { merchantId_id: { merchantId, id } };
  const { cancelsPending } = await reader.paymentSchedule.findUniqueOrThrow({
    where,
    select: { cancelsPending: true },
  });
  const waiting = cancelsPending
    ? await reader.oneOffPayment.findMany({
        where: { merchantId, state: 'CREATED', cancelling: false, schedulePeriod: { is: { scheduleId: id } } },
        select: { id: true, version: true, providerReference: true, unresolvedCount: true },
        orderBy: { id: 'asc' },
      })
    : [];
  const known = waiting.filter(
    ({ providerReference, unresolvedCount }) => providerReference !== null && unresolvedCount === 0,
  );
  for (const { id: paymentId, version } of known) {
    // By its version: what was refused for one is asked anew of the next.
    const idempotencyKey = `${encodeId('sch', id)}:withdraw:${encodeId('chg', paymentId)}:${version}`;
    await cancelPayment(deps, caller, { idempotencyKey, paymentId });
  }
  const again = known.length < waiting.length;
  await deps.db.forMerchant(merchantId, (tx, now) =>
    tx.paymentSchedule.updateMany({
      where: { merchantId, id, leaseToken },
      data: {
        nextAt: again ? new Date(now.getTime() + minute) : null,
        ...(again ? {} : { cancelsPending: false }),
        leaseToken: null,
        leaseUntil: null,
      },
    }),
  );
}
