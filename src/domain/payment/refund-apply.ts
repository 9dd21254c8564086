import { operationOutcome } from '../operation/outcome.ts';
import { isOpen, type OperationState } from '../operation/states.ts';
import { endOperation, lockOperation } from '../operation/store.ts';
import { type ApplyContext, FactMismatch, UnknownReference, unpark } from '../reconcile/apply-context.ts';
import { ofProvider } from '../reconcile/refs.ts';
import { lockReceipt } from '../transfer/receipt.ts';
import { stepPayment } from './apply.ts';
import { isExternal, recordRefund } from './record-refund.ts';
import { returnRefund } from './refund-return.ts';
import type { RefundFact } from './step.ts';
import { payments } from './store.ts';

/** Applies what became of a refund: its operation ends, and the amount is given back or is refundable again. One that is not ours is recorded. */
export async function applyToRefund(context: ApplyContext, told: RefundFact): Promise<void> {
  const { tx } = context;
  const { merchantId } = context.connected;
  const found = await findRefund(context, told);
  // Once its id is known, whatever key somebody else has given it says no more.
  const { operationKey: _, ...named } = told;
  const fact: RefundFact = found?.providerReference === told.ref.id ? named : told;
  // What was given up and came about after all is money gone: it is recorded as what a person made at the provider is. Of a payment only what
  // was never named: what its provider itself has declined it tells of as paid only in a reading that is older.
  const givenUp =
    fact.kind === 'refunded' &&
    found?.operation.status === 'FAILED' &&
    (found.receiptId !== null || found.providerReference === null);
  const refund = found && !givenUp ? found : await recordRefund(context, fact);
  if (!refund) {
    // What a person asked for at the provider, and what came to nothing, leaves nothing to be recorded.
    if (fact.kind === 'refundDeclined' && (await isExternal(context, fact))) return;
    throw new UnknownReference(fact.ref);
  }
  // Money that is on no transfer stands by itself.
  const payment = refund.paymentId ? await payments.lock(tx, merchantId, refund.paymentId) : null;
  if (!payment && refund.receiptId) await lockReceipt(tx, merchantId, refund.receiptId);
  const operation = await lockOperation(tx, merchantId, refund.operationId);
  // When a person said that it happened, it was named by our key until the provider's own name for it was heard.
  const unnamed = refund.providerReference === null || refund.providerReference === operation.providerKey;
  if (!unnamed && refund.providerReference !== fact.ref.id) {
    throw new FactMismatch(`expected refund ${refund.providerReference}; the provider speaks of ${fact.ref.id}`);
  }
  if (
    fact.kind !== 'refundDeclined' &&
    (fact.amount.amountMinor !== refund.amountMinor || fact.amount.currency !== refund.currency)
  ) {
    throw new FactMismatch(
      `${fact.kind}: expected ${refund.amountMinor} ${refund.currency}; the provider says ${fact.amount.amountMinor} ${fact.amount.currency}`,
    );
  }
  if (unnamed && refund.providerReference !== fact.ref.id) await nameRefund(context, refund.id, fact.ref.id);
  const outcome = isOpen(operation.status as OperationState)
    ? operationOutcome(operation, fact, context.operation?.id === operation.id)
    : null;
  if (!outcome) {
    // A transfer's receipts keep sums of their own, and their provider takes no success back.
    if (payment && fact.kind === 'refundDeclined' && operation.status === 'SUCCEEDED' && refund.receiptId === null)
      await returnRefund(context, payment, refund, fact);
    return;
  }
  if (!payment) return endOperation(context, operation, outcome);
  await stepPayment(context, payment, {}, [{ operation, end: outcome }], {
    amountMinor: refund.amountMinor,
    at: fact.at,
    why: outcome.as === 'FAILED' ? outcome.why : null,
  });
}

/**
 * The same, of a refund that was told beside something else, as are those of a payment or a receipt that is asked about. One that cannot be placed is left out, so that the
 * rest is taken: it is found before anything is written, it is told again, and its own news waits by itself.
 */
export async function applyToRefundBeside(context: ApplyContext, fact: RefundFact): Promise<void> {
  try {
    await applyToRefund(context, fact);
  } catch (error) {
    if (!(error instanceof UnknownReference || error instanceof FactMismatch)) throw error;
    const { merchantId } = context.connected;
    context.log.warn(
      { merchantId, providerRef: fact.ref.id, error },
      'a refund that the provider tells of cannot be placed; the rest of what it tells is taken',
    );
  }
}

/** Stores the provider's own id of a refund, by which its callbacks find it. One that another refund bears is not this one's. */
export async function nameRefund(context: ApplyContext, id: string, providerReference: string): Promise<void> {
  const { merchantId, provider } = context.connected;
  const another = await context.tx.refund.findFirst({
    where: { merchantId, id: { not: id }, providerReference, ...ofProvider(provider.name) },
    select: { id: true },
  });
  if (another) throw new FactMismatch(`refund ${providerReference} of the provider is another refund of ours`);
  await context.tx.refund.update({
    where: { merchantId_id: { merchantId, id } },
    data: { providerReference },
  });
  await unpark(context, { kind: 'refund', id: providerReference });
}

async function findRefund({ tx, connected, operation }: ApplyContext, { ref, operationKey }: RefundFact) {
  const { merchantId } = connected;
  if (operation?.kind.endsWith('.refund'))
    return tx.refund.findUnique({
      where: { merchantId_operationId: { merchantId, operationId: operation.id } },
      include,
    });
  const theirs = ofProvider(connected.provider.name);
  const byReference = await tx.refund.findFirst({
    where: { merchantId, providerReference: ref.id, ...theirs },
    include,
  });
  if (byReference || operationKey === undefined) return byReference;
  return tx.refund.findFirst({ where: { merchantId, operation: { providerKey: operationKey }, ...theirs }, include });
}
const include = { operation: { select: { status: true } } } as const;
