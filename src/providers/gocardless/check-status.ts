import type { CallContext, Fact, InboundItem, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import type { Money } from '../../kernel/money.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { startCall } from '../kit/client.ts';
import type { Facts, Unknown } from '../kit/outcomes.ts';
import type { Call } from './client.ts';
import { explain, failedAction } from './explain.ts';
import { getOne, getSome } from './lookup.ts';
import { payoutStatus } from './payouts/payouts.ts';
import { toRefundFact } from './refund-status.ts';
import type { Settings } from './settings.ts';
import { paymentRef, refundRef, toMandateFact, toPaymentFacts, toRequestFact } from './translate.ts';
import type { WireBillingRequest, WireMandate, WirePayment } from './wire.ts';

/** What stands in GoCardless' book. The event that made us ask may explain a state; it never decides one. */

type Hint = InboundItem | undefined;

export async function checkStatus(
  context: CallContext<Settings>,
  ref: ProviderRef,
  hint?: InboundItem,
): Promise<StatusCheck> {
  if (ref.kind === 'agreement' || ref.kind === 'transfer' || ref.kind === 'receipt')
    return { kind: 'absent', certain: true };
  return checks[ref.kind](startCall(context), ref, hint);
}

async function requestStatus(call: Call, ref: ProviderRef, hint: Hint): Promise<StatusCheck> {
  const found = await getOne(call, 'billing_requests', ref.id);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return found.kind === 'unknown' ? found : describeRequest(call, found.value, hint);
}

async function mandateStatus(call: Call, ref: ProviderRef, hint: Hint): Promise<StatusCheck> {
  const found = await getOne(call, 'mandates', ref.id);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return found.kind === 'unknown' ? found : describeMandate(call, found.value, ref, hint);
}

async function paymentStatus(call: Call, ref: ProviderRef, hint: Hint): Promise<StatusCheck> {
  const found = await getOne(call, 'payments', ref.id);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const payment = await describePayment(call, found.value, ref, null, hint);
  if (payment.kind === 'unknown' || BigInt(found.value.amount_refunded ?? '0') === 0n) return payment;
  const refunds = await refundsOf(call, ref);
  return refunds.kind === 'unknown' ? refunds : { kind: 'facts', facts: [...payment.facts, ...refunds.value] };
}

/** All refunds of a payment, also those that were made on the dashboard. One that cannot be read does not spoil the others. */
async function refundsOf(call: Call, payment: ProviderRef) {
  const found = await getSome(call, 'refunds', { payment: payment.id });
  if (found.kind !== 'found') return found.kind === 'missing' ? ({ kind: 'found', value: [] } as const) : found;
  const facts = found.value.items.map((wire) =>
    toRefundFact(wire, refundRef(payment, wire.id), call.context.now(), null),
  );
  return { kind: 'found', value: facts.flatMap((fact): readonly Fact[] => (fact.ok ? [fact.value] : [])) } as const;
}

async function refundStatus(call: Call, ref: ProviderRef): Promise<StatusCheck> {
  const found = await getOne(call, 'refunds', ref.id);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const { links } = found.value;
  const fact = toRefundFact(
    found.value,
    links?.payment ? refundRef(paymentRef(links.payment), ref.id) : ref,
    call.context.now(),
    null,
  );
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

const checks = {
  billingRequest: requestStatus,
  mandate: mandateStatus,
  payment: paymentStatus,
  charge: paymentStatus,
  refund: refundStatus,
  payout: payoutStatus,
} as const satisfies Partial<Record<ProviderRef['kind'], unknown>>;

/**
 * A billing request with what it has led to. Where a question about its mandate or payment gets no answer, the request is told
 * alone: once they are named, they are asked about on their own.
 */
export async function describeRequest(call: Call, wire: WireBillingRequest, hint?: Hint): Promise<Facts | Unknown> {
  const request = toRequestFact(wire, call.context.now(), await explain(call, 'billing_requests', wire, hint));
  if (!request.ok) return request.error;
  const { mandate, payment } = request.value;
  const facts: [Fact, ...Fact[]] = [{ ...request.value, ...failedAction(wire, hint) }];
  if (mandate) {
    const found = await getOne(call, 'mandates', mandate.ref.id);
    const described = found.kind === 'found' ? await describeMandate(call, found.value, mandate.ref, hint) : null;
    if (described?.kind === 'facts') facts.push(...described.facts);
  }
  if (payment) {
    const found = await getOne(call, 'payments', payment.ref.id);
    const described =
      found.kind === 'found' ? await describePayment(call, found.value, payment.ref, payment.amount, hint) : null;
    if (described?.kind === 'unknown' && described.why.kind === 'amountMismatch') return described;
    if (described?.kind === 'facts') facts.push(...described.facts);
  }
  return { kind: 'facts', facts };
}

export async function describeMandate(
  call: Call,
  wire: WireMandate,
  ref: ProviderRef,
  hint?: Hint,
): Promise<Facts | Unknown> {
  const fact = toMandateFact(wire, ref, call.context.now(), await explain(call, 'mandates', wire, hint));
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

/** `expected` is our own amount where we know it, for the echo check. */
export async function describePayment(
  call: Call,
  wire: WirePayment,
  ref: ProviderRef,
  expected: Money | null,
  hint?: Hint,
): Promise<Facts | Unknown> {
  const facts = toPaymentFacts(wire, ref, call.context.now(), await explain(call, 'payments', wire, hint), expected);
  return facts.ok ? { kind: 'facts', facts: facts.value } : facts.error;
}

/** Asks for a mandate that nobody has: whoever may not ask is refused before it is looked for. */
export async function checkCredentials(context: CallContext<Settings>): Promise<Result<void, string>> {
  const found = await getOne(startCall(context), 'mandates', 'MD000000000000');
  return found.kind === 'unknown' ? refuse(`${found.why.kind}, ${found.why.detail}`) : ok(undefined);
}
