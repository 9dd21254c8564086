import { closedSchedule, nextPlanned } from '../../kernel/schedules.ts';
import type { AuthorityState } from '../port/provider.ts';
import { isUnread } from '../reconcile/unread.ts';

/**
 * The life of a mandate. PENDING: on its way through the payer's bank. ACTIVE: it can be charged. SUSPENDED: it cannot for now.
 * CANCELLED and EXPIRED ones may be reinstated, and an ACTIVE one may be submitted anew (PENDING) when the payer changes banks.
 * REJECTED (by the payer) and FAILED (by the bank, or the provider refused to take it in) are final. Since a life may turn
 * back, a reading that is older than the last one is not applied.
 */
export const mandateStates = {
  PENDING: ['ACTIVE', 'SUSPENDED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED'],
  ACTIVE: ['PENDING', 'SUSPENDED', 'CANCELLED', 'EXPIRED', 'FAILED'],
  SUSPENDED: ['PENDING', 'ACTIVE', 'CANCELLED', 'EXPIRED', 'FAILED'],
  CANCELLED: ['PENDING', 'ACTIVE'],
  EXPIRED: ['PENDING', 'ACTIVE'],
  REJECTED: [],
  FAILED: [],
} as const satisfies Record<AuthorityState, readonly AuthorityState[]>;

/** Whether the table allows the move. Staying where one is is no move. */
export function mandateMayMove(from: AuthorityState, to: AuthorityState): boolean {
  return (mandateStates[from] as readonly AuthorityState[]).includes(to);
}

/** It waits for the bank, for its suspension to end, or for an answer that can be read: the provider is asked about it. */
export function isAwaited({ status, reason }: { readonly status: AuthorityState; readonly reason: unknown }): boolean {
  return status === 'PENDING' || status === 'SUSPENDED' || isUnread({ reason });
}

// As rarely as the schedule has become by its end: a mandate that is not used may stand for years.
const stillActiveEveryMs = 120 * 24 * 3_600_000;

/**
 * When a mandate of which nothing is awaited is asked about next. It may be ended at the payer's bank, moved or taken up again, and the one
 * callback about it may be lost; so ever more seldom, for as long as its table has a way on. An active one never ceases to be asked about.
 */
export function nextRestingCheckAt(
  { id, status, updatedAt }: { readonly id: string; readonly status: AuthorityState; readonly updatedAt: Date },
  now: Date,
): Date | null {
  if (mandateStates[status].length === 0) return null;
  const planned = nextPlanned(closedSchedule, updatedAt, now, id);
  return planned ?? (status === 'ACTIVE' ? new Date(now.getTime() + stillActiveEveryMs) : null);
}
