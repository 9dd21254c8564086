import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Place } from '../kernel/place.ts';
import { type Epochs, oneEpoch } from './epochs.ts';

/**
 * Cursors are signed so that nobody can make one up, and bound to what they were given for: one merchant's log, or one list
 * with its order and filter. Mangled ones, other merchants' and wrongly used ones are told apart by nobody.
 */
export interface Cursors {
  /** `ec2_…`: a place in a merchant's event log, just after this sequence. */
  forEvent(merchantId: string, sequence: bigint): string;
  /** What stands in a cursor of this merchant; null when it is none. */
  eventIn(merchantId: string, cursor: string): EventCursor | null;
  /** The place in a cursor of this merchant, or null when it is none; `head` is the last sequence of the log as it is. */
  eventPlace(merchantId: string, cursor: string, head: bigint): Promise<EventPlace | null>;
  /** The last restore of the database, and up to where the merchant's log was kept. */
  lastRestore: Epochs['lastRestore'];
  /** `pc1_…`: a place in a list. `scope` names the merchant, the list, its order and its filter. */
  forPage(scope: string, at: PagePlace): string;
  pagePlace(scope: string, cursor: string): PagePlace | null;
}

/** `first` is the epoch of cursors that were given out before there were epochs. */
export interface EventCursor {
  readonly epoch: number | 'first';
  readonly sequence: bigint;
}

/** A place in the event log as it is; or that the cursor is of a log that is no more, with the cursor up to which both are the same, where that is known. */
export type EventPlace =
  | { readonly kind: 'kept'; readonly sequence: bigint }
  | { readonly kind: 'lost'; readonly keptThrough: string | null };

/** The keyset of a row. */
export type PagePlace = Place;

// 128 bits of an HMAC: a cursor is not worth more than that many guesses.
const macBytes = 16;
const cursorLengthMax = 120;

export function createCursors(secret: Uint8Array, epochs: Epochs = oneEpoch): Cursors {
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

  const forEvent = (merchantId: string, sequence: bigint): string => {
    const payload = Buffer.alloc(12);
    payload.writeInt32BE(epochs.current());
    payload.writeBigInt64BE(sequence, 4);
    return write('ec2_', merchantId, payload);
  };
  const eventIn = (merchantId: string, cursor: string): EventCursor | null => {
    const payload = read('ec2_', merchantId, cursor, 12);
    if (payload) return { epoch: payload.readInt32BE(), sequence: payload.readBigInt64BE(4) };
    const before = read('ec1_', merchantId, cursor, 8);
    return before && { epoch: 'first', sequence: before.readBigInt64BE() };
  };

  return {
    forEvent,
    eventIn,
    async eventPlace(merchantId, cursor, head) {
      const found = eventIn(merchantId, cursor);
      if (!found || found.sequence < 0n) return null;
      const { epoch, sequence } = found;
      const kept = epoch === epochs.current() ? head : await epochs.keptThrough(merchantId, epoch);
      // Nobody but us can have signed it: what lies ahead was numbered in a log that is no more.
      if (kept !== null && sequence <= kept && sequence <= head) return { kind: 'kept', sequence };
      return { kind: 'lost', keptThrough: kept === null ? null : forEvent(merchantId, kept < head ? kept : head) };
    },
    lastRestore: epochs.lastRestore,
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
