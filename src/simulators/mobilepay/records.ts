import { collection } from '../kit/records.ts';

/** What MobilePay keeps, as the simulator keeps it. Amounts are decimal text in major units with two digits. */
export interface AgreementRecord {
  readonly id: string;
  readonly externalId: string | null;
  readonly status: 'Pending' | 'Accepted' | 'Rejected' | 'Expired' | 'Canceled';
  readonly plan: string;
  readonly description: string | null;
  readonly amount: string | null;
  readonly currency: string;
  readonly countryCode: string;
  readonly frequency: number;
  readonly nextPaymentDate: string | null;
  readonly expirationTimeoutMinutes: number;
  readonly links: AgreementLinks;
  readonly mobilePhoneNumber: string | null;
  readonly retentionPeriodHours: number;
  readonly disableNotificationManagement: boolean;
  readonly notificationsOn: boolean;
  readonly createdAt: string;
  readonly acceptedAt: string | null;
  readonly canceledAt: string | null;
  /** The payment that one swipe accepts with it. */
  readonly firstPaymentId: string | null;
  /** Told by a scenario: the next automatic reservation does not succeed. */
  readonly autoReserveFails: boolean;
}
export interface AgreementLinks {
  readonly 'user-redirect': string;
  readonly 'success-callback': string;
  readonly 'cancel-callback': string;
  readonly 'cancel-redirect'?: string;
}

export interface PaymentRecord {
  readonly id: string;
  readonly agreementId: string;
  readonly externalId: string;
  readonly status: 'Requested' | 'Reserved' | 'Captured' | 'Rejected' | 'Expired' | 'Canceled';
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly expirationTimeoutMinutes: number;
  readonly userRedirect: string;
  readonly createdAt: string;
  readonly capturedAt: string | null;
  readonly transactionId: string | null;
  /** Told by a scenario: the next refund is declined, hours later. */
  readonly refundDeclinesLate: boolean;
}

export interface RefundRecord {
  readonly id: string;
  readonly agreementId: string;
  readonly paymentId: string;
  readonly externalId: string | null;
  readonly status: 'Requested' | 'Issued' | 'Declined';
  readonly amount: string;
  readonly currency: string;
  readonly statusCallbackUrl: string;
  readonly declinesLate: boolean;
}

/** Agreements by their id. */
export const { find: agreementOf, keep: keepAgreement } = collection<AgreementRecord>('agreement', ({ id }) => id);

/** One-off payments by their id, and those of an agreement. */
export const {
  find: paymentOf,
  keep: keepPayment,
  of: paymentsOn,
} = collection<PaymentRecord>(
  'payment',
  ({ id }) => id,
  ({ agreementId }) => agreementId,
);

/** Refunds by their id, and those of a payment. */
export const {
  find: refundOf,
  keep: keepRefund,
  of: refundsOf,
} = collection<RefundRecord>(
  'refund',
  ({ id }) => id,
  ({ paymentId }) => paymentId,
);
