import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';

/** Who asks. */
export interface Caller {
  readonly merchantId: string;
  /** For the record: `key_…` of the API key. */
  readonly actor: string;
  readonly requestId: string;
}

/** What a command led to, by id (uuids). Stored with the key, so a repeat selects its own fields from the same rows. */
export interface CommandOutcome {
  readonly agreementId?: string;
  readonly paymentId?: string;
  readonly captureId?: string;
  readonly refundId?: string;
  /** All refunds that one request led to, where it lies in several receipts; the first is `refundId`. */
  readonly refundIds?: readonly string[];
  readonly receiptId?: string;
  readonly payoutId?: string;
  readonly mandateId?: string;
  readonly billingRequestId?: string;
  readonly paymentScheduleId?: string;
  /** Payments that ended because their agreement was cancelled. */
  readonly cancelledPaymentIds?: readonly string[];
  /** The event that the command wrote last about the thing it names. */
  readonly eventId?: string;
  readonly idempotency: {
    readonly key: string;
    readonly replayed: boolean;
    readonly firstSeenAt: Date;
    readonly expiresAt: Date;
  };
}
/** How every command with a key may be refused. */
export type KeyRefusal = RefusalOf<'keyReused' | 'keyUnverifiable' | 'keyInProgress'>;
/** What a command came to that may be refused in some ways, besides for its key. */
export type CommandResult<Kind extends Refusal['kind'] = Refusal['kind']> = Result<
  CommandOutcome,
  RefusalOf<Kind> | KeyRefusal
>;
