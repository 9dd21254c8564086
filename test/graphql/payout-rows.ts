import { payouts } from '../../src/domain/payout/store.ts';
import type { Payout } from '../../src/generated/prisma/client.ts';
import type { Db } from '../../src/platform/db.ts';
import type { Shop } from './harness.ts';

let made = 0;

/** A payout of 78.65 pounds that the provider has just made, with its event. */
export async function addPayout(db: Db, shop: Shop): Promise<Payout> {
  const { merchantId, accountId } = shop;
  return db.forMerchant(merchantId, (tx, now) =>
    payouts.insert(
      { tx, now, cause: { by: 'clock', rule: 'test' } },
      {
        merchantId,
        provider: 'GOCARDLESS',
        accountId,
        providerReference: `PO${++made}`,
        providerStatus: 'pending',
        amountMinor: 7_865n,
        currency: 'GBP',
        madeAt: now,
      },
    ),
  );
}
