import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { credentialsSchedule, nextByTime } from '../../kernel/schedules.ts';
import type { Db } from '../../platform/db.ts';
import type { ProviderName, StatusReason } from './provider.ts';

/** An account by its ids. */
export interface AccountName {
  readonly merchantId: string;
  readonly id: string;
  readonly provider: ProviderName;
}

/** Why an account is paused. */
export type PauseReason = keyof typeof reasons;

/** Pauses an account for a reason, or resumes it (null), with the one event that tells it. False when it is as it was. */
export async function setPaused(
  db: Db,
  { merchantId, id, provider }: AccountName,
  because: PauseReason | null,
  cause: Cause,
): Promise<boolean> {
  const paused = because !== null;
  return db.forMerchant(merchantId, async (tx, now) => {
    const { count } = await tx.providerAccount.updateMany({
      where: { merchantId, id, pausedAt: paused ? null : { not: null } },
      data: {
        pausedAt: paused ? now : null,
        nextCredentialsCheckAt: paused ? nextByTime(credentialsSchedule, now, now, id) : null,
        version: { increment: 1 },
      },
    });
    if (count === 0) return false;
    const { version } = await tx.providerAccount.findUniqueOrThrow({
      where: { merchantId_id: { merchantId, id } },
      select: { version: true },
    });
    const row = { merchantId, id, provider, version };
    appendEvents(tx, now, [
      eventAbout(row, {
        type: paused ? 'PROVIDER_ACCOUNT_PAUSED' : 'PROVIDER_ACCOUNT_RESUMED',
        subjectType: 'acc',
        change: paused ? change('ACTIVE', 'PAUSED', reasons[because]) : change('PAUSED', 'ACTIVE'),
        cause,
        occurredAt: now,
      }),
    ]);
    return true;
  });
}

const reasons = {
  credentialsRefused: {
    code: 'OTHER',
    message: 'The provider refuses the credentials of your account. Nothing is sent until it takes them again.',
    origin: 'PROVIDER',
    retryable: false,
  },
  settingsUnreadable: {
    code: 'OTHER',
    message: 'The settings of your account cannot be read. Nothing is sent until they have been saved anew.',
    origin: 'SYSTEM',
    retryable: false,
  },
} as const satisfies Readonly<Record<string, StatusReason>>;
