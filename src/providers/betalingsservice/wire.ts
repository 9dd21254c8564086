import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import { listOf } from '../kit/lists.ts';

/**
 * Everything on Betalingsservice's wire: paths, names, words, limits. Most of it is not public, and none of it stands anywhere else in
 * the adapter: whoever has access to the developer portal corrects this file alone.
 *
 * Each fact is marked. [C] confirmed by Mastercard's public documentation. [I] seen in one public integration only.
 * [P] proposed by us: UNCONFIRMED. All of the One-off API is [P], save that a request carries a payment and perhaps a mandate,
 * that nothing is processed before the approval, and that a callback follows the approval at once.
 *
 * Bodies are read by `readJson`, so a number is the text that it was written in. Members that are not named here are left out, and
 * with them whatever they might say of a person.
 */

// ── Paths below the two base addresses ─────────────────────────────────────────────────────────────────────────────────────

export const paths = {
  mandates: '/delegated-mandates', // [C]
  mandateSearches: '/delegated-mandates/searches', // [C]
  collectionRequests: '/collection-requests', // [P]
  collectionRequest: (uuid: string) => `/collection-requests/${encodeURIComponent(uuid)}`, // [P]
  debtorChecks: '/debtor-checks', // [P]
} as const;

// ── Limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** [P] 13 digits of øre: the scheme's file limit. */
export const amountMinorMax = 9_999_999_999_999n;
/** [P] */
export const expiryMaxMs = 7 * 86_400_000;
/** [P] The scheme's text lines. */
export const textLines = { linesMax: 10, lengthMax: 60 } as const;
/** [P] The scheme's file limit. */
export const creditorReferenceMax = 30;
/** Size from the scheme, alphabet [P]. */
export const customerNumberForm = /^[0-9A-Z]{1,15}$/;
/** [P] Whether an account number is filled up with zeros from the left. */
const accountNumberLength = 10;

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type MandateState = 'pending' | 'active' | 'failed' | 'cancelled';
/** A mandate by itself. [C] */
export const mandateStates: ReadonlyMap<string, MandateState> = new Map<string, MandateState>([
  ['RECEIVED', 'pending'],
  ['VALIDATED', 'active'],
  ['FAILED', 'failed'],
]);
/** The mandate of a collection request: PENDING until the approval, CANCELLED when that never came. [P] */
export const requestMandateStates: ReadonlyMap<string, MandateState> = new Map<string, MandateState>([
  ...mandateStates,
  ['PENDING', 'pending'],
  ['CANCELLED', 'cancelled'],
]);

export type RequestState = 'pending' | 'approved' | 'rejected' | 'expired' | 'failed';
/** [P] */
export const requestStates: ReadonlyMap<string, RequestState> = new Map<string, RequestState>([
  ['RECEIVED', 'pending'],
  ['PENDING_APPROVAL', 'pending'],
  ['APPROVED', 'approved'],
  ['REJECTED', 'rejected'],
  ['EXPIRED', 'expired'],
  ['FAILED', 'failed'],
]);

export type PaymentState = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
/** [P] */
export const paymentStates: ReadonlyMap<string, PaymentState> = new Map<string, PaymentState>([
  ['PENDING', 'pending'],
  ['PROCESSING', 'processing'],
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'cancelled'],
]);

/** Why something was not to be, in our words; `reasons.ts` has a sentence for each. */
export type Cause =
  | 'mandateExists'
  | 'bankOutside'
  | 'customerNumber'
  | 'debtorAccount'
  | 'debtorIdentity'
  | 'creditorData'
  | 'groupClosed'
  | 'unspecified'
  | 'notOnboarded'
  | 'insufficientFunds'
  | 'accountClosed'
  | 'bankRejected'
  | 'technical';
