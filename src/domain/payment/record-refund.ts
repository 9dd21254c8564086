import type { OneOffPayment, Refund, TransferReceipt } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { nextByTime, pendingSchedule } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { insertExternal } from '../operation/intend.ts';
import { endOperation, lockOperation } from '../operation/store.ts';
import { type ApplyContext, FactMismatch } from '../reconcile/apply-context.ts';
import { paymentLinks, paymentRef } from '../reconcile/refs.ts';
import { standingOf } from '../transfer/match.ts';
import { lockReceipt } from '../transfer/receipt.ts';
import { isCharge } from './states.ts';
import type { RefundFact } from './step.ts';
import { payments } from './store.ts';

/**
 * Whether a refund, of which we have none by this id, is none of ours: it lies in something that money can be given back of, and no answer is
 * awaited that could name it.
 */
export async function isExternal({ tx, connected }: ApplyContext, { ref, operationKey }: RefundFact): Promise<boolean> {
  const { merchantId, provider } = connected;
  const { within } = ref;
  if (within?.kind !== 'receipt' && within?.kind !== 'payment') return false;
  if (operationKey !== undefined) return true;
  const named = { provider: provider.name, providerReference: within.id };
  const awaited = await tx.refund.count({
    where: {
      merchantId,
      providerReference: null,
      ...(within.kind === 'receipt' ? { receipt: named } : { payment: named }),
      operation: { status: { notIn: ['SUCCEEDED', 'FAILED'] } },
    },
  });
  return awaited === 0;
}

/**
 * Records a refund that somebody has made at the provider, past us, or that came about after it was given up: none that stands bears its id, and
 * the payment or the receipt whose money it gives back is known, also where that is on no transfer. What is still on its way is set aside, and asked about like ours. Null where
 * nothing is known of either, or where the refund may be one of ours whose answer is still awaited.
 */
export async function recordRefund(context: ApplyContext, fact: RefundFact): Promise<Refund | null> {
  if (fact.kind === 'refundDeclined') return null;
  const { tx, now, connected, sealer } = context;
  const { merchantId } = connected;
  const source = await lockSource(context, fact);
  if (!source) return null;
  const { payment, receipt } = source;
  // The same news may have been taken in while we waited for the lock.
  const of = receipt ? { receiptId: receipt.id } : { paymentId: payment?.id ?? null };
  const bearing = { merchantId, ...of, providerReference: fact.ref.id };
  const known = await tx.refund.findFirst({ where: { ...bearing, operation: { status: { not: 'FAILED' } } } });
  if (known) return known;
  if (!(await isExternal(context, fact))) return null;
  const { amountMinor, currency } = fact.amount;
  if (currency !== (receipt ?? payment)?.currency || amountMinor > leftOf(source))
    throw new FactMismatch(
      `${fact.kind}: the provider gives back ${amountMinor} ${currency}, more than is left of ${fact.ref.within?.id}`,
    );

  const waiting = fact.kind === 'refundRequested';
  const operation = await insertExternal(tx, now, sealer, {
    connected,
    ...(payment ? { paymentId: payment.id } : receipt ? { receiptId: receipt.id } : {}),
    nextAt: waiting ? nextByTime(pendingSchedule, now, now, fact.ref.id) : null,
    ...(receipt || !payment
      ? {
          kind: 'transfer.refund',
          input: { receipt: fact.ref.within ?? fact.ref, invoice: receipt?.invoice ?? '', amount: fact.amount },
        }
      : {
          kind: isCharge(payment) ? ('charge.refund' as const) : ('payment.refund' as const),
          input: { payment: await refOf(context, payment), amount: fact.amount },
        }),
  });
  // One that was declined under this id hands the id over.
  await tx.refund.updateMany({ where: bearing, data: { providerReference: null } });
  const refund = await tx.refund.create({
    data: {
      merchantId,
      id: newUuid(now.getTime()),
      paymentId: payment?.id ?? null,
      receiptId: receipt?.id ?? null,
      operationId: operation.id,
      amountMinor,
      currency,
      providerReference: fact.ref.id,
      createdAt: now,
    },
  });
  if (receipt)
    await tx.transferReceipt.update({
      where: { merchantId_id: { merchantId, id: receipt.id } },
      data: { refundInFlight: { increment: amountMinor } },
    });
  if (!waiting) await endOperation(context, await lockOperation(tx, merchantId, operation.id), { as: 'SUCCEEDED' });
  if (!payment) return refund;
  const moved = waiting
    ? { refundInFlight: payment.refundInFlight + amountMinor }
    : { refunded: payment.refunded + amountMinor };
  const standing = receipt ? standingOf({ ...payment, ...moved }) : {};
  await payments.save(context, payment, { ...moved, ...standing }, { amountMinor, at: fact.at });
  return refund;
}

/** What others have given back of a payment, past us, or are giving back. */
export async function refundedElsewhere(tx: Tx, { merchantId, id }: OneOffPayment): Promise<bigint> {
  const refunds = await tx.refund.findMany({
    where: { merchantId, paymentId: id, returnedAt: null, operation: { requestKey: '', status: { not: 'FAILED' } } },
    select: { amountMinor: true },
  });
  return refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** Whose money it is that is given back: of a payment, of a receipt on a transfer, or of a receipt on none. */
interface Source {
  readonly payment: OneOffPayment | null;
  readonly receipt: TransferReceipt | null;
}

function leftOf({ payment, receipt }: Source): bigint {
  if (receipt) return receipt.amountMinor - receipt.refunded - receipt.refundInFlight;
  return payment ? payment.captured - payment.refunded - payment.refundInFlight : 0n;
}

/** The payment, locked, and the receipt where the refund is one of such money; null where nothing is known of either. */
async function lockSource({ tx, connected }: ApplyContext, { ref: { within } }: RefundFact): Promise<Source | null> {
  const { merchantId, provider } = connected;
  if (within?.kind !== 'receipt' && within?.kind !== 'payment' && within?.kind !== 'charge') return null;
  const where = {
    merchantId_provider_providerReference: { merchantId, provider: provider.name, providerReference: within.id },
  };
  if (within.kind !== 'receipt') {
    const named = await tx.oneOffPayment.findUnique({ where, select: { id: true } });
    const payment = named && (await payments.lock(tx, merchantId, named.id));
    return payment && { payment, receipt: null };
  }
  const found = await tx.transferReceipt.findUnique({ where, select: { id: true, paymentId: true } });
  if (!found) return null;
  const payment = found.paymentId ? await payments.lock(tx, merchantId, found.paymentId) : null;
  const receipt = await lockReceipt(tx, merchantId, found.id);
  if (receipt?.paymentId === found.paymentId) return { payment, receipt };
  // It was put on a transfer while we waited for it.
  return { payment: await payments.lock(tx, merchantId, receipt?.paymentId ?? ''), receipt };
}

async function refOf({ tx }: ApplyContext, { merchantId, id }: OneOffPayment) {
  return paymentRef(
    await tx.oneOffPayment.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } }, select: paymentLinks }),
  );
}
