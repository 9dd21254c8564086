import type { ScheduleStatus } from '../../generated/prisma/client.ts';

/**
 * The life of a payment schedule. ACTIVE: each period is charged in its time. PENDING_AUTHORITY: its agreement or mandate cannot be charged now, and
 * its bank or payer is waited for. PAUSED: the merchant wants no charges for a while. PAST_DUE: the last charge that came to an end came to nothing,
 * or was taken back; further periods are charged all the same, and the next one that is paid makes it ACTIVE again. FAILED: a period could not be asked
 * for as things stand; nothing is left out, it waits for the merchant to resume it. COMPLETED: every period has been charged and paid. It is PAST_DUE again
 * when its last money is taken back. CANCELLED: by the merchant, or because its authority has ended. Final.
 */
export const scheduleStates = {
  PENDING_AUTHORITY: ['ACTIVE', 'PAUSED', 'PAST_DUE', 'COMPLETED', 'CANCELLED', 'FAILED'],
  ACTIVE: ['PENDING_AUTHORITY', 'PAUSED', 'PAST_DUE', 'COMPLETED', 'CANCELLED', 'FAILED'],
  PAUSED: ['PENDING_AUTHORITY', 'ACTIVE', 'PAST_DUE', 'COMPLETED', 'CANCELLED'],
  PAST_DUE: ['PENDING_AUTHORITY', 'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'],
  FAILED: ['PENDING_AUTHORITY', 'ACTIVE', 'PAST_DUE', 'COMPLETED', 'CANCELLED'],
  COMPLETED: ['PAST_DUE'],
  CANCELLED: [],
} as const satisfies Record<ScheduleStatus, readonly ScheduleStatus[]>;

/** Whether the table allows the move. Staying where one is is no move. */
export function scheduleMayMove(from: ScheduleStatus, to: ScheduleStatus): boolean {
  return (scheduleStates[from] as readonly ScheduleStatus[]).includes(to);
}
