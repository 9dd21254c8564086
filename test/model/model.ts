/**
 * What must come of a story, whatever befell its calls on the way: an amount asked for is moved once in the end, and one that the rules
 * forbid never. It knows nothing of providers, outcomes, leases or time.
 */
export interface ModelPayment {
  readonly provider: ProviderKey;
  readonly requested: number;
  /** The payer has said yes: the money is reserved, or on its way. */
  approved: boolean;
  captured: number;
  refunded: number;
  reversed: number;
  /** Given up before any money was taken. */
  ended: boolean;
}
export type ProviderKey = 'mobilepay' | 'betalingsservice' | 'gocardless' | 'buckaroo';

export interface Model {
  readonly payments: ModelPayment[];
  /** Something went wrong on the way. What is possible may then be refused for a while, as long as its outcome is unknown. */
  disturbed: boolean;
}

/** Taken in one step when the payer approves, or only when the merchant says so. */
const capturesItself: Readonly<Record<ProviderKey, boolean>> = {
  mobilepay: false,
  betalingsservice: true,
  gocardless: true,
  buckaroo: true,
};
const refunds: readonly ProviderKey[] = ['mobilepay', 'gocardless', 'buckaroo'];

export const rules = {
  mayApprove: ({ approved, ended }: ModelPayment): boolean => !approved && !ended,
  mayCapture: ({ provider, approved, captured, ended }: ModelPayment): boolean =>
    !capturesItself[provider] && approved && captured === 0 && !ended,
  mayCancel: ({ provider, approved, captured, ended }: ModelPayment): boolean =>
    !ended && captured === 0 && (provider === 'mobilepay' || (provider === 'buckaroo' && !approved)),
  mayRefund: ({ provider, captured, refunded, reversed }: ModelPayment, amount: number): boolean =>
    refunds.includes(provider) && amount > 0 && amount <= captured - refunded && reversed === 0,
  mayReverse: ({ provider, captured, reversed }: ModelPayment): boolean =>
    provider === 'gocardless' && captured > 0 && reversed === 0,
} as const;

export function approve(payment: ModelPayment): void {
  payment.approved = true;
  if (capturesItself[payment.provider]) payment.captured = payment.requested;
}
export function capture(payment: ModelPayment): void {
  payment.captured = payment.requested;
}
export function cancel(payment: ModelPayment): void {
  payment.ended = true;
}
export function refund(payment: ModelPayment, amount: number): void {
  payment.refunded += amount;
}
export function reverse(payment: ModelPayment): void {
  payment.reversed = payment.captured;
}
