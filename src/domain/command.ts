import type { Money } from './money.ts';
import type { AgreementFrequency, InputProblem } from './provider.ts';
import type { Refusal } from './refusal.ts';
import type { Result } from './result.ts';

/** Who asks. */
export interface Caller {
  readonly merchantId: string;
  /** For the record: `key_…` of the API key. */
  readonly actor: string;
  readonly requestId: string;
}

/** What a command led to, by id (uuids). Stored with the key, so a repeat selects its own fields from the same rows. */
export interface Done {
  readonly agreementId?: string;
  readonly paymentId?: string;
  readonly captureId?: string;
  readonly refundId?: string;
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
export type CommandResult = Result<Done, Refusal>;

/** Inputs as the commands take them: ids are uuids (null where the public id was malformed or of another kind). */
export interface CreateAgreementInput {
  readonly idempotencyKey: string;
  readonly externalId: string;
  readonly plan: string;
  readonly description?: string;
  readonly amount?: Money;
  readonly frequency: AgreementFrequency;
  readonly country: string;
  /** YYYY-MM-DD */
  readonly nextPaymentDate?: string;
  readonly expiresInMs: number;
  readonly returnUrl: string;
  readonly payerPhone?: string;
  readonly oneOffPayment?: { readonly amount: Money; readonly externalId: string; readonly description: string };
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}
export interface CancelAgreementInput {
  readonly idempotencyKey: string;
  readonly agreementId: string | null;
  readonly expectedVersion?: number;
}
export interface CreateOneOffPaymentInput {
  readonly idempotencyKey: string;
  readonly agreementId: string | null;
  readonly amount: Money;
  readonly externalId: string;
  readonly description: string;
  readonly autoReserve: boolean;
  readonly expiresInMs: number;
  readonly returnUrl: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}
export interface CapturePaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly amount?: Money;
  readonly expectedVersion?: number;
}
export interface CancelPaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly expectedVersion?: number;
}
export interface RefundPaymentInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly amount?: Money;
  readonly reason?: string;
  readonly externalId?: string;
  readonly expectedVersion?: number;
}
export interface ResolveOperationInput {
  readonly idempotencyKey: string;
  readonly operationId: string | null;
  /** What a person has found out. */
  readonly outcome: 'HAPPENED' | 'DID_NOT_HAPPEN';
  /** How they know; it stays in the event log. */
  readonly reason: string;
}
