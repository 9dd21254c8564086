import type { Event } from '../generated/prisma/client.ts';
import type { StatusReason } from '../kernel/status-reason.ts';

/** Why an event came about. Stored beside it as plain JSON. */
export type Cause =
  | { readonly by: 'mutation'; readonly actor: string; readonly key: string }
  | { readonly by: 'webhook'; readonly inboxId: string; readonly receivedAt: string }
  /** The provider was asked what became of an operation, or answered it. */
  | { readonly by: 'reconciliation'; readonly operationId: string }
  /** A rule of time: `sweep`, `settlementDue`, `notSent`, `schedule`. */
  | { readonly by: 'clock'; readonly rule: string };

/** What changed, as stored beside the event. `amount` is in minor units, as text. */
export interface Change {
  readonly from: string | null;
  readonly to: string;
  readonly reason?: StatusReason;
  readonly amount?: { readonly amountMinor: string; readonly currency: string };
  /** Of a payment that was not made here: all that is known of it. */
  readonly recurringPayment?: ReportedPayment;
}

/** A payment of an agreement that another system has asked for, as its provider told of it. Ids of the provider's, but for `agreementId`. */
export interface ReportedPayment {
  readonly providerReference: string;
  readonly agreementReference: string | null;
  /** Where the agreement is known here. */
  readonly agreementId: string | null;
  /** What has become of it, in our words. */
  readonly status: string;
  readonly providerStatus: string;
  readonly externalId: string | null;
  readonly dueDate: string | null;
}

/** An event with its sequence in the merchant's log. */
export interface SequencedEvent {
  readonly sequence: bigint;
  readonly hash: Uint8Array;
  readonly previousHash: Uint8Array;
  readonly event: Event;
}
