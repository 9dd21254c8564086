import type { Caller } from '../domain/command/command.ts';
import { newUuid } from '../kernel/ids.ts';
import type { Tx } from '../platform/db.ts';

/** What was done to a merchant's keys, accounts or settings. */
export interface Done {
  /** The mutation, or an operator's command. */
  readonly action: string;
  readonly subjectType: 'key' | 'acc' | 'mer' | 'opr' | 'inb';
  readonly subjectId: string;
  /** What was changed: plain JSON, and nothing secret. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Who does it, and why where that was said. */
type Actor = Caller & { readonly reason?: string | undefined };

/** Keeps who did what, in the transaction that does it: the one is never there without the other. */
export async function recordDone(
  tx: Tx,
  now: Date,
  { merchantId, actor, requestId, reason }: Actor,
  { action, subjectType, subjectId, details }: Done,
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
