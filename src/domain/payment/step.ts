import type { OneOffPayment } from '../../generated/prisma/client.ts';
import type { Money } from '../../kernel/money.ts';
import type { StepDetails } from '../noun/description.ts';
import type { Fact, StatusReason } from '../port/provider.ts';
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

/** What was taken is taken back: so much of it in all, or so much more where that is a part. `mayBe` is whether its life allows that. */
export function takenBack(
  payment: OneOffPayment,
  fact: Extract<PaymentFact, { kind: 'reversed' }>,
  mayBe: boolean,
): PaymentStep {
  const { amountMinor, currency } = fact.amount;
  const total = fact.isPart ? payment.reversed + amountMinor : amountMinor;
  if (payment.captured === 0n || total === payment.reversed) return nothing;
  if (total > payment.captured || currency !== payment.currency)
    return (
      differs(payment, { kind: fact.kind, amount: { ...fact.amount, amountMinor: total } }, payment.captured) ?? nothing
    );
  return mayBe ? reverse(payment, total, fact) : nothing;
}

/** It is taken back, so much of it in all. */
export function reverse(
  { reversed }: Pick<OneOffPayment, 'reversed'>,
  total: bigint,
  { why, at }: { readonly why: StatusReason; readonly at: Date },
): PaymentStep {
  const details = { type: 'PAYMENT_REVERSED', amountMinor: total - reversed, why, at } as const;
  return step({ state: 'REVERSED', reversed: total, reason: why }, details);
}

/** What was taken back is given again: all of it, or a part. */
export function givenAgain(payment: OneOffPayment, fact: Extract<PaymentFact, { kind: 'restored' }>): PaymentStep {
  const { reversed, currency } = payment;
  if (reversed === 0n) return nothing;
  const { isPart, amount, at } = fact;
  if (isPart && (amount.amountMinor > reversed || amount.currency !== currency))
    return differs(payment, fact, reversed) ?? nothing;
  const again = isPart ? amount.amountMinor : reversed;
  const end = again === reversed ? ({ state: 'SETTLED', reason: null } as const) : {};
  return step({ ...end, reversed: reversed - again }, { type: 'PAYMENT_RESTORED', amountMinor: again, at });
}
