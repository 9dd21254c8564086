import type { Mandate } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Capabilities } from '../port/provider.ts';

const cancelFrom = ['PENDING', 'ACTIVE', 'SUSPENDED'];

/** Why the mandate cannot be cancelled now, or null. Pure; the mutation decides by it under the row's lock. */
export function cannotCancelMandate(mandate: Mandate): RefusalOf<'invalidState'> | null {
  const refused = (message: string) => invalidState(mandate, ['input', 'mandateId'], message, cancelFrom);
  if (!cancelFrom.includes(mandate.status)) return refused(`The mandate is ${mandate.status}; it has ended already.`);
  if (mandate.cancelling) return refused('The mandate is being cancelled already.');
  if (mandate.providerReference === null || mandate.unresolvedCount > 0)
    return refused('The outcome of an earlier step is not known yet; the provider is being asked.');
  return null;
}

const reinstateFrom = ['CANCELLED', 'EXPIRED'];

/** Why the mandate cannot be reinstated now, or null. */
export function cannotReinstate(mandate: Mandate): RefusalOf<'invalidState'> | null {
  const refused = (message: string) => invalidState(mandate, ['input', 'mandateId'], message, reinstateFrom);
  if (!reinstateFrom.includes(mandate.status))
    return refused(`The mandate is ${mandate.status}; only one that was cancelled or has lapsed can be reinstated.`);
  if (mandate.providerReference === null || mandate.unresolvedCount > 0)
    return refused('The outcome of an earlier step is not known yet; the provider is being asked.');
  return null;
}

/** Why the mandate cannot be charged now, or null. */
export function cannotCharge(mandate: Mandate, can: Capabilities): RefusalOf<'invalidState'> | null {
  const from = can.chargesPendingMandates ? ['PENDING', 'ACTIVE'] : ['ACTIVE'];
  const refused = (message: string) => invalidState(mandate, ['input', 'on', 'mandateId'], message, from);
  if (!from.includes(mandate.status))
    return refused(
      `The mandate is ${mandate.status}; payments can be asked for on one that is ${from.join(' or ')} only.`,
    );
  if (mandate.cancelling) return refused('The mandate is being cancelled.');
  if (mandate.providerReference === null)
    return refused('It is not known yet whether the provider has the mandate; its answer is awaited.');
  return null;
}

function invalidState(
  { status }: Mandate,
  path: readonly string[],
  message: string,
  allowedFrom: readonly string[],
): RefusalOf<'invalidState'> {
  return { kind: 'invalidState', path, message, current: status, allowedFrom };
}
