import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Event } from '../generated/prisma/client.ts';

/** What the first event of a merchant follows. */
export const genesisHash: Uint8Array = new Uint8Array(32);

/** What of an event stands in its hash. */
type Hashed = Omit<
  Event,
  'agreementId' | 'paymentId' | 'mandateId' | 'billingRequestId' | 'paymentStatus' | 'traceparent'
>;

/**
 * SHA-256 over the previous hash and the event's canonical JSON: whoever holds one hash can tell whether any earlier event was changed, left
 * out or put in.
 */
export function chainHash(previous: Uint8Array, sequence: bigint, event: Hashed): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(previous).update(hashedText(sequence, event)).digest());
}

/** The event as canonical JSON (RFC 8785). It never changes: it is shown to whoever checks the chain without us. */
export function hashedText(sequence: bigint, event: Hashed): string {
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
  if (text === undefined) throw new Error(`event ${id} has no text to hash`);
  return text;
}
