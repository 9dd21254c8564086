import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { type Db, sqlState, type Tx } from '../../platform/db.ts';
import type { Caller, CommandOutcome } from './command.ts';
import { claimKey, keepOutcome, reviveRefusal, type StoredOutcome } from './idempotency.ts';

export interface Keyed<Kept extends StoredOutcome> {
  readonly mutation: string;
  readonly key: string;
  /** The input without the key, for the fingerprint. */
  readonly input: unknown;
  /** What it does. A refusal of it leaves nothing behind, and the key free. */
  effect(tx: Tx, now: Date): Promise<Result<Kept, Refusal>>;
}

/** Thrown to leave nothing behind. */
class Nothing extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('nothing is written');
    this.refusal = refusal;
  }
}

/** Runs a mutation that calls no provider: key and effect are one transaction, and a repeat gives what the first led to. */
export async function underKey<Kept extends StoredOutcome>(
  { db, sealer }: { readonly db: Db; readonly sealer: Sealer },
  { merchantId }: Caller,
  { mutation, key, input, effect }: Keyed<Kept>,
): Promise<Result<Kept & Pick<CommandOutcome, 'idempotency'>, Refusal>> {
  try {
    return await db.forMerchant(merchantId, async (tx, now) => {
      const claim = await claimKey(tx, now, sealer, { merchantId, key, mutation, input });
      if (claim.kind === 'refused') return refuse(claim.refusal);
      if (claim.kind === 'replay') {
        const { firstSeenAt, expiresAt } = claim.stored;
        const { refusal, ...kept } = claim.stored.outcome as unknown as StoredOutcome;
        if (refusal) return refuse(reviveRefusal(refusal));
        return ok({ ...(kept as Kept), idempotency: { key, replayed: true, firstSeenAt, expiresAt } });
      }
      const result = await effect(tx, now);
      if (!result.ok) throw new Nothing(result.error);
      await keepOutcome(tx, merchantId, key, result.value);
      const { firstSeenAt, expiresAt } = claim;
      return ok({ ...result.value, idempotency: { key, replayed: false, firstSeenAt, expiresAt } });
    });
  } catch (error) {
    if (error instanceof Nothing) return refuse(error.refusal);
    if (sqlState(error) !== '55P03') throw error;
    // A twin that holds the key, or whoever holds what it needs, has not committed within lock_timeout.
    const { rows } = await db.worker.query<{ now: Date }>('select app_now() as now');
    if (!rows[0]) throw error;
    return refuse({ kind: 'keyInProgress', key, firstSeenAt: rows[0].now, retryAfterMs: 2_000 });
  }
}
