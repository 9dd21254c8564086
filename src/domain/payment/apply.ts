import type { OneOffPayment } from '../../generated/prisma/client.ts';
import { type ApplyContext, FactMismatch, UnknownReference, unpark } from '../apply-context.ts';
import { type End, endOperation, type OpenOperation, openOperations } from '../operation/store.ts';
import { afterEnd, verdictOf } from '../operation/verdict.ts';
import type { ProviderRef } from '../provider.ts';
import { afterFact, type PaymentFact } from './facts.ts';
import { lockPayment, type PaymentPatch, savePayment, type Told } from './store.ts';

/** Applies a fact to its payment: the move, what the operations that it decides had set aside, and the events, in one step. */
export async function applyToPayment(cx: ApplyContext, fact: PaymentFact): Promise<void> {
  const payment = await lockedPayment(cx, fact.ref);
  if (payment.providerReference !== null && payment.providerReference !== fact.ref.id) {
    throw new FactMismatch(`expected payment ${payment.providerReference}; the provider speaks of ${fact.ref.id}`);
  }
  const step = afterFact(payment, fact);
  if (step.kind === 'mismatch') throw new FactMismatch(step.detail);

  const ends = (await openOperations(cx.tx, { merchantId: payment.merchantId, paymentId: payment.id })).flatMap(
    (operation) => {
      const verdict = verdictOf(operation, fact);
      return verdict ? [{ operation, end: verdict as End }] : [];
    },
  );
  const moved: PaymentPatch = { providerReference: fact.ref.id, ...(step.kind === 'step' ? step.patch : {}) };
  await stepPayment(cx, payment, moved, ends, { ...(step.kind === 'step' ? step.told : {}), synced: true });
  if (payment.providerReference === null) await unpark(cx, fact.ref);
}

/** Writes a step of a locked payment together with the ends of operations that go with it. */
export async function stepPayment(
  cx: ApplyContext,
  payment: OneOffPayment,
  moved: PaymentPatch,
  ends: readonly { readonly operation: OpenOperation; readonly end: End }[],
  told: Told,
): Promise<OneOffPayment> {
  let patch = moved;
  for (const { operation, end } of ends) {
    // What concerns the agreement as a whole is ended with the agreement.
    if (operation.kind.startsWith('agreement.')) continue;
    patch = { ...patch, ...afterEnd({ ...payment, ...(patch as Partial<OneOffPayment>) }, operation, end.as) };
    await endOperation(cx, operation, end);
  }
  return savePayment(cx.tx, cx.now, payment, patch, cx.cause, told);
}

async function lockedPayment(cx: ApplyContext, ref: ProviderRef): Promise<OneOffPayment> {
  const { tx, operation, connected } = cx;
  const { merchantId } = connected;
  const creates = operation?.kind === 'payment.create' || operation?.kind === 'agreement.create';
  const found =
    creates && operation.paymentId
      ? { id: operation.paymentId }
      : await tx.oneOffPayment.findUnique({
          where: {
            merchantId_provider_providerReference: {
              merchantId,
              provider: connected.provider.name,
              providerReference: ref.id,
            },
          },
          select: { id: true },
        });
  const payment = found && (await lockPayment(tx, merchantId, found.id));
  if (!payment) throw new UnknownReference(ref);
  return payment;
}
