import type { StatusReason } from '../../domain/port/provider.ts';

/** A provider's code in our words, as it stands in an adapter's tables. */
export type Words = Pick<StatusReason, 'code' | 'message' | 'origin'> & { readonly retryable?: boolean };

/** A reason as callers see it, with the provider's own code where it gave one. */
export function reason(
  { code, message, origin, retryable = false }: Words,
  providerCode?: string | null,
): StatusReason {
  return { code, message, origin, retryable, ...(providerCode ? { providerCode } : {}) };
}

/** What a table says of a word from outside. Only what was written down counts: the word may spell `constructor`. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string | null | undefined): T | null {
  return isIn(table, word) ? (table[word] ?? null) : null;
}

/** Whether a word from outside is one of a table's own. */
export function isIn<T extends object>(table: T, word: string | null | undefined): word is keyof T & string {
  return word != null && Object.hasOwn(table, word);
}
