/**
 * The life of an agreement. PENDING: the payer has not answered yet. ACTIVE: accepted, payments may be asked for on it.
 * It ends CANCELLED (by payer, merchant or provider), REJECTED (by the payer), EXPIRED (nobody answered) or FAILED (the
 * provider refused to take it in). There is no way back from an end.
 */
export const agreementStates = {
  PENDING: ['ACTIVE', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  ACTIVE: ['CANCELLED'],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type AgreementState = keyof typeof agreementStates;

/** Whether the table allows the move. Staying where one is is no move. */
export function agreementMayMove(from: AgreementState, to: string): to is AgreementState {
  return (agreementStates[from] as readonly string[]).includes(to);
}
