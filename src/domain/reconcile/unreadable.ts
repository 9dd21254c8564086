import type { Cause } from '../../event-log/event.ts';
import type { Agreement, BillingRequest, Mandate } from '../../generated/prisma/client.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';
import { isClosed } from '../agreement/states.ts';
import { agreements } from '../agreement/store.ts';
import { hasEnded } from '../billing-request/states.ts';
import { billingRequests } from '../billing-request/store.ts';
import type { DomainDeps } from '../command/deps.ts';
import { mandates } from '../mandate/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef, UnknownCause } from '../port/provider.ts';
import { applyContext } from './apply-context.ts';
import { unreadCode } from './unread.ts';

// An answer that is cut or wrapped by something in between is nothing new for a while; a word that we do not know stays.
const unreadableMs = 24 * 3_600_000;

/**
 * Shows on an agreement, billing request or mandate that the provider's answer about it cannot be read, where that lasts or will: it would stay as it is
 * without a word for ever. A reason of its own is left. Nothing of the answer is repeated.
 */
export async function noteUnreadable(
  deps: DomainDeps,
  connected: ConnectedAccount,
  { kind, id }: ProviderRef,
  { kind: why }: UnknownCause,
  cause: Cause,
): Promise<void> {
  if (
    (kind !== 'billingRequest' && kind !== 'mandate' && kind !== 'agreement') ||
    !['unreadable', 'unknownStatus', 'amountMismatch'].includes(why)
  )
    return;
  const { merchantId, provider } = connected;
  const reason: StatusReason = {
    code: unreadCode,
    message: `${provider.name} says something about this that cannot be read here, so it may have moved. It is asked again; meanwhile look into ${provider.name}'s own pages.`,
    origin: 'PROVIDER',
    retryable: true,
  };
  await deps.db.forMerchant(merchantId, async (tx, now) => {
    const context = applyContext(deps, { tx, now, connected, cause });
    const lasts = (row: Agreement | Mandate | BillingRequest): boolean =>
      why !== 'unreadable' || now.getTime() - (row.lastProviderSyncAt ?? row.createdAt).getTime() >= unreadableMs;
    if (kind === 'mandate') {
      const row = await mandates.lockReferenced(context, { kind, id });
      if (row.reason === null && lasts(row)) await mandates.save(context, row, { reason }, { why: reason });
    } else if (kind === 'agreement') {
      const row = await agreements.lockReferenced(context, { kind, id });
      if (row.reason === null && !isClosed(row) && lasts(row))
        await agreements.save(context, row, { reason }, { why: reason });
    } else {
      const row = await billingRequests.lockReferenced(context, { kind, id });
      if (row.reason === null && !hasEnded(row.status) && lasts(row))
        await billingRequests.save(context, row, { reason }, { why: reason });
    }
  });
  deps.wake('sequencer');
}
