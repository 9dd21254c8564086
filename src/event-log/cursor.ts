import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/**
 * Cursors are signed so that nobody can make one up, and bound to what they were given for: one merchant's log, or one list
 * with its order and filter. Mangled ones, other merchants' and wrongly used ones are told apart by nobody.
 */
export interface Cursors {
  /** `ec1_…`: a place in a merchant's event log, just after this sequence. */
  forEvent(merchantId: string, sequence: bigint): string;
  /** The sequence in a cursor of this merchant, or null. Whether it has been reached is for the reader to check. */
  eventSequence(merchantId: string, cursor: string): bigint | null;
  /** `pc1_…`: a place in a list. `scope` names the merchant, the list, its order and its filter. */
  forPage(scope: string, at: PagePlace): string;
  pagePlace(scope: string, cursor: string): PagePlace | null;
}

/** The keyset of a row: the time it is ordered by, in milliseconds, and its uuid. */
export interface PagePlace {
  readonly atMs: number;
  readonly id: string;
}

// 128 bits of an HMAC: a cursor is not worth more than that many guesses.
const macBytes = 16;
const cursorLengthMax = 120;

export function createCursors(secret: Uint8Array): Cursors {
  // Made into a key once: doing so anew for each cursor costs as much as the signature.
  const key = createSecretKey(secret);
  const mac = (about: string, payload: Uint8Array): Buffer =>
    createHmac('sha256', key).update(`${about.length}:${about}`).update(payload).digest().subarray(0, macBytes);
  const write = (prefix: string, about: string, payload: Buffer): string =>
    prefix + Buffer.concat([payload, mac(prefix + about, payload)]).toString('base64url');
  const read = (prefix: string, about: string, cursor: string, length: number): Buffer | null => {
    if (cursor.length > cursorLengthMax || !cursor.startsWith(prefix)) return null;
    const bytes = Buffer.from(cursor.slice(prefix.length), 'base64url');
    // The text must be what we would write, or one place would have many names.
    if (bytes.length !== length + macBytes || prefix + bytes.toString('base64url') !== cursor) return null;
    const payload = bytes.subarray(0, length);
    return timingSafeEqual(bytes.subarray(length), mac(prefix + about, payload)) ? payload : null;
  };

  return {
    forEvent(merchantId, sequence) {
      const payload = Buffer.alloc(8);
      payload.writeBigInt64BE(sequence);
      return write('ec1_', merchantId, payload);
    },
    eventSequence(merchantId, cursor) {
      return read('ec1_', merchantId, cursor, 8)?.readBigInt64BE() ?? null;
    },
    forPage(scope, { atMs, id }) {
      const payload = Buffer.alloc(24);
      payload.writeBigInt64BE(BigInt(atMs));
      payload.write(id.replaceAll('-', ''), 8, 'hex');
      return write('pc1_', scope, payload);
    },
    pagePlace(scope, cursor) {
      const payload = read('pc1_', scope, cursor, 24);
      if (!payload) return null;
      const hex = payload.toString('hex', 8);
      const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
      return { atMs: Number(payload.readBigInt64BE()), id };
    },
  };
}
