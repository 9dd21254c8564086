/**
 * The life of a one-off payment, by facts alone. CREATED: our intent is stored and nothing more is known. It becomes
 * REQUIRES_PAYER_ACTION when the provider has it and waits for the payer, and AUTHORIZED when the money is reserved, by the
 * payer's swipe or automatically. From there it is captured (SETTLED), cancelled, or lapses (EXPIRED). Before that the payer
 * may also reject it. FAILED: the provider refused to take it in. PROCESSING and UNRESOLVED are views, not states: the
 * database shows them while something is in flight or unknown.
 */
export const paymentStates = {
  CREATED: ['REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  REQUIRES_PAYER_ACTION: ['AUTHORIZED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  AUTHORIZED: ['SETTLED', 'CANCELLED', 'EXPIRED'],
  SETTLED: [],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState = keyof typeof paymentStates;

/** Whether the table allows the move. Staying where one is is no move. */
export function paymentMayMove(from: PaymentState, to: PaymentState): boolean {
  return (paymentStates[from] as readonly PaymentState[]).includes(to);
}

/** Nothing can happen to the money any more, except that captured money is given back. */
export function isFinal(state: PaymentState): boolean {
  return paymentStates[state].length === 0;
}
