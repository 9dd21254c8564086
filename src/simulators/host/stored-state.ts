import type { Book } from './book.ts';
import type { SandboxClock } from './clock.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { Faults } from './faults.ts';
import type { Store } from './store.ts';
import type { Timers } from './timers.ts';

/** Everything of the sandbox that is kept. */
export interface StoredState {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly book: Book;
  readonly timers: Timers;
  readonly faults: Faults;
  readonly queue: DeliveryQueue;
}
