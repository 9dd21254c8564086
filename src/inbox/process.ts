import { callContext } from '../domain/command/call-context.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { ConnectedAccount } from '../domain/port/accounts.ts';
import type { Fact } from '../domain/port/provider.ts';
import { applyFacts } from '../domain/reconcile/apply.ts';
import { applyContext, UnknownReference } from '../domain/reconcile/apply-context.ts';
import { knownRef } from '../domain/reconcile/refs.ts';
import type { Cause } from '../event-log/event.ts';
import type { InboxItem } from '../generated/prisma/client.ts';
import { unreachable } from '../kernel/result.ts';
import { inboxSchedule, nextTime, parkedSchedule } from '../kernel/schedules.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Claim } from '../platform/leases.ts';
import { fromStored, withoutPersonal } from './stored-item.ts';

/** What an item has come to before anything is written. */
type Reading =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[]; readonly checkedAt?: Date }
  | { readonly kind: 'unclear'; readonly detail: string }
  | { readonly kind: 'absent' }
  /** Beyond our understanding: for a person. */
  | { readonly kind: 'dead'; readonly detail: string };

/**
 * Takes one item from the inbox to its end: interpret, ask where the proof was weak, then apply and mark done in one transaction, so
 * that a crash at any point leaves the item either open or applied, never half of it.
 */
export async function processItem(deps: DomainDeps, { merchantId, id, leaseToken }: Claim): Promise<void> {
  const item = await deps.db
    .reader(merchantId)
    .inboxItem.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const connected = await deps.accounts.byId(item.accountId);
  if (!connected || item.leaseToken !== leaseToken) return;
  try {
    const reading = await read(deps, connected, item);
    await failpoint('inbox.afterRead');
    switch (reading.kind) {
      case 'facts':
        return await apply(deps, connected, item, leaseToken, reading);
      case 'unclear':
        return await retry(deps, item, leaseToken, reading.detail);
      case 'absent':
        return await park(deps, item, leaseToken, 'the provider has no such thing');
      case 'dead':
        deps.log.error(
          { inboxId: id, provider: item.provider },
          'a webhook item is not understood; it is kept as a dead letter',
        );
        return await mark(deps, item, leaseToken, { state: 'DEAD', nextAt: null, lastError: reading.detail });
      default:
        return unreachable(reading);
    }
  } catch (error) {
    if (error instanceof UnknownReference) return park(deps, item, leaseToken, error.message);
    deps.log.error({ inboxId: id, provider: item.provider, error }, 'a webhook item could not be applied');
    return retry(deps, item, leaseToken, error instanceof Error ? error.name : 'error');
  } finally {
    deps.wake('sequencer', 'inbox');
  }
}

async function read(deps: DomainDeps, connected: ConnectedAccount, row: InboxItem): Promise<Reading> {
  const item = fromStored(deps.sealer, row.id, row.item);
  const { provider, account } = connected;
  const meaning = provider.inbound.interpret(item, account.settings);
  switch (meaning.kind) {
    case 'facts':
      return meaning;
    case 'irrelevant':
      return { kind: 'facts', facts: [] };
    case 'unrecognised':
      return { kind: 'dead', detail: meaning.detail };
    case 'checkStatus': {
      // Without a thing of ours, asking could only tell of what is not ours, and a forger could make us ask for ever.
      const ref = await knownRef(
        deps.db.reader(connected.merchantId),
        connected.merchantId,
        provider.name,
        meaning.ref,
      );
      if (!ref) return { kind: 'absent' };
      const now = await deps.db.forMerchant(connected.merchantId, async (_tx, at) => at);
      const answer = await provider.checkStatus(callContext(deps, connected, now), ref, item);
      if (answer.kind === 'facts') return { ...answer, checkedAt: now };
      if (answer.kind === 'pending') return { kind: 'facts', facts: [] };
      if (answer.kind === 'absent') return { kind: 'absent' };
      return { kind: 'unclear', detail: answer.kind === 'refused' ? answer.why.message : answer.why.detail };
    }
    default:
      return unreachable(meaning);
  }
}

async function apply(
  deps: DomainDeps,
  connected: ConnectedAccount,
  { merchantId, id, item, receivedAt }: InboxItem,
  leaseToken: string,
  { facts, checkedAt }: Extract<Reading, { kind: 'facts' }>,
): Promise<void> {
  const cause: Cause = { by: 'webhook', inboxId: id, receivedAt: receivedAt.toISOString() };
  await deps.db.forMerchant(merchantId, async (tx, now) => {
    const { count } = await tx.inboxItem.updateMany({
      where: { merchantId, id, leaseToken, state: { in: ['WAITING', 'PARKED'] } },
      data: {
        state: 'DONE',
        doneAt: now,
        nextAt: null,
        leaseToken: null,
        leaseUntil: null,
        lastError: null,
        item: withoutPersonal(item),
      },
    });
    // Another has taken the item over, and has applied it or will.
    if (count === 0) return;
    await applyFacts(applyContext(deps, { tx, now, connected, cause, checkedAt }), facts);
    await failpoint('inbox.beforeCommit');
  });
}

async function retry(deps: DomainDeps, item: InboxItem, leaseToken: string, detail: string): Promise<void> {
  const { merchantId, id, receivedAt, failures } = item;
  const now = await deps.db.forMerchant(merchantId, async (_tx, at) => at);
  const nextAt = nextTime(inboxSchedule, failures, receivedAt, now, id);
  if (nextAt === null)
    deps.log.error(
      { inboxId: id, provider: item.provider },
      'a webhook item has failed twelve times; it is kept as a dead letter',
    );
  await mark(deps, item, leaseToken, {
    state: nextAt ? 'WAITING' : 'DEAD',
    nextAt,
    lastError: detail,
    failures: failures + 1,
  });
}

/** News of a thing that we do not have. It may be on its way to us, so it is tried again and not counted as a failure of ours. */
async function park(deps: DomainDeps, item: InboxItem, leaseToken: string, detail: string): Promise<void> {
  const { merchantId, id, receivedAt, failures } = item;
  const now = await deps.db.forMerchant(merchantId, async (_tx, at) => at);
  const nextAt = nextTime(parkedSchedule, failures, receivedAt, now, id);
  await mark(deps, item, leaseToken, {
    state: nextAt ? 'PARKED' : 'DEAD',
    nextAt,
    lastError: detail,
    failures: failures + 1,
  });
}

interface Mark {
  readonly state: 'WAITING' | 'PARKED' | 'DEAD';
  readonly nextAt: Date | null;
  readonly lastError: string;
  readonly failures?: number;
}

async function mark({ db }: DomainDeps, { merchantId, id }: InboxItem, leaseToken: string, data: Mark): Promise<void> {
  await db.forMerchant(merchantId, async (tx) => {
    await tx.inboxItem.updateMany({
      where: { merchantId, id, leaseToken },
      data: { ...data, lastError: data.lastError.slice(0, 300), leaseToken: null, leaseUntil: null },
    });
  });
}
