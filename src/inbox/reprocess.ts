import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, rejectFreeingKey } from '../domain/command/decision.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import type { RefusalOf } from '../kernel/refusal.ts';
import type { Result } from '../kernel/result.ts';
import type { Tx } from '../platform/db.ts';

/** Which news is taken up again. */
export interface ReprocessInput {
  readonly idempotencyKey: string;
  readonly notificationId: string | null;
}
/** What was taken up again. */
export type Reprocessed = { readonly notificationId: string } & Pick<CommandOutcome, 'idempotency'>;

const open = ['WAITING', 'PARKED', 'DEAD'] as const;

/**
 * Takes up again, from the beginning of its schedule, news that waits or was given up. What is applied already stays so. `alongside` is
 * written with it.
 */
export async function reprocess(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, notificationId }: ReprocessInput,
  alongside: (tx: Tx, now: Date, notificationId: string) => Promise<void> = async () => undefined,
): Promise<Result<Reprocessed, RefusalOf<'notFound' | 'invalidState'> | KeyRefusal>> {
  const { merchantId } = caller;
  const result = await underKey(deps, caller, {
    name: 'reprocessProviderNotification',
    key,
    input: { notificationId },
    async decide(tx, now) {
      const where = { merchantId, id: notificationId ?? '' };
      const found = notificationId ? await tx.inboxItem.findUnique({ where: { merchantId_id: where } }) : null;
      if (!found || notificationId === null) return rejectFreeingKey(unknownNotification);
      // A worker that holds it writes nothing any more once its lease is gone.
      const { count } = await tx.inboxItem.updateMany({
        where: { ...where, state: { in: [...open] } },
        data: { state: 'WAITING', aboutKnown: true, nextAt: now, failures: 0, leaseToken: null, leaseUntil: null },
      });
      if (count === 0) return rejectFreeingKey(processed);
      await alongside(tx, now, notificationId);
      return accept({ notificationId });
    },
  });
  deps.wake('inbox');
  return result;
}

const unknownNotification: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'notificationId'],
  message: 'no provider notification of yours has this id',
};
const processed: RefusalOf<'invalidState'> = {
  kind: 'invalidState',
  path: ['input', 'notificationId'],
  message: 'The notification has been processed already; only one that waits or was given up can be taken up again.',
  current: 'PROCESSED',
  allowedFrom: [...open],
};
