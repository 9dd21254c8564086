import { closedSchedule, nextPlanned } from '../../kernel/schedules.ts';
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

/** What a billing request was to lead to, and has. */
export interface LedTo {
  readonly purpose: 'PAYMENT' | 'MANDATE' | 'PAYMENT_AND_MANDATE';
  readonly payment: object | null;
  readonly mandate: object | null;
}

/**
 * When a billing request that has ended is asked about next: its end is one for good, but as long as a payment or a mandate that was asked for
 * has not been named, it may yet be, and the one callback that names it may be lost. Ever more seldom.
 */
export function nextEndedCheckAt(
  { id, updatedAt, ledTo }: { readonly id: string; readonly updatedAt: Date; readonly ledTo?: LedTo },
  now: Date,
): Date | null {
  const { purpose, payment, mandate } = ledTo ?? { purpose: 'PAYMENT_AND_MANDATE', payment: null, mandate: null };
  const named = (purpose === 'MANDATE' || payment !== null) && (purpose === 'PAYMENT' || mandate !== null);
  return named ? null : nextPlanned(closedSchedule, updatedAt, now, id);
}
