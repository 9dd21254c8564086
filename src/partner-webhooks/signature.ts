import { createHmac, randomBytes, sign } from 'node:crypto';
import { ed25519KeyOf, ed25519PublicBytes } from '../platform/crypto.ts';

/** One of an endpoint's live secrets: stored sealed, shown once. Both keys are 32 random bytes in base64. */
export interface EndpointSecret {
  /** For `v1`, HMAC-SHA256: shared with the partner. */
  readonly shared: string;
  /** For `v1a`, Ed25519: ours alone; the partner is shown the public key. */
  readonly seed: string;
  /** Until when it signs beside its successor. Null for the newest. */
  readonly until: string | null;
}

export function newSecret(): EndpointSecret {
  return { shared: randomBytes(32).toString('base64'), seed: randomBytes(32).toString('base64'), until: null };
}

/** As the partner stores it: what libraries of Standard Webhooks take. */
export const shownSecret = ({ shared }: EndpointSecret): string => `whsec_${shared}`;
export const shownPublicKey = ({ seed }: EndpointSecret): string =>
  `whpk_${ed25519PublicBytes(Buffer.from(seed, 'base64')).toString('base64')}`;

/** Those that sign at this time. */
export function liveSecrets(secrets: readonly EndpointSecret[], now: Date): readonly EndpointSecret[] {
  return secrets.filter(({ until }) => until === null || Date.parse(until) > now.getTime());
}

export interface Signed {
  readonly id: string;
  readonly body: Uint8Array;
  /** The machine's own time: receivers refuse what is more than some minutes off. */
  readonly at: Date;
}

/** The headers of Standard Webhooks: one signature for each secret and scheme. */
export function signatureHeaders(
  secrets: readonly EndpointSecret[],
  ed25519: boolean,
  { id, body, at }: Signed,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const signatures = secrets.flatMap(({ shared, seed }) => [
    `v1,${createHmac('sha256', Buffer.from(shared, 'base64')).update(signed).digest('base64')}`,
    ...(ed25519 ? [`v1a,${sign(null, signed, ed25519KeyOf(Buffer.from(seed, 'base64'))).toString('base64')}`] : []),
  ]);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
