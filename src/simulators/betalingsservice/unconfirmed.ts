import { z } from 'zod';
import { currency, fromDecimal, toDecimal } from '../../kernel/money.ts';
import { isWebAddress } from '../kit/input.ts';
import type { Creditor, MandateRecord, MandateState, PaymentState, RequestRecord } from './records.ts';
import { birthDateOf, isAccountNumber, isCvr } from './rules.ts';

/**
 * Everything on the wire of Betalingsservice that is not public, or not all of it, as this simulator takes it to be: paths,
 * member names, enums, limits. Whoever has access to the developer portal corrects this file and no other of the simulator's.
 *
 * Each fact is marked. [C] confirmed by Mastercard's public documentation. [I] seen in one public integration only.
 * [P] proposed by us: UNCONFIRMED. All of the One-off API is [P], save that a request carries a payment and perhaps a mandate,
 * that nothing is processed before the approval, and that a callback follows the approval at once.
 */

// ── Paths ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const creditorApi = '/bs-creditor-api-sandbox'; // [I]
const oneOffApi = '/bs-oneoff-api-sandbox'; // [P]
export const paths = {
  creditorApi,
  oneOffApi,
  mandates: `${creditorApi}/delegated-mandates`, // [C] below the base
  mandateSearches: `${creditorApi}/delegated-mandates/searches`, // [C] below the base
  collectionRequests: `${oneOffApi}/collection-requests`, // [P]
  collectionRequest: `${oneOffApi}/collection-requests/:uuid`, // [P]
  debtorChecks: `${oneOffApi}/debtor-checks`, // [P], a POST so that no CPR number stands in an address
} as const;

// ── Limits and times ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const searchUuidsMax = 100; // [P]
export const expiryDaysMax = 7; // [P]
export const requestLifetimeMinutes = 15; // [P]
export const callbackRetriesMs = [5_000, 30_000, 120_000]; // [P], at most three as in Mastercard's other products
export const oauthWindowSeconds = 300; // [P]

// ── Statuses and codes ─────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * How a mandate's state is told. RECEIVED, VALIDATED and FAILED are [C]: VALIDATED comes with the mandate's number, after the
 * bank. That Betalingsservice's own checks do not show in between, PENDING and CANCELLED are [P].
 */
