import { callContext } from '../domain/command/call-context.ts';
import type { DomainDeps } from '../domain/command/deps.ts';
import type { ConnectedAccount } from '../domain/port/accounts.ts';
import type { Presence } from '../platform/presence.ts';

/** Tells providers where to call us. */
export interface Connector {
  /** Tells each that does not know yet, and leaves those alone that call another process which lives. */
  connect(): Promise<void>;
  /** How many accounts' providers call an address of another process: its public address is not ours. */
  elsewhere(): number;
}

export function createConnector(
  deps: Pick<DomainDeps, 'db' | 'accounts' | 'log' | 'providerDeadlineMs'>,
  presence: Presence,
  onTold: (connected: ConnectedAccount) => Promise<void> = async () => undefined,
): Connector {
  const { db, accounts, log } = deps;
  let elsewhere = 0;
  // Where nobody lived at the last look. One who has lost the database for a moment is back by the next; a start waits for nobody.
  let deserted: ReadonlySet<string> | null = null;

  const connect = async (): Promise<void> => {
    const lived = new Map<string, boolean>();
    let left = 0;
    const before = deserted;
    for (const connected of await accounts.unconnected()) {
      const told = connected.toldUrl?.slice(0, connected.toldUrl.lastIndexOf('/webhooks/'));
      if (told !== undefined) {
        if (!lived.has(told)) lived.set(told, await presence.isLived(told));
        if (lived.get(told) || (before && !before.has(told))) {
          left += 1;
          continue;
        }
      }
      const now = await db.forMerchant(connected.merchantId, async (_tx, at) => at);
      const connection = await connected.provider.connect(callContext(deps, connected, now));
      if (connection.ok) {
        if (await accounts.markConnected(connected, connection.value)) await onTold(connected);
      } else {
        await accounts.noteConnectProblem(connected.id, connection.error);
        log.warn(
          { accountId: connected.id, provider: connected.provider.name, reason: connection.error },
          'the provider could not be told where to call us; it is tried again',
        );
      }
    }
    deserted = new Set([...lived].filter(([, isLived]) => !isLived).map(([address]) => address));
    elsewhere = left;
  };
  // The lock keeps other processes out, and not this one: the session that holds it may take it again.
  let underWay: Promise<unknown> | null = null;
  return {
    async connect() {
      underWay ??= presence.alone(connect).finally(() => {
        underWay = null;
      });
      await underWay;
    },
    elsewhere: () => elsewhere,
  };
}
