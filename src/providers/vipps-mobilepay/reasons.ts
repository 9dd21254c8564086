import type { StatusReason } from '../../domain/port/provider.ts';
import { entryOf, reason, type Words } from '../kit/reasons.ts';
import { name } from './client.ts';

/** Their words for why, as reasons of ours (notes §3.8, §5). */

/** Who has stopped an agreement. */
export type Actor = 'MERCHANT' | 'USER' | 'ADMIN';
const stopped: Readonly<Record<Actor, Words>> = {
  MERCHANT: { code: 'CANCELLED_BY_MERCHANT', origin: 'MERCHANT', message: 'The merchant cancelled the agreement.' },
  USER: { code: 'CANCELLED_BY_PAYER', origin: 'PAYER', message: 'The payer cancelled the agreement.' },
  ADMIN: {
    code: 'CANCELLED_BY_SYSTEM',
    origin: 'PROVIDER',
    message: `${name} cancelled the agreement: the payer's profile was deleted.`,
  },
};

export function whyStopped(actor: string | null): StatusReason {
  return reason(
    entryOf(stopped, actor) ?? {
      code: 'OTHER',
      origin: 'PROVIDER',
      message: `The agreement was cancelled; ${name} does not say by whom.`,
    },
    entryOf(stopped, actor) && actor,
  );
}

export const agreementRejected: StatusReason = reason({
  code: 'REJECTED_BY_PAYER',
  origin: 'PAYER',
  message: 'The payer rejected the agreement.',
});
export const agreementExpired: StatusReason = reason({
  code: 'EXPIRED',
  origin: 'SYSTEM',
  message: 'The payer did not answer within ten minutes, or the first payment did not go through.',
});

export const paymentCancelledByMerchant: StatusReason = reason({
  code: 'CANCELLED_BY_MERCHANT',
  origin: 'MERCHANT',
  message: 'The merchant cancelled the payment.',
});
export const paymentCancelled: StatusReason = reason({
  code: 'OTHER',
  origin: 'PROVIDER',
  message: `The payment was cancelled; ${name} does not say by whom.`,
});
export const paymentRejected: StatusReason = reason({
  code: 'REJECTED_BY_PAYER',
  origin: 'PAYER',
  message: 'The payer rejected the agreement, and with it the payment.',
});
export const paymentExpired: StatusReason = reason({
  code: 'EXPIRED',
  origin: 'SYSTEM',
  message: 'The payer did not accept the agreement in time, and with it the payment.',
});
export const reservationExpired: StatusReason = reason({
  code: 'EXPIRED',
  origin: 'SYSTEM',
  message: 'The reservation expired: the money was not captured in time.',
});

/** Captured money that is held back for a dispute: why is told nowhere. */
export const chargedBack = (entryType: string): StatusReason =>
  reason(
    { code: 'OTHER', origin: 'PAYER', message: `The payer disputes the payment, and ${name} has taken it back.` },
    entryType,
  );

const failures = {
  user_action_required: {
    code: 'OTHER',
    origin: 'PAYER',
    message: "The payer's card could not be charged; the payer has to see to it in the app.",
    retryable: true,
  },
  charge_amount_too_high: {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'PAYER',
    message: 'The amount is more than the payer allows on this agreement.',
  },
  non_technical_error: {
    code: 'OTHER',
    origin: 'PROVIDER',
    message: 'The payer cannot be charged, for example since the profile is gone.',
  },
  technical_error: {
    code: 'PROVIDER_UNAVAILABLE',
    origin: 'PROVIDER',
    message: `${name}, or a bank behind it, could not carry the payment out.`,
    retryable: true,
  },
} as const satisfies Record<string, Words>;

/** Why nothing could be taken of a charge: for good, or until it is tried again. */
export function whyFailed(failureReason: string | null | undefined, willRetry: boolean): StatusReason {
  const words = entryOf(failures, failureReason);
  const why = reason(
    words ?? {
      code: 'OTHER',
      origin: 'PROVIDER',
      message: `The payment failed; ${name} does not say why.`,
    },
    words && failureReason,
  );
  return { ...why, willRetry };
}

/** What a problem's identifier means, whichever request it refuses. */
const problems = {
  'charge-amount-too-high': {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'MERCHANT',
    message: 'The amount is more than may be charged on this agreement.',
  },
  'charge-due-too-soon': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'MERCHANT',
    message: `The day is too near: ${name} wants to know of a charge before midnight of the day before.`,
  },
  'charge-due-in-too-long': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'MERCHANT',
    message: `The day is too far away: ${name} takes charges for two years ahead.`,
  },
  'invalid-suggested-max-amount': {
    code: 'AMOUNT_NOT_AVAILABLE',
    origin: 'MERCHANT',
    message: `The suggested maximum is more than ${name} allows.`,
  },
  'invalid-sale-unit': {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: `Recurring payments are not active for this sales unit at ${name}.`,
  },
  'unsupported-feature': {
    code: 'OTHER',
    origin: 'MERCHANT',
    message: `${name} has not approved this sales unit for that.`,
  },
  'illegal-agreement-update': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The agreement is in a state in which it cannot be changed.',
  },
  'charge-capture-failed': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The payment is in a state in which it cannot be captured.',
  },
  'cancel-charge-failed': {
    code: 'NOT_IN_THIS_STATE',
    origin: 'PROVIDER',
    message: 'The payment is in a state in which it cannot be cancelled.',
  },
} as const satisfies Record<string, Words>;

/** A refusal as far as its body tells it. */
export interface Refusal {
  /** The identifier of the problem; null where there is none. */
  readonly problem: string | null;
  /** Its words, cleaned, since they are shown to callers. */
  readonly detail: string | null;
}

export function whyRefused(what: string, { problem, detail }: Refusal): StatusReason {
  const words = entryOf(problems, problem);
  if (words) return reason(words, problem);
  const said = detail ? `: ${detail.replace(/\.$/, '')}.` : '.';
  return reason({ code: 'OTHER', origin: 'PROVIDER', message: `${name} refused ${what}${said}` }, problem);
}

export const unscheduledRefused: StatusReason = reason({
  code: 'AUTO_RESERVE_NOT_APPROVED',
  origin: 'MERCHANT',
  message: `${name} refused to charge without the payer; the sales unit must be approved for it.`,
});
export const agreementNotActive: StatusReason = reason({
  code: 'AUTHORITY_NOT_ACTIVE',
  origin: 'PROVIDER',
  message: `The agreement is not active, so ${name} takes no payment on it.`,
});
export const duplicateOrder: StatusReason = reason({
  code: 'DUPLICATE_REQUEST',
  origin: 'MERCHANT',
  message: `${name} has a payment with this reference already, made by another system.`,
});
export const notKnown = (what: string): StatusReason =>
  reason({ code: 'NOT_IN_THIS_STATE', origin: 'PROVIDER', message: `${name} does not know the ${what}.` });
export const notDone = (what: string): StatusReason =>
  reason({ code: 'NOT_IN_THIS_STATE', origin: 'PROVIDER', message: `${name} did not ${what}.`, retryable: true });
