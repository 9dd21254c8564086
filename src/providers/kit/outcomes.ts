import type { NotSentCause, Outcome } from '../../domain/port/provider.ts';

/** What every adapter's client says of a request that brought no reply to read. */
export type NotSent = Extract<Outcome, { kind: 'notSent' }>;
export type Unknown = Extract<Outcome, { kind: 'unknown' }>;

export function notSent(kind: NotSentCause['kind'], detail: string, retryAfterMs?: number): NotSent {
  return { kind: 'notSent', why: { kind, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}

export function unknown(kind: Unknown['why']['kind'], detail: string): Unknown {
  return { kind: 'unknown', why: { kind, detail } };
}

// Beyond an hour our own plan of retries decides.
const retryAfterMaxMs = 3_600_000;

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3). Undefined for none, and for nonsense. */
export function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), retryAfterMaxMs);
}
