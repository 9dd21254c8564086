import type { StatusReason } from '../../domain/port/provider.ts';
import { reason, type Words } from '../kit/reasons.ts';
import { type Cause, debtorMembers, mandateCauses, paymentCauses, requestCauses, type WireError } from './wire.ts';

/** Betalingsservice's codes as reasons of ours. Its own sentences are never repeated: one of them may name a person. */

const words: Readonly<Record<Cause, Words>> = {
  mandateExists: {
    code: 'DUPLICATE_REQUEST',
    origin: 'MERCHANT',
    message:
      'There is such a mandate already, for this creditor, debtor group and customer number. Take it over with adoptMandate, by its number.',
  },
  bankOutside: {
    code: 'BANK_NOT_PARTICIPATING',
    origin: 'BANK',
    message: "The debtor's bank takes no part in Betalingsservice.",
  },
  customerNumber: {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: 'Betalingsservice does not take this customer number.',
  },
  debtorAccount: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'PAYER',
    message: "The debtor's account is wrong or incomplete.",
  },
  debtorIdentity: {
    code: 'DEBTOR_DETAILS_INVALID',
    origin: 'PAYER',
    message: "The debtor's CPR or CVR number does not fit the account.",
  },
  creditorData: {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: 'The PBS number and the debtor group are not those of this client.',
  },
  groupClosed: { code: 'OTHER', origin: 'MERCHANT', message: 'The debtor group is closed.' },
  unspecified: {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'Betalingsservice could not validate the mandate, and does not say why.',
  },
  notOnboarded: {
    code: 'OTHER',
    origin: 'PAYER',
    message: 'The debtor does not use the Betalingsservice app, and cannot approve there.',
  },
  insufficientFunds: {
    code: 'INSUFFICIENT_FUNDS',
    origin: 'BANK',
    message: "There is not enough money on the debtor's account.",
    retryable: true,
  },
  accountClosed: { code: 'DEBTOR_DETAILS_INVALID', origin: 'BANK', message: "The debtor's account is closed." },
  bankRejected: { code: 'OTHER', origin: 'BANK', message: "The debtor's bank rejected the payment." },
  technical: {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The payment failed for a technical reason.',
    retryable: true,
  },
};

const tables = { mandate: mandateCauses, request: requestCauses, payment: paymentCauses } as const;
const nouns = { mandate: 'mandate', request: 'collection request', payment: 'payment' } as const;

/** The codes that something may carry as its error. */
export const knownCodes: Readonly<Record<keyof typeof tables, { has(code: string): boolean }>> = tables;

/** Why something has failed. That it has is certain, also where the code is in no table. */
export function whyFailed(what: keyof typeof tables, code: string | null | undefined): StatusReason {
  const cause = tables[what].get(code ?? '');
  if (cause) return reason(words[cause], code);
  return reason(
    {
      code: 'OTHER',
      origin: 'PROVIDER',
      message: `The ${nouns[what]} failed at Betalingsservice${code ? ', with a code that is not known to us' : ''}.`,
    },
    code && /^[A-Z][A-Z_]{1,60}$/.test(code) ? code : null,
  );
}

/** Why a call was refused. A refusal may carry the code of a failed mandate, else it says which member of our body is wrong. */
export function whyRefused(what: 'mandate' | 'request' | 'debtorCheck', error: WireError | null): StatusReason {
  const code = error?.code ?? null;
  const cause = what === 'debtorCheck' ? undefined : tables[what].get(code ?? '');
  if (cause && code) return reason(words[cause], code);
  const member = error?.member ?? null;
  const debtor = member !== null && debtorMembers.test(member);
  return reason(
    {
      code: debtor ? 'DEBTOR_DETAILS_INVALID' : code === 'DUPLICATE_UUID' ? 'DUPLICATE_REQUEST' : 'OTHER',
      origin: debtor ? 'PAYER' : 'PROVIDER',
      message: `Betalingsservice refused the ${subjects[what]}${member === null ? '' : `, because of ${member}`}.`,
    },
    code,
  );
}
const subjects = {
  mandate: 'mandate',
  request: 'collection request',
  debtorCheck: 'question about the debtor',
} as const;

/** How a collection request ended without being approved: the same is then true of its payment and its mandate. */
export const rejectedByDebtor = reason(
  {
    code: 'REJECTED_BY_PAYER',
    origin: 'PAYER',
    message: 'The debtor rejected the collection request in the Betalingsservice app.',
  },
  'REJECTED',
);
export const expired = reason(
  {
    code: 'EXPIRED',
    origin: 'SYSTEM',
    message: 'The debtor did not approve the collection request in time.',
  },
  'EXPIRED',
);
/** The provider ended a part of a collection request, and does not say why. */
export const cancelled = reason(
  {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: 'Betalingsservice cancelled it, and does not say why.',
  },
  'CANCELLED',
);
/** Found before anything is sent. */
export const notBornYet = reason({
  code: 'DEBTOR_DETAILS_INVALID',
  origin: 'PAYER',
  message: 'The CPR number holds a birth date that is yet to come; nothing was sent.',
});
