import { sweepEveryMs } from '../../kernel/schedules.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef } from '../port/provider.ts';

/** When an open thing is asked about next: as its provider wants to be asked, else hourly; and at the moment at which it lapses. */
export function askNextAt(
  { provider, account }: ConnectedAccount,
  ref: ProviderRef,
  now: Date,
  lapses: Date | null = null,
): Date {
  const planned = provider.nextCheckAt?.(ref, now, account.settings as never) ?? new Date(now.getTime() + sweepEveryMs);
  const at = Math.max(planned.getTime(), now.getTime() + 1_000);
  return new Date(lapses && lapses > now ? Math.min(at, lapses.getTime()) : at);
}
