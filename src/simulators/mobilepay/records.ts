import type { Turn } from '../kit/simulator.ts';

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

type Reader = Pick<Turn, 'documents'>;

/** The agreement, or null when there is none. */
export const agreementOf = ({ documents }: Reader, id: string) => documents.get<AgreementRecord>('agreement', id);
/** The payment, or null when there is none. */
export const paymentOf = ({ documents }: Reader, id: string) => documents.get<PaymentRecord>('payment', id);
/** The refund, or null when there is none. */
export const refundOf = ({ documents }: Reader, id: string) => documents.get<RefundRecord>('refund', id);
/** An agreement's one-off payments, oldest first. */
export const paymentsOn = ({ documents }: Reader, agreementId: string) =>
  documents.list<PaymentRecord>('payment', { parent: agreementId });
/** A payment's refunds, oldest first. */
export const refundsOf = ({ documents }: Reader, paymentId: string) =>
  documents.list<RefundRecord>('refund', { parent: paymentId });

/** Writes an agreement and gives it back. */
export function keepAgreement({ documents }: Reader, agreement: AgreementRecord): AgreementRecord {
  documents.put('agreement', agreement.id, agreement);
  return agreement;
}

/** Writes a payment and gives it back. */
export function keepPayment({ documents }: Reader, payment: PaymentRecord): PaymentRecord {
  documents.put('payment', payment.id, payment, payment.agreementId);
  return payment;
}

/** Writes a refund and gives it back. */
export function keepRefund({ documents }: Reader, refund: RefundRecord): RefundRecord {
  documents.put('refund', refund.id, refund, refund.paymentId);
  return refund;
}
