import type { BillingRequestState } from '../port/provider.ts';

/**
 * The life of a billing request. PENDING: the payer has something left to do. READY_TO_FULFIL: nothing, and it may still fall back
 * to PENDING. FULFILLING: the provider is making what was asked for. It ends FULFILLED, CANCELLED, REJECTED (by the payer, or the
 * provider refused to take it in) or EXPIRED.
 */
export const billingRequestStates = {
  PENDING: ['READY_TO_FULFIL', 'FULFILLING', 'FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'],
  READY_TO_FULFIL: ['PENDING', 'FULFILLING', 'FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'],
  FULFILLING: ['FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'],
  FULFILLED: [],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
} as const satisfies Record<BillingRequestState, readonly BillingRequestState[]>;

/** Whether the table allows the move. Staying where one is is no move. */
export function billingRequestMayMove(from: BillingRequestState, to: BillingRequestState): boolean {
  return (billingRequestStates[from] as readonly BillingRequestState[]).includes(to);
}

/** Nothing happens to the request itself any more. */
export function hasEnded(state: BillingRequestState): boolean {
  return billingRequestStates[state].length === 0;
}
