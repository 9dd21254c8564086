import { z } from 'zod';
import { isLoopback } from '../../kernel/host.ts';

// Longer than any address that a provider documents, and short enough for every browser.
const urlLengthMax = 2_000;

/**
 * An address that we may call, or send a payer to: absolute, https or plain http on this very machine, and without a user or password.
 * `https://bank.example@elsewhere.example` names a bank and leads elsewhere.
 */
export function isSafeUrl(text: string): boolean {
  const url = text.length <= urlLengthMax ? URL.parse(text) : null;
  if (url?.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** A safe address that paths can be put behind. */
function isBaseUrl(text: string): boolean {
  return isSafeUrl(text) && !/[?#]/.test(text);
}

/** The address of a provider's API in the settings of an account. Providers take https only; the sandbox is on this machine. */
export const baseUrl: z.ZodString = z
  .string()
  .max(500)
  .refine(isBaseUrl, 'expected an absolute https URL (http for a loopback host) without user, query or fragment');

/** Whether an account's own API is on this machine, which is the sandbox: its payers may come back to this machine too. */
export function isLocal(apiUrl: string): boolean {
  return isLoopback(new URL(apiUrl).hostname);
}

/** The address of a request: a base, with or without its slash, and a path. */
export function urlOf(base: string, path: string): string {
  return base.replace(/\/$/, '') + path;
}
