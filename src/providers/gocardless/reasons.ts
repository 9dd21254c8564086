import type { StatusReason } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';
import { type BankWord, byReasonCode, disputed, noMoney } from './reason-codes.ts';
import type { WireError } from './wire.ts';

/**
 * GoCardless' causes as reasons of ours (notes §5.3–5.6). A cause explains a state that was read from the book; it never decides
 * one. What a cause means may hang on who did it: `api` is the merchant, `bank` the payer's bank, `gocardless` GoCardless itself.
 */

type Causes = Readonly<Record<string, Words | Readonly<{ api?: Words; bank?: Words; gocardless: Words }>>>;

/** What is told by an event: the cause, who did it, and the bank's own words. */
export interface Cause extends BankWord {
  readonly origin: string;
  /** Whether GoCardless tries again by itself. */
  readonly willRetry?: boolean | undefined;
}

const accountClosed: Words = { code: 'ACCOUNT_CLOSED', origin: 'BANK', message: 'The bank account is closed.' };
const accountDisabled: Words = {
  code: 'CANCELLED_BY_MERCHANT',
  origin: 'MERCHANT',
  message: 'The merchant disabled the bank account at GoCardless.',
};
const closed = { api: accountDisabled, bank: accountClosed, gocardless: accountClosed } as const;

// Said by the payer's bank of a payment or of a mandate.
const byBank = {
  refer_to_payer: { code: 'OTHER', origin: 'BANK', message: "The payer's bank would not pay: ask the payer." },
  bank_account_closed: closed,
  bank_account_disabled: closed,
  bank_account_transferred: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'BANK',
    message: 'The bank account has moved to another bank.',
  },
  invalid_bank_details: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'BANK',
    message: 'There is no bank account with these details.',
  },
  authorisation_disputed: disputed,
  direct_debit_not_enabled: {
    code: 'BANK_NOT_PARTICIPATING',
    origin: 'BANK',
    message: 'Direct debits cannot be taken from this bank account.',
  },
  account_blocked_for_any_financial_transaction: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'BANK',
    message: 'The bank account is blocked.',
  },
  payment_stopped: { code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer had the bank stop it.' },
  return_on_odfi_request: {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: "It was returned at the request of GoCardless' own bank.",
  },
  other: { code: 'OTHER', origin: 'BANK', message: "The payer's bank gave no reason that GoCardless knows." },
} as const satisfies Causes;

const mandateGone: Words = {
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'BANK',
  message: 'The mandate had been cancelled.',
};

const paymentCauses = {
  ...byBank,
  insufficient_funds: noMoney,
  mandate_cancelled: {
    api: { ...mandateGone, origin: 'MERCHANT', message: 'The merchant cancelled the mandate.' },
    bank: { ...mandateGone, origin: 'PAYER', message: 'The payer cancelled the mandate at the bank.' },
    gocardless: mandateGone,
  },
  mandate_expired: { ...mandateGone, origin: 'PROVIDER', message: 'The mandate had expired.' },
  mandate_suspended_by_payer: { ...mandateGone, origin: 'PAYER', message: 'The payer has suspended the mandate.' },
  payment_violated_mandate_parameters: {
    code: 'AUTHORITY_NOT_ACTIVE',
    origin: 'MERCHANT',
    message: 'The payment goes beyond what the mandate allows.',
  },
  test_failure: { code: 'OTHER', origin: 'PROVIDER', message: 'The payment was made to fail, as a test.' },
  bank_declined_payment: { code: 'OTHER', origin: 'BANK', message: "The payer's bank declined the payment." },
  daily_payment_limit_reached: {
    code: 'OTHER',
    origin: 'BANK',
    message: "The payer's limit of payments for the day was reached.",
    retryable: true,
  },
  insufficient_payment_permissions: {
    code: 'OTHER',
    origin: 'BANK',
    message: 'The payer may not make this payment from this bank account.',
  },
  refund_requested: { code: 'REJECTED_BY_PAYER', origin: 'PAYER', message: 'The payer asked the bank for it back.' },
  payment_cancelled: {
    code: 'CANCELLED_BY_MERCHANT',
    origin: 'MERCHANT',
    message: 'The merchant cancelled the payment.',
  },
  instalment_schedule_cancelled: {
    code: 'CANCELLED_BY_MERCHANT',
    origin: 'MERCHANT',
    message: 'The instalment schedule of the payment was cancelled.',
  },
  initial_one_off_payment_failed: {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: 'The first payment had failed.',
  },
  customer_approval_denied: {
    code: 'REJECTED_BY_PAYER',
    origin: 'PAYER',
    message: 'The payer did not approve the payment.',
  },
} as const satisfies Causes;

