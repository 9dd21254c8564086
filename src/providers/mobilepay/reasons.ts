import type { AuthorityState, StatusReason } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';

/**
 * MobilePay's status codes as reasons of ours (docs §4, §5.3, §7; facade §11). A code lends a reason only to the state it
 * belongs to: callbacks are unsigned, so what is true comes from a GET and the callback merely explains it.
 */

const agreementCodes = {
  '40000': { of: 'REJECTED', code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer rejected the agreement.' },
  '40001': { of: 'EXPIRED', code: 'EXPIRED', origin: 'SYSTEM', message: 'The payer did not answer in time.' },
  '40002': {
    of: 'CANCELLED',
    code: 'CANCELLED_BY_PAYER',
    origin: 'PAYER',
    message: 'The payer cancelled the agreement.',
  },
  '40003': {
    of: 'CANCELLED',
    code: 'CANCELLED_BY_MERCHANT',
    origin: 'MERCHANT',
    message: 'The merchant cancelled the agreement.',
  },
  '40004': {
    of: 'CANCELLED',
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: "MobilePay cancelled the agreement: the payer's account was closed.",
  },
} as const satisfies Record<string, Words & { readonly of: AuthorityState }>;

/** The states of a one-off payment that carry a reason. */
export type ExplainedPayment = 'requested' | 'rejected' | 'expired' | 'cancelled';
const paymentCodes = {
  '50001': { of: 'rejected', code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer rejected the payment.' },
  '50008': {
    of: 'expired',
    code: 'EXPIRED',
    origin: 'SYSTEM',
    message: 'The payment expired: the payer did not accept it in time.',
  },
  '50013': {
    of: 'requested',
    code: 'AUTO_RESERVE_FAILED',
    origin: 'PROVIDER',
    message: 'MobilePay could not reserve the money by itself; the payer may still accept the payment.',
  },
  '70003': {
    of: 'cancelled',
    code: 'OTHER',
    origin: 'PROVIDER',
    message:
      'The payment was cancelled; MobilePay does not say whether by the payer, by the merchant or since time ran out.',
  },
} as const satisfies Record<string, Words & { readonly of: ExplainedPayment }>;

const refundCodes = {
  '60001': {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'PROVIDER',
    message: 'The payment has already been refunded in full.',
  },
  '60002': {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'PROVIDER',
    message: 'The refunds together would exceed the payment.',
  },
  '60003': {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'MobilePay does not know the payment that was to be refunded.',
  },
  '60004': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The payment is in a state in which it cannot be refunded.',
  },
  '60005': {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: "MobilePay's own systems declined the refund.",
    retryable: true,
  },
  '60006': {
    code: 'REFUND_WINDOW_CLOSED',
    origin: 'PROVIDER',
    message: 'The payment is too old: refunds are taken for 90 days.',
  },
  '60007': {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The payment was settled by instant transfer, which cannot be refunded.',
  },
  '60008': {
    code: 'MERCHANT_BALANCE_TOO_LOW',
    origin: 'MERCHANT',
    message: "The merchant's balance at MobilePay does not cover the refund.",
    retryable: true,
  },
} as const satisfies Record<string, Words>;

/** The codes that a callback of each kind may carry; `0` says that it went well. */
export const knownCodes = {
  agreement: new Set(['0', ...Object.keys(agreementCodes)]),
  payment: new Set(['0', ...Object.keys(paymentCodes)]),
  refund: new Set(['', '0', ...Object.keys(refundCodes)]),
} as const;

/** Why an agreement ended. `hint` is the code of the callback that made us ask, if any. */
export function whyAgreement(state: Exclude<AuthorityState, 'PENDING' | 'ACTIVE'>, hint: string | null): StatusReason {
  const words = entryOf(agreementCodes, hint);
  if (words?.of === state) return reason(words, hint);
  if (state === 'REJECTED') return reason(agreementCodes['40000'], '40000');
  if (state === 'EXPIRED') return reason(agreementCodes['40001'], '40001');
  return reason({
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The agreement was cancelled; MobilePay does not say by whom.',
  });
}

/** The reason for an agreement that we cancelled ourselves. */
export const agreementCancelledByMerchant: StatusReason = reason(agreementCodes['40003'], '40003');

/** Why a payment ended. A cancelled one may also be explained by the callback of its agreement. */
export function whyPayment(state: Exclude<ExplainedPayment, 'requested'>, hint: string | null): StatusReason {
  const words = entryOf(paymentCodes, hint);
  if (words?.of === state) return reason(words, hint);
  if (state === 'rejected') return reason(paymentCodes['50001'], '50001');
  if (state === 'expired') return reason(paymentCodes['50008'], '50008');
  const agreementWords = entryOf(agreementCodes, hint);
  if (agreementWords?.of === 'CANCELLED') return reason(agreementWords, hint);
  return reason({
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The payment was cancelled, either by the merchant or since its agreement ended.',
  });
}

/** Why a payment expired whose money was reserved: MobilePay has one code for both. */
export const reservationExpired: StatusReason = reason(
  { ...paymentCodes['50008'], message: 'The reservation expired: the money was not captured in time.' },
  '50008',
);

/** Why a payment still waits for its payer, where a callback said so. */
export function whyWaiting(hint: string | null): StatusReason | null {
  return hint === '50013' ? reason(paymentCodes['50013'], hint) : null;
}

/** The reason for a payment that we cancelled ourselves. */
export const paymentCancelledByMerchant: StatusReason = reason({
  code: 'CANCELLED_BY_MERCHANT',
  origin: 'MERCHANT',
  message: 'The merchant cancelled the payment.',
});

export function whyRefundDeclined(hint: string | null): StatusReason {
  const words = entryOf(refundCodes, hint);
  if (words) return reason(words, hint);
  return reason({ code: 'OTHER', origin: 'PROVIDER', message: 'MobilePay declined the refund without saying why.' });
}

/** Codes of the flat error body that newer refunds write (§11). */
const refundErrors = {
  '101': { code: 'REFUND_WINDOW_CLOSED', origin: 'PROVIDER', message: 'The payment is too old to be refunded.' },
  '102': {
    code: 'AUTHORITY_NOT_ACTIVE',
    origin: 'PROVIDER',
    message: 'The agreement of the payment is still pending.',
  },
  '103': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The payment is in a state in which it cannot be refunded.',
  },
  '104': { code: 'AMOUNT_NOT_AVAILABLE', origin: 'PROVIDER', message: 'Less than this amount is left to be refunded.' },
} as const satisfies Record<string, Words>;

/** A refusal told by an error body: its code where it has one, and its own words, cleaned. */
export function whyRefused(
  operation: string,
  error: { readonly code: string | null; readonly message: string | null },
): StatusReason {
  const words = operation === 'refund' ? entryOf(refundErrors, error.code) : null;
  if (words) return reason(words, error.code);
  const said = error.message ? `: ${error.message}` : '.';
  return reason(
    { code: 'OTHER', origin: 'PROVIDER', message: `MobilePay refused the ${operation}${said}` },
    error.code,
  );
}
