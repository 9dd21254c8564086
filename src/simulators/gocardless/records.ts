import type { Step } from '../kit/simulator.ts';
import type { NewMandateRequest } from './requests/input.ts';
import type { SchemeName } from './schemes.ts';

/** What GoCardless keeps, as the simulator keeps it. Amounts are whole minor units. */
export type Metadata = Readonly<Record<string, string>>;

export interface CustomerRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly billingDetailId: string;
  readonly email: string | null;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly company_name: string | null;
  readonly language: string;
  readonly phone_number: string | null;
  readonly metadata: Metadata;
  readonly address_line1: string | null;
  readonly address_line2: string | null;
  readonly address_line3: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postal_code: string | null;
  readonly country_code: string | null;
  readonly swedish_identity_number: string | null;
  readonly danish_identity_number: string | null;
  readonly ip_address: string | null;
}

export interface BankAccountRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly customerId: string;
  readonly accountHolderName: string;
  readonly accountNumberEnding: string;
  readonly accountType: string | null;
  readonly bankName: string;
  readonly countryCode: string;
  readonly currency: string;
  readonly nameVerification: string;
  readonly metadata: Metadata;
}

export interface PaymentRequest {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly scheme: SchemeName;
  readonly appFee: number | null;
  readonly reference: string | null;
  readonly fundsSettlement: string;
  readonly retryIfPossible: boolean;
  readonly metadata: Metadata;
}
export interface MandateRequest {
  readonly id: string;
  /** Null until the payer has chosen. */
  readonly currency: string | null;
  readonly scheme: SchemeName | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Metadata;
  readonly verify: 'minimum' | 'recommended' | 'when_available' | 'always';
  readonly sweeping: boolean;
  readonly constraints: NewMandateRequest['constraints'];
  readonly consentType: string | null;
  readonly authorisationSource: string | null;
  readonly fundsSettlement: string;
}

/** How a payment will go, by the payer's name or by a scenario. */
export type PaymentPlan = 'pays' | 'fails' | 'chargedBack' | 'lateFailure';

export interface BillingRequestRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly status: 'pending' | 'ready_to_fulfil' | 'fulfilling' | 'fulfilled' | 'cancelled';
  readonly customerId: string;
  readonly bankAccountId: string | null;
  readonly payment: PaymentRequest | null;
  readonly mandate: MandateRequest | null;
  /** Null where none was ever set. */
  readonly metadata: Metadata | null;
  readonly fallbackEnabled: boolean;
  readonly fallbackOccurred: boolean;
  readonly purposeCode: string | null;
  readonly paymentContextCode: string | null;
  readonly paymentPurposeCode: string | null;
  readonly institutionId: string | null;
  readonly institutionGuess: 'not_needed' | 'pending' | 'failed' | 'success';
  readonly payerConfirmed: boolean;
  readonly dualSignature: boolean;
  readonly bankAuthorised: boolean;
  readonly bankAuthorisationId: string | null;
  readonly paymentId: string | null;
  readonly mandateId: string | null;
  /** Told by a scenario; null leaves it to the payer's name. */
  readonly plan: PaymentPlan | null;
}

export interface FlowRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly billingRequestId: string;
  readonly redirectUri: string | null;
  readonly exitUri: string | null;
  readonly lockCustomerDetails: boolean;
  readonly lockBankAccount: boolean;
  readonly lockCurrency: boolean;
  readonly prefilledCustomer: Readonly<Record<string, string | null | undefined>> | null;
  readonly prefilledBankAccount: Readonly<Record<string, string | null | undefined>> | null;
  readonly language: string | null;
  readonly showRedirectButtons: boolean;
  readonly showSuccessRedirectButton: boolean;
  readonly skipSuccessScreen: boolean;
  readonly customerDetailsCaptured: boolean;
  readonly sessionToken: string | null;
  readonly visited: boolean;
  readonly exited: boolean;
}

export interface BankAuthorisationRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly billingRequestId: string;
  readonly institutionId: string;
  readonly authorisationType: 'payment' | 'mandate';
  readonly redirectUri: string | null;
  readonly status: 'open' | 'authorised' | 'denied' | 'failed' | 'expired';
  readonly authorisedAt: string | null;
  readonly visitedAt: string | null;
}

export type MandateStatus =
  | 'pending_customer_approval'
  | 'pending_submission'
  | 'submitted'
  | 'active'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'consumed'
  | 'blocked'
  | 'suspended_by_payer';
