import type { CallContext, Fact, InboundItem, ProviderRef, StatusCheck } from '../../domain/port/provider.ts';
import { type Found, startCall } from '../kit/client.ts';
import { type LookupResult, unknown } from '../kit/outcomes.ts';
import { type ReadCharge, readCharge } from './charge-facts.ts';
import { type Call, name } from './client.ts';
import { agreementPath, chargePath, containerOf, lookUp } from './lookup.ts';
import { payoutStatus } from './payouts/payouts.ts';
import { paymentExpired, paymentRejected } from './reasons.ts';
import type { Settings } from './settings.ts';
import { type EndHint, toAgreementFact } from './translate.ts';
import { endHintOf } from './webhook.ts';
import { agreement, charge } from './wire.ts';

/** How things stand at Vipps MobilePay. News explains a status; it never decides one. */
export async function checkStatus(
  context: CallContext<Settings>,
  ref: ProviderRef,
  hint?: InboundItem,
): Promise<StatusCheck> {
  const question = questions[ref.kind];
  return question
    ? question(startCall(context), ref, hint ? endHintOf(hint) : null)
    : { kind: 'absent', certain: true };
}

export async function agreementStatus(call: Call, ref: ProviderRef, hint: EndHint | null): Promise<LookupResult> {
  const found = await lookUp(call, agreementPath(ref), agreement);
  if (found.kind === 'unknown') return found;
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.value.id !== ref.id && found.value.uuid !== ref.id)
    return unknown('unreadable', `${name} answered with another agreement`);
  const fact = toAgreementFact({ ...found.value, id: ref.id }, call.context.now(), hint);
  return fact.ok ? { kind: 'facts', facts: [fact.value] } : fact.error;
}

/** A charge that was asked for with its agreement ends with it, in a status that does not say how; the agreement does. */
export async function paymentStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const found = await getCharge(call, ref);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const { facts, isInitial, hasMoved, status } = found.value;
  if (!isInitial || hasMoved || status === 'PROCESSING') return { kind: 'facts', facts };
  const authority = await agreementStatus(call, containerOf(ref), null);
  const [fact] = authority.kind === 'facts' ? authority.facts : [null];
  const ended = fact?.kind === 'authority' ? endWith(fact, ref) : null;
  return { kind: 'facts', facts: ended ? [ended] : facts };
}

/** A charge that falls due ends with its agreement, too, and says neither by whom nor why. */
async function dueChargeStatus(call: Call, ref: ProviderRef): Promise<LookupResult> {
  const found = await getCharge(call, ref);
  if (found.kind === 'missing') return { kind: 'absent', certain: false };
  if (found.kind === 'unknown') return found;
  const [first, ...more] = found.value.facts;
  if (first.kind !== 'cancelled') return { kind: 'facts', facts: [first, ...more] };
  const authority = await agreementStatus(call, containerOf(ref), null);
  const [fact] = authority.kind === 'facts' ? authority.facts : [null];
  const ended =
    fact?.kind === 'authority' && fact.now === 'CANCELLED' && fact.at.getTime() <= first.at.getTime() + 1_000;
  return { kind: 'facts', facts: [ended && fact.why ? { ...first, why: fact.why } : first, ...more] };
}

function endWith({ now, at, why }: Extract<Fact, { kind: 'authority' }>, ref: ProviderRef): Fact | null {
  if (now === 'REJECTED') return { kind: 'rejected', ref, at, why: paymentRejected };
  if (now === 'EXPIRED') return { kind: 'expired', ref, at, why: paymentExpired };
  return now === 'CANCELLED' && why ? { kind: 'cancelled', ref, at, why } : null;
}

async function refundStatus(call: Call, ref: ProviderRef): Promise<StatusCheck> {
  const found = await getCharge(call, containerOf(ref));
  if (found.kind === 'unknown') return found;
  const facts = found.kind === 'found' ? found.value.facts : [];
  const fact = facts.find((one) => one.kind === 'refunded' && one.ref.id === ref.id);
  return fact ? { kind: 'facts', facts: [fact] } : { kind: 'absent', certain: false };
}

type Question = (call: Call, ref: ProviderRef, hint: EndHint | null) => Promise<StatusCheck>;
const questions: Readonly<Partial<Record<ProviderRef['kind'], Question>>> = {
  agreement: agreementStatus,
  payment: paymentStatus,
  charge: dueChargeStatus,
  refund: refundStatus,
  payout: payoutStatus,
};

/** One charge by its reference. */
export async function getCharge(call: Call, ref: ProviderRef): Promise<Found<ReadCharge>> {
  const found = await lookUp(call, chargePath(ref), charge);
  if (found.kind !== 'found') return found;
  if (found.value.id !== ref.id) return unknown('unreadable', `${name} answered with another charge`);
  const read = readCharge(found.value, ref, call.context.now(), call.context.account.settings);
  return read.ok ? { kind: 'found', value: read.value } : read.error;
}
