import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Event } from '../generated/prisma/client.ts';

/** What the first event of a merchant follows. */
export const genesisHash: Uint8Array = new Uint8Array(32);

/**
 * SHA-256 over the previous hash and the event's canonical JSON (RFC 8785): whoever holds one hash can tell whether any
 * earlier event was changed, left out or put in.
 */
export function chainHash(previous: Uint8Array, sequence: bigint, event: Event): Uint8Array<ArrayBuffer> {
  const {
    merchantId,
    id,
    type,
    subjectType,
    subjectId,
    subjectVersion,
    provider,
    change,
    cause,
    occurredAt,
    recordedAt,
  } = event;
  const text = canonicalize({
    // The name that stands in every hash that was ever given out.
    number: sequence.toString(),
    merchantId,
    id,
    type,
    subjectType,
    subjectId,
    subjectVersion,
    provider,
    change,
    cause,
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
  });
  return new Uint8Array(
    createHash('sha256')
      .update(previous)
      .update(text ?? '')
      .digest(),
  );
}
