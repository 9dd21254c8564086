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

/** A payment of the subscription: taken on its day, without the payer. */
export interface RequestRecord {
  readonly id: string;
  readonly agreementId: string;
  readonly externalId: string;
  readonly status: 'Requested' | 'Created' | 'Suspended' | 'Executed' | 'Failed' | 'Declined' | 'Rejected';
  readonly amount: string;
  /** It can be lowered from here only. */
  readonly originalAmount: string;
  readonly currency: string;
  readonly description: string;
  /** A plain day. */
  readonly dueDate: string;
  readonly gracePeriodDays: number;
  readonly executedAt: string | null;
  readonly transactionId: string | null;
  /** Told by a scenario: the next attempt takes nothing. */
  readonly fails: boolean;
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

/** Payments of a subscription by their id, and those of an agreement. */
export const {
  find: requestOf,
  keep: keepRequest,
  of: requestsOn,
} = collection<RequestRecord>(
  'request',
  ({ id }) => id,
  ({ agreementId }) => agreementId,
);

/** Money that was taken, whichever way: what a refund gives back of. */
export function takenOf(reader: Parameters<typeof requestOf>[0], id: string): Taken | null {
  const payment = paymentOf(reader, id);
  if (payment) return { ...payment, takenAt: payment.status === 'Captured' ? payment.capturedAt : null };
  const request = requestOf(reader, id);
  return request && { ...request, takenAt: request.executedAt, refundDeclinesLate: false };
}
export type Taken = Pick<
  PaymentRecord,
  'id' | 'agreementId' | 'amount' | 'currency' | 'transactionId' | 'refundDeclinesLate'
> & {
  /** Null where nothing was taken. */
  readonly takenAt: string | null;
};
