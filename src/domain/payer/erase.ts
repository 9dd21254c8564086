import type { IdPrefix } from '../../kernel/ids.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandOutcome } from '../command/command.ts';
import { notFound } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { claimKey, keepOutcome, type StoredOutcome } from '../command/idempotency.ts';
import { erasePerson } from './person.ts';

/** Whose payer. */
export interface ErasePayerInput {
  readonly idempotencyKey: string;
  /** A mandate, a billing request or a transfer; null where the public id was malformed. */
  readonly subject: { readonly prefix: IdPrefix; readonly uuid: string } | null;
}

/** When the payer was erased. */
export interface PayerErased {
  readonly erasedAt: Date;
  readonly idempotency: CommandOutcome['idempotency'];
}

/** Erases the payer of a mandate, a billing request or a transfer. Harmless to repeat, with the same key or another. */
export function erasePayer(
  { db, sealer }: Pick<DomainDeps, 'db' | 'sealer'>,
  { merchantId }: Caller,
  { idempotencyKey: key, ...input }: ErasePayerInput,
): Promise<Result<PayerErased, Refusal>> {
  return db.forMerchant(merchantId, async (tx, now): Promise<Result<PayerErased, Refusal>> => {
    const personId = await payerOf(tx, merchantId, input.subject);
    if (!personId) return refuse(notFound('subjectId', 'mandate, billing request or transfer'));
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
  const found = subject && (await finders[subject.prefix]?.(tx, merchantId, subject.uuid));
  return found?.personId ?? null;
}

const select = { personId: true } as const;
type Found = { readonly personId: string } | null;

/** The things that have a payer of their own. */
const finders: Readonly<Partial<Record<IdPrefix, (tx: Tx, merchantId: string, id: string) => Promise<Found>>>> = {
  man: (tx, merchantId, id) => tx.mandate.findUnique({ where: { merchantId_id: { merchantId, id } }, select }),
  brq: (tx, merchantId, id) => tx.billingRequest.findUnique({ where: { merchantId_id: { merchantId, id } }, select }),
  trf: (tx, merchantId, id) =>
    tx.transfer.findUnique({ where: { merchantId_paymentId: { merchantId, paymentId: id } }, select }),
};
