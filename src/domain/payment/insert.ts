import { change } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import type { Agreement, OneOffPayment } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/db.ts';
import type { NewOneOffPayment } from '../port/provider.ts';
import { paymentEvent, tellPayment } from './store.ts';

/** What a payment comes from. */
type Origin = Pick<Agreement, 'merchantId' | 'provider' | 'accountId' | 'id'>;

export interface PaymentToInsert extends Omit<NewOneOffPayment, 'externalId'> {
  /** Exactly one. */
  readonly on: { readonly agreement: Origin } | { readonly mandate: Origin } | { readonly billingRequest: Origin };
  /** A payment that a billing request has led to has none of its own. */
  readonly externalId: string | null;
  readonly autoReserve: boolean;
  readonly expiresAt: Date | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The provider's own id, where it is the provider that named the payment first. */
  readonly providerReference?: string;
  readonly askAt?: Date;
}

/** Stores a payment, one that we mean to ask for or one that the provider has just named, with its first event. */
export async function insertPayment(
  tx: Tx,
  now: Date,
  { on, amount, askAt, ...payment }: PaymentToInsert,
  cause: Cause,
): Promise<OneOffPayment> {
  const origin = 'agreement' in on ? on.agreement : 'mandate' in on ? on.mandate : on.billingRequest;
  const { merchantId, provider, accountId, id: originId } = origin;
  const row = await tx.oneOffPayment.create({
    data: {
      ...payment,
      merchantId,
      id: newUuid(now.getTime()),
      version: 1,
      provider,
      accountId,
      agreementId: 'agreement' in on ? originId : null,
      mandateId: 'mandate' in on ? originId : null,
      billingRequestId: 'billingRequest' in on ? originId : null,
      currency: amount.currency,
      requested: amount.amountMinor,
      state: 'CREATED',
      nextAskAt: askAt ?? null,
      createdAt: now,
      updatedAt: now,
    },
  });
  const event = paymentEvent(row, 'PAYMENT_CREATED', change(null, row.status, null, amount), cause, now);
  await tellPayment(tx, now, null, row, event);
  return row;
}
