import type { IdPrefix } from '../../kernel/ids.ts';
import type { Money } from '../../kernel/money.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import type {
  AgreementFrequency,
  BillingRequestTerms,
  DebtorName,
  InputProblem,
  MandateDebtor,
  RequestActionInput,
  TransferPayer,
} from '../port/provider.ts';

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
  readonly mandateId?: string;
  readonly billingRequestId?: string;
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
export type CommandResult = Result<CommandOutcome, Refusal>;

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
/** On an agreement or on a mandate: exactly one of the two ids is given. */
export interface CreateOneOffPaymentInput {
  readonly idempotencyKey: string;
  readonly agreementId?: string | null;
  readonly mandateId?: string | null;
  readonly amount: Money;
  readonly externalId: string;
  readonly description: string;
  /** The rest but the metadata matters on an agreement only. */
  readonly autoReserve: boolean;
  readonly expiresInMs: number;
  readonly returnUrl: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong with it already: it is refused with this and with all that the provider's limits find besides. */
  readonly problems?: readonly InputProblem[];
}
export interface CreateTransferInput {
  readonly idempotencyKey: string;
  /** The caller's own reference of the transfer: what its money is found by. */
  readonly invoice: string;
  readonly amount: Money;
  readonly payer: TransferPayer;
  readonly sendMail: boolean;
  /** YYYY-MM-DD */
  readonly dueDate?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong already, by path of the mutation's input: told together with what the provider's limits find. */
  readonly problems?: readonly InputProblem[];
}
export interface AssignReceiptInput {
  readonly idempotencyKey: string;
  readonly receiptId: string | null;
  readonly transferId: string | null;
  /** How they know whose money it is; it stays in the event log. */
  readonly reason: string;
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

export interface CreateMandateInput {
  readonly idempotencyKey: string;
  readonly externalId: string;
  readonly debtor: MandateDebtor;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What is wrong already, by path of the mutation's input: told together with what the provider's limits find. */
  readonly problems?: readonly InputProblem[];
}
export interface CancelMandateInput {
  readonly idempotencyKey: string;
  readonly mandateId: string | null;
  readonly expectedVersion?: number;
}
export interface CreateBillingRequestInput {
  readonly idempotencyKey: string;
  readonly externalId?: string;
  readonly with: BillingRequestTerms;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly problems?: readonly InputProblem[];
}

/** What every command on a billing request names. */
export interface OnBillingRequest {
  readonly idempotencyKey: string;
  readonly billingRequestId: string | null;
  readonly expectedVersion?: number;
  readonly problems?: readonly InputProblem[];
}
export interface CompleteBillingRequestActionInput extends OnBillingRequest {
  readonly action: RequestActionInput;
}
export interface CreateBillingRequestFlowInput extends OnBillingRequest {
  readonly redirectUrl?: string;
  readonly exitUrl?: string;
  readonly lockCustomerDetails: boolean;
  readonly lockBankAccount: boolean;
}
export interface NotifyBillingRequestInput extends OnBillingRequest {
  readonly channel: 'EMAIL';
  readonly redirectUrl?: string;
}
export type FulfilBillingRequestInput = OnBillingRequest;
export type CancelBillingRequestInput = OnBillingRequest;
export type FallBackBillingRequestInput = OnBillingRequest;

/** The commands on mandates and billing requests, bound to what they need. */
export interface MandateCommands {
  createMandate(caller: Caller, input: CreateMandateInput): Promise<CommandResult>;
  cancelMandate(caller: Caller, input: CancelMandateInput): Promise<CommandResult>;
  createBillingRequest(caller: Caller, input: CreateBillingRequestInput): Promise<CommandResult>;
  completeBillingRequestAction(caller: Caller, input: CompleteBillingRequestActionInput): Promise<CommandResult>;
  createBillingRequestFlow(caller: Caller, input: CreateBillingRequestFlowInput): Promise<CommandResult>;
  fulfilBillingRequest(caller: Caller, input: FulfilBillingRequestInput): Promise<CommandResult>;
  cancelBillingRequest(caller: Caller, input: CancelBillingRequestInput): Promise<CommandResult>;
  fallBackBillingRequest(caller: Caller, input: FallBackBillingRequestInput): Promise<CommandResult>;
  notifyBillingRequest(caller: Caller, input: NotifyBillingRequestInput): Promise<CommandResult>;
  checkDebtor(caller: Caller, input: DebtorName): Promise<Result<DebtorCheck, Refusal>>;
  erasePayer(caller: Caller, input: ErasePayerInput): Promise<Result<PayerErased, Refusal>>;
}

export interface ErasePayerInput {
  readonly idempotencyKey: string;
  /** A mandate, a billing request or a transfer; null where the public id was malformed. */
  readonly subject: { readonly prefix: IdPrefix; readonly uuid: string } | null;
}
export interface PayerErased {
  readonly erasedAt: Date;
  readonly idempotency: CommandOutcome['idempotency'];
}

/** Whether a debtor can approve in the provider's app, as it was when asked. */
export interface DebtorCheck {
  readonly reachable: boolean;
  readonly checkedAt: Date;
}

export interface ResolveOperationInput {
  readonly idempotencyKey: string;
  readonly operationId: string | null;
  /** What a person has found out. */
  readonly outcome: 'HAPPENED' | 'DID_NOT_HAPPEN';
  /** How they know; it stays in the event log. */
  readonly reason: string;
}
