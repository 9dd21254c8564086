/** Why something is as it is: our neutral code beside the provider's own words. Shown to callers as `StatusReason`. */
export interface StatusReason {
  readonly code: ReasonCode;
  /** A plain sentence. Never a provider's raw body. */
  readonly message: string;
  /** Verbatim provider code, for example 50008. */
  readonly providerCode?: string;
  /** The bank's own code in its scheme, verbatim, for example ARUDD-0. */
  readonly bankCode?: string;
  /** Whether the provider tries again by itself; left out where it does not say. */
  readonly willRetry?: boolean;
  readonly origin: (typeof reasonOrigins)[number];
  readonly retryable: boolean;
}
export const reasonOrigins = ['PAYER', 'MERCHANT', 'BANK', 'PROVIDER', 'SYSTEM'] as const;
export const reasonCodes = [
  'REJECTED_BY_PAYER',
  'CANCELLED_BY_MERCHANT',
  'CANCELLED_BY_PAYER',
  'CANCELLED_BY_SYSTEM',
  'EXPIRED',
  'AUTO_RESERVE_FAILED',
  'AUTO_RESERVE_NOT_APPROVED',
  'INSUFFICIENT_FUNDS',
  'DISPUTED_BY_PAYER',
  'PAYER_DECEASED',
  'ACCOUNT_CLOSED',
  'MERCHANT_BALANCE_TOO_LOW',
  'AUTHORITY_NOT_ACTIVE',
  'DUPLICATE_REQUEST',
  'AMOUNT_MISMATCH',
  'AMOUNT_NOT_AVAILABLE',
  'REFUND_WINDOW_CLOSED',
  'BANK_NOT_PARTICIPATING',
  'DEBTOR_DETAILS_INVALID',
  'NOT_IN_THIS_STATE',
  'PROVIDER_TIMEOUT',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_ANSWER_UNREADABLE',
  'OTHER',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
