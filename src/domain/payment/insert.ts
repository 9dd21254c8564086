import type { Agreement, OneOffPayment } from '../../generated/prisma/client.ts';
import type { WriteContext } from '../noun/description.ts';
import type { NewOneOffPayment } from '../port/provider.ts';
import { payments } from './store.ts';

/** What a payment comes from. */
type Origin = Pick<Agreement, 'merchantId' | 'provider' | 'accountId' | 'id'>;

export interface PaymentToInsert
  extends Omit<NewOneOffPayment, 'externalId'>,
    Partial<Pick<OneOffPayment, 'kind' | 'dueOn' | 'retryKind' | 'retryDays' | 'graceUntil'>> {
  /** Exactly one. */
  readonly on: { readonly agreement: Origin } | { readonly mandate: Origin } | { readonly billingRequest: Origin };
  /** A payment that a billing request has led to has none of its own. */
  readonly externalId: string | null;
  readonly reference?: string | null;
  readonly retryIfPossible?: boolean;
  readonly appFeeMinor?: bigint | null;
  readonly autoReserve: boolean;
  readonly expiresAt: Date | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The provider's own id, where it is the provider that named the payment first. */
  readonly providerReference?: string;
  readonly nextCheckAt?: Date;
}

/** Stores a payment, one that we mean to ask for or one that the provider has just named, with its first event. */
export function insertPayment(
  context: WriteContext,
  { on, amount, nextCheckAt, ...payment }: PaymentToInsert,
): Promise<OneOffPayment> {
  const origin = 'agreement' in on ? on.agreement : 'mandate' in on ? on.mandate : on.billingRequest;
  const { merchantId, provider, accountId, id: originId } = origin;
  const fresh = {
    ...payment,
    merchantId,
    provider,
    accountId,
    agreementId: 'agreement' in on ? originId : null,
    mandateId: 'mandate' in on ? originId : null,
    billingRequestId: 'billingRequest' in on ? originId : null,
    currency: amount.currency,
    requested: amount.amountMinor,
    nextCheckAt: nextCheckAt ?? null,
  };
  return payments.insert(context, fresh, amount);
}
