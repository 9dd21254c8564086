import type { Reader } from '../db.ts';
import type { ProviderName, ProviderRef } from './provider.ts';
import { unreachable } from './result.ts';

/**
 * A thing of ours in the provider's words, with the things that it lies in, all from our own rows: what a message says about where a
 * thing lies is never needed to find it. Null when we have no such thing.
 */
export async function knownRef(
  reader: Reader,
  merchantId: string,
  provider: ProviderName,
  { kind, id }: Pick<ProviderRef, 'kind' | 'id'>,
): Promise<ProviderRef | null> {
  const where = { merchantId_provider_providerReference: { merchantId, provider, providerReference: id } };
  switch (kind) {
    case 'agreement':
      return (await reader.agreement.findUnique({ where, select: { id: true } })) && { kind, id };
    case 'payment': {
      const payment = await reader.oneOffPayment.findUnique({ where, select: paymentLinks });
      return payment && paymentRef(payment);
    }
    case 'refund': {
      const refund = await reader.refund.findFirst({
        where: { merchantId, providerReference: id, payment: { provider } },
        select: { payment: { select: paymentLinks } },
      });
      return refund && { kind, id, within: paymentRef(refund.payment) };
    }
    default:
      return unreachable(kind);
  }
}

/** What a look-up selects so that a payment can be named to its provider. */
export const paymentLinks = { providerReference: true, agreement: { select: { providerReference: true } } } as const;

/** The payment in the provider's words, within its agreement. */
export function paymentRef(payment: {
  readonly providerReference: string | null;
  readonly agreement: { readonly providerReference: string | null };
}): ProviderRef {
  return {
    kind: 'payment',
    id: payment.providerReference ?? '',
    within: { kind: 'agreement', id: payment.agreement.providerReference ?? '' },
  };
}