export interface MandateRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly status: MandateStatus;
  readonly scheme: SchemeName;
  readonly reference: string;
  readonly customerId: string;
  readonly bankAccountId: string | null;
  readonly metadata: Metadata;
  readonly mandateType: 'bank_debit' | 'instant' | 'recurring' | 'vrp_sweeping';
  readonly consentType: string | null;
  readonly consentParameters: unknown;
  readonly authorisationSource: string | null;
  readonly fundsSettlement: string;
  readonly verifiedAt: string | null;
  /** From when its days are counted: the creation, or the last resubmission. */
  readonly handedInAt: string;
  readonly reinstatements: number;
  readonly reinstating: boolean;
  /** The one that has taken its place. */
  readonly newMandateId?: string;
}

export type PaymentStatus =
  | 'pending_customer_approval'
  | 'pending_submission'
  | 'submitted'
  | 'confirmed'
  | 'paid_out'
  | 'cancelled'
  | 'customer_approval_denied'
  | 'failed'
  | 'charged_back';
export interface PaymentRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly status: PaymentStatus;
  readonly amount: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly scheme: SchemeName;
  readonly chargeDate: string;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Metadata;
  readonly retryIfPossible: boolean;
  readonly retries: number;
  readonly mandateId: string;
  readonly payoutId: string | null;
  readonly plan: PaymentPlan;
  /** What is taken off for a partner's app, in minor units. */
  readonly appFee?: number;
  /** Where it stood before it was charged back. */
  readonly before: PaymentStatus | null;
}

export interface RefundRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly status: 'created' | 'pending_submission' | 'submitted' | 'paid' | 'cancelled' | 'bounced' | 'funds_returned';
  readonly amount: number;
  readonly currency: string;
  readonly paymentId: string;
  readonly mandateId: string;
  readonly reference: string | null;
  readonly metadata: Metadata;
  readonly settled: boolean;
}

export interface PayoutRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly status: 'pending' | 'paid' | 'bounced';
  readonly amount: number;
  readonly deductedFees: number;
  readonly currency: string;
  readonly arrivalDate: string;
  readonly reference: string;
  /** Empty until it is paid. */
  readonly items: readonly PayoutItemRecord[];
  /** Where it is exchanged: the rate is an estimate until it is final. */
  readonly fx: { readonly currency: string; readonly rate: string; readonly final: boolean } | null;
}

/** One line of a payout. Amounts are in tenths of a minor unit: fees are reckoned more finely than they are paid. */
export interface PayoutItemRecord {
  readonly type:
    | 'payment_paid_out'
    | 'payment_failed'
    | 'payment_charged_back'
    | 'payment_refunded'
    | 'refund_funds_returned'
    | 'gocardless_fee'
    | 'app_fee';
  readonly tenths: number;
  readonly paymentId: string;
  readonly refundId?: string;
  readonly mandateId?: string;
}

/** What waits for a payout. */
export interface BalanceItemRecord extends PayoutItemRecord {
  readonly id: string;
}

/** An event is kept exactly as it is told. */
export interface EventRecord {
  readonly id: string;
  readonly created_at: string;
  readonly resource_type: string;
  readonly action: string;
  readonly links: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;
  readonly metadata: Metadata;
  readonly resource_metadata: Metadata;
}

interface Records {
  billing_requests: BillingRequestRecord;
  billing_request_flows: FlowRecord;
  bank_authorisations: BankAuthorisationRecord;
  customers: CustomerRecord;
  customer_bank_accounts: BankAccountRecord;
  mandates: MandateRecord;
  payments: PaymentRecord;
  refunds: RefundRecord;
  payouts: PayoutRecord;
  balance_items: BalanceItemRecord;
  events: EventRecord;
}
export type ResourceName = keyof Records;

type Reader = Pick<Step, 'documents'>;

/** The record, or null when there is none. */
export function find<K extends ResourceName>({ documents }: Reader, kind: K, id: string | null): Records[K] | null {
  return id === null ? null : documents.get<Records[K]>(kind, id);
}

/** The record that another one points to; that it is missing would be a mistake of this simulator. */
export function given<K extends ResourceName>(step: Reader, kind: K, id: string): Records[K] {
  const record = find(step, kind, id);
  if (!record) throw new Error(`${kind} has lost ${id}`);
  return record;
}

/** Writes a record, with what it belongs to, and gives it back. */
export function keep<K extends ResourceName>(step: Reader, kind: K, record: Records[K], parent?: string): Records[K] {
  step.documents.put(kind, record.id, record, parent);
  return record;
}

/** All of a kind, newest first; with a parent only what belongs to that. */
export function all<K extends ResourceName>({ documents }: Reader, kind: K, parent?: string): readonly Records[K][] {
  return documents.list<Records[K]>(kind, { newestFirst: true, ...(parent !== undefined && { parent }) });
}
