import type { Tx } from '../db.ts';
import type { Caller, ErasePayerInput, PayerErased } from './command.ts';
import type { DomainDeps } from './deps.ts';
import { claimKey, keepOutcome, type StoredOutcome } from './idempotency.ts';
import { notFound } from './offer.ts';
import { erasePerson } from './person.ts';
import type { Refusal } from './refusal.ts';
import { ok, type Result, refuse } from './result.ts';

/** Erases the payer of a mandate or a billing request. Harmless to repeat, with the same key or another. */
export function erasePayer(
  { db, sealer }: Pick<DomainDeps, 'db' | 'sealer'>,
  { merchantId }: Caller,
  { idempotencyKey: key, ...input }: ErasePayerInput,
): Promise<Result<PayerErased, Refusal>> {
  return db.forMerchant(merchantId, async (tx, now): Promise<Result<PayerErased, Refusal>> => {
    const personId = await payerOf(tx, merchantId, input.subject);
    if (!personId) return refuse(notFound('subjectId', 'mandate or billing request'));
    const claim = await claimKey(tx, now, sealer, { merchantId, key, mutation: 'erasePayer', input });
    if (claim.kind === 'refused') return refuse(claim.refusal);
    if (claim.kind === 'replay') {
      const { firstSeenAt, expiresAt, outcome } = claim.stored;
      const { erasedAt } = (outcome as StoredOutcome).answer as { readonly erasedAt: string };
      return ok({ erasedAt: new Date(erasedAt), idempotency: { key, replayed: true, firstSeenAt, expiresAt } });
    }
    const erasedAt = await erasePerson(tx, now, merchantId, personId);
    await keepOutcome(tx, merchantId, key, { answer: { erasedAt } });
    const { firstSeenAt, expiresAt } = claim;
    return ok({ erasedAt, idempotency: { key, replayed: false, firstSeenAt, expiresAt } });
  });
}

async function payerOf(tx: Tx, merchantId: string, subject: ErasePayerInput['subject']): Promise<string | null> {
  if (subject?.prefix !== 'man' && subject?.prefix !== 'brq') return null;
  const where = { merchantId_id: { merchantId, id: subject.uuid } };
  const select = { personId: true } as const;
  const row =
    subject.prefix === 'man'
      ? await tx.mandate.findUnique({ where, select })
      : await tx.billingRequest.findUnique({ where, select });
  return row?.personId ?? null;
}
