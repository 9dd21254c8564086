import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PaymentState } from '../../src/domain/payment/states.ts';
import { openShop } from '../graphql/harness.ts';
import { addAgreement, addCollection, addMandate, addPayment } from '../graphql/rows.ts';
import { openTestDatabase } from '../support/database.ts';

const folder = join(import.meta.dirname, '../../prisma/migrations/20261128020000_words_of_reservations');
const words: readonly (readonly [state: PaymentState, word: string])[] = [
  ['CREATED', ''],
  ['REQUIRES_PAYER_ACTION', 'Requested'],
  ['AUTHORIZED', 'Reserved'],
  ['SETTLED', 'Captured'],
  ['REJECTED', 'Rejected'],
  ['EXPIRED', 'Expired'],
  ['CANCELLED', 'Canceled'],
  ['FAILED', ''],
];

it('a payment from before the words were kept gets the word that it was shown with, and no other payment does', async () => {
  // The rows are made by hand, without the operations and the money behind them.
  const opened = await openTestDatabase({ breaks: ['I2', 'I3', 'I4', 'I5'] });
  const { db, owner } = opened;
  const shop = await openShop(db, 'Shop', 'SANDBOX');
  const agreement = await addAgreement(db, shop);
  const rows = [];
  for (const [state, word] of words)
    rows.push([await addPayment(db, shop, agreement, { state, ...amountsOf(state) }), word] as const);
  rows.push([await addPayment(db, shop, agreement, { providerStatus: 'Kept' }), 'Kept'] as const);
  const mandate = await addMandate(db, shop);
  rows.push([await addCollection(db, shop, { mandateId: mandate.id }, { providerStatus: '' }), ''] as const);

  await owner.query(readFileSync(join(folder, 'migration.sql'), 'utf8'));
  for (const [{ id, version }, word] of rows) {
    const found = await owner.query('select provider_status, version from one_off_payment where id = $1', [id]);
    expect(found.rows).toEqual([{ provider_status: word, version }]);
  }
  // The guard is back.
  await expect(owner.query(`update one_off_payment set provider_status = 'Another'`)).rejects.toThrow(
    'raises its version',
  );
  await opened.close();
});

const amountsOf = (state: PaymentState): object => {
  if (state === 'SETTLED') return { captured: 8_000n, capturedAt: new Date('2026-11-20T10:00:00Z') };
  return state === 'AUTHORIZED' ? {} : { authorized: 0n, settleBy: null };
};
