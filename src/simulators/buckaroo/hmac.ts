import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Buckaroo's `Authorization: hmac key:signature:nonce:timestamp`, from the gateway's side. Requests, their replies and JSON
 * pushes are all signed in this one way, over the bytes and the address as they went over the wire.
 */

/** What is signed; `url` is absolute. A reply is signed with the method and the address of its request. */
export interface Signed {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}
export interface SignedBy {
  readonly websiteKey: string;
  readonly secretKey: string;
}
export interface HmacHeader {
  readonly websiteKey: string;
  readonly signature: string;
  readonly nonce: string;
  /** Unix time in whole seconds, as it was written: it is part of what is signed. */
  readonly timestamp: string;
}

const headerLengthMax = 1_024;

/** Reads an Authorization header, with or without its scheme; null where it is no such header. */
export function readHmacHeader(authorization: string | undefined): HmacHeader | null {
  if (authorization === undefined || authorization.length > headerLengthMax) return null;
  const match = /^(?:hmac )?([^:\s]{1,64}):([A-Za-z0-9+/]{43}=):([^:\s]{1,128}):(\d{1,11})$/i.exec(
    authorization.trim(),
  );
  if (!match) return null;
  const [, websiteKey = '', signature = '', nonce = '', timestamp = ''] = match;
  return { websiteKey, signature, nonce, timestamp };
}

/** Whether the signature is over exactly this, by the holder of the secret key. */
export function signatureHolds(signed: Signed, { signature, nonce, timestamp }: HmacHeader, by: SignedBy): boolean {
  const given = Buffer.from(signature);
  const computed = Buffer.from(signatureOf(signed, by, { nonce, timestamp }));
  return given.length === computed.length && timingSafeEqual(given, computed);
}

/** The header that signs this. */
export function hmacHeader(
  signed: Signed,
  by: SignedBy,
  when: { readonly nonce: string; readonly timestamp: string },
): string {
  return `hmac ${by.websiteKey}:${signatureOf(signed, by, when)}:${when.nonce}:${when.timestamp}`;
}

/** The text that is signed: its parts one after the other, with nothing between. */
export function textToSign(
  { method, url, body }: Signed,
  websiteKey: string,
  { nonce, timestamp }: { readonly nonce: string; readonly timestamp: string },
): string {
  return websiteKey + method.toUpperCase() + encodedAddress(url) + timestamp + nonce + contentHash(body);
}

/** The address without its scheme, encoded as .NET's `UrlEncode` does it, in lower case. */
export function encodedAddress(url: string): string {
  return encodeURIComponent(url.replace(/^[a-z]+:\/\//i, ''))
    .replaceAll('%20', '+')
    .replaceAll("'", '%27')
    .replaceAll('~', '%7e')
    .toLowerCase();
}

/** Base64 of the sixteen bytes of the body's MD5; of no body, nothing. */
export function contentHash(body: string): string {
  return body === '' ? '' : createHash('md5').update(body, 'utf8').digest('base64');
}

function signatureOf(
  signed: Signed,
  { websiteKey, secretKey }: SignedBy,
  when: { readonly nonce: string; readonly timestamp: string },
): string {
  return createHmac('sha256', secretKey)
    .update(textToSign(signed, websiteKey, when), 'utf8')
    .digest('base64');
}
