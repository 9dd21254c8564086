import { appendEvents, change, eventAbout } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import type { AccountPause } from '../../generated/prisma/client.ts';
import { credentialsSchedule, nextByTime } from '../../kernel/schedules.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { ProviderName, StatusReason } from './provider.ts';

/** An account by its ids. */
export interface AccountName {
  readonly merchantId: string;
  readonly id: string;
  readonly provider: ProviderName;
}

/** What we pause an account for by ourselves, and resume it once it is over. What somebody asked for stays until somebody ends it. */
export type PauseReason = Exclude<AccountPause, 'REQUESTED' | 'DISCONNECTED'>;
const byOurselves: readonly PauseReason[] = ['CREDENTIALS_REFUSED', 'SETTINGS_UNREADABLE'];

/** Pauses an account for a reason of our own, or resumes it (null), with the one event that tells it. False when it is as it was. */
export async function setPaused(
  db: Db,
  name: AccountName,
  because: PauseReason | null,
  cause: Cause,
): Promise<boolean> {
  return db.forMerchant(name.merchantId, async (tx, now) => {
    const found = because
      ? { pausedAt: null }
      : { pausedAt: { not: null }, OR: [{ pausedBecause: null }, { pausedBecause: { in: [...byOurselves] } }] };
    return (await move(tx, now, name, found, because, cause)) !== null;
  });
}

/** Pauses an account, or resumes it (null), as somebody asked for. False when it is as it was. */
export async function setPausedAsAsked(
  tx: Tx,
  now: Date,
  name: AccountName,
  because: Exclude<AccountPause, PauseReason> | null,
  cause: Cause,
): Promise<boolean> {
  const found = because
    ? { OR: [{ pausedAt: null }, { pausedBecause: null }, { pausedBecause: { not: because } }] }
    : { pausedAt: { not: null } };
  return (await move(tx, now, name, found, because, cause)) !== null;
}

async function move(
  tx: Tx,
  now: Date,
  { merchantId, id, provider }: AccountName,
  found: object,
  because: AccountPause | null,
  cause: Cause,
): Promise<number | null> {
  const where = { merchantId_id: { merchantId, id } };
  const before = await tx.providerAccount.findUniqueOrThrow({ where, select: { pausedAt: true } });
  const tried = byOurselves.some((one) => one === because);
  const { count } = await tx.providerAccount.updateMany({
    where: { merchantId, id, ...found },
    data: {
      pausedAt: because ? (before.pausedAt ?? now) : null,
      pausedBecause: because,
      nextCredentialsCheckAt: tried ? nextByTime(credentialsSchedule, now, now, id) : null,
      version: { increment: 1 },
    },
  });
  if (count === 0) return null;
  const { version } = await tx.providerAccount.findUniqueOrThrow({ where, select: { version: true } });
  const was = before.pausedAt ? 'PAUSED' : 'ACTIVE';
  appendEvents(tx, now, [
    eventAbout(
      { merchantId, id, provider, version },
      {
        type: because ? 'PROVIDER_ACCOUNT_PAUSED' : 'PROVIDER_ACCOUNT_RESUMED',
        subjectType: 'acc',
        change: because ? change(was, 'PAUSED', pauseReasons[because]) : change(was, 'ACTIVE'),
        cause,
        occurredAt: now,
      },
    ),
  ]);
  return version;
}

/** Why an account is paused, as it is told. */
export const pauseReasons: Readonly<Record<AccountPause, StatusReason>> = {
  CREDENTIALS_REFUSED: {
    code: 'OTHER',
    message: 'The provider refuses the credentials of your account. Nothing is sent until it takes them again.',
    origin: 'PROVIDER',
    retryable: false,
  },
  SETTINGS_UNREADABLE: {
    code: 'OTHER',
    message: 'The settings of your account cannot be read. Nothing is sent until they have been saved anew.',
    origin: 'SYSTEM',
    retryable: false,
  },
  REQUESTED: {
    code: 'OTHER',
    message: 'Your account was paused on request. Nothing is sent or asked until it is resumed.',
    origin: 'MERCHANT',
    retryable: false,
  },
  DISCONNECTED: {
    code: 'OTHER',
    message: 'Your account was disconnected. Nothing is sent or asked until it is connected again.',
    origin: 'MERCHANT',
    retryable: false,
  },
};
