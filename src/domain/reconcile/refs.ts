import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { unreachable } from '../../kernel/result.ts';
import type { Reader, Tx } from '../../platform/db.ts';
import type { PaymentKind } from '../payment/states.ts';
import type { ProviderName, ProviderRef } from '../port/provider.ts';

/**
 * A thing of ours in the provider's words, with the things that it lies in, all from our own rows: what a message says about where a
 * thing lies is never needed to find it. Null when we have no such thing.
 */
export async function knownRef(
  reader: Reader,
  merchantId: string,
  provider: ProviderName,
  { kind, id, within }: ProviderRef,
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
    case 'payment':
    case 'charge':
    case 'transfer': {
      const payment = await reader.oneOffPayment.findUnique({ where, select: paymentLinks });
      return payment && paymentRef(payment);
    }
    case 'refund': {
      const refund = await reader.refund.findFirst({
        where: { merchantId, providerReference: id, ...ofProvider(provider) },
        select: { payment: { select: paymentLinks }, receipt: { select: receiptLinks } },
      });
      const source = refund && sourceRef(refund);
      if (source) return { kind, id, within: source };
      // Somebody at the provider may have given money back, under an id that we have not seen. Where the news does not name the payment, the
      // provider's answer does.
      if (!within) return { kind, id };
      const named = await (within.kind === 'receipt' ? knownReceipt : knownRef)(reader, merchantId, provider, within);
      return named && { kind, id, within: named };
    }
    case 'receipt': {
      // Money is asked about also where we know nothing of it: it may bear a key that the provider has just made.
      return (await knownReceipt(reader, merchantId, provider, { id })) ?? { kind, id };
    }
    case 'payout':
      // The provider makes them by itself, so that news of one is the first that is heard of it.
      return { kind, id };
    default:
      return unreachable(kind);
  }
}

/** Refunds of a provider's: of a payment, or of money that is on none. */
export const ofProvider = (provider: ProviderName) => ({ OR: [{ payment: { provider } }, { receipt: { provider } }] });

/** Money that we have, whether it is on a transfer or not. */
async function knownReceipt(
  reader: Reader,
  merchantId: string,
  provider: ProviderName,
  { id }: Pick<ProviderRef, 'id'>,
): Promise<ProviderRef | null> {
  const where = { merchantId_provider_providerReference: { merchantId, provider, providerReference: id } };
  const receipt = await reader.transferReceipt.findUnique({ where, select: receiptLinks });
  return receipt && receiptRef(receipt);
}

const reference = { select: { providerReference: true } } as const;

/** What a look-up selects so that a mandate can be named to its provider. */
export const mandateLinks = { providerReference: true, billingRequest: reference } as const;

/** What a look-up selects so that a payment can be named to its provider. */
export const paymentLinks = {
  kind: true,
  provider: true,
  providerReference: true,
  agreement: { select: { provider: true, providerReference: true, formerReference: true } },
  mandate: { select: mandateLinks },
  billingRequest: reference,
} as const;

/** What a payment that is at hand comes from, in one statement. */
export async function linksOf(
  tx: Tx,
  payment: Pick<OneOffPayment, 'merchantId' | 'agreementId' | 'mandateId' | 'billingRequestId'>,
): Promise<Pick<LinkedPayment, 'agreement' | 'mandate' | 'billingRequest'>> {
  const { merchantId, agreementId, mandateId, billingRequestId } = payment;
  const [found] = await tx.$queryRaw<Links[]>`
    select a.provider as agreement_provider, a.provider_reference as agreement, a.former_reference as former_agreement, m.provider_reference as mandate, behind.provider_reference as behind_mandate,
           m.billing_request_id is not null as has_behind, b.provider_reference as billing_request
      from (select) one
      left join agreement a on a.merchant_id = ${merchantId}::uuid and a.id = ${agreementId}::uuid
      left join mandate m on m.merchant_id = ${merchantId}::uuid and m.id = ${mandateId}::uuid
      left join billing_request behind on behind.merchant_id = ${merchantId}::uuid and behind.id = m.billing_request_id
      left join billing_request b on b.merchant_id = ${merchantId}::uuid and b.id = ${billingRequestId}::uuid`;
  const named = (providerReference: string | null | undefined): Named => ({
    providerReference: providerReference ?? null,
  });
  return {
    agreement:
      agreementId === null || !found?.agreement_provider
        ? null
        : {
            ...named(found.agreement),
            provider: found.agreement_provider,
            formerReference: found.former_agreement,
          },
    mandate:
      mandateId === null
        ? null
        : { ...named(found?.mandate), billingRequest: found?.has_behind ? named(found.behind_mandate) : null },
    billingRequest: billingRequestId === null ? null : named(found?.billing_request),
  };
}
interface Links {
  readonly agreement_provider: ProviderName | null;
  readonly agreement: string | null;
  readonly former_agreement: string | null;
  readonly mandate: string | null;
  readonly behind_mandate: string | null;
  readonly has_behind: boolean | null;
  readonly billing_request: string | null;
}

/** What a look-up selects so that a receipt can be named to its provider. */
export const receiptLinks = { providerReference: true, payment: { select: paymentLinks } } as const;

interface Named {
  readonly providerReference: string | null;
}
interface LinkedAgreement extends Named {
  readonly provider: ProviderName;
  readonly formerReference: string | null;
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

interface LinkedPayment extends Named {
  readonly kind: PaymentKind;
  readonly provider: ProviderName;
  readonly agreement: LinkedAgreement | null;
  readonly mandate: LinkedMandate | null;
  readonly billingRequest: Named | null;
}

/** The receipt in the provider's words, within the transfer whose money it is, if that is known. */
export function receiptRef({
  providerReference,
  payment,
}: {
  readonly providerReference: string;
  readonly payment: LinkedPayment | null;
}): ProviderRef {
  return { kind: 'receipt', id: providerReference, ...(payment ? { within: paymentRef(payment) } : {}) };
}

/** What a refund gives money back of, in the provider's words: a receipt, or else a payment. */
export function sourceRef({
  receipt,
  payment,
}: {
  readonly receipt: Parameters<typeof receiptRef>[0] | null;
  readonly payment: LinkedPayment | null;
}): ProviderRef | null {
  return receipt ? receiptRef(receipt) : payment && paymentRef(payment);
}

/** The payment in the provider's words, within what it comes from. */
export function paymentRef({
  kind,
  provider,
  providerReference,
  agreement,
  mandate,
  billingRequest,
}: LinkedPayment): ProviderRef {
  if (kind === 'TRANSFER') return { kind: 'transfer', id: providerReference ?? '' };
  const within = agreement
    ? ({ kind: 'agreement', id: agreementIdAt(provider, agreement) ?? '' } as const)
    : mandate
      ? mandateRef(mandate)
      : billingRequest && billingRequestRef(billingRequest);
  return {
    kind: kind === 'CHARGE' ? 'charge' : 'payment',
    id: providerReference ?? '',
    ...(within ? { within } : {}),
  };
}

/** What an agreement is called at a provider: one that has moved has its former id where its payments of before were made. */
function agreementIdAt(provider: ProviderName, agreement: LinkedAgreement): string | null {
  return agreement.provider === provider ? agreement.providerReference : agreement.formerReference;
}
