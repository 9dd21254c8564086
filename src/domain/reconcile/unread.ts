import type { StatusReason } from '../../kernel/status-reason.ts';

/** The reason of a thing about which the provider's answer cannot be read. */
export const unreadCode = 'PROVIDER_ANSWER_UNREADABLE';

/** Whether the last answer about a thing could not be read. */
export function isUnread({ reason }: { readonly reason: unknown }): boolean {
  return (reason as StatusReason | null)?.code === unreadCode;
}

/** What a good reading leaves of a reason: nothing, where it was that there was none. */
export function readAgain(row: { readonly reason: unknown }): { readonly reason?: null } {
  return isUnread(row) ? { reason: null } : {};
}
