import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import type { Db } from '../../platform/db.ts';
import type { ProviderName, StatusReason } from './provider.ts';

/** An account by its ids. */
export interface AccountName {
  readonly merchantId: string;
  readonly id: string;
  readonly provider: ProviderName;
}

/** Pauses an account, or resumes it, with the one event that tells it. False when it is as it was. */
export async function setPaused(
  db: Db,
  { merchantId, id, provider }: AccountName,
  paused: boolean,
  cause: Cause,
): Promise<boolean> {
  return db.forMerchant(merchantId, async (tx, now) => {
    const { count } = await tx.providerAccount.updateMany({
      where: { merchantId, id, pausedAt: paused ? null : { not: null } },
      data: { pausedAt: paused ? now : null, version: { increment: 1 } },
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
        change: paused ? change('ACTIVE', 'PAUSED', refused) : change('PAUSED', 'ACTIVE'),
        cause,
        occurredAt: now,
      }),
    ]);
    return true;
  });
}

const refused: StatusReason = {
  code: 'OTHER',
  message: 'The provider refuses the credentials of your account. Nothing is sent until they have been renewed.',
  origin: 'PROVIDER',
  retryable: false,
};
