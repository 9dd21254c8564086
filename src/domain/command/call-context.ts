import { randomUUID } from 'node:crypto';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { CallContext } from '../port/provider.ts';
import type { DomainDeps } from './deps.ts';

/** What a call on behalf of an account carries. It ends within the operation's own deadline or the configured one, whichever is shorter. */
export function callContext(
  { providerDeadlineMs }: Pick<DomainDeps, 'providerDeadlineMs'>,
  connected: ConnectedAccount,
  now: Date,
  deadlineMs = providerDeadlineMs,
): CallContext<unknown> {
  return {
    account: connected.account,
    now: () => now,
    callbackUrl: connected.callbackUrl,
    deadlineMs: Math.min(deadlineMs, providerDeadlineMs),
    traceId: randomUUID(),
  };
}
