import { callContext } from '../domain/command/call-context.ts';
import type { DomainDeps } from '../domain/command/deps.ts';

/** Tells each provider where to call us, when it does not know yet. */
export async function connectAccounts(deps: DomainDeps): Promise<void> {
  const { db, accounts, log } = deps;
  for (const connected of await accounts.unconnected()) {
    const now = await db.forMerchant(connected.merchantId, async (_tx, at) => at);
    const connection = await connected.provider.connect(callContext(deps, connected, now));
    if (connection.ok) await accounts.markConnected(connected.id, connected.callbackUrl);
    else
      log.warn(
        { accountId: connected.id, provider: connected.provider.name, reason: connection.error },
        'the provider could not be told where to call us; it is tried again',
      );
  }
}