/** The codes of a failed mandate. [C] */
export const mandateCauses: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ['MANDATE_ALREADY_EXISTS', 'mandateExists'],
  ['BANK_IS_NOT_WITHIN_BETALINGSSERVICE', 'bankOutside'],
  ['CREDITORS_DEBTOR_REFERENCE_IS_NOT_CORRECT', 'customerNumber'],
  ['DEBTOR_ACCOUNT_INFORMATION_IS_NOT_CORRECT', 'debtorAccount'],
  ['DEBTOR_IDENTITY_IS_NOT_CORRECT', 'debtorIdentity'],
  ['CREDITOR_DATA_IS_NOT_CORRECT', 'creditorData'],
  ['DEBTOR_GROUP_CLOSED', 'groupClosed'],
  ['UNKNOWN_VALIDATION_ERROR', 'unspecified'],
]);
/** The codes of a failed collection request. [P] */
export const requestCauses: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ['DEBTOR_NOT_ONBOARDED', 'notOnboarded'],
  ['CREDITOR_DATA_IS_NOT_CORRECT', 'creditorData'],
]);
/** The codes of a failed payment. [P] */
export const paymentCauses: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ['INSUFFICIENT_FUNDS', 'insufficientFunds'],
  ['ACCOUNT_CLOSED', 'accountClosed'],
  ['BANK_REJECTED', 'bankRejected'],
  ['TECHNICAL_ERROR', 'technical'],
]);

/** Mastercard's gateway, as the source of an error. [C] */
export const gateway = 'Gateway';
/** The gateway's quota. [C] */
export const rateLimited = 'RATE_LIMIT_EXCEEDED';
/** The members of a body that name the debtor. Names [I], `cvrNumber` [P]. */
export const debtorMembers = /^(debtorIdentity|debtorAccountInformation)\b/;

// ── What we send ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** In our words; numbers are text with their zeros in front. */
export interface Creditor {
  readonly creditorNumber: string;
  readonly debtorGroupNumber: string;
}
export type DebtorIdentity = { readonly cpr: string } | { readonly cvr: string };
export interface NewMandate extends Creditor {
  readonly uuid: string;
  readonly debtor: DebtorIdentity;
  readonly registrationNumber: string;
  readonly accountNumber: string;
  readonly customerNumber: string;
}
export interface NewRequest extends Creditor {
  readonly uuid: string;
  readonly cpr: string;
  readonly customerNumber: string;
  /** Kroner as decimal text. */
  readonly amount: string;
  readonly reference: string | null;
  readonly lines: readonly string[];
  readonly withMandate: boolean;
  readonly callbackUrl: string;
  readonly expiresAt: Date | null;
}

/** The body that creates a mandate. Names [I], `cvrNumber` [P]. */
export function mandateBody(mandate: NewMandate): object {
  return {
    uuid: mandate.uuid,
    debtorIdentity: identityBody(mandate.debtor),
    debtorAccountInformation: {
      debtorRegNo: mandate.registrationNumber,
      debtorAccountNo: mandate.accountNumber.padStart(accountNumberLength, '0'),
    },
    creditorsDebtorReference: mandate.customerNumber,
    creditorData: creditorBody(mandate),
  };
}

/** The body that searches for mandates. Criterion [C], its name [P]. */
export function searchBody(uuid: string): object {
  return { uuids: [uuid] };
}

/** The body that creates a collection request. [P] */
export function requestBody(request: NewRequest): object {
  return {
    uuid: request.uuid,
    creditorData: creditorBody(request),
    creditorsDebtorReference: request.customerNumber,
    debtorIdentity: identityBody({ cpr: request.cpr }),
    payment: {
      amount: { currency: 'DKK', value: new LosslessNumber(request.amount) },
      ...(request.reference === null ? {} : { creditorReference: request.reference }),
      textLines: request.lines,
    },
    ...(request.withMandate ? { mandate: { create: true } } : {}),
    callbackUrl: request.callbackUrl,
    ...(request.expiresAt === null ? {} : { expiresAt: request.expiresAt.toISOString() }),
  };
}

/** The body that asks whether a person uses the app. [P] */
export function debtorCheckBody(cpr: string): object {
  return { debtorIdentity: identityBody({ cpr }) };
}

function identityBody(debtor: DebtorIdentity): object {
  return 'cpr' in debtor ? { cprNumber: debtor.cpr } : { cvrNumber: debtor.cvr };
}

// Numbers on the wire, so the zeros in front vanish. [I]
function creditorBody({ creditorNumber, debtorGroupNumber }: Creditor): object {
  return { pbsNumber: Number(creditorNumber), debtorGroupNumber: Number(debtorGroupNumber) };
}

