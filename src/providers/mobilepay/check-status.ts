import type {
  CallContext,
  Fact,
  InboundItem,
  NewOneOffPayment,
  ProviderRef,
  StatusCheck,
} from '../../domain/port/provider.ts';
import { type Found, startCall } from '../kit/client.ts';
import { missingFrom } from '../kit/lists.ts';
import { type LookupResult, mismatch, unknown } from '../kit/outcomes.ts';
import type { Call } from './client.ts';
import { agreementPath, containerOf, lookUp, paymentPath, refundsPath } from './lookup.ts';
import { whyRequest } from './recurring.ts';
import { getRequest } from './request-status.ts';
import type { Settings } from './settings.ts';
import { paymentRef, type ReadPayment, refundRef, toAgreementFact, toPayment, toRefundFact } from './translate.ts';
import { codeOf } from './webhook.ts';
import { agreement, payment, paymentList, refundList, type WirePayment, type WireRefund } from './wire.ts';

/** What stands in MobilePay's book. The code of a callback explains a state; it never decides one. */
export async function checkStatus(
  context: CallContext<Settings>,
  ref: ProviderRef,
  hint?: InboundItem,
): Promise<StatusCheck> {
  const question = checks[ref.kind];
  return question ? question(startCall(context), ref, codeOf(hint)) : { kind: 'absent', certain: true };
}

export async function agreementStatus(call: Call, ref: ProviderRef, hint: string | null): Promise<LookupResult> {
  const found = await lookUp(call, agreementPath(call, ref), agreement);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.value.id !== ref.id) return unknown('unreadable', 'MobilePay answered with another agreement');
  const fact = toAgreementFact(found.value, call.context.now(), hint);
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

export async function paymentStatus(call: Call, ref: ProviderRef, hint: string | null): Promise<LookupResult> {
  const found = await getPayment(call, ref, hint);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  return found.kind === 'unknown' ? found : { kind: 'facts', facts: found.value.facts };
}

/** The payment with all its refunds, also those that another system has asked for. One that cannot be read does not spoil the others. */
async function paymentAndRefunds(call: Call, ref: ProviderRef, hint: string | null): Promise<LookupResult> {
  const found = await getPayment(call, ref, hint);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const { state, facts } = found.value;
  if (state !== 'captured') return { kind: 'facts', facts };
  const refunds = await refundsOf(call, ref);
  return refunds.kind === 'unknown' ? refunds : { kind: 'facts', facts: [...facts, ...refunds.facts] };
}

/** What was given back of a payment, by whomever. What of it cannot be read is left out. */
export async function refundsOf(
  call: Call,
  ref: ProviderRef,
): Promise<Extract<LookupResult, { kind: 'unknown' }> | { readonly kind: 'refunds'; readonly facts: readonly Fact[] }> {
  const list = await lookUp(call, refundsPath(call, ref), refundList, 'list');
  if (list.kind === 'unknown') return list;
  const refunds = (list.kind === 'found' ? list.value.items : []).map((wire) =>
    toRefundFact(wire, refundRef(ref, wire.id), call.context.now(), null, null),
  );
  return { kind: 'refunds', facts: refunds.flatMap((fact) => (fact.ok ? [fact.value] : [])) };
}

/** The charge with all its refunds. One that was declined since its agreement has ended ends as that did. */
async function chargeStatus(call: Call, ref: ProviderRef, hint: string | null): Promise<LookupResult> {
  const found = await getRequest(call, ref, hint);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const { state, facts } = found.value;
  if (state === 'declined') return { kind: 'facts', facts: [(await endWithAgreement(call, ref)) ?? facts[0]] };
  if (state !== 'executed') return { kind: 'facts', facts };
  const refunds = await refundsOf(call, ref);
  return refunds.kind === 'unknown' ? refunds : { kind: 'facts', facts: [...facts, ...refunds.facts] };
}

async function endWithAgreement(call: Call, ref: ProviderRef): Promise<Fact | null> {
  const answer = await agreementStatus(call, containerOf(ref), null);
  const [fact] = answer.kind === 'facts' ? answer.facts : [null];
  if (fact?.kind !== 'authority' || fact.now !== 'CANCELLED' || !fact.why) return null;
  // By whom, only a callback about the agreement would say.
  const why = fact.why.code === 'OTHER' ? whyRequest('cancelled', '50005') : fact.why;
  return { kind: 'cancelled', ref, at: fact.at, why, providerStatus: 'Declined' };
}

async function refundStatus(call: Call, ref: ProviderRef, hint: string | null): Promise<StatusCheck> {
  const found = await findRefund(call, containerOf(ref), (wire) => wire.id === ref.id);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  const fact = toRefundFact(found.value, ref, call.context.now(), hint, null);
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

type Check = (call: Call, ref: ProviderRef, hint: string | null) => Promise<StatusCheck>;
const checks: Readonly<Partial<Record<ProviderRef['kind'], Check>>> = {
  agreement: agreementStatus,
  payment: paymentAndRefunds,
  charge: chargeStatus,
  refund: refundStatus,
};

/** One payment by its reference. */
export async function getPayment(call: Call, ref: ProviderRef, hint: string | null): Promise<Found<ReadPayment>> {
  const found = await lookUp(call, paymentPath(call, ref), payment);
  if (found.kind !== 'found') return found;
  if (found.value.id !== ref.id) return unknown('unreadable', 'MobilePay answered with another payment');
  return readPayment(call, found.value, ref, hint);
}

function readPayment(call: Call, wire: WirePayment, ref: ProviderRef, hint: string | null): Found<ReadPayment> {
  const { reservationLifetimeMs } = call.context.account.settings;
  const read = toPayment(wire, ref, { asked: call.context.now(), reservationLifetimeMs }, hint);
  return read.ok ? { kind: 'found', value: read.value } : read.error;
}

/** The payment with this external id in an agreement. External ids are unique for us, so another amount is a mismatch. */
export async function findPayment(
  call: Call,
  agreement: ProviderRef,
  input: NewOneOffPayment,
): Promise<Found<ReadPayment>> {
  const list = await lookUp(call, `${agreementPath(call, agreement)}/oneoffpayments`, paymentList, 'list');
  if (list.kind !== 'found') return list;
  const wire = list.value.items.find((candidate) => candidate.external_id === input.externalId);
  if (!wire) return missingFrom(list.value, 'payments');
  const read = readPayment(call, wire, paymentRef(agreement.id, wire.id), null);
  if (read.kind !== 'found') return read;
  return mismatch('MobilePay', read.value.amount, input.amount) ?? read;
}

/** The refund of a payment that matches. The API has no way to get one alone. */
export async function findRefund(
  call: Call,
  payment: ProviderRef,
  matches: (wire: WireRefund) => boolean,
): Promise<Found<WireRefund>> {
  const list = await lookUp(call, refundsPath(call, payment), refundList, 'list');
  if (list.kind !== 'found') return list;
  const wire = list.value.items.find(matches);
  return wire ? { kind: 'found', value: wire } : missingFrom(list.value, 'refunds');
}
