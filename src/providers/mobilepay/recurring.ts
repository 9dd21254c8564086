import type { RecurringPaymentReport, StatusReason } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';
import { fromAmount, paymentRef } from './translate.ts';
import type { PaymentCallback } from './wire.ts';

/** Payments of a subscription (docs §6, §8), ours and those of another system: the words that are told of them, at the address that all share. */

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

/** Which state a code explains. It never makes one: callbacks are not signed. */
const explains: Readonly<Record<string, readonly string[]>> = {
  failed: ['50000'],
  rejected: ['50001', '50005'],
  declined: ['50002', '50003', '50004', '50005', '50006', '50009', '50010', '50011', '50012', '70001'],
  cancelled: ['50002', '50005', '70003'],
};
const unexplained = {
  suspended: {
    code: 'OTHER',
    origin: 'PAYER',
    message: 'The payment could not be executed yet; MobilePay tries again until the end of its grace period.',
  },
  failed: codes['50000'],
  rejected: codes['50001'],
  declined: { code: 'OTHER', origin: 'PROVIDER', message: 'MobilePay declined the payment, and does not say why.' },
  cancelled: codes['70003'],
} as const satisfies Record<string, Words>;

/** Why a charge stands as it does. `hint` is the code of the callback that made us ask, if any. */
export function whyRequest(state: keyof typeof unexplained, hint: string | null): StatusReason {
  const words = explains[state]?.includes(hint ?? '') ? entryOf(codes, hint) : null;
  const why = words ? reason(words, hint) : reason(unexplained[state], state === 'failed' ? '50000' : null);
  return { ...why, willRetry: state === 'suspended' };
}
