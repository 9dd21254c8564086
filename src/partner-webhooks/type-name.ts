import type { EventType } from '../generated/prisma/client.ts';

/** Things whose names are two words; all others have one. */
const named =
  /^(billing_request|payment_schedule|provider_account|provider_notification|recurring_payment|webhook_endpoint|[a-z]+)_/;

/** PAYMENT_STATUS_CHANGED becomes payment.status_changed, BILLING_REQUEST_FULFILLED billing_request.fulfilled. */
export function dotted(type: EventType): string {
  return type.toLowerCase().replace(named, '$1.');
}
