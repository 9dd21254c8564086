import { callContext } from '../domain/command/call-context.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { Poll } from '../domain/port/accounts.ts';
import type { InboundItem } from '../domain/port/provider.ts';
import { failpoint } from '../platform/failpoints.ts';
import { storeIncoming } from './store.ts';

/**
 * Reads one page of a provider's own list of events. What we have not had by callback goes into the inbox, where it is the same item as the
 * callback would have been: whichever comes second is known already. The page is stored before the cursor moves on, so nothing is passed
 * over; a page that is read twice changes nothing.
 */
export async function pollEvents(deps: DomainDeps, { connected, cursor }: Poll): Promise<void> {
  const { merchantId, id: accountId, provider } = connected;
  const now = await deps.db.forMerchant(merchantId, async (_tx, at) => at);
  const answer = await provider.pollEvents?.(callContext(deps, connected, now), cursor);
  if (answer?.kind === 'forgotten' || (answer?.kind === 'events' && answer.forgotten)) {
    deps.log.info({ accountId, provider: provider.name }, 'a provider has forgotten where to call us; it is told anew');
    await deps.accounts.markForgotten(accountId);
  }
  if (answer?.kind === 'forgotten') return;
  if (answer?.kind !== 'events') {
    deps.log.debug(
      { accountId, provider: provider.name, outcome: answer?.kind },
      "a provider's events could not be read",
    );
    return;
  }
  const items = await unknown(deps, accountId, answer.items);
  if (items.length > 0) {
    const body = new TextEncoder().encode(JSON.stringify(items.map((item) => item.body)));
    await storeIncoming(deps, { merchantId, accountId, provider: provider.name, check: 'verified', body, items, now });
    deps.log.info(
      { accountId, provider: provider.name, items: items.length },
      'events were read that no callback brought',
    );
    deps.wake('inbox');
  }
  if (items.length > 0) await failpoint('poll.beforeCursor');
  await deps.accounts.keepPoll(accountId, answer.cursor, answer.more);
}

/** The items that the inbox does not have. Those that it has are not counted as repeats: it is we who read them again. */
async function unknown(
  { db }: DomainDeps,
  accountId: string,
  items: readonly InboundItem[],
): Promise<readonly InboundItem[]> {
  const { rows } = await db.worker.query<{ dedupe_key: string }>(
    'select dedupe_key from inbox where account_id = $1 and dedupe_key = any($2)',
    [accountId, items.map(({ dedupeKey }) => dedupeKey)],
  );
  const known = new Set(rows.map(({ dedupe_key }) => dedupe_key));
  return items.filter(({ dedupeKey }) => !known.has(dedupeKey));
}
