import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { currency, money } from '../../kernel/money.ts';
import type { StepDetails } from '../noun/description.ts';
import { afterEnd, operationOutcome } from '../operation/outcome.ts';
import type { End } from '../operation/states.ts';
import { endOperation, type OpenOperation, openOperations } from '../operation/store.ts';
import type { Fact } from '../port/provider.ts';
import { type ApplyContext, FactMismatch, isStale, unpark } from '../reconcile/apply-context.ts';
import { nextCheckAt } from '../reconcile/next-check.ts';
import { afterFact } from './facts.ts';
import { paymentMayMove, turnsBack } from './states.ts';
import { nothing, type PaymentFact } from './step.ts';
import { type PaymentPatch, payments } from './store.ts';

/** Applies a fact to its payment: the move, what the operations that it decides had set aside, and the events, in one step. */
export async function applyToPayment(context: ApplyContext, told: PaymentFact): Promise<void> {
  const fact = await underItsOwnId(context, told);
  const payment = await payments.lockReferenced(context, fact.ref);
  // Only what was collected can be taken back, whether we heard of the collection or not.
  const stale = turnsBack(payment) && isStale(context, payment);
  if (fact.kind === 'reversed' && payment.captured === 0n && !stale && paymentMayMove(payment, 'SETTLED')) {
    const amount = money(payment.requested, currency(payment.currency));
    await applyToPayment(context, { kind: 'captured', ref: fact.ref, amount, at: fact.at });
    return applyToPayment(context, fact);
  }
  const step = stale ? nothing : afterFact(payment, fact);
  if (step.kind === 'mismatch') throw new FactMismatch(step.detail);
  if (step.kind === 'nothing' && 'isPart' in fact)
    throw new FactMismatch(`${fact.kind}: a payment that is ${payment.state} has nothing of the kind`);

  const ends = await decidedBy(context, payment, fact);
  const patch = step.kind === 'step' && fits(payment, step.patch, ends) ? step.patch : {};
  const moved: PaymentPatch = { providerReference: fact.ref.id, ...patch };
  await stepPayment(context, payment, moved, ends, {
    ...(step.kind === 'step' ? step.details : {}),
    syncedAt: stale ? undefined : (context.checkedAt ?? context.now),
    nextCheckAt: nextCheckAt(context.connected, fact.ref, context.now),
  });
  if (payment.providerReference === null) await unpark(context, fact.ref);
}

/** A fact that bears the merchant's own reference, with the id that its provider has for the payment. */
async function underItsOwnId({ tx, connected }: ApplyContext, fact: PaymentFact): Promise<PaymentFact> {
  if (!('externalId' in fact) || fact.externalId === undefined) return fact;
  const { merchantId, provider } = connected;
  const payment = await tx.oneOffPayment.findFirst({
    where: { merchantId, provider: provider.name, externalId: fact.externalId, providerReference: { not: null } },
    select: { providerReference: true },
  });
  return payment ? { ...fact, ref: { ...fact.ref, id: payment.providerReference ?? '' } } : fact;
}

/**
 * Whether what was taken leaves room for what is set aside. Where somebody else has taken what a capture of ours was to take, that one cannot come
 * about any more; the sums are taken in once its own answer has said so.
 */
function fits(
  payment: OneOffPayment,
  { captured = payment.captured, released = payment.released, authorized = payment.authorized }: PaymentPatch,
  ends: Awaited<ReturnType<typeof decidedBy>>,
): boolean {
  const ended = ends.reduce((sum, { operation }) => sum + (operation.capture?.amountMinor ?? 0n), 0n);
  return captured + released + payment.captureInFlight - ended <= authorized;
}

/** The open operations on a payment that a fact decides, with what becomes of each. */
export async function decidedBy(
  { tx, operation: answered }: ApplyContext,
  { merchantId, id, captured }: OneOffPayment,
  fact: Fact,
): Promise<readonly { readonly operation: OpenOperation; readonly end: End }[]> {
  const open = await openOperations(tx, { merchantId, paymentId: id });
  return open.flatMap((operation) => {
    const outcome = operationOutcome(operation, fact, answered?.id === operation.id, captured);
    return outcome ? [{ operation, end: outcome as End }] : [];
  });
}

/** Writes a step of a locked payment together with the ends of operations that go with it. */
export async function stepPayment(
  context: ApplyContext,
  payment: OneOffPayment,
  moved: PaymentPatch,
  ends: Awaited<ReturnType<typeof decidedBy>>,
  details: StepDetails,
): Promise<OneOffPayment> {
  let patch = moved;
  for (const { operation, end } of ends) {
    // What concerns the agreement as a whole is ended with the agreement.
    if (operation.kind.startsWith('agreement.')) continue;
    patch = { ...patch, ...afterEnd({ ...payment, ...(patch as Partial<OneOffPayment>) }, operation, end.as) };
    await endOperation(context, operation, end);
  }
  return payments.save(context, payment, patch, details);
}
