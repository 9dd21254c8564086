import type { AuthorityState } from '../port/provider.ts';

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

/** It waits for the bank, or for its suspension to end: the provider is asked about it. */
export function isAwaited(state: AuthorityState): boolean {
  return state === 'PENDING' || state === 'SUSPENDED';
}
