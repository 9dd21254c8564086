import { createHash } from 'node:crypto';
import type {
  AuthorityState,
  Fact,
  OperationMap,
  ProviderRef,
  RequestAction,
  StatusReason,
} from '../../domain/port/provider.ts';
import { fromDecimal, isCurrency, type Money, toDecimal } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Facts, type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { isDay, readTime } from '../kit/times.ts';
import { toCpr, toCustomerNumber, toCvr, toDigits } from './identity.ts';
import { cancelled, expired, rejectedByDebtor, whyFailed } from './reasons.ts';
import type { Settings } from './settings.ts';
import { creditorOf } from './terms.ts';
import {
  creditorReferenceMax,
  type DebtorIdentity,
  expiryMaxMs,
  type MandateState,
  mandateStates,
  type NewMandate,
  type NewRequest,
  type PaymentState,
  paymentStates,
  type RequestState,
  requestMandateStates,
  requestStates,
  textLines,
  type WireMandate,
  type WireRequest,
} from './wire.ts';

/** Their words into our facts and back. Pure, total, and the only place where an amount changes its form. */

/** Our id of a thing in their book: a UUID of version 4 in form, made of the operation's key, so that every attempt bears the same. */
export function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = (8 + (Number(`0x${hex[16]}`) % 4)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

export function mandateRef(uuid: string): ProviderRef {
  return { kind: 'mandate', id: uuid };
}
export function requestRef(uuid: string): ProviderRef {
  return { kind: 'billingRequest', id: uuid };
}
/** What a collection request carries bears the request's own id. */
export function withinRequest(kind: 'payment' | 'mandate', uuid: string): ProviderRef {
  return { kind, id: uuid, within: requestRef(uuid) };
}

/** Only what `checkNewMandate` let through. */
export function toNewMandate({ debtor }: OperationMap['mandate.create'], uuid: string, settings: Settings): NewMandate {
  if (!('betalingsservice' in debtor)) throw new Error('a mandate of another scheme was let through');
  const { betalingsservice: asked } = debtor;
  return {
    uuid,
    ...creditorOf(asked, settings),
    debtor: toIdentity(asked.nationalId ?? ''),
    registrationNumber: toDigits(asked.bankRegistrationNumber),
    accountNumber: toDigits(asked.bankAccountNumber),
    customerNumber: toCustomerNumber(asked.debtorReference),
  };
}

/** The CPR or CVR number in a form of the wire. */
export function toIdentity(nationalId: string): DebtorIdentity {
  const cpr = toCpr(nationalId);
  return cpr === null ? { cvr: toCvr(nationalId) ?? '' } : { cpr };
}

// Their clock and ours may differ a little, and the longest time that we may ask for is counted by theirs.
const clockSkewMs = 60_000;

/** Only what `checkNewRequest` let through. */
export function toNewRequest(
  { externalId, debtorReference, terms }: OperationMap['request.create'],
  uuid: string,
  { settings, callbackUrl, now }: { readonly settings: Settings; readonly callbackUrl: string; readonly now: Date },
): NewRequest {
  if (!('betalingsservice' in terms)) throw new Error('a billing request of another provider was let through');
  const { amount, description, debtor, createMandate, expiresInMs } = terms.betalingsservice;
  const lifeMs = expiresInMs === undefined ? null : Math.min(expiresInMs, expiryMaxMs - clockSkewMs);
  return {
    uuid,
    ...creditorOf(terms.betalingsservice, settings),
    cpr: ('nationalId' in debtor && toCpr(debtor.nationalId)) || '',
    customerNumber: toCustomerNumber(debtorReference ?? madeNumber(uuid)),
    amount: toDecimal(amount),
    reference: externalId !== undefined && externalId.length <= creditorReferenceMax ? externalId : null,
    lines: toLines(description),
    withMandate: createMandate,
    callbackUrl,
    expiresAt: lifeMs === null ? null : new Date(now.getTime() + lifeMs),
  };
}

/** For an operation that was written down before each request had a customer number. */
function madeNumber(uuid: string): string {
  return uuid.replaceAll('-', '').toUpperCase().slice(0, 15);
}

/** A text in lines, broken between words where it can be. */
export function toLines(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(toPieces)) {
    if (line !== '' && line.length + 1 + word.length > textLines.lengthMax) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A word that is longer than a line in pieces that are not. */
function toPieces(word: string): string[] {
  const pieces = [''];
  for (const character of word) {
    const last = pieces.at(-1) ?? '';
    if (last.length + character.length > textLines.lengthMax) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces.filter((piece) => piece !== '');
}

/** How a mandate by itself stands. */
export function toMandateFact(uuid: string, wire: WireMandate, at: Date): Result<Fact, Unknown> {
  const state = mandateStates.get(wire.statusCode);
  if (state === undefined) return refuse(unknown('unknownStatus', `mandate status ${quote(wire.statusCode)}`));
  return ok(mandateFact(mandateRef(uuid), state, wire, null, at));
}

export interface ReadRequest {
  readonly amount: Money;
  readonly facts: Facts['facts'];
}

/**
 * How a collection request stands, and what it carries. Payment and mandate each end on their own, so a word of one that we do not know
 * leaves that one as it was and spoils nothing else.
 */
export function toRequest(wire: WireRequest, asked: Date): Result<ReadRequest, Unknown> {
  const state = requestStates.get(wire.statusCode);
  if (state === undefined) return refuse(unknown('unknownStatus', `request status ${quote(wire.statusCode)}`));
  const amount = fromAmount(wire.payment.amount);
  if (!amount.ok) return refuse(unknown('unreadable', `payment amount: ${amount.error}`));
  const end = endOf(state, wire.errorCode);
  const at = toInstant(state === 'approved' ? wire.approvedAt : state === 'pending' ? wire.createdAt : wire.updatedAt);
  const until = toInstant(wire.expiresAt);
  const request: Fact = {
    ...requestFact(wire.uuid, amount.value, wire.mandate != null, until, at ?? asked),
    now: requestNow[state],
    actions: state === 'pending' ? [approveInApp] : [],
    ...(end ? { why: end.why } : {}),
  };
  const changedAt = toInstant(wire.updatedAt) ?? asked;
  return ok({
    amount: amount.value,
    facts: [
      request,
      ...mandateWithin(wire, end, changedAt),
      ...paymentWithin(wire, state, end, { amount: amount.value, until, at: changedAt }),
    ],
  });
}

/** What is true once a collection request has been taken in. */
export function newRequestFacts(
  uuid: string,
  amount: Money,
  withMandate: boolean,
  until: Date | null,
  at: Date,
): Facts['facts'] {
  return [
    requestFact(uuid, amount, withMandate, until, at),
    ...(withMandate ? [{ kind: 'authority', ref: withinRequest('mandate', uuid), now: 'PENDING', at } as const] : []),
    awaiting(uuid, until, at),
  ];
}

const approveInApp: RequestAction = {
  type: 'APPROVE_IN_APP',
  status: 'PENDING',
  required: true,
  requires: [],
  completes: [],
  missingFields: [],
};

function requestFact(
  uuid: string,
  amount: Money,
  withMandate: boolean,
  until: Date | null,
  at: Date,
): Extract<Fact, { kind: 'request' }> {
  return {
    kind: 'request',
    ref: requestRef(uuid),
    now: 'PENDING',
    actions: [approveInApp],
    payment: { ref: withinRequest('payment', uuid), amount },
    ...(withMandate ? { mandate: { ref: withinRequest('mandate', uuid), scheme: 'BETALINGSSERVICE' } } : {}),
    ...(until ? { until } : {}),
    at,
  };
}

// Approved is the end of a request's own life: what it led to goes on by itself. One that the provider could not show has no state
// of its own with us; it was rejected, with the reason.
const requestNow = {
  pending: 'PENDING',
  approved: 'FULFILLED',
  rejected: 'REJECTED',
  expired: 'EXPIRED',
  failed: 'REJECTED',
} as const satisfies Record<RequestState, Extract<Fact, { kind: 'request' }>['now']>;

/** How what a request carries ends with it, when it was not approved. */
interface End {
  readonly mandate: AuthorityState;
  readonly payment: 'rejected' | 'expired' | 'failed';
  readonly why: StatusReason;
}

function endOf(state: RequestState, code: string | null | undefined): End | null {
  const ends: Readonly<Record<RequestState, End | null>> = {
    pending: null,
    approved: null,
    rejected: { mandate: 'REJECTED', payment: 'rejected', why: rejectedByDebtor },
    expired: { mandate: 'EXPIRED', payment: 'expired', why: expired },
    failed: { mandate: 'FAILED', payment: 'failed', why: whyFailed('request', code) },
  };
  return ends[state];
}

function mandateWithin({ uuid, mandate }: WireRequest, end: End | null, at: Date): readonly Fact[] {
  const state = mandate && requestMandateStates.get(mandate.statusCode);
  return state ? [mandateFact(withinRequest('mandate', uuid), state, mandate, end, at)] : [];
}

function mandateFact(ref: ProviderRef, state: MandateState, wire: WireMandate, end: End | null, at: Date): Fact {
  const number = toMandateNumber(wire.mandateId);
  const common = {
    kind: 'authority',
    ref,
    at,
    providerStatus: wire.statusCode,
    ...(number === null ? {} : { mandateNumber: number }),
  } as const;
  const ended: Fact | null = end && { ...common, now: end.mandate, why: end.why };
  const facts: Readonly<Record<MandateState, Fact>> = {
    pending: ended ?? { ...common, now: 'PENDING' },
    active: { ...common, now: 'ACTIVE' },
    failed: { ...common, now: 'FAILED', why: whyFailed('mandate', wire.errorCode) },
    cancelled: ended ?? { ...common, now: 'CANCELLED', why: cancelled },
  };
  return facts[state];
}

/** Nine digits: the zeros in front, which are lost where it is written as a number, are put back. */
function toMandateNumber(text: string | null | undefined): string | null {
  return /^\d{1,9}$/.test(text ?? '') && Number(text) > 0 ? (text ?? '').padStart(9, '0') : null;
}

function paymentWithin(
  { uuid, payment }: WireRequest,
  request: RequestState,
  end: End | null,
  { amount, until, at }: { readonly amount: Money; readonly until: Date | null; readonly at: Date },
): readonly Fact[] {
  const state = paymentStates.get(payment.statusCode);
  if (state === undefined) return [];
  const common = { ref: withinRequest('payment', uuid), at, providerStatus: payment.statusCode } as const;
  const { paymentDate } = payment;
  const collected = paymentDate && isDay(paymentDate) ? { chargeDate: paymentDate } : {};
  const ended: readonly Fact[] | null = end && [{ kind: end.payment, ...common, why: end.why }];
  // Between the approval and the first word about the payment there is nothing to tell.
  const waiting = request === 'pending' ? [{ ...awaiting(uuid, until, at), providerStatus: payment.statusCode }] : [];
  const facts: Readonly<Record<PaymentState, readonly Fact[]>> = {
    pending: ended ?? waiting,
    processing: [{ kind: 'submitted', ...common, ...collected }],
    completed: [
      { kind: 'captured', ...common, amount, ...collected },
      { kind: 'restored', ...common, amount },
    ],
    failed: [{ kind: 'failed', ...common, why: whyFailed('payment', payment.errorCode) }],
    cancelled: ended ?? [{ kind: 'cancelled', ...common, why: cancelled }],
  };
  return facts[state];
}

function awaiting(uuid: string, until: Date | null, at: Date): Extract<Fact, { kind: 'awaitingPayer' }> {
  const step = { kind: 'app', app: 'Betalingsservice' } as const;
  return { kind: 'awaitingPayer', ref: withinRequest('payment', uuid), at, step, ...(until ? { until } : {}) };
}

/** An amount of theirs, exactly: its value is the text of the number. */
export function fromAmount({ currency, value }: WireRequest['payment']['amount']): Result<Money, string> {
  return isCurrency(currency) ? fromDecimal(value, currency) : refuse(`unknown currency ${quote(currency)}`);
}

/** A time of theirs, which names its zone. */
export function toInstant(text: string | null | undefined): Date | null {
  return readTime(text, null);
}
