import { createHash, createHmac } from 'node:crypto';
import { isOneOf } from '../kit/webhooks.ts';

/**
 * How Buckaroo and we prove ourselves to each other: an HMAC in the `Authorization` header of requests, replies and JSON pushes, and
 * a digest within form pushes. Over the bytes as they went, never over what was read from them.
 */
export interface Signed {
  readonly method: 'GET' | 'POST';
  /** Absolute. A reply is signed with the method and the address of its request. */
  readonly url: string;
  readonly body: Uint8Array;
}
export interface Stamp {
  readonly nonce: string;
  /** Unix time in whole seconds, as it is written: it is part of what is signed. */
  readonly timestamp: string;
}
export interface HmacHeader extends Stamp {
  readonly websiteKey: string;
  readonly signature: string;
}

export function hmacHeader(signed: Signed, websiteKey: string, secretKey: string, stamp: Stamp): string {
  return `hmac ${websiteKey}:${hmac(signed, websiteKey, secretKey, stamp)}:${stamp.nonce}:${stamp.timestamp}`;
}

/** The four parts of a header, with or without its scheme; null for anything else. */
export function readHmacHeader(header: string): HmacHeader | null {
  const match = /^(?:hmac )?([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/]{43}=):([!-9;-~]{1,128}):(\d{1,11})$/i.exec(header);
  if (!match) return null;
  const [, websiteKey = '', signature = '', nonce = '', timestamp = ''] = match;
  return { websiteKey, signature, nonce, timestamp };
}

/** Whether the holder of one of these keys signed exactly this. Every key is tried, so the time tells nothing. */
export function isSigned(signed: Signed, header: HmacHeader, secretKeys: readonly string[]): boolean {
  return isOneOf(
    header.signature,
    secretKeys.map((secretKey) => hmac(signed, header.websiteKey, secretKey, header)),
  );
}

function hmac({ method, url, body }: Signed, websiteKey: string, secretKey: string, { nonce, timestamp }: Stamp) {
  // Of no body nothing, not the hash of nothing.
  const contentHash = body.byteLength === 0 ? '' : createHash('md5').update(body).digest('base64');
  return createHmac('sha256', secretKey)
    .update(websiteKey + method + encodedAddress(url) + timestamp + nonce + contentHash)
    .digest('base64');
}

/** Without its scheme, encoded as a whole, in lower case. Encoders differ over `!'()*~`, which none of our addresses has. */
export function encodedAddress(url: string): string {
  const { host, pathname, search } = new URL(url);
  return encodeURIComponent(host + pathname + search).toLowerCase();
}

/** The digests of form pushes and the number of their hex digits, from the weakest to the strongest. */
export const digests = { sha1: 40, sha256: 64, sha512: 128 } as const;
export type Digest = keyof typeof digests;

/** Whether a form push is signed by one of these keys with a digest that is at least as strong as `weakest`. */
export function isFormSigned(
  fields: ReadonlyMap<string, string>,
  signature: string,
  secretKeys: readonly string[],
  weakest: Digest,
): boolean {
  const names = Object.keys(digests) as Digest[];
  const digest = names.find((name) => digests[name] === signature.length);
  if (digest === undefined || names.indexOf(digest) < names.indexOf(weakest)) return false;
  const base = formText(fields);
  return isOneOf(
    signature.toLowerCase(),
    secretKeys.map((secretKey) =>
      createHash(digest)
        .update(base + secretKey)
        .digest('hex'),
    ),
  );
}

/** What of a form is signed: Buckaroo's fields and the merchant's own, sorted, one after the other. */
export function formText(fields: ReadonlyMap<string, string>): string {
  return [...fields]
    .filter(([name]) => isSignedName(name))
    .map(([name, value]) => ({ rank: rankOf(name), text: `${name}=${value}` }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ text }) => text)
    .join('');
}

/** Anything else in the form is not signed, and therefore not there. */
export function isSignedName(name: string): boolean {
  return /^(?:brq|add|cust)_/i.test(name) && name.toLowerCase() !== 'brq_signature';
}

// Underscore, digits, letters whatever their case, and a name before a longer one. In ASCII the underscore stands after the digits.
function rankOf(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}
