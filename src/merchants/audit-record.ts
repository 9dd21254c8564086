import type { Caller } from '../domain/command/command.ts';
import { newUuid } from '../kernel/ids.ts';
import type { Tx } from '../platform/db.ts';

/** What was done to a merchant's keys, accounts or settings. */
export interface Done {
  /** The mutation, or an operator's command. */
  readonly action: string;
  readonly subjectType: 'key' | 'acc' | 'mer';
  readonly subjectId: string;
  /** What was changed: plain JSON, and nothing secret. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
}

/** Keeps who did what, in the transaction that does it: the one is never there without the other. */
export async function recordDone(
  tx: Tx,
  now: Date,
  { merchantId, actor, requestId }: Caller,
  { action, subjectType, subjectId, details, reason }: Done,
): Promise<void> {
  await tx.auditRecord.createMany({
    data: [
      {
        merchantId,
        id: newUuid(now.getTime()),
        createdAt: now,
        actor,
        action,
        subjectType,
        subjectId,
        reason: reason ?? null,
        requestId,
        details: details as object,
      },
    ],
  });
}
