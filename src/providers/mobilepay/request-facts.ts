import type { Fact, ProviderRef } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { type Unknown, unknown } from '../kit/outcomes.ts';
import { quote } from '../kit/quote.ts';
import { isDay } from '../kit/times.ts';
import { graceDaysMax, lastDay, lastTriedOn } from './charge-days.ts';
import { whyRequest } from './recurring.ts';
import { agreementRef, fromAmount } from './translate.ts';
import type { WirePaymentRequest } from './wire.ts';

/** What is true of a payment of a subscription, by the word of a GET (docs §6). Pure. */

export type RequestState = 'waiting' | 'suspended' | 'executed' | 'failed' | 'declined' | 'rejected' | 'cancelled';
// What an attempt that took nothing makes of it is internal, and may be shown all the same.
const states: ReadonlyMap<string, RequestState> = new Map<string, RequestState>([
  ['Requested', 'waiting'],
  ['Valid', 'waiting'],
  ['Created', 'waiting'],
  ['Pending', 'waiting'],
  ['Suspended', 'suspended'],
  ['Executed', 'executed'],
  ['Failed', 'failed'],
  ['Invalid', 'declined'],
  ['Declined', 'declined'],
  ['Rejected', 'rejected'],
  ['Canceled', 'cancelled'],
  ['Cancelled', 'cancelled'],
]);

export interface ReadRequest {
  readonly state: RequestState;
  readonly amount: Money;
  readonly facts: readonly [Fact, ...Fact[]];
}

export function chargeRef(agreementId: string, id: string): ProviderRef {
  return { kind: 'charge', id, within: agreementRef(agreementId) };
}

export const isOver = ({ state }: ReadRequest): boolean => state !== 'waiting' && state !== 'suspended';

/** `currency`: that of its agreement. */
export function toRequest(
  wire: WirePaymentRequest,
  ref: ProviderRef,
  { asked, currency }: { readonly asked: Date; readonly currency: string },
  hint: string | null,
): Result<ReadRequest, Unknown> {
  const state = states.get(wire.status);
  if (state === undefined) return refuse(unknown('unknownStatus', `payment request status ${quote(wire.status)}`));
  const read = fromAmount(wire.amount, currency);
  if (!read.ok) return refuse(unknown('unreadable', `payment request amount: ${read.error}`));
  const amount = read.value;
  const common = { ref, at: asked, providerStatus: wire.status } as const;
  const due = wire.due_date?.slice(0, 10) ?? '';
  const grace = Number(/^\d$/.exec(wire.grace_period_days ?? '')?.[0] ?? 1);
  const until = isDay(due) ? lastDay(due, Math.min(Math.max(grace, 1), graceDaysMax)) : null;
  const days = until === null ? {} : { chargeDate: due, graceUntil: until };
  const on = until === null ? null : lastTriedOn(due, until, currency, asked);
  const being = { kind: 'submitted', ...common, amount, ...days } as const;
  const facts: Record<RequestState, () => readonly [Fact, ...Fact[]]> = {
    waiting: () => [on === null ? { ...being, kind: 'scheduled' } : being],
    suspended: () => [
      {
        kind: 'attemptFailed',
        ...common,
        why: whyRequest('suspended', hint),
        ...(on === null ? {} : { on }),
        ...(until === null ? {} : { graceUntil: until }),
      },
    ],
    // How much it was for in the end is told first: it may have been lowered.
    executed: () => [being, { kind: 'captured', ...common, amount, ...(until === null ? {} : { chargeDate: due }) }],
    failed: () => [{ kind: 'failed', ...common, why: whyRequest('failed', hint) }],
    declined: () => [{ kind: 'failed', ...common, why: whyRequest('declined', hint) }],
    rejected: () => [{ kind: 'rejected', ...common, why: whyRequest('rejected', hint) }],
    cancelled: () => [{ kind: 'cancelled', ...common, why: whyRequest('cancelled', hint) }],
  };
  return ok({ state, amount, facts: facts[state]() });
}
