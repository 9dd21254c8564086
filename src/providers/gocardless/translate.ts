import type {
  AuthorityState,
  BillingRequestState,
  Fact,
  MandateScheme,
  ProviderRef,
  RequestAction,
  RequestActionType,
} from '../../domain/port/provider.ts';
import { type Currency, currency, isCurrency, type Money, money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { mismatch, type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { isIn } from '../kit/reasons.ts';
import { isDay, readTime } from '../kit/times.ts';
import { isSafeUrl } from '../kit/urls.ts';
import { type Cause, type Explained, why } from './reasons.ts';
import type { WireAction, WireBillingRequest, WireFlow, WireMandate, WirePayment } from './wire.ts';

/** Their words into our facts. Pure, total, and the only place where an amount changes its form. */

/** Each of GoCardless' statuses of a mandate. `consumed` was for one use; a block or a suspension may be lifted again. */
export const mandateStates = {
  pending_customer_approval: 'PENDING',
  pending_submission: 'PENDING',
  submitted: 'PENDING',
  active: 'ACTIVE',
  suspended_by_payer: 'SUSPENDED',
  blocked: 'SUSPENDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  consumed: 'EXPIRED',
} as const satisfies Record<string, AuthorityState>;
export type MandateStatus = keyof typeof mandateStates;

export const requestStates = {
  pending: 'PENDING',
  ready_to_fulfil: 'READY_TO_FULFIL',
  fulfilling: 'FULFILLING',
  fulfilled: 'FULFILLED',
  cancelled: 'CANCELLED',
} as const satisfies Record<string, BillingRequestState>;

/** What is true of a payment, from its status: the port's vocabulary of a payment that a bank collects. */
interface Common {
  readonly ref: ProviderRef;
  readonly at: Date;
  readonly providerStatus: string;
}
interface PaymentBook {
  readonly common: Common;
  readonly amount: Money;
  readonly chargeDate?: string;
  /** It has been in a payout, so what failed had been collected before. */
  readonly paidOutOnce: boolean;
  readonly why: () => ReturnType<typeof why>;
}
const paymentFacts = {
  pending_customer_approval: ({ common }) => [{ kind: 'awaitingPayer', ...common }],
  pending_submission: ({ common, chargeDate }) => [
    { kind: 'scheduled', ...common, ...(chargeDate ? { chargeDate } : {}) },
  ],
  submitted: ({ common, chargeDate }) => [{ kind: 'submitted', ...common, ...(chargeDate ? { chargeDate } : {}) }],
  confirmed: ({ common, amount }) => [
    { kind: 'captured', ...common, amount },
    { kind: 'restored', ...common, amount },
  ],
  paid_out: ({ common, amount }) => [
    { kind: 'captured', ...common, amount },
    { kind: 'restored', ...common, amount },
    { kind: 'paidOut', ...common },
  ],
  cancelled: (book) => [{ kind: 'cancelled', ...book.common, why: book.why() }],
  customer_approval_denied: (book) => [{ kind: 'rejected', ...book.common, why: book.why() }],
  failed: ({ common, amount, chargeDate, paidOutOnce, why: because }) =>
    paidOutOnce
      ? [
          { kind: 'captured', ...common, amount },
          { kind: 'reversed', ...common, amount, cause: 'lateFailure', why: because() },
        ]
      : [{ kind: 'failed', ...common, why: because(), ...(chargeDate ? { chargeDate } : {}) }],
  charged_back: ({ common, amount, why: because }) => [
    { kind: 'captured', ...common, amount },
    { kind: 'reversed', ...common, amount, cause: 'chargeback', why: because() },
  ],
} as const satisfies Record<string, (book: PaymentBook) => readonly [Fact, ...Fact[]]>;
export type PaymentStatus = keyof typeof paymentFacts;
export const paymentStatuses = Object.keys(paymentFacts) as readonly PaymentStatus[];

/** Statuses that something has led to, and which an event explains. */
export const explained: Readonly<Record<Explained, ReadonlySet<string>>> = {
  payments: new Set<PaymentStatus>(['cancelled', 'customer_approval_denied', 'failed', 'charged_back']),
  mandates: new Set<MandateStatus>(['suspended_by_payer', 'blocked', 'failed', 'cancelled', 'expired', 'consumed']),
  billing_requests: new Set(['cancelled']),
};

/** Every scheme in which GoCardless makes mandates (notes §2.3). */
export const schemeWords = {
  ACH: 'ach',
  AUTOGIRO: 'autogiro',
  BACS: 'bacs',
  BECS: 'becs',
  BETALINGSSERVICE: 'betalingsservice',
  PAD: 'pad',
  SEPA_CORE: 'sepa_core',
  BECS_NZ: 'becs_nz',
  PAY_TO: 'pay_to',
  FASTER_PAYMENTS: 'faster_payments',
} as const satisfies Record<MandateScheme, string>;
const schemes: ReadonlyMap<string, MandateScheme> = new Map(
  Object.entries(schemeWords).map(([ours, theirs]) => [theirs, ours as MandateScheme]),
);

const actionTypes = {
  choose_currency: 'CHOOSE_CURRENCY',
  collect_amount: 'COLLECT_AMOUNT',
  collect_customer_details: 'COLLECT_CUSTOMER_DETAILS',
  select_institution: 'SELECT_INSTITUTION',
  collect_bank_account: 'COLLECT_BANK_ACCOUNT',
  confirm_payer_details: 'CONFIRM_PAYER_DETAILS',
  bank_authorisation: 'BANK_AUTHORISATION',
} as const satisfies Record<string, RequestActionType>;

export function requestRef(id: string): ProviderRef {
  return { kind: 'billingRequest', id };
}
export function mandateRef(id: string): ProviderRef {
  return { kind: 'mandate', id };
}
export function paymentRef(id: string): ProviderRef {
  return { kind: 'payment', id };
}
export function refundRef(payment: ProviderRef, id: string): ProviderRef {
  return { kind: 'refund', id, within: payment };
}

/** Whole minor units, as GoCardless writes them for every currency that it takes. */
export function toMoney(amount: string, code: string): Result<Money, Unknown> {
  if (!isCurrency(code)) return refuse(unknown('unreadable', `unknown currency ${quote(code)}`));
  return ok(money(BigInt(amount), code));
}

/** The amount of what GoCardless shows; with an amount of ours it must be that one. */
export function echoed(
  shown: { readonly amount: string; readonly currency: string },
  expected: Money | null,
): Result<Money, Unknown> {
  const read = toMoney(shown.amount, shown.currency);
  const wrong = read.ok && expected ? mismatch('GoCardless', read.value, expected) : null;
  return wrong ? refuse(wrong) : read;
}

export function toMandateFact(
  wire: WireMandate,
  ref: ProviderRef,
  at: Date,
  cause: Cause | null,
): Result<Fact, Unknown> {
  const { status, next_possible_charge_date: next } = wire;
  if (!isIn(mandateStates, status)) return refuse(unknown('unknownStatus', `mandate status ${quote(status)}`));
  const scheme = schemes.get(wire.scheme ?? '');
  return ok({
    kind: 'authority',
    ref,
    now: mandateStates[status],
    at,
    providerStatus: status,
    ...(scheme ? { scheme } : {}),
    ...(next === null || (next !== undefined && isDay(next)) ? { nextChargeDate: next } : {}),
    ...toConsent(wire),
    ...(wire.links?.new_mandate ? { replacedBy: mandateRef(wire.links.new_mandate) } : {}),
    ...(explained.mandates.has(status) ? { why: why('mandates', status, cause) } : {}),
  });
}

/**
 * All that is true of a payment now. A payment that failed after it had been in a payout was collected and taken back; of any other
 * that failed, only who heard of its collection can tell, which the core does.
 */
export function toPaymentFacts(
  wire: WirePayment,
  ref: ProviderRef,
  at: Date,
  cause: Cause | null,
  expected: Money | null,
): Result<readonly [Fact, ...Fact[]], Unknown> {
  const { status, links, charge_date: chargeDate } = wire;
  if (!isIn(paymentFacts, status)) return refuse(unknown('unknownStatus', `payment status ${quote(status)}`));
  const amount = echoed(wire, expected);
  if (!amount.ok) return amount;
  const book: PaymentBook = {
    common: { ref, at, providerStatus: status },
    amount: amount.value,
    paidOutOnce: typeof links?.payout === 'string',
    why: () => why('payments', status, cause),
    ...(chargeDate && isDay(chargeDate) ? { chargeDate } : {}),
  };
  return ok(paymentFacts[status](book));
}

/** How a billing request stands, and what it has led to. */
export function toRequestFact(
  wire: WireBillingRequest,
  at: Date,
  cause: Cause | null,
): Result<Extract<Fact, { kind: 'request' }>, Unknown> {
  const { status, payment_request: asked, mandate_request: authority, links } = wire;
  if (!isIn(requestStates, status)) return refuse(unknown('unknownStatus', `request status ${quote(status)}`));
  const ref = requestRef(wire.id);
  const paymentId = links?.payment_request_payment ?? asked?.links?.payment;
  const mandateId = links?.mandate_request_mandate ?? authority?.links?.mandate;
  const amount = asked ? toMoney(asked.amount, asked.currency) : null;
  if (amount && !amount.ok) return amount;
  const scheme = schemes.get(authority?.scheme ?? '');
  // A payment that fell back to a direct debit may name the mandate that was made for it: nobody asked for that one.
  if (authority && mandateId && !scheme)
    return refuse(unknown('unknownStatus', `mandate scheme ${quote(authority?.scheme ?? 'none')}`));
  const known = (wire.actions ?? []).flatMap((action) => toAction(action) ?? []);
  const ending = wire.resources?.customer_bank_account?.account_number_ending;
  return ok({
    kind: 'request',
    ref,
    now: requestStates[status],
    actions: known,
    ...(typeof wire.fallback_occurred === 'boolean' ? { fallbackOccurred: wire.fallback_occurred } : {}),
    ...(paymentId && amount
      ? { payment: { ref: { ...paymentRef(paymentId), within: ref }, amount: amount.value } }
      : {}),
    ...(mandateId && scheme ? { mandate: { ref: { ...mandateRef(mandateId), within: ref }, scheme } } : {}),
    ...(asked?.scheme ? { paymentScheme: asked.scheme } : {}),
    ...(ending ? { accountEnding: ending } : {}),
    payer: {
      ...(links?.customer ? { customerReference: links.customer } : {}),
      ...(links?.customer_bank_account ? { customerBankAccountReference: links.customer_bank_account } : {}),
    },
    ...(!asked && authority?.currency && isCurrency(authority.currency)
      ? { chosen: { currency: authority.currency, ...(scheme ? { scheme } : {}) } }
      : {}),
    ...(explained.billing_requests.has(status) ? { why: why('billing_requests', status, cause) } : {}),
    at,
  });
}

/** An action of a kind that we do not know is left out: the status of the request still tells whether something is left to do. */
function toAction(wire: WireAction): RequestAction | null {
  if (!isIn(actionTypes, wire.type)) return null;
  const types = (words: readonly string[] | null | undefined) =>
    (words ?? []).flatMap((word) => (isIn(actionTypes, word) ? actionTypes[word] : []));
  const missing = wire.collect_customer_details?.incomplete_fields;
  const approves = approvals.get(wire.bank_authorisation?.authorisation_type ?? '');
  return {
    type: actionTypes[wire.type],
    // Only the word itself says that nothing is left to do.
    status: wire.status === 'completed' ? 'COMPLETED' : 'PENDING',
    required: wire.required,
    requires: types(wire.requires_actions),
    completes: types(wire.completes_actions),
    missingFields: [...(missing?.customer ?? []), ...(missing?.customer_billing_detail ?? [])],
    ...(wire.available_currencies ? { availableCurrencies: wire.available_currencies.filter(isTaken) } : {}),
    ...(wire.available_country_codes ? { availableCountries: wire.available_country_codes } : {}),
    ...(wire.collect_customer_details?.default_country_code
      ? { defaultCountry: wire.collect_customer_details.default_country_code }
      : {}),
    ...(wire.institution_guess_status ? { institutionGuess: wire.institution_guess_status } : {}),
    ...(approves ? { approves } : {}),
  };
}

const approvals: ReadonlyMap<string, 'PAYMENT' | 'MANDATE'> = new Map([
  ['payment', 'PAYMENT'],
  ['mandate', 'MANDATE'],
]);

/** What the payer agreed to at the bank, and when the account was verified; nothing where GoCardless says nothing. */
function toConsent({ consent_parameters: agreed, verified_at }: WireMandate) {
  const verifiedAt = toInstant(verified_at);
  const days = (name: 'start_date' | 'end_date') => (agreed?.[name] && isDay(agreed[name]) ? agreed[name] : undefined);
  const [startDate, endDate] = [days('start_date'), days('end_date')];
  const consent = agreed && {
    ...(startDate ? { startDate } : {}),
    ...(endDate ? { endDate } : {}),
    ...(agreed.max_amount_per_payment ? { maxAmountPerPayment: agreed.max_amount_per_payment } : {}),
    ...(agreed.max_amount_per_period ? { maxAmountPerPeriod: agreed.max_amount_per_period } : {}),
    ...(agreed.max_payments_per_period ? { maxPaymentsPerPeriod: Number(agreed.max_payments_per_period) } : {}),
    ...(agreed.period ? { period: agreed.period } : {}),
  };
  return {
    ...(consent && Object.keys(consent).length > 0 ? { consent } : {}),
    ...(verifiedAt ? { verifiedAt } : {}),
  };
}

// A flow lives for seven days; used only where GoCardless does not say until when.
const flowMs = 7 * 86_400_000;

/** Where the payer is sent. A page that is no web address is not shown to a payer. */
export function toFlow(wire: WireFlow, ref: ProviderRef, at: Date): Result<Fact, Unknown> {
  if (!isSafeUrl(wire.authorisation_url)) return refuse(unknown('unreadable', 'the page of a flow is no web address'));
  return ok({
    kind: 'flow',
    ref,
    url: wire.authorisation_url,
    ...(wire.redirect_uri ? { redirectUrl: wire.redirect_uri } : {}),
    ...(wire.exit_uri ? { exitUrl: wire.exit_uri } : {}),
    until: toInstant(wire.expires_at) ?? new Date((toInstant(wire.created_at) ?? at).getTime() + flowMs),
    at,
  });
}

/** The currencies of mandates; payments are collected in the same. */
export const currencies: readonly Currency[] = ['AUD', 'CAD', 'DKK', 'EUR', 'GBP', 'NZD', 'SEK', 'USD'].map(currency);

function isTaken(code: string): code is Currency {
  return (currencies as readonly string[]).includes(code);
}

/** A time of theirs, which names its zone. */
export function toInstant(text: string | null | undefined): Date | null {
  return readTime(text, null);
}
