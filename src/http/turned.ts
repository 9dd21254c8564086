import type { ErrorAnswer } from '../platform/http-io.ts';

/** Why somebody is not let in: what is said, and for how long it will be said without a look at the key. */
export interface Turned {
  readonly message: string;
  readonly retryAfterMs: number | null;
  /** Who it is is known, and may not come from there. */
  readonly forbidden?: boolean;
  /** What a program tells it by. */
  readonly reason?: string | null;
}

/** What they are told over HTTP. */
export function answerTo({ message, retryAfterMs, forbidden, reason }: Turned): ErrorAnswer {
  if (retryAfterMs !== null) return rateLimited(message, retryAfterMs);
  const details = reason ? { reason } : {};
  return forbidden ? { status: 403, code: 'FORBIDDEN', message, details } : unauthenticated(message, details);
}

const unauthenticated = (message: string, details: Readonly<Record<string, unknown>>): ErrorAnswer => ({
  status: 401,
  code: 'UNAUTHENTICATED',
  message,
  details,
  headers: { 'www-authenticate': 'Bearer' },
});

/** Points or tries are used up, for a time. */
export const rateLimited = (message: string, retryAfterMs: number): ErrorAnswer => ({
  status: 429,
  code: 'RATE_LIMITED',
  message,
  details: { retryAfterMs },
  headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
});
