import type { RecurringPaymentReport } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';
import { fromAmount, paymentRef } from './translate.ts';
import type { PaymentCallback } from './wire.ts';

/** Payments of a subscription (docs §6, §8), which another system makes on an agreement: what is told of them at the address that all share. */

const statuses: Readonly<Record<string, RecurringPaymentReport['status']>> = {
  Executed: 'SETTLED',
  Failed: 'FAILED',
  Rejected: 'REJECTED',
  Declined: 'CANCELLED',
  Canceled: 'CANCELLED',
  Cancelled: 'CANCELLED',
};

const codes = {
  '50000': {
    code: 'OTHER',
    origin: 'BANK',
    message: 'The payment could not be executed until the end of its grace period.',
  },
  '50001': { code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer rejected the payment.' },
  '50002': { code: 'CANCELLED_BY_MERCHANT', origin: 'MERCHANT', message: 'The merchant withdrew the payment.' },
  '50003': { code: 'AUTHORITY_NOT_ACTIVE', origin: 'MERCHANT', message: 'The agreement is not active.' },
  '50004': {
    code: 'DUPLICATE_REQUEST',
    origin: 'MERCHANT',
    message: 'There is a payment with this due date or reference on the agreement already.',
  },
  '50005': { code: 'AUTHORITY_NOT_ACTIVE', origin: 'SYSTEM', message: 'The agreement was cancelled.' },
  '50006': { code: 'CANCELLED_BY_SYSTEM', origin: 'PROVIDER', message: 'MobilePay declined the payment.' },
  '50009': { code: 'OTHER', origin: 'PAYER', message: "The payer's status does not allow the payment." },
  '50010': { code: 'AUTHORITY_NOT_ACTIVE', origin: 'MERCHANT', message: 'MobilePay has no such agreement.' },
  '50011': { code: 'OTHER', origin: 'MERCHANT', message: 'The due date was less than a day ahead.' },
  '50012': { code: 'OTHER', origin: 'MERCHANT', message: 'The due date was more than 126 days ahead.' },
  '70001': {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'MERCHANT',
    message: "The amount is more than five times the agreement's.",
  },
  '70003': {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The payment was cancelled: the merchant withdrew it, or its agreement ended.',
  },
} as const satisfies Record<string, Words>;

/** What a callback tells of a recurring payment. Whatever of it cannot be read is left out. */
export function toReport(callback: PaymentCallback): RecurringPaymentReport {
  const { agreement_id, payment_id, status, status_code: code, amount, currency, payment_date, external_id } = callback;
  const money = amount == null || currency == null ? null : fromAmount(amount, currency);
  const words = entryOf(codes, code);
  return {
    payment: paymentRef(agreement_id, payment_id),
    status: entryOf(statuses, status) ?? 'UNKNOWN',
    providerStatus: status,
    ...(money?.ok ? { amount: money.value } : {}),
    ...(payment_date == null ? {} : { dueDate: payment_date }),
    ...(external_id == null ? {} : { externalId: external_id }),
    ...(words ? { why: reason(words, code) } : {}),
  };
}
