import { createHmac } from 'node:crypto';
import type { Sealer } from '../../crypto.ts';

/**
 * What stands for a debtor's reference (Betalingsservice: the customer number) in our tables. The number itself names a person to the
 * creditor, so it is sealed with the rest; by this hash, which nobody can try numbers against without our key, its mandates are found.
 * It changes with the master key: older mandates are then found by their other criteria only.
 */
export function hashDebtorReference(sealer: Sealer, merchantId: string, reference: string): Uint8Array<ArrayBuffer> {
  const key = sealer.derive('mandate.debtorReference');
  return new Uint8Array(
    createHmac('sha256', key)
      .update(JSON.stringify([merchantId, reference.trim()]))
      .digest(),
  );
}
