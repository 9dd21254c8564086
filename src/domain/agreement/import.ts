import type { Cause } from '../../event-log/event.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { callContext } from '../command/call-context.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { resumableCommand } from '../command/resumable-command.ts';
import { checkCapability, noAnswer, notConnected, rejected } from '../command/supported.ts';
import type { ListedAgreement, ProviderName } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { applyContext, unpark } from '../reconcile/apply-context.ts';
import { agreements } from './store.ts';
import { type Adopting, moveHere } from './succession.ts';

/** From where, and where to go on. */
export interface ImportAgreementsInput {
  readonly idempotencyKey: string;
  readonly provider: ProviderName;
  /** As an earlier answer had it; from the beginning where it is left out. */
  readonly after?: string;
}

/** What one page of the provider's list came to. */
export interface ImportedAgreements {
  readonly imported: number;
  /** Ours already, at the provider from which they have moved: they go on here. */
  readonly moved: number;
  /** Known here already, or being asked for just now. */
  readonly known: number;
  /** Not accepted, not any more, or not moved since something is under way on them. */
  readonly left: number;
  readonly unreadable: number;
  readonly after: string | null;
}
type ImportRefusal = RefusalOf<'invalidInput' | 'provider'>;

// A transaction of thousands of rows would hold up the numbering of everybody's events.
const atOnce = 25;

/**
 * Takes over one page of the agreements that a provider has: those that are accepted and not known here. Each page has a key of its own; one
 * that was cut short is taken up again by its key, and nothing is taken over twice, however often the list is gone through.
 */
export async function importAgreements(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: ImportAgreementsInput,
): Promise<Result<ImportedAgreements & Pick<CommandOutcome, 'idempotency'>, ImportRefusal | KeyRefusal>> {
  const result = await resumableCommand(deps, caller, {
    name: 'importAgreements',
    key,
    input,
    intend: async () => ({}),
    effect: () => importPage(deps, caller, { by: 'mutation', actor: caller.actor, key }, input),
  });
  deps.wake('sequencer', 'inbox');
  return result.ok ? ok({ ...result.value.answer, idempotency: result.value.idempotency }) : result;
}

async function importPage(
  deps: DomainDeps,
  { merchantId }: Caller,
  cause: Cause,
  { provider: name, after: given }: Omit<ImportAgreementsInput, 'idempotencyKey'>,
): Promise<Result<ImportedAgreements, ImportRefusal>> {
  const after = given ?? null;
  const connected = await deps.accounts.of(merchantId, name);
  const list = connected?.provider.agreementList;
  const refusal = checkCapability(connected, name, 'a list of its agreements', list, { after });
  if (refusal || !connected || !list) return refuse(refusal ?? notConnected(name));
  const asked = await deps.db.forMerchant(merchantId, async (_tx, now) => now);
  const page = await list.call(callContext(deps, connected, asked) as never, { after });
  if (page.kind === 'refused') return refuse(rejected(name, page.why));
  if (page.kind !== 'agreements') return refuse(noAnswer(name));
  const accepted = page.agreements.filter(({ fact }) => fact.now === 'ACTIVE');
  const done = { imported: 0, moved: 0, busy: 0 };
  for (let from = 0; from < accepted.length; from += atOnce) {
    const { imported, moved, busy } = await deps.db.forMerchant(merchantId, async (tx, now) => {
      const at = { tx, now, cause, connected, checkedAt: asked };
      // Two at once would take over the same.
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`import ${connected.id}`}, 0))`;
      const some = accepted.slice(from, from + atOnce);
      const { moved, busy } = await moveHere(deps, at, some);
      return {
        imported: await adopt(deps, at, without(some, [...moved, ...busy])),
        moved: moved.length,
        busy: busy.length,
      };
    });
    done.imported += imported;
    done.moved += moved;
    done.busy += busy;
  }
  const { imported, moved, busy } = done;
  return ok({
    imported,
    moved,
    known: accepted.length - imported - moved - busy,
    left: page.agreements.length - accepted.length + busy,
    unreadable: page.unreadable,
    after: page.after,
  });
}

const without = (listed: readonly ListedAgreement[], some: readonly ListedAgreement[]): readonly ListedAgreement[] =>
  listed.filter((one) => !some.includes(one));

/** Stores those that are not known, and then takes in how they stand like any other news. How many they were. */
async function adopt(deps: DomainDeps, at: Adopting, listed: readonly ListedAgreement[]): Promise<number> {
  const { tx, connected } = at;
  const { merchantId, id: accountId, provider } = connected;
  const references = listed.map(({ fact }) => fact.ref.id);
  const externalIds = listed.flatMap(({ externalId }) => externalId ?? []);
  const ours = await tx.agreement.findMany({
    where: {
      merchantId,
      OR: [
        { provider: provider.name, providerReference: { in: references } },
        { externalId: { in: externalIds } },
        // One that has moved on from here stands in the list still.
        { provider: { not: provider.name }, formerReference: { in: references } },
      ],
    },
    select: { providerReference: true, formerReference: true, externalId: true, status: true },
  });
  const known = new Set(ours.flatMap(({ providerReference, formerReference }) => [providerReference, formerReference]));
  // One that we have asked for may be there before its answer is here: it has its row already.
  const asked = new Set(
    ours.filter((row) => row.providerReference === null && row.status !== 'FAILED').map(({ externalId }) => externalId),
  );
  const taken = new Set(ours.map(({ externalId }) => externalId));
  let imported = 0;
  for (const one of listed) {
    const { fact, externalId } = one;
    if (known.has(fact.ref.id) || (externalId !== null && asked.has(externalId))) continue;
    known.add(fact.ref.id);
    // Two of theirs may have the same; here it names one thing.
    const free = externalId !== null && !taken.has(externalId);
    if (free) taken.add(externalId);
    const { plan = '', description = null, amount, frequency = 'FLEXIBLE' } = fact.terms ?? {};
    await agreements.insert(at, {
      merchantId,
      provider: provider.name,
      accountId,
      providerReference: fact.ref.id,
      origin: 'ADOPTED',
      externalId: free ? externalId : null,
      plan,
      description,
      amountMinor: amount?.amountMinor ?? null,
      currency: one.currency,
      country: one.country,
      frequency,
      nextPaymentDate: one.nextPaymentDate ? new Date(`${one.nextPaymentDate}T00:00:00Z`) : null,
      returnUrl: one.returnUrl ?? '',
      metadata: {},
    });
    const context = applyContext(deps, at);
    await applyFacts(context, [fact]);
    await unpark(context, fact.ref);
    imported += 1;
  }
  return imported;
}