// ── What we are answered ───────────────────────────────────────────────────────────────────────────────────────────────────

const uuid = z.guid().toLowerCase();
const word = z.string().min(1).max(100);
/** What is good to know: where it is odd, it is as if it were not there. */
const optionalText = z.string().max(200).nullish().catch(undefined);
const optionalCode = word.nullish().catch(undefined);

/** The answer to a new mandate (names [I]) and to a new collection request ([P]). */
export const taken = z.object({ uuid, statusCode: word, expiresAt: optionalText });

const mandate = z.object({
  statusCode: word, // [C]
  mandateId: optionalText, // text or number [P]: nine digits, the zeros in front lost where it is a number
  errorCode: optionalCode, // [C]
});
export type WireMandate = z.output<typeof mandate>;
const mandateStatus = mandate.extend({ uuid });
const statusList = listOf(mandateStatus, 1_000);

/** The answer to a search. The list may stand in a member ([P]), alone, or in the only other member that holds one. */
export const mandateStatuses = z.union([
  z.object({ mandateStatuses: statusList }).transform((body) => body.mandateStatuses),
  statusList,
  z.record(z.string(), z.unknown()).transform((body, context) => {
    const lists = Object.values(body).filter((member) => Array.isArray(member));
    const list = lists.length === 1 ? statusList.safeParse(lists[0]) : null;
    if (list?.success && list.data.items.length > 0) return list.data;
    context.addIssue({ code: 'custom', message: 'expected one list of mandates' });
    return z.NEVER;
  }),
]);

/** A collection request, asked for or called back. [P] */
export const collectionRequest = z.object({
  uuid,
  statusCode: word,
  createdAt: optionalText,
  updatedAt: optionalText,
  expiresAt: optionalText,
  approvedAt: optionalText,
  errorCode: optionalCode,
  payment: z.object({
    statusCode: word,
    amount: z.object({ currency: z.string().max(10), value: z.string().min(1).max(40) }),
    paymentDate: optionalText,
    errorCode: optionalCode,
  }),
  mandate: mandate.nullish(),
});
export type WireRequest = z.output<typeof collectionRequest>;

/** [P] */
export const debtorChecked = z.object({ onboarded: z.boolean() });

/** The only event there is. [P] */
export const callbackEvent = 'COLLECTION_REQUEST_STATUS';
/** A callback. [P] */
export const callback = z.object({ eventId: uuid, eventType: word, occurredAt: optionalText, collectionRequest });
/** What is needed of a callback to ask about its request, whatever else in it is strange. [P] */
export const leastCallback = z.object({
  eventId: uuid.nullish().catch(null),
  collectionRequest: z.object({ uuid }),
});

// ── Refusals ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One error, whichever of its shapes it had. */
export interface WireError {
  readonly source: string | null;
  readonly code: string | null;
  readonly recoverable: boolean;
  /** The member of our body that it is about. */
  readonly member: string | null;
}

// A diagnosis may be any text, a name too: it is one of a member when it begins with one that we send.
const ourMembers =
  /^(?:uuid|creditorData|creditorsDebtorReference|debtorIdentity|debtorAccountInformation|payment|mandate|callbackUrl|expiresAt)(?:\.[A-Za-z]{1,30}){0,3}$/;

/** The first error of a body, or null. The envelope is the gateway's [C]; the flat form is [I]; their words are never shown. */
export function readError(body: unknown): WireError | null {
  const { Errors: envelope, ...flat } = isObject(body) ? body : {};
  const [first] = [envelope].flat().flatMap((part) => (isObject(part) ? [part.Error].flat() : []));
  const error = isObject(first) ? first : flat;
  const code = textOf(error.ReasonCode ?? error.reasonCode ?? error.errorCode);
  if (code === null) return null;
  return {
    source: textOf(error.Source ?? error.source),
    code: /^[A-Z][A-Z_]{1,60}$/.test(code) ? code : null,
    recoverable: (error.Recoverable ?? error.recoverable) === true,
    member: ourMembers.exec(textOf(error.Details ?? error.details) ?? '')?.[0] ?? null,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
