import { collection } from '../kit/records.ts';
import type { Step } from '../kit/simulator.ts';

/** What Vipps MobilePay keeps, as the simulator keeps it. Amounts are whole minor units. */
export interface AgreementRecord {
  readonly id: string;
  readonly uuid: string;
  readonly status: 'PENDING' | 'ACTIVE' | 'EXPIRED' | 'STOPPED';
  readonly pricing: Pricing;
  readonly interval: Interval | null;
  readonly productName: string;
  readonly productDescription: string | null;
  readonly merchantAgreementUrl: string;
  readonly merchantRedirectUrl: string;
  readonly externalId: string | null;
  readonly phoneNumber: string | null;
  readonly campaign: object | null;
  readonly countryCode: string;
  readonly skipLandingPage: boolean;
  readonly createdAt: string;
  readonly start: string | null;
  readonly stop: string | null;
  /** The charge that is accepted along with it. */
  readonly initialChargeId: string | null;
  readonly history: readonly { readonly occurred: string; readonly event: string; readonly actor: string }[];
}
export interface Pricing {
  readonly type: 'LEGACY' | 'VARIABLE' | 'FLEXIBLE';
  readonly currency: string;
  readonly amount?: number;
  readonly suggestedMaxAmount?: number;
  /** Chosen by the payer. */
  readonly maxAmount?: number;
}
export interface Interval {
  readonly unit: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
  readonly count: number;
}

export type ChargeStatus =
  | 'PENDING'
  | 'DUE'
  | 'PROCESSING'
  | 'RESERVED'
  | 'PARTIALLY_CAPTURED'
  | 'CHARGED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'CANCELLED'
  | 'FAILED';
export interface ChargeRecord {
  readonly id: string;
  readonly agreementId: string;
  readonly status: ChargeStatus;
  readonly type: 'INITIAL' | 'RECURRING' | 'UNSCHEDULED';
  readonly transactionType: 'DIRECT_CAPTURE' | 'RESERVE_CAPTURE';
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly externalId: string | null;
  /** A plain day; of a RECURRING one. */
  readonly due: string | null;
  readonly retryDays: number;
  readonly failureReason: FailureReason | null;
  readonly captured: number;
  readonly refunded: number;
  readonly cancelled: number;
  readonly transactionId: string | null;
  readonly capturedAt: string | null;
  readonly history: readonly ChargeEvent[];
  /** Told by a scenario: the next attempt to take the money does not succeed. */
  readonly fails: FailureReason | null;
}
export type FailureReason =
  | 'user_action_required'
  | 'charge_amount_too_high'
  | 'non_technical_error'
  | 'technical_error';
export interface ChargeEvent {
  readonly occurred: string;
  readonly event: 'CREATE' | 'RESERVE' | 'CAPTURE' | 'REFUND' | 'CANCEL' | 'FAIL';
  readonly amount: number;
  readonly idempotencyKey: string;
  readonly success: boolean;
  readonly transactionId?: string;
}

export interface WebhookRecord {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export const {
  find: agreementOf,
  keep: keepAgreement,
  given: agreementGiven,
} = collection<AgreementRecord>('agreement', ({ id }) => id);
/** Charges by their id, which is unique within the sales unit, and those of an agreement. */
export const {
  find: chargeOf,
  keep: keepCharge,
  of: chargesOn,
} = collection<ChargeRecord>(
  'charge',
  ({ id }) => id,
  ({ agreementId }) => agreementId,
);
export const { find: webhookOf, keep: keepWebhook } = collection<WebhookRecord>('webhook', ({ id }) => id);

/** agr_… or the uuid: what was MobilePay's GUID before. */
export function byEitherId(step: Pick<Step, 'documents'>, id: string): AgreementRecord | null {
  return (
    agreementOf(step, id) ??
    step.documents.list<AgreementRecord>('agreement').find(({ uuid }) => uuid === id.toLowerCase()) ??
    null
  );
}
