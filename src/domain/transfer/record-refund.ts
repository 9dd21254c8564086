import type { Refund } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { insertExternal } from '../operation/intend.ts';
import { endOperation, lockOperation } from '../operation/store.ts';
import type { RefundFact } from '../payment/step.ts';
import { payments } from '../payment/store.ts';
import { type ApplyContext, FactMismatch } from '../reconcile/apply-context.ts';

/** Whether a refund of a receipt, of which we have none by this key, is none of ours: no answer is awaited that could name it. */
export async function isExternal({ tx, connected }: ApplyContext, { ref, operationKey }: RefundFact): Promise<boolean> {
  const { merchantId, provider } = connected;
  if (ref.within?.kind !== 'receipt') return false;
  if (operationKey !== undefined) return true;
  const awaited = await tx.refund.count({
    where: {
      merchantId,
      providerReference: null,
      receipt: { provider: provider.name, providerReference: ref.within.id },
      operation: { status: { notIn: ['SUCCEEDED', 'FAILED'] } },
    },
  });
  return awaited === 0;
}

/**
 * Records a refund that a person has made at the provider, or that came about after it was given up: none that stands bears its key, and the
 * receipt whose money it gives back is known. Null where nothing is known of the receipt either, or where the refund may be one of ours whose answer is still awaited.
 */
export async function recordRefund(context: ApplyContext, fact: RefundFact): Promise<Refund | null> {
  const { tx, now, connected, sealer } = context;
  const { merchantId, provider } = connected;
  const { within } = fact.ref;
  if (fact.kind !== 'refunded' || within?.kind !== 'receipt') return null;
  const named = { merchantId, provider: provider.name, providerReference: within.id };
  const where = { merchantId_provider_providerReference: named };
  const paymentId = (await tx.transferReceipt.findUnique({ where, select: { paymentId: true } }))?.paymentId;
  const payment = paymentId ? await payments.lock(tx, merchantId, paymentId) : null;
  if (!payment) return null;
  // The same news may have been taken in while we waited for the lock.
  const bearing = { merchantId, paymentId: payment.id, providerReference: fact.ref.id };
  const known = await tx.refund.findFirst({ where: { ...bearing, operation: { status: { not: 'FAILED' } } } });
  if (known) return known;
  const receipt = await tx.transferReceipt.findUniqueOrThrow({ where });
  const { amountMinor, currency } = fact.amount;
  if (!(await isExternal(context, fact))) return null;
  if (currency !== receipt.currency || amountMinor > receipt.amountMinor - receipt.refunded - receipt.refundInFlight)
    throw new FactMismatch(
      `refunded: the provider gave back ${amountMinor} ${currency}, more than is left of the receipt ${within.id}`,
    );

  const operation = await insertExternal(tx, now, sealer, {
    kind: 'transfer.refund',
    connected,
    input: { receipt: within, invoice: receipt.invoice, amount: fact.amount },
    paymentId: payment.id,
  });
  // One that was declined under this key hands the key over.
  await tx.refund.updateMany({ where: bearing, data: { providerReference: null } });
  const refund = await tx.refund.create({
    data: {
      merchantId,
      id: newUuid(now.getTime()),
      paymentId: payment.id,
      receiptId: receipt.id,
      operationId: operation.id,
      amountMinor,
      currency,
      providerReference: fact.ref.id,
      createdAt: now,
    },
  });
  await tx.transferReceipt.update({
    where: { merchantId_id: { merchantId, id: receipt.id } },
    data: { refundInFlight: { increment: amountMinor } },
  });
  await endOperation(context, await lockOperation(tx, merchantId, operation.id), { as: 'SUCCEEDED' });
  await payments.save(
    context,
    payment,
    { refunded: payment.refunded + amountMinor },
    {
      amountMinor,
      at: fact.at,
    },
  );
  return refund;
}
