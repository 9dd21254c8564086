import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Idempotency } from '../../generated/prisma/client.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';

/** How long a key is kept. */
export const keyLivesMs = 30 * 24 * 60 * 60 * 1_000;

/** What a key led to, as stored: ids of rows, or the refusal that it will give for ever. */
export interface StoredOutcome {
  readonly agreementId?: string;
  readonly paymentId?: string;
  readonly captureId?: string;
  readonly refundId?: string;
  readonly refundIds?: readonly string[];
  readonly receiptId?: string;
  /** Payments that were open when their agreement was about to be cancelled. */
  readonly heldPaymentIds?: readonly string[];
  readonly mandateId?: string;
  readonly billingRequestId?: string;
  readonly endpointId?: string;
  readonly deliveryId?: string;
  /** How many deliveries were made due again. */
  readonly scheduled?: number;
  readonly refusal?: Refusal;
  /** What a mutation without rows of its own answered. */
  readonly answer?: unknown;
}

export type KeyClaim =
  | { readonly kind: 'first'; readonly firstSeenAt: Date; readonly expiresAt: Date }
  | { readonly kind: 'replay'; readonly stored: Idempotency }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Takes the key inside the transaction of the effect. Concurrent twins meet at the unique index: the second waits for the
 * first's transaction and then finds its row. `input` is the mutation's input without the key, defaults filled in.
 */
export async function claimKey(
  tx: Tx,
  now: Date,
  sealer: Sealer,
  {
    merchantId,
    key,
    mutation,
    input,
  }: { readonly merchantId: string; readonly key: string; readonly mutation: string; readonly input: unknown },
): Promise<KeyClaim> {
  const plain = toPlain(input);
  // Keyed, since a CPR number has few enough digits to try them all.
  const fingerprint = createHmac('sha256', sealer.derive('idempotency-fingerprint'))
    .update(`${mutation}\n${canonicalize(plain) ?? ''}`)
    .digest();
  const paths = pathHashes(plain, sealer.derive('idempotency-paths'));
  const expiresAt = new Date(now.getTime() + keyLivesMs);
  const inserted = await tx.idempotency.createMany({
    data: [{ merchantId, key, mutation, fingerprint, paths, outcome: {}, firstSeenAt: now, expiresAt }],
    skipDuplicates: true,
  });
  if (inserted.count === 1) return { kind: 'first', firstSeenAt: now, expiresAt };
  const stored = await tx.idempotency.findUniqueOrThrow({ where: { merchantId_key: { merchantId, key } } });
  if (Buffer.from(stored.fingerprint).equals(fingerprint)) return { kind: 'replay', stored };
  const changedPaths = stored.mutation === mutation ? differing(stored.paths as Record<string, string>, paths) : [];
  return { kind: 'refused', refusal: { kind: 'keyReused', key, firstSeenAt: stored.firstSeenAt, changedPaths } };
}

/** Stores what the key led to, in the same transaction. */
export async function keepOutcome(
  tx: Tx,
  merchantId: string,
  key: string,
  outcome: StoredOutcome,
  operationId?: string,
): Promise<void> {
  await tx.idempotency.update({
    where: { merchantId_key: { merchantId, key } },
    data: { outcome: toPlain(outcome) as object, ...(operationId ? { operationId } : {}) },
  });
}

/** The operations that a key led to: one, none, or one for each part of a refund. */
export async function operationsBehind(
  reader: Pick<Tx, 'refund'>,
  { merchantId, operationId, outcome }: Pick<Idempotency, 'merchantId' | 'operationId' | 'outcome'>,
): Promise<string[]> {
  const { refundIds } = outcome as unknown as StoredOutcome;
  if (!refundIds) return operationId ? [operationId] : [];
  const refunds = await reader.refund.findMany({
    where: { merchantId, id: { in: [...refundIds] } },
    select: { operationId: true },
  });
  return refunds.map((refund) => refund.operationId);
}

/** JSON with whole numbers as text and times in ISO form: what can be canonicalised and stored. */
function toPlain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_name, part: unknown) => {
      if (typeof part === 'bigint') return part.toString();
      // Half of a surrogate pair has no canonical form. An input that has one is refused, so its fingerprint names nothing.
      return typeof part === 'string' ? part.toWellFormed() : part;
    }),
  );
}

/** The refusal that was stored, with its amounts and times as they were. */
export function reviveRefusal(stored: Refusal): Refusal {
  const refusal = withKind(stored);
  if (refusal.kind !== 'amount') return refusal;
  const revive = ({ amountMinor, currency }: typeof refusal.limit) => ({ amountMinor: BigInt(amountMinor), currency });
  return { ...refusal, requested: revive(refusal.requested), limit: revive(refusal.limit) };
}

/**
 * A refusal that was stored before 2026-11-29 calls its kind `is`. Read here rather than migrated, since a process of the version before
 * goes on writing such beside us until it stops; keys live 30 days, so this may go in 2027.
 */
function withKind(stored: Refusal): Refusal {
  const { is, ...refusal } = stored as Refusal & { readonly is?: Refusal['kind'] };
  return is === undefined ? stored : ({ ...refusal, kind: is } as Refusal);
}

function pathHashes(value: unknown, secret: Buffer, path = 'input'): Record<string, string> {
  if (typeof value !== 'object' || value === null) {
    return {
      [path]: createHmac('sha256', secret)
        .update(`${path}\n${JSON.stringify(value)}`)
        .digest('base64url')
        .slice(0, 16),
    };
  }
  return Object.assign({}, ...Object.entries(value).map(([name, part]) => pathHashes(part, secret, `${path}.${name}`)));
}

function differing(was: Readonly<Record<string, string>>, is: Readonly<Record<string, string>>): string[] {
  const paths = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...paths].filter((path) => was[path] !== is[path]).sort();
}
