import { createHash, createVerify } from 'node:crypto';
import OAuth from 'mastercard-oauth1-signer';
import type { KeySet } from './settings.ts';

/** One-legged OAuth 1.0a in Mastercard's dialect, by Mastercard's own signer. */

/** A request as it goes over the wire, to the byte. */
export interface Signed {
  readonly method: string;
  /** Absolute, in its plain form. */
  readonly url: string;
  /** Empty where there is none. */
  readonly body: string | Uint8Array;
}

/** What the signer has at run time but does not type. */
interface SignerParts {
  getOAuthParams(consumerKey: string, payload: string | null, method?: string): Map<string, string>;
  getBaseUriString(uri: string): string;
  extractQueryParams(uri: string): Map<string, Set<string>>;
  getSignatureBaseString(method: string, baseUri: string, parameters: string): string;
  toOAuthParamString(
    queried: ReadonlyMap<string, ReadonlySet<string>>,
    parameters: ReadonlyMap<string, string>,
  ): string;
}
const Signer = OAuth as typeof OAuth & SignerParts;

/** The Authorization header that signs a request. The signer would take the time from the machine; ours is given. */
export function sign({ method, url, body }: Signed & { readonly body: string }, by: KeySet, now: Date): string {
  class TimedSigner extends Signer {
    static override getOAuthParams(...given: Parameters<SignerParts['getOAuthParams']>): Map<string, string> {
      return Signer.getOAuthParams(...given).set('oauth_timestamp', String(Math.floor(now.getTime() / 1_000)));
    }
  }
  return TimedSigner.getAuthorizationHeader(url, method, body, by.consumerKey, by.privateKeyPem);
}

const names = [
  'oauth_body_hash',
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_version',
] as const;
const headerLengthMax = 4_096;

/** Whether a request was signed, as it stands, by the owner of this key. Its time is not looked at, and no header makes it throw. */
export function isSignedBy(
  { method, url, body }: Signed,
  authorization: string,
  by: { readonly consumerKey: string; readonly publicKeyPem: string },
): boolean {
  const given = readHeader(authorization);
  if (!given || !URL.canParse(url)) return false;
  const value = (name: (typeof names)[number]) => decode(given.get(name) ?? '');
  if (value('oauth_consumer_key') !== by.consumerKey || value('oauth_version') !== '1.0') return false;
  if (value('oauth_signature_method') !== 'RSA-SHA256') return false;
  if (value('oauth_body_hash') !== createHash('sha256').update(body).digest('base64')) return false;
  // What is signed are the values as they stand in the header: so both Mastercard's signers and strict ones are understood.
  const parameters = new Map([...given].filter(([name]) => name !== 'oauth_signature'));
  const signature = Buffer.from(value('oauth_signature') ?? '', 'base64');
  return queriesOf(url).some((queried) => {
    const base = Signer.getSignatureBaseString(
      method,
      Signer.getBaseUriString(url),
      Signer.toOAuthParamString(queried, parameters),
    );
    return createVerify('RSA-SHA256').update(base).verify(by.publicKeyPem, signature);
  });
}

/** The query as signers take it: as it stands (Node), and with its escapes in capitals (those that read it and write it anew). */
function queriesOf(url: string): readonly ReadonlyMap<string, ReadonlySet<string>>[] {
  const capital = url.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
  return (capital === url ? [url] : [url, capital]).map((form) => Signer.extractQueryParams(form));
}

/** The header's parameters verbatim, or null: exactly those that there are, each once. */
function readHeader(authorization: string): ReadonlyMap<string, string> | null {
  if (authorization.length > headerLengthMax || !/^[\x20-\x7e]*$/.test(authorization)) return null;
  const [, listed] = /^OAuth +((?:\w+="[^"]*"(?:, *|$))+)$/.exec(authorization) ?? [];
  if (listed === undefined || listed.trimEnd().endsWith(',')) return null;
  const pairs = [...listed.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  const read = new Map(pairs);
  return pairs.length === names.length && names.every((name) => read.get(name)) ? read : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
