import type { Cause } from '../../event-log/event.ts';
import type { Tx } from '../../platform/db.ts';
import type { DomainDeps } from '../command/deps.ts';
import { openOperations } from '../operation/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ListedAgreement } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { applyContext, unpark } from '../reconcile/apply-context.ts';
import { moveSchedules } from '../schedule/succession.ts';
import { agreements } from './store.ts';

/** What is written of a page that an account was asked for. */
export interface Adopting {
  readonly tx: Tx;
  readonly now: Date;
  readonly cause: Cause;
  readonly connected: ConnectedAccount;
  readonly checkedAt: Date;
}

/** Those that have moved, and those on which something is under way at the provider that had them: they move when it has ended. */
export interface Moved {
  readonly moved: readonly ListedAgreement[];
  readonly busy: readonly ListedAgreement[];
}

/**
 * A provider that takes the place of another has the other's agreements under ids of its own, and nobody asks the payers anew. One that is ours
 * keeps its id here, its payments and its schedules, and goes on with the provider that has it now; what was asked for before stays with the
 * account that it was asked of.
 */
export async function moveHere(deps: DomainDeps, at: Adopting, listed: readonly ListedAgreement[]): Promise<Moved> {
  const { tx, connected } = at;
  const { merchantId, id: accountId, provider } = connected;
  const here = await tx.agreement.findMany({
    where: { merchantId, provider: provider.name, providerReference: { in: listed.map(({ fact }) => fact.ref.id) } },
    select: { providerReference: true },
  });
  // What was taken over from here before it was found there is two agreements of ours, and stays so.
  const known = new Set(here.map(({ providerReference }) => providerReference));
  const missing = listed.filter(({ fact }) => !known.has(fact.ref.id));
  const former = missing.flatMap((one) => one.former ?? []);
  const ours = await tx.agreement.findMany({
    where: {
      merchantId,
      OR: former.map(({ provider, id }) => ({ provider, providerReference: id })),
    },
    select: { id: true, provider: true, providerReference: true },
    orderBy: { id: 'asc' },
  });
  const moved: ListedAgreement[] = [];
  const busy: ListedAgreement[] = [];
  for (const { id, ...named } of ours) {
    const one = missing.find(
      ({ former }) => former !== null && former.provider === named.provider && former.id === named.providerReference,
    );
    const agreement = one && (await agreements.lock(tx, merchantId, id));
    if (!agreement) continue;
    const open = await openOperations(tx, { merchantId, agreementId: id });
    if (agreement.status !== 'ACTIVE' || agreement.cancelling || agreement.unresolvedCount > 0 || open.length > 0) {
      busy.push(one);
      continue;
    }
    const { ref } = one.fact;
    const home = { provider: provider.name, accountId };
    await agreements.save(
      at,
      agreement,
      { ...home, providerReference: ref.id, formerReference: agreement.providerReference },
      { syncedAt: at.checkedAt },
    );
    await moveSchedules(at, id, home);
    const context = applyContext(deps, at);
    await applyFacts(context, [one.fact]);
    await unpark(context, ref);
    moved.push(one);
  }
  return { moved, busy };
}
