import { type Bytes, fromBase64, joined, utf8 } from './bytes.ts';
import { VerificationError } from './errors.ts';

/** The headers as they came: an object in any spelling, or those of the fetch API. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookOptions {
  /** The body as it came, byte for byte: read it before anything parses it. */
  readonly body: string | Uint8Array;
  readonly headers: WebhookHeaders;
  /** `whsec_…` of the endpoint, or a public key `whpk_…`. Several where one is taking the place of another. */
  readonly secret: string | readonly string[];
  /** How far the sender's clock may be off, and how old a message may be; default 5 minutes. */
  readonly toleranceMs?: number;
  /** Milliseconds since 1970; default the machine's. */
  readonly now?: () => number;
}

export interface VerifiedWebhook<Payload> {
  /** The event's id, the same on every attempt: what has it was sent before. */
  readonly id: string;
  readonly sentAt: Date;
  readonly payload: Payload;
}

/** Checks a webhook by the rules of Standard Webhooks, and gives what it says. Throws `VerificationError` for one that is not to be believed. */
export async function verifyWebhook<Payload = unknown>({
  body,
  headers,
  secret,
  toleranceMs = 300_000,
  now = Date.now,
}: WebhookOptions): Promise<VerifiedWebhook<Payload>> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature').split(' ');
  if (!/^\d{1,12}$/.test(timestamp)) throw refuse('expected webhook-timestamp to be seconds since 1970');
  const sentAt = Number(timestamp) * 1_000;
  const off = Math.abs(now() - sentAt);
  if (off > toleranceMs)
    throw refuse(
      `expected a message of the last ${toleranceMs} ms; this one is ${off} ms off: it is old, or a clock is wrong`,
    );
  const bytes = typeof body === 'string' ? utf8(body) : joined(body);
  const signed = joined(utf8(`${id}.${timestamp}.`), bytes);
  const secrets = typeof secret === 'string' ? [secret] : secret;
  for (const one of secrets)
    if (await signedBy(one, signed, signatures)) return { id, sentAt: new Date(sentAt), payload: parsed(bytes) };
  throw refuse('none of the signatures is by this secret: another endpoint’s, or the body is not as it came');
}

async function signedBy(secret: string, signed: Bytes, signatures: readonly string[]): Promise<boolean> {
  const isPublic = secret.startsWith('whpk_');
  const raw = fromBase64(secret.replace(/^wh(?:sec|pk)_/, ''));
  if (!raw || raw.length === 0) throw new TypeError('expected a secret whsec_… or a public key whpk_…, in base64');
  const [algorithm, scheme] = isPublic
    ? (['Ed25519', 'v1a'] as const)
    : ([{ name: 'HMAC', hash: 'SHA-256' }, 'v1'] as const);
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
  for (const one of signatures) {
    const given = one.startsWith(`${scheme},`) ? fromBase64(one.slice(scheme.length + 1)) : null;
    // WebCrypto compares in constant time.
    if (given && (await crypto.subtle.verify(isPublic ? 'Ed25519' : 'HMAC', key, given, signed))) return true;
  }
  return false;
}

function header(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (typeof text !== 'string' || text === '') throw refuse(`expected the header ${name}`);
  return text;
}

function parsed<Payload>(bytes: Bytes): Payload {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Payload;
  } catch {
    throw refuse('expected a body of JSON');
  }
}

const refuse = (message: string): VerificationError => new VerificationError(message, 'WEBHOOK_NOT_VERIFIED');
