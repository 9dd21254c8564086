import { createHash, createSign, createVerify, timingSafeEqual } from 'node:crypto';
import { ok, type Result, refuse } from '../../kernel/result.ts';

/**
 * One-legged OAuth 1.0a (RFC 5849) with RSA-SHA256 and the body hash extension, in Mastercard's dialect, read from the
 * receiving side. Mastercard's signers put the oauth values into the base string as they stand in the header, not encoded
 * first; strict clients encode them in both places. Taking them verbatim from the header accepts both.
 */

/** A request as it was sent; `url` is absolute, with path and query untouched. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}
/** The header's parameters: verbatim in their order, and decoded by name. */
export interface OAuthHeader {
  readonly pairs: readonly Pair[];
  readonly value: Readonly<Record<(typeof required)[number], string>>;
}
type Pair = readonly [name: string, value: string];

const required = [
  'oauth_body_hash',
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_version',
] as const;
const method = 'RSA-SHA256';
const headerLengthMax = 4_096;

/** Reads an Authorization header; refuses with what is wrong with it. */
export function readOAuthHeader(authorization: string | undefined): Result<OAuthHeader, string> {
  if (authorization === undefined) return refuse('The Authorization header is missing.');
  if (authorization.length > headerLengthMax || !/^[\x20-\x7e]*$/.test(authorization))
    return refuse('The Authorization header is too long or holds other than printable ASCII.');
  const [, listed] = /^OAuth +(.+)$/i.exec(authorization) ?? [];
  if (listed === undefined) return refuse('The Authorization scheme must be OAuth.');
  const pairs = readPairs(listed);
  if (!pairs) return refuse('The Authorization header must be a list of name="value".');
  const decoded = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (decoded.has(name)) return refuse(`${name} must not be repeated.`);
    const text = percentDecode(value);
    if (text === null) return refuse(`${name} is not percent-encoded rightly.`);
    decoded.set(name, text);
  }
  const missing = required.find((name) => !decoded.get(name));
  if (missing) return refuse(`${missing} is missing.`);
  const value = Object.fromEntries(required.map((name) => [name, decoded.get(name) ?? ''])) as OAuthHeader['value'];
  if (value.oauth_version !== '1.0') return refuse('oauth_version must be 1.0.');
  if (value.oauth_signature_method !== method) return refuse(`oauth_signature_method must be ${method}.`);
  if (!/^[1-9]\d{0,10}$/.test(value.oauth_timestamp)) return refuse('oauth_timestamp must be Unix seconds.');
  if (!/^[\x21-\x7e]{1,64}$/.test(value.oauth_nonce)) return refuse('oauth_nonce must have 1 to 64 characters.');
  return ok({ pairs, value });
}

/** Whether the body is the one that was hashed; without a body that is the hash of nothing. */
export function bodyHashHolds({ value }: OAuthHeader, body: string): boolean {
  const given = Buffer.from(value.oauth_body_hash);
  const computed = Buffer.from(bodyHash(body));
  return given.length === computed.length && timingSafeEqual(given, computed);
}

/** Whether the signature is over this request and by the owner of this key. */
export function signatureHolds(request: SentRequest, { pairs, value }: OAuthHeader, publicKeyPem: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value.oauth_signature)) return false;
  return createVerify(method)
    .update(signatureBase(request, pairs))
    .verify(publicKeyPem, Buffer.from(value.oauth_signature, 'base64'));
}

/** The text that is signed. */
export function signatureBase({ method: verb, url }: SentRequest, header: readonly Pair[]): string {
  const [, address = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const queried = query.split('&').flatMap((pair): Pair[] => {
    const [name = '', ...rest] = pair.split('=');
    return pair === '' ? [] : [[name, rest.join('=')]];
  });
  const parameters = [...header.filter(([name]) => name !== 'oauth_signature' && name !== 'realm'), ...queried]
    .sort(([a, x], [b, y]) => byteOrder(a, b) || byteOrder(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [verb.toUpperCase(), percentEncode(baseAddress(address)), percentEncode(parameters)].join('&');
}

/** The Authorization header that signs a request. */
export function oauthHeader(
  request: SentRequest,
  by: { readonly consumerKey: string; readonly privateKeyPem: string },
  when: { readonly timestamp: number; readonly nonce: string },
): string {
  const pairs: Pair[] = [
    ['oauth_body_hash', bodyHash(request.body)],
    ['oauth_consumer_key', by.consumerKey],
    ['oauth_nonce', when.nonce],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(when.timestamp)],
    ['oauth_version', '1.0'],
  ];
  const signature = createSign(method).update(signatureBase(request, pairs)).sign(by.privateKeyPem, 'base64');
  const all: Pair[] = [...pairs, ['oauth_signature', percentEncode(signature)]];
  return `OAuth ${all.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}

function bodyHash(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('base64');
}

// Scheme and host in lower case, without the port that goes without saying; the path as it was sent.
function baseAddress(address: string): string {
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(address) ?? [];
  const usual = scheme.toLowerCase() === 'https' ? /:443$/ : /:80$/;
  return `${scheme.toLowerCase()}://${host.toLowerCase().replace(usual, '')}${path || '/'}`;
}

function readPairs(listed: string): Pair[] | null {
  const pairs: Pair[] = [];
  const item = /\s*([\w.~%-]+)="([^"]*)"\s*(,|$)/y;
  while (item.lastIndex < listed.length) {
    const match = item.exec(listed);
    if (!match) return null;
    pairs.push([match[1] ?? '', match[2] ?? '']);
  }
  return pairs;
}

// RFC 3986: everything but letters, digits and -._~
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
