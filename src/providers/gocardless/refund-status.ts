import type { Fact, Outcome, ProviderRef, StatusReason } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { isIn, reason } from '../kit/reasons.ts';
import { echoed } from './translate.ts';
import type { WireRefund } from './wire.ts';

/** Under this name our operation's key stands in the metadata of what we make: what was made is found by it again. */
export const keyName = 'operation_key';

const declined = {
  cancelled: reason(
    { code: 'CANCELLED_BY_SYSTEM', origin: 'PROVIDER', message: 'The refund was cancelled.' },
    'cancelled',
  ),
  bounced: reason(
    { code: 'DEBTOR_DETAILS_INVALID', origin: 'BANK', message: "The payer's bank sent the refund back." },
    'bounced',
  ),
  funds_returned: reason(
    { code: 'OTHER', origin: 'PROVIDER', message: "The money of the refund has returned to the merchant's balance." },
    'funds_returned',
  ),
} as const satisfies Record<string, StatusReason>;

const states = {
  created: 'pending',
  pending_submission: 'pending',
  submitted: 'pending',
  paid: 'paid',
  cancelled: 'cancelled',
  bounced: 'bounced',
  funds_returned: 'funds_returned',
} as const satisfies Record<string, 'pending' | 'paid' | keyof typeof declined>;
export const refundStatuses = Object.keys(states);

// A refund takes a banking day or two, and its events are the normal way to hear of it.
const checkAgainMs = 3_600_000;

/** What a refund of ours amounts to: it counts once it is paid. `expected` is our own amount where we know it, for the echo check. */
export function toRefund(wire: WireRefund, ref: ProviderRef, at: Date, expected: Money | null): Outcome {
  const fact = toRefundFact(wire, ref, at, expected);
  if (!fact.ok) return fact.error;
  return fact.value.kind === 'refundRequested'
    ? { kind: 'pending', ref, checkAgainMs }
    : { kind: 'facts', facts: [fact.value] };
}

/** What is true of a refund, whoever has asked for it. */
export function toRefundFact(
  wire: WireRefund,
  ref: ProviderRef,
  at: Date,
  expected: Money | null,
): Result<Fact, Unknown> {
  const { status } = wire;
  if (!isIn(states, status)) return refuse(unknown('unknownStatus', `refund status ${quote(status)}`));
  const amount = echoed(wire, expected);
  if (!amount.ok) return amount;
  const state = states[status];
  const key = wire.metadata?.[keyName];
  const common = { ref, at, ...(typeof key === 'string' && key ? { operationKey: key } : {}) };
  if (state === 'pending') return ok({ kind: 'refundRequested', amount: amount.value, ...common });
  if (state === 'paid') return ok({ kind: 'refunded', amount: amount.value, ...common });
  return ok({ kind: 'refundDeclined', why: declined[state], ...common });
}

/** Whether a refund in this status counts in what the payment says to have been given back. */
export function isGiven(status: string): boolean {
  return !Object.hasOwn(declined, status);
}