export const mandateStatus: Readonly<Record<MandateState, string>> = {
  PENDING: 'PENDING',
  RECEIVED: 'RECEIVED',
  AT_BANK: 'RECEIVED',
  ACTIVE: 'VALIDATED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};
/** [C] */
export const mandateErrors = {
  MANDATE_ALREADY_EXISTS: 'The mandate is already registered.',
  BANK_IS_NOT_WITHIN_BETALINGSSERVICE: 'The bank does not take part in Betalingsservice.',
  CREDITORS_DEBTOR_REFERENCE_IS_NOT_CORRECT: 'The creditor’s debtor reference is not correct.',
  DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT: 'The debtor’s account information is not correct.',
  DEBTOR_IDENTITY_IS_NOT_CORRECT: 'The debtor’s identity is not correct.',
  CREDITOR_DATA_IS_NOT_CORRECT: 'The creditor data is not correct.',
  DEBTOR_GROUP_CLOSED: 'The debtor group is closed.',
  UNKNOWN_VALIDATION_ERROR: 'The mandate could not be validated.',
} as const;
/** [P] */
export const requestErrors = {
  DEBTOR_NOT_ONBOARDED: 'The debtor does not use the Betalingsservice app.',
  CREDITOR_DATA_IS_NOT_CORRECT: mandateErrors.CREDITOR_DATA_IS_NOT_CORRECT,
} as const;
/** [P] */
export const paymentErrors = {
  INSUFFICIENT_FUNDS: 'There is not enough money on the account.',
  ACCOUNT_CLOSED: 'The account is closed.',
  BANK_REJECTED: 'The bank has rejected the payment.',
  TECHNICAL_ERROR: 'The payment failed for a technical reason.',
} as const;
export type MandateError = keyof typeof mandateErrors;
export type RequestError = keyof typeof requestErrors;
export type PaymentError = keyof typeof paymentErrors;

/**
 * Creditors whose mandates end in a known way. The first two are Mastercard's own sandbox creditors [C]; that the PBS number
 * is what selects them, and every other row, is [P].
 */
export const sandboxCreditors: Readonly<Record<number, MandateError | null>> = {
  40000: null,
  50000: 'DEBTOR_IDENTITY_IS_NOT_CORRECT',
  60000: 'UNKNOWN_VALIDATION_ERROR',
  70001: 'MANDATE_ALREADY_EXISTS',
  70002: 'BANK_IS_NOT_WITHIN_BETALINGSSERVICE',
  70003: 'CREDITORS_DEBTOR_REFERENCE_IS_NOT_CORRECT',
  70004: 'DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT',
  70005: 'CREDITOR_DATA_IS_NOT_CORRECT',
  70006: 'DEBTOR_GROUP_CLOSED',
};
/** What only the debtor's bank can find; the rest is found by Betalingsservice before. [P] */
export const foundByBank: readonly MandateError[] = [
  'DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT',
  'DEBTOR_IDENTITY_IS_NOT_CORRECT',
];

// ── What is sent to us ─────────────────────────────────────────────────────────────────────────────────────────────────────

const dkk = currency('DKK');
// Thirteen digits of øre: the scheme's file limit. [P]
const amountMinorMax = 9_999_999_999_999n;

const uuid = z.uuid('expected a UUID').transform((text) => text.toLowerCase());
const cprNumber = z.string().regex(/^\d{10}$/, 'expected the 10 digits of a CPR number, without a hyphen'); // [I]
const cvrNumber = z.string().refine(isCvr, 'expected the 8 digits of a CVR number'); // [P]
const customerNumber = z.string().regex(/^[0-9A-Z]{1,15}$/, 'expected 1 to 15 digits and capital letters');
// Numbers, not text, so that zeros in front are not on the wire. [I]
const creditorData = z.strictObject({
  pbsNumber: z.int().min(1).max(99_999_999),
  debtorGroupNumber: z.int().min(1).max(99_999),
});
const amount = z.strictObject({ currency: z.literal('DKK'), value: z.number() }).transform(({ value }, context) => {
  const read = fromDecimal(String(value), dkk);
  if (read.ok && read.value.amountMinor > 0n && read.value.amountMinor <= amountMinorMax) return toDecimal(read.value);
  context.addIssue({
    code: 'custom',
    path: ['value'],
    message: 'expected an amount above 0 and below 100000000000 with at most two decimals',
  });
  return z.NEVER;
});
const callbackUrl = z.string().refine(isWebAddress, 'expected an absolute https address');

/** The body that creates a delegated mandate. Names [I], `cvrNumber` [P]; that unknown members are refused is [P]. */
export const newMandate = z
  .strictObject({
    uuid,
    debtorIdentity: z
      .strictObject({ cprNumber: cprNumber.optional(), cvrNumber: cvrNumber.optional() })
      .refine((given) => (given.cprNumber === undefined) !== (given.cvrNumber === undefined), {
        message: 'expected either cprNumber or cvrNumber',
      }),
    debtorAccountInformation: z.strictObject({
      debtorRegNo: z.string().regex(/^\d{4}$/, 'expected 4 digits'),
      debtorAccountNo: z.string().refine(isAccountNumber, 'expected 1 to 10 digits, not all zero'),
    }),
    creditorsDebtorReference: customerNumber,
    creditorData,
  })
  .transform(({ debtorIdentity, debtorAccountInformation, creditorsDebtorReference, ...asked }) => ({
    uuid: asked.uuid,
    creditor: asked.creditorData satisfies Creditor,
    customerNumber: creditorsDebtorReference,
    cprNumber: debtorIdentity.cprNumber ?? null,
    cvrNumber: debtorIdentity.cvrNumber ?? null,
    registrationNumber: debtorAccountInformation.debtorRegNo,
    accountNumber: debtorAccountInformation.debtorAccountNo,
  }));

/** The body that searches for mandates by the uuids of their requests: the only criterion there is. [C], its name [P]. */
export const mandateSearch = z
  .strictObject({ uuids: z.array(uuid).min(1).max(searchUuidsMax) })
  .transform(({ uuids }) => [...new Set(uuids)]);

/** The body that creates a collection request. [P] */
export const newCollectionRequest = z
  .strictObject({
    uuid,
    creditorData,
    creditorsDebtorReference: customerNumber,
    debtorIdentity: z.strictObject({ cprNumber }),
    payment: z.strictObject({
      amount,
      creditorReference: z.string().min(1).max(30).optional(),
      textLines: z.array(z.string().min(1).max(60)).max(10).optional(),
    }),
    mandate: z.strictObject({ create: z.boolean() }).optional(),
    callbackUrl: callbackUrl.optional(),
    expiresAt: z.iso.datetime().optional(),
  })
  .transform(({ creditorData: creditor, creditorsDebtorReference, debtorIdentity, payment, mandate, ...asked }) => ({
    ...asked,
    creditor: creditor satisfies Creditor,
    customerNumber: creditorsDebtorReference,
    cprNumber: debtorIdentity.cprNumber,
    amount: payment.amount,
    reference: payment.creditorReference ?? null,
    textLines: payment.textLines ?? [],
    hasMandate: mandate?.create === true,
  }));

/** The body that asks whether a person uses the app. [P] */
export const debtorCheck = z.strictObject({ debtorIdentity: z.strictObject({ cprNumber }) });

/** What is wrong with a CPR number that its shape alone does not tell: a birth date that is none or is yet to come. */
export function wrongBirthDate(cpr: string, now: Date): Wrong | null {
  const born = birthDateOf(cpr);
  if (born && born <= now) return null;
  return {
    reason: 'INVALID_FIELD',
    description: 'expected a CPR number with a birth date that has been',
    path: 'debtorIdentity.cprNumber',
  };
}
export const expiresAtPath = 'expiresAt';

// ── What is answered ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The answer to a new mandate. Value [C], names [I]. */
export function mandateTaken({ uuid: id, state }: MandateRecord): object {
  return { uuid: id, statusCode: mandateStatus[state] };
}

/** The answer to a search. `MandateStatus`, its `uuid`, `statusCode` and `errorCode` [C]; container and `mandateId` [P]. */
export function mandateStatuses(mandates: readonly MandateRecord[]): object {
  return { mandateStatuses: mandates.map((mandate) => ({ uuid: mandate.uuid, ...mandateBody(mandate) })) };
}

/** The answer to a new collection request. [P] */
export function requestTaken(request: RequestRecord): object {
  const { uuid: id, state, createdAt, expiresAt } = request;
  return { uuid: id, statusCode: state, createdAt, expiresAt };
}

/** How a collection request is told, when asked for and in callbacks. [P] */
export function requestBody(request: RequestRecord, mandate: MandateRecord | null): object {
  const { uuid: id, state, createdAt, updatedAt, expiresAt, approvedAt, payment } = request;
  return {
    uuid: id,
    statusCode: state,
    createdAt,
    updatedAt,
    expiresAt,
    ...(approvedAt !== null && { approvedAt }),
    ...errorOf(request.errorCode, requestErrors),
    payment: {
      statusCode: payment.state satisfies PaymentState,
      amount: { currency: 'DKK', value: Number(request.amount) },
      ...(payment.date !== null && { paymentDate: payment.date }),
      ...errorOf(payment.errorCode, paymentErrors),
    },
    ...(mandate && { mandate: mandateBody(mandate) }),
  };
}

/** The body of a callback. [P] */
export function callbackBody(eventId: string, occurredAt: Date, request: object): object {
  return {
    eventId,
    eventType: 'COLLECTION_REQUEST_STATUS',
    occurredAt: occurredAt.toISOString(),
    collectionRequest: request,
  };
}

/** The answer to a debtor check: false too where nobody has that number. [P] */
export function debtorChecked(onboarded: boolean): object {
  return { onboarded };
}

function mandateBody({ state, mandateId, errorCode }: MandateRecord): object {
  return {
    statusCode: mandateStatus[state],
    ...(mandateId !== null && { mandateId }), // text [P]
    ...errorOf(errorCode, mandateErrors),
  };
}

function errorOf(errorCode: string | null, known: Readonly<Record<string, string>>): object {
  return errorCode === null ? {} : { errorCode, errorDescription: known[errorCode] }; // errorDescription [I]
}

// ── Refusals ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Reason codes: the first five are seen in public [C]; their HTTP statuses, and the others, are [P]. */
export const reasons = {
  INVALID_OAUTH_SBS: 401,
  INVALID_CLIENT_ID: 401,
  AUTHENTICATION_FAILED: 401,
  DECLINED: 403,
  RATE_LIMIT_EXCEEDED: 429,
  INVALID_FIELD: 400,
  MISSING_REQUIRED_FIELD: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  DUPLICATE_UUID: 409,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;
export type Reason = keyof typeof reasons;

/** Who refuses: the gateway, or the service behind a path. The services' names are [P]. */
export function sourceOf(path: string): string {
  return path.startsWith(oneOffApi) ? 'BS-ONEOFF-API' : 'BS-CREDITOR-API';
}

/** One thing that is wrong; `path` names the member of the body. */
export interface Wrong {
  readonly reason: Reason;
  readonly description: string;
  readonly path?: string;
}

/** The body of a refusal: Mastercard's envelope, [C] for the gateway, [P] for the services behind it. */
export function refusalBody(source: string, wrongs: readonly Wrong[]): object {
  return {
    Errors: {
      Error: wrongs.map(({ reason, description, path }) => ({
        Source: source,
        ReasonCode: reason,
        Description: description,
        Recoverable: reasons[reason] === 429 || reasons[reason] >= 500,
        Details: path ?? null,
      })),
    },
  };
}
