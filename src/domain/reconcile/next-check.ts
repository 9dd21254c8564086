import { reconcileEveryMs } from '../../kernel/schedules.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef } from '../port/provider.ts';

/** When an open thing is asked about next: as its provider wants to be asked, else hourly; and at the moment at which it lapses. */
export function nextCheckAt(
  { provider, account }: ConnectedAccount,
  ref: ProviderRef,
  now: Date,
  lapses: Date | null = null,
): Date {
  const planned =
    provider.nextCheckAt?.(ref, now, account.settings as never) ?? new Date(now.getTime() + reconcileEveryMs);
  return notAfter(new Date(Math.max(planned.getTime(), now.getTime() + 1_000)), lapses, now);
}

/** The moment that is planned, or that at which the thing lapses, if this still lies ahead and comes first. */
export function notAfter(planned: Date, lapses: Date | null, now: Date): Date {
  return lapses && lapses > now && lapses < planned ? lapses : planned;
}