const mandateCauses = {
  ...byBank,
  mandate_cancelled: {
    api: { code: 'CANCELLED_BY_MERCHANT', origin: 'MERCHANT', message: 'The merchant cancelled the mandate.' },
    bank: { code: 'CANCELLED_BY_PAYER', origin: 'PAYER', message: 'The payer cancelled the mandate at the bank.' },
    gocardless: { code: 'CANCELLED_BY_SYSTEM', origin: 'PROVIDER', message: 'GoCardless cancelled the mandate.' },
  },
  initial_one_off_payment_failed: {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: 'The first payment had failed.',
  },
  scheme_identifier_changed: {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: 'The mandate was replaced by another one.',
  },
  mandate_expired: { code: 'EXPIRED', origin: 'PROVIDER', message: 'The mandate was not used for too long.' },
  mandate_consumed: { code: 'EXPIRED', origin: 'PROVIDER', message: 'The mandate was for one use, and is used up.' },
  mandate_blocked: { code: 'OTHER', origin: 'MERCHANT', message: 'The mandate is blocked by a rule.' },
  mandate_blocked_by_gocardless: { code: 'OTHER', origin: 'PROVIDER', message: 'GoCardless has blocked the mandate.' },
  mandate_suspended_by_payer: { code: 'OTHER', origin: 'PAYER', message: 'The payer has suspended the mandate.' },
} as const satisfies Causes;

const requestCauses = {
  billing_request_cancelled: {
    api: { code: 'CANCELLED_BY_MERCHANT', origin: 'MERCHANT', message: 'The merchant cancelled the billing request.' },
    gocardless: {
      code: 'CANCELLED_BY_SYSTEM',
      origin: 'PROVIDER',
      message: 'GoCardless cancelled the billing request.',
    },
  },
} as const satisfies Causes;

const causes = { payments: paymentCauses, mandates: mandateCauses, billing_requests: requestCauses } as const;
export type Explained = keyof typeof causes;

/** Every cause that we know, by what it is about. */
export const knownCauses: Readonly<Record<Explained, readonly string[]>> = {
  payments: Object.keys(paymentCauses),
  mandates: Object.keys(mandateCauses),
  billing_requests: Object.keys(requestCauses),
};

/** Who did it, by the word for it; whoever else it is, GoCardless knows of it. */
const origins: Readonly<Record<string, StatusReason['origin']>> = {
  api: 'MERCHANT',
  bank: 'BANK',
  payer: 'PAYER',
  customer: 'PAYER',
};

/** Why something stands as it does. A cause that is in no table is told as OTHER with its own word, never guessed at. */
export function why(about: Explained, status: string, reported: Cause | null): StatusReason {
  if (!reported) {
    const message = `GoCardless shows it as ${status.replaceAll('_', ' ')} and does not say why.`;
    return reason({ code: 'OTHER', origin: 'PROVIDER', message });
  }
  const { cause, code, willRetry } = reported;
  return {
    ...reason(wordsFor(about, status, reported), cause),
    ...(code === undefined ? {} : { bankCode: code }),
    ...(willRetry === undefined ? {} : { willRetry }),
  };
}

