import type { Mandate } from '../../generated/prisma/client.ts';
import type { AuthorityFact } from '../agreement/apply.ts';
import { operationOutcome } from '../operation/outcome.ts';
import { endOperation, openOperations } from '../operation/store.ts';
import { type ApplyContext, FactMismatch, isStale, UnknownReference, unpark } from '../reconcile/apply-context.ts';
import { askNextAt } from '../reconcile/ask-plan.ts';
import { mandateMayMove } from './states.ts';
import { lockMandate, type MandatePatch, saveMandate } from './store.ts';

/** Applies how a mandate stands. When it ends, the provider is asked about the payments that the bank may have dropped with it. */
export async function applyMandate(cx: ApplyContext, fact: AuthorityFact): Promise<void> {
  const { tx, now, cause, connected } = cx;
  const mandate = await lockedMandate(cx, fact);
  const { merchantId, id } = mandate;
  if (mandate.providerReference !== null && mandate.providerReference !== fact.ref.id) {
    throw new FactMismatch(`expected mandate ${mandate.providerReference}; the provider speaks of ${fact.ref.id}`);
  }
  const stale = isStale(cx, mandate);
  let patch: MandatePatch = { providerReference: fact.ref.id, ...(stale ? {} : afterMandateFact(mandate, fact)) };
  for (const operation of await openOperations(tx, { merchantId, mandateId: id })) {
    const outcome = operationOutcome(operation, fact, cx.operation?.id === operation.id);
    if (!outcome) continue;
    if (operation.status === 'UNRESOLVED')
      patch = { ...patch, unresolved: (patch.unresolved ?? mandate.unresolved) - 1 };
    if (operation.kind === 'mandate.cancel') patch = { ...patch, cancelling: false };
    await endOperation(cx, operation, outcome);
  }
  const after = await saveMandate(tx, now, mandate, patch, cause, {
    why: fact.why ?? null,
    at: fact.at,
    askAt: askNextAt(connected, fact.ref, now),
  });
  if (patch.status && patch.status !== 'ACTIVE' && patch.status !== 'PENDING') await askAboutPayments(cx, after);
  if (!stale)
    await tx.mandate.updateMany({ where: { merchantId, id }, data: { lastProviderSyncAt: cx.askedAt ?? now } });
  if (mandate.providerReference === null) await unpark(cx, fact.ref);
}

/** Pure: what the fact changes. A repeat changes nothing. */
export function afterMandateFact(mandate: Mandate, fact: AuthorityFact): MandatePatch {
  const words = {
    ...(fact.providerStatus === undefined ? {} : { providerStatus: fact.providerStatus }),
    ...(fact.scheme === undefined ? {} : { scheme: fact.scheme }),
  };
  if (!mandateMayMove(mandate.status, fact.now)) return mandate.status === fact.now ? words : {};
  return { ...words, status: fact.now, reason: fact.why ?? null };
}

async function askAboutPayments({ tx, now }: ApplyContext, { merchantId, id: mandateId }: Mandate): Promise<void> {
  const state = { in: ['CREATED' as const, 'REQUIRES_PAYER_ACTION' as const, 'PROCESSING' as const] };
  await tx.oneOffPayment.updateMany({
    where: { merchantId, mandateId, state, providerReference: { not: null } },
    data: { nextAskAt: now },
  });
}

async function lockedMandate({ tx, operation, connected }: ApplyContext, { ref }: AuthorityFact): Promise<Mandate> {
  const { merchantId } = connected;
  const named = { merchantId, provider: connected.provider.name, providerReference: ref.id };
  const found =
    operation?.kind === 'mandate.create' && operation.mandateId
      ? { id: operation.mandateId }
      : await tx.mandate.findUnique({
          where: { merchantId_provider_providerReference: named },
          select: { id: true },
        });
  const mandate = found && (await lockMandate(tx, merchantId, found.id));
  if (!mandate) throw new UnknownReference(ref);
  return mandate;
}
