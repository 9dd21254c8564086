import type { Cause } from '../../event-log/event.ts';
import { callContext } from '../command/call-context.ts';
import type { DomainDeps } from '../command/deps.ts';
import type { ConnectedAccount } from '../port/accounts.ts';

const cause: Cause = { by: 'clock', rule: 'credentialsChecked' };

/** Tries the credentials of a paused account, and resumes it when its provider takes them again. No money moves for it. */
export async function checkCredentials(deps: DomainDeps, connected: ConnectedAccount): Promise<void> {
  const now = await deps.db.forMerchant(connected.merchantId, async (_tx, at) => at);
  const checked = await connected.provider.checkCredentials(callContext(deps, connected, now));
  if (!checked.ok) return;
  if (await deps.accounts.setPaused(connected, null, cause)) {
    deps.log.info(
      { accountId: connected.id, provider: connected.provider.name },
      'the provider takes our credentials again',
    );
    deps.wake('sequencer');
  }
}
