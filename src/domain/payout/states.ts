import type { PayoutStatus } from '../../generated/prisma/client.ts';
import { closedSchedule, nextPlanned, reconcileEveryMs } from '../../kernel/schedules.ts';

/**
 * The life of a payout. PENDING: the provider has made it, and may still change it. IN_TRANSIT: it is sent, and no longer the
 * provider's. PAID: the day on which it was to arrive is over; no provider tells more. BOUNCED: the bank has sent it back, before or
 * after that day, and its money is with the provider again, who may send it anew.
 */
export const payoutStates = {
  PENDING: ['IN_TRANSIT'],
  IN_TRANSIT: ['PAID', 'BOUNCED'],
  PAID: ['BOUNCED'],
  BOUNCED: ['IN_TRANSIT'],
} as const satisfies Record<PayoutStatus, readonly PayoutStatus[]>;

const dayMs = 86_400_000;
/** How long what does not fit is looked at again each day: the news that explains it may be late. */
const unexplainedMs = 30 * dayMs;

/** When a payout is taken as arrived: when the day is over on which the provider expects it. Null where it names none. */
export function arrivesAt(arrivesOn: Date | null): Date | null {
  return arrivesOn && new Date(arrivesOn.getTime() + dayMs);
}

interface Payout {
  readonly id: string;
  readonly status: PayoutStatus;
  readonly reconciliation: 'OPEN' | 'EXACT' | 'DIFFERENCE';
  readonly arrivesOn: Date | null;
  readonly madeAt: Date;
  readonly updatedAt: Date;
}

/** When the provider is asked about it next. */
export function nextPayoutCheckAt(payout: Payout, now: Date): Date | null {
  const { id, status, reconciliation, arrivesOn, madeAt, updatedAt } = payout;
  const soon = new Date(now.getTime() + reconcileEveryMs);
  if (status === 'PENDING') return soon;
  const tomorrow = new Date(now.getTime() + dayMs);
  const arrival = arrivesAt(arrivesOn);
  if (status === 'IN_TRANSIT')
    return arrival === null || arrival > tomorrow ? tomorrow : arrival > now ? arrival : soon;
  // A payout that came back may be sent again; one that is exact may come back.
  if (reconciliation !== 'EXACT' && now.getTime() - madeAt.getTime() < unexplainedMs) return tomorrow;
  return nextPlanned(closedSchedule, updatedAt, now, id);
}
