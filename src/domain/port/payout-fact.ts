import type { Money } from '../../kernel/money.ts';
import type { ProviderRef } from '../../kernel/provider-ref.ts';

/** What a line of a payout is about. BALANCE is what the provider held from before, or keeps for a later one: it explains, and moves nothing. */
export const payoutItemKinds = [
  'PAYMENT',
  'REFUND',
  'REFUND_RETURNED',
  'REVERSAL',
  'REVERSAL_WITHDRAWN',
  'FEE',
  'PARTNER_FEE',
  'ADJUSTMENT',
  'BALANCE',
] as const;
export type PayoutItemKind = (typeof payoutItemKinds)[number];

/** Tax in a line, in the provider's words: decimals of minor units. */
export interface PayoutItemTax {
  readonly amount: string;
  readonly currency: string;
}

/** One line of a payout. Lines that say the same are several lines. */
export interface PayoutItemFact {
  readonly kind: PayoutItemKind;
  /** The provider's own word for it. */
  readonly providerType: string;
  /** Signed, in tenths of a minor unit of the payout's currency: more is finer than any provider reckons. */
  readonly amountTenths: bigint;
  /**
   * The provider's ids of the payment, and of the refund, that it is about. Of a payment also the merchant's own reference, where the provider names
   * it by that; a line that takes a refund off and names no refund is about one of its amount.
   */
  readonly paymentReference?: string;
  readonly refundReference?: string;
  readonly taxes?: readonly PayoutItemTax[];
}

/** A payout stands so: money that the provider sends to the merchant's bank. `ref` is the payout. */
export interface PayoutFact {
  readonly kind: 'payout';
  readonly ref: ProviderRef;
  /** It arrives by itself: the core takes it as arrived when the day on which it is expected is over. */
  readonly now: 'PENDING' | 'IN_TRANSIT' | 'BOUNCED';
  readonly providerStatus: string;
  readonly amount: Money;
  /** What the provider says that it has kept of what it collected, in minor units; below zero where it gave more back. */
  readonly deductedFees?: bigint;
  /** What arrives where it is exchanged, once that is final. */
  readonly bank?: { readonly amount: Money; readonly rate?: string };
  /** The text on the bank statement. */
  readonly bankReference?: string;
  /** YYYY-MM-DD. */
  readonly arrivesOn?: string;
  readonly madeAt: Date;
  readonly at: Date;
  /** All of its lines. Left out while it may still change, and where the provider tells them no longer. */
  readonly items?: readonly PayoutItemFact[];
}