function wordsFor(about: Explained, status: string, reported: Cause): Words {
  const byMerchant = reported.origin === 'api';
  const byCode = byMerchant ? null : byReasonCode(reported);
  if (byCode) return byCode;
  const found = entryOf<Causes[string]>(causes[about], reported.cause);
  if (!found) {
    const message = `GoCardless shows it as ${status.replaceAll('_', ' ')}.`;
    return { code: 'OTHER', origin: entryOf(origins, reported.origin) ?? 'PROVIDER', message };
  }
  // What was done by API is the merchant's own doing, whatever its cause says of banks and payers.
  if ('message' in found) return byMerchant ? { ...found, origin: 'MERCHANT' } : found;
  const by = reported.origin === 'api' || reported.origin === 'bank' ? reported.origin : 'gocardless';
  return found[by] ?? found.gocardless;
}

/** Reasons in error bodies (notes §1.6) that say more than their kind does. */
const refusals = {
  mandate_is_inactive: { code: 'AUTHORITY_NOT_ACTIVE', origin: 'PROVIDER', message: 'The mandate is not usable.' },
  mandate_replaced: {
    code: 'AUTHORITY_NOT_ACTIVE',
    origin: 'PROVIDER',
    message: 'The mandate was replaced by another one.',
  },
  bank_account_disabled: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'PROVIDER',
    message: 'The bank account is disabled at GoCardless.',
  },
  bank_account_exists: {
    code: 'DUPLICATE_REQUEST',
    origin: 'PROVIDER',
    message: 'GoCardless has this bank account already.',
  },
  customer_data_removed: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'PROVIDER',
    message: "GoCardless has removed the payer's data.",
  },
  idempotent_creation_conflict: {
    code: 'DUPLICATE_REQUEST',
    origin: 'PROVIDER',
    message: 'GoCardless has seen this key before and does not say for what.',
  },
  cancellation_failed: {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'It stands where it can no longer be cancelled.',
  },
  total_amount_confirmation_invalid: {
    code: 'AMOUNT_MISMATCH',
    origin: 'PROVIDER',
    message: 'Another refund of this payment came in between.',
    retryable: true,
  },
  available_refund_amount_insufficient: {
    code: 'MERCHANT_BALANCE_TOO_LOW',
    origin: 'MERCHANT',
    message: "The merchant's balance at GoCardless does not cover the refund.",
    retryable: true,
  },
  refund_payment_invalid_state: {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The payment is in a state in which it cannot be refunded.',
  },
  number_of_refunds_exceeded: {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'PROVIDER',
    message: 'The payment has been refunded too many times.',
  },
  refund_is_unreachable: {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The money cannot be sent back to where it came from.',
  },
  feature_disabled: {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: 'GoCardless has not enabled this for the account.',
  },
  forbidden: { code: 'OTHER', origin: 'MERCHANT', message: 'GoCardless does not allow this for the account.' },
  insufficient_permissions: {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: 'The access token of the account does not allow this.',
  },
  resource_not_found: { code: 'OTHER', origin: 'PROVIDER', message: 'GoCardless has no such thing.' },
  link_not_found: { code: 'OTHER', origin: 'PROVIDER', message: 'GoCardless does not have what this refers to.' },
} as const satisfies Record<string, Words>;

const fieldForm = /^\w{1,60}$/;

/**
 * A refusal told by an error body: by its reason, else by its kind with the fields that it names. GoCardless' own sentences are left
 * out: of a payer's details they could repeat what was sent.
 */
export function whyRefused(what: string, { type, errors }: WireError): StatusReason {
  const reasons = errors?.flatMap((entry) => entry.reason ?? []) ?? [];
  const known = reasons.find((word) => Object.hasOwn(refusals, word)) as keyof typeof refusals | undefined;
  if (known) return reason(refusals[known], known);
  const fields = [...new Set(errors?.flatMap(({ field }) => (field && fieldForm.test(field) ? [field] : [])) ?? [])];
  const wrong = fields.length > 0 ? `: not valid is ${fields.join(', ')}.` : '.';
  const code = type === 'invalid_state' ? 'NOT_IN_THIS_STATE' : 'OTHER';
  const said = [reasons[0], type].find((word) => word && fieldForm.test(word));
  return reason({ code, origin: 'PROVIDER', message: `GoCardless refused the ${what}${wrong}` }, said);
}
