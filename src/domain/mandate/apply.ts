import type { Mandate } from '../../generated/prisma/client.ts';
import type { AuthorityFact } from '../agreement/apply.ts';
import { endDecided } from '../operation/end-decided.ts';
import type { ProviderRef } from '../port/provider.ts';
import { type ApplyContext, isStale, unpark } from '../reconcile/apply-context.ts';
import { nextCheckAt } from '../reconcile/next-check.ts';
import { readAgain } from '../reconcile/unread.ts';
import { mandateMayMove } from './states.ts';
import { type MandatePatch, mandates } from './store.ts';

/** Applies how a mandate stands. When it ends, the provider is asked about the payments that the bank may have dropped with it. */
export async function applyMandate(context: ApplyContext, fact: AuthorityFact): Promise<void> {
  const { now, connected } = context;
  const mandate = await mandates.lockReferenced(context, fact.ref);
  const stale = isStale(context, mandate);
  const moved = stale ? {} : afterMandateFact(mandate, fact);
  const released = await endDecided(context, mandate, { mandateId: mandate.id }, fact);
  const replacedById = !stale && fact.replacedBy ? await adopt(context, mandate, fact.replacedBy) : undefined;
  const patch = { providerReference: fact.ref.id, ...moved, ...released, ...(replacedById ? { replacedById } : {}) };
  const after = await mandates.save(context, mandate, patch, {
    why: fact.why ?? null,
    at: fact.at,
    syncedAt: stale ? undefined : (context.checkedAt ?? now),
    nextCheckAt: nextCheckAt(connected, fact.ref, now),
  });
  if (!stale && fact.nextChargeDate !== undefined) await keepNextChargeDate(context, after, fact.nextChargeDate);
  if (moved.status && moved.status !== 'ACTIVE' && moved.status !== 'PENDING') await checkPaymentsNow(context, after);
  if (mandate.providerReference === null) await unpark(context, fact.ref);
}

/** The mandate that takes this one's place, for the same payer. It is stored when the provider first names it, and asked about like any other. */
async function adopt(context: ApplyContext, mandate: Mandate, ref: ProviderRef): Promise<string> {
  const { tx, now } = context;
  const { merchantId, provider, accountId, personId, scheme } = mandate;
  const named = { merchantId, provider, providerReference: ref.id };
  const where = { merchantId_provider_providerReference: named };
  const known = await tx.mandate.findUnique({ where, select: { id: true } });
  if (known) return known.id;
  const fresh = { ...named, accountId, personId, scheme, metadata: {}, nextCheckAt: now };
  const successor = await mandates.insert(context, fresh);
  await unpark(context, ref);
  return successor.id;
}

/** Pure: what the fact changes. A repeat changes nothing. */
export function afterMandateFact(mandate: Mandate, fact: AuthorityFact): MandatePatch {
  const words = {
    ...readAgain(mandate),
    ...(fact.providerStatus === undefined ? {} : { providerStatus: fact.providerStatus }),
    ...(fact.mandateNumber === undefined ? {} : { mandateNumber: fact.mandateNumber }),
    ...(fact.scheme === undefined ? {} : { scheme: fact.scheme }),
    ...(fact.consent === undefined ? {} : { consent: fact.consent }),
    ...(fact.verifiedAt === undefined ? {} : { verifiedAt: fact.verifiedAt }),
  };
  if (!mandateMayMove(mandate.status, fact.now)) return mandate.status === fact.now ? words : {};
  return { ...words, status: fact.now, reason: fact.why ?? null };
}

/** Without an event: it moves on day by day, which is no news of the mandate. */
async function keepNextChargeDate(
  { tx }: ApplyContext,
  { merchantId, id, nextChargeDate }: Mandate,
  day: string | null,
) {
  const date = day === null ? null : new Date(`${day}T00:00:00Z`);
  if (date?.getTime() === nextChargeDate?.getTime()) return;
  await tx.mandate.update({ where: { merchantId_id: { merchantId, id } }, data: { nextChargeDate: date } });
}

async function checkPaymentsNow({ tx, now }: ApplyContext, { merchantId, id: mandateId }: Mandate): Promise<void> {
  const state = { in: ['CREATED' as const, 'REQUIRES_PAYER_ACTION' as const, 'PROCESSING' as const] };
  await tx.oneOffPayment.updateMany({
    where: { merchantId, mandateId, state, providerReference: { not: null } },
    data: { nextCheckAt: now },
  });
}
