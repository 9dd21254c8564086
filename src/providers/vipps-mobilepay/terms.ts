import type { Money } from '../../kernel/money.ts';

/** How often a payer is told to expect a charge, where the frequencies of all do not say it. */
export const intervalUnits = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;

export interface AgreementInterval {
  readonly unit: (typeof intervalUnits)[number];
  /** How many of them, 1 to 31. */
  readonly count: number;
}

/** A price for a beginning, which is shown to the payer. What is charged is up to the merchant all the same. Times are text in ISO 8601, with their offset. */
export type Campaign =
  | { readonly until: { readonly price: Money; readonly end: string } }
  | { readonly forPeriod: { readonly price: Money; readonly period: AgreementInterval } }
  | { readonly untilEvent: { readonly price: Money; readonly eventAt: string; readonly eventText: string } };

/** What an agreement at Vipps MobilePay may say beyond what all say. */
export interface AgreementTerms {
  /** Pricing VARIABLE: the most that a charge may be, unless the payer allows more. In place of an amount. */
  readonly suggestedMaxAmount?: Money;
  readonly interval?: AgreementInterval;
  readonly campaign?: Campaign;
  /** Whether the first payment is taken at once, rather than reserved. */
  readonly captureFirstPayment?: boolean;
  /** In place of the account's. */
  readonly agreementUrl?: string;
  /** Asks on the payer's phone at once, without a page. Only where Vipps MobilePay has allowed it. */
  readonly skipLandingPage?: boolean;
}

declare module '../../domain/port/terms.ts' {
  interface AgreementByProvider {
    readonly vippsMobilePay: AgreementTerms;
  }
}
