import type { Tx } from '../../db.ts';
import { appendEvents, change } from '../../events/append.ts';
import type { Cause } from '../../events/event.ts';
import type { Agreement, OneOffPayment } from '../../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import type { NewOneOffPayment } from '../provider.ts';
import { paymentEvent } from './store.ts';

export interface PaymentToInsert extends NewOneOffPayment {
  readonly agreement: Agreement;
  readonly autoReserve: boolean;
  readonly expiresAt: Date | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Stores a payment that we mean to ask for, with its first event. */
export async function insertPayment(
  tx: Tx,
  now: Date,
  { agreement, amount, ...payment }: PaymentToInsert,
  cause: Cause,
): Promise<OneOffPayment> {
  const { merchantId, provider, accountId, id: agreementId } = agreement;
  const row = await tx.oneOffPayment.create({
    data: {
      ...payment,
      merchantId,
      id: newUuid(now.getTime()),
      version: 1,
      provider,
      accountId,
      agreementId,
      currency: amount.currency,
      requested: amount.amountMinor,
      state: 'CREATED',
      createdAt: now,
      updatedAt: now,
    },
  });
  await appendEvents(tx, now, [
    paymentEvent(row, 'PAYMENT_CREATED', change(null, row.status, null, amount), cause, now),
  ]);
  return row;
}
