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
  readonly payoutId?: string;
  /** Payments that were open when their agreement was about to be cancelled. */
  readonly heldPaymentIds?: readonly string[];
  readonly mandateId?: string;
  readonly billingRequestId?: string;
  readonly paymentScheduleId?: string;
  readonly endpointId?: string;
  readonly deliveryId?: string;
  readonly notificationId?: string;
  readonly apiKeyId?: string;
  readonly accountId?: string;
  /** How many deliveries were made due again. */
  readonly scheduled?: number;
  readonly refusal?: Refusal;
  /** What a mutation without rows of its own answered. */
  readonly answer?: unknown;
  /** What a mutation on the sandbox's world is about to reach: there until it is answered. */
  readonly intent?: unknown;
}

/** What is kept of an input, by which a repeat of its key is known. */
export interface Fingerprint {
  /** The id of the key that both are made with. */
  readonly madeWith: bigint;
  readonly whole: Uint8Array<ArrayBuffer>;
  /** Of each part by itself, so that a reuse can be told what it changed. */
  readonly paths: Readonly<Record<string, string>>;
}

/** `input` is the mutation's input without the key, defaults filled in. Keyed, since a CPR number has few enough digits to try them all. */
export function fingerprintOf(sealer: Sealer, mutation: string, input: unknown): Fingerprint {
  const plain = toPlain(input);
  const whole = createHmac('sha256', sealer.derive('idempotency-fingerprint'))
    .update(`${mutation}\n${canonicalize(plain) ?? ''}`)
    .digest();
  const paths = pathHashes(plain, sealer.derive('idempotency-paths'));
  return { madeWith: BigInt(sealer.derivesFrom), whole: new Uint8Array(whole), paths };
}

/** How an input compares with the one that its key was first used with. */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly changedPaths: readonly string[] }
  /** What is kept was made with a key that we do not know, or has been erased with the payer whom it named: it may be the same. */
  | { readonly kind: 'unverifiable' };

/** Never takes for another input what may be the same: whoever is told of another takes a new key, and moves the money twice. */
export function compareFingerprint(
  stored: Pick<Idempotency, 'mutation' | 'fingerprint' | 'fingerprintKey' | 'paths'>,
  mutation: string,
  { madeWith, whole, paths }: Fingerprint,
): Comparison {
  if (Buffer.from(stored.fingerprint).equals(whole)) return { kind: 'same' };
  const was = stored.paths as Readonly<Record<string, string>>;
  // A row of the version before does not say which key it was made with. Ours is proven by any part that is the same.
  const ours = stored.fingerprintKey === null ? shares(was, paths) : stored.fingerprintKey === madeWith;
  if (stored.mutation !== mutation) return { kind: 'other', changedPaths: [] };
  return ours ? { kind: 'other', changedPaths: differing(was, paths) } : { kind: 'unverifiable' };
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
export function toPlain(value: unknown): unknown {
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

function shares(was: Readonly<Record<string, string>>, is: Readonly<Record<string, string>>): boolean {
  return Object.entries(is).some(([path, hash]) => was[path] === hash);
}

function differing(was: Readonly<Record<string, string>>, is: Readonly<Record<string, string>>): string[] {
  const paths = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...paths].filter((path) => was[path] !== is[path]).sort();
}
