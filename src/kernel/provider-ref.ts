/** The outside parties that we know by name: what each one can do is its adapter's to say. */
export const providerNames = ['MOBILEPAY', 'BETALINGSSERVICE', 'GOCARDLESS', 'BUCKAROO', 'VIPPS_MOBILEPAY'] as const;
export type ProviderName = (typeof providerNames)[number];

/** A thing in the provider's book by the provider's own id, with the thing it lies in where a look-up needs that too. */
export interface ProviderRef {
  readonly kind:
    | 'agreement'
    | 'mandate'
    | 'billingRequest'
    | 'payment'
    | 'charge'
    | 'refund'
    | 'transfer'
    | 'receipt'
    | 'payout';
  readonly id: string;
  readonly within?: ProviderRef;
}

/** The key by which the inbox keeps items about one thing in order, and finds them when the thing becomes known. */
export function refKey({ kind, id }: Pick<ProviderRef, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}
