import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import type { StepDetails } from '../noun/description.ts';
import type { Fact } from '../port/provider.ts';
import type { PaymentPatch } from './store.ts';

/** Facts that are about a payment as a whole; those about its refunds are settled with the refund's operation, and money of transfers has a door of its own. */
export type PaymentFact = Exclude<
  Fact,
  {
    kind:
      | 'authority'
      | 'request'
      | 'flow'
      | 'refundRequested'
      | 'refunded'
      | 'refundDeclined'
      | 'instructed'
      | 'received'
      | 'payout';
  }
>;
/** Facts about money that is given back. */
export type RefundFact = Extract<Fact, { kind: 'refundRequested' | 'refunded' | 'refundDeclined' }>;

/** What a fact does to a payment: a patch with what is known beside it, nothing (a repeat, or too late), or an alarm. */
export type PaymentStep =
  | { readonly kind: 'step'; readonly patch: PaymentPatch; readonly details: StepDetails }
  | { readonly kind: 'nothing' }
  /** The same truth with another amount: somebody is wrong, so nothing is applied and a person is called. */
  | { readonly kind: 'mismatch'; readonly detail: string };

export const nothing: PaymentStep = { kind: 'nothing' };

export function step(patch: PaymentPatch, details: StepDetails): PaymentStep {
  return { kind: 'step', patch, details };
}

/** The alarm when a fact speaks of another amount than is known, else null. */
export function differs(
  payment: OneOffPayment,
  { kind, amount }: { readonly kind: string; readonly amount: Money },
  expected: bigint,
): PaymentStep | null {
  if (amount.amountMinor === expected && amount.currency === payment.currency) return null;
  return {
    kind: 'mismatch',
    detail: `${kind}: expected ${expected} ${payment.currency}; the provider says ${amount.amountMinor} ${amount.currency}`,
  };
}
