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
    case 'mandate': {
      const mandate = await reader.mandate.findUnique({ where, select: mandateLinks });
      return mandate && mandateRef(mandate);
    }
    case 'billingRequest':
      return (await reader.billingRequest.findUnique({ where, select: { id: true } })) && { kind, id };
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
    case 'transfer':
    case 'receipt':
      return null;
    default:
      return unreachable(kind);
  }
}

const reference = { select: { providerReference: true } } as const;

/** What a look-up selects so that a mandate can be named to its provider. */
export const mandateLinks = { providerReference: true, billingRequest: reference } as const;

/** What a look-up selects so that a payment can be named to its provider. */
export const paymentLinks = {
  providerReference: true,
  agreement: reference,
  mandate: { select: mandateLinks },
  billingRequest: reference,
} as const;

interface Named {
  readonly providerReference: string | null;
}
interface LinkedMandate extends Named {
  readonly billingRequest: Named | null;
}

/** The mandate in the provider's words, within the billing request that led to it, if one did. */
export function mandateRef({ providerReference, billingRequest }: LinkedMandate): ProviderRef {
  return {
    kind: 'mandate',
    id: providerReference ?? '',
    ...(billingRequest ? { within: billingRequestRef(billingRequest) } : {}),
  };
}

/** The billing request in the provider's words. */
export function billingRequestRef({ providerReference }: Named): ProviderRef {
  return { kind: 'billingRequest', id: providerReference ?? '' };
}

/** The payment in the provider's words, within what it comes from. */
export function paymentRef({
  providerReference,
  agreement,
  mandate,
  billingRequest,
}: Named & {
  readonly agreement: Named | null;
  readonly mandate: LinkedMandate | null;
  readonly billingRequest: Named | null;
}): ProviderRef {
  const within = agreement
    ? ({ kind: 'agreement', id: agreement.providerReference ?? '' } as const)
    : mandate
      ? mandateRef(mandate)
      : billingRequest && billingRequestRef(billingRequest);
  return { kind: 'payment', id: providerReference ?? '', ...(within ? { within } : {}) };
}
