import type { Sealer } from '../../platform/crypto.ts';
import type { Db } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import type { Observer } from '../../platform/observing/observer.ts';
import type { Accounts } from '../port/accounts.ts';

/** What the domain needs of the world. Time comes with each transaction, from the database. */
export interface DomainDeps {
  readonly db: Db;
  readonly accounts: Accounts;
  readonly sealer: Sealer;
  readonly log: Log;
  /** Is told what happens; nobody is where it is left out. */
  readonly observe?: Observer | undefined;
  /** The longest that one call to a provider may take, in milliseconds. */
  readonly providerDeadlineMs: number;
  /** Calls to providers that outlive the mutation that made them; a stop waits for them. */
  readonly underWay: Set<Promise<unknown>>;
  /** Says that there is new work, so that nobody has to wait for a poll: events to number, inbox items to apply, or deliveries to send. */
  wake(...workers: readonly WakeableWorker[]): void;
}

/** Workers whose work comes from what others have just written; the rest goes by the clock. */
export type WakeableWorker = 'sequencer' | 'inbox' | 'deliveries';
