import { closedSchedule, nextPlanned, reconcileEveryMs } from '../../kernel/schedules.ts';

/**
 * The life of an agreement. PENDING: the payer has not answered yet. ACTIVE: accepted, payments may be asked for on it.
 * It ends CANCELLED (by payer, merchant or provider), REJECTED (by the payer), EXPIRED (nobody answered) or FAILED (the
 * provider refused to take it in). No provider takes up again what has ended; but where its own records say, long after, that an
 * agreement is accepted, it is: money can be taken on it.
 */
export const agreementStates = {
  PENDING: ['ACTIVE', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED'],
  ACTIVE: ['CANCELLED'],
  CANCELLED: ['ACTIVE'],
  REJECTED: ['ACTIVE'],
  EXPIRED: ['ACTIVE'],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type AgreementState = keyof typeof agreementStates;

/** Whether the table allows the move. Staying where one is is no move. */
export function agreementMayMove(from: AgreementState, to: string): to is AgreementState {
  return (agreementStates[from] as readonly string[]).includes(to);
}

const ended: readonly string[] = ['CANCELLED', 'REJECTED', 'EXPIRED'] satisfies readonly AgreementState[];

/** The provider had it, and nothing more is awaited of it. */
export function isClosed({ status }: { readonly status: string }): boolean {
  return ended.includes(status);
}

/** When an agreement that is over is asked about next, ever more seldom. */
export function nextClosedCheckAt(
  { id, updatedAt }: { readonly id: string; readonly updatedAt: Date },
  now: Date,
): Date | null {
  return nextPlanned(closedSchedule, updatedAt, now, id);
}

/** Whether a reading tells of a time after the end, and not of one before it: a copy of the provider's records may lag behind. */
export function isAfterEnd({ updatedAt }: { readonly updatedAt: Date }, checkedAt: Date | undefined): boolean {
  return checkedAt !== undefined && checkedAt.getTime() - updatedAt.getTime() >= reconcileEveryMs;
}
