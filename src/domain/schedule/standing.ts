import type { Authority } from '../payment/create-charge.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { Standing } from './rules.ts';

/** Whether an authority can be charged now, may be later, or never again. */
export function standingOf(
  { row, cannot }: Pick<Authority, 'row' | 'cannot'>,
  connected: ConnectedAccount | null,
): Standing {
  const { status } = row;
  if (status !== 'PENDING' && status !== 'ACTIVE' && status !== 'SUSPENDED') return 'ended';
  const usable =
    status === 'ACTIVE' || (status === 'PENDING' && connected?.capabilities.chargesPendingMandates === true);
  return usable && (connected === null || cannot(connected) === null) ? 'usable' : 'waiting';
}
