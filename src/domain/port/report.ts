import type { Money } from '../../kernel/money.ts';
import type { ProviderRef } from '../../kernel/provider-ref.ts';
import type { StatusReason } from '../../kernel/status-reason.ts';

export const reportedStatuses = ['SETTLED', 'FAILED', 'REJECTED', 'CANCELLED', 'UNKNOWN'] as const;

/**
 * What a provider tells of a recurring payment that was not asked for here: another system of the merchant's charges the agreement, and the
 * provider has one address for both. It changes nothing of ours and is handed on as it was told, unproven where callbacks are.
 */
export interface RecurringPaymentReport {
  /** The payment, within its agreement. Neither need be known here. */
  readonly payment: ProviderRef;
  /** UNKNOWN: the provider's word is in no table of ours. */
  readonly status: (typeof reportedStatuses)[number];
  /** The provider's own word. */
  readonly providerStatus: string;
  readonly amount?: Money;
  /** A plain day, YYYY-MM-DD. */
  readonly dueDate?: string;
  /** The other system's own reference. */
  readonly externalId?: string;
  readonly why?: StatusReason;
}
