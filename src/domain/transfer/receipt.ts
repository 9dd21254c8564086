import { appendEvent, change, eventAbout, type NewEvent } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import type { TransferReceipt } from '../../generated/prisma/client.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { closedSchedule, nextPlanned } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { type LedgerRow, post } from '../ledger/post.ts';
import type { StatusReason } from '../port/provider.ts';

/** One receipt, locked until the transaction ends, or null where the id names none. Locked after its transfer and before its operations. */
export async function lockReceipt(tx: Tx, merchantId: string, id: string): Promise<TransferReceipt | null> {
  await tx.$queryRaw`select 1 from transfer_receipt where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
  return tx.transferReceipt.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

/** When money that came on no transfer is asked about next, ever more seldom since it last changed. Null after the last time. */
export function nextReceiptCheckAt(
  { id, updatedAt }: Pick<TransferReceipt, 'id' | 'updatedAt'>,
  now: Date,
): Date | null {
  return nextPlanned(closedSchedule, updatedAt, now, id);
}

/** Where a receipt stands, as its events tell it. */
export function receiptState({
  paymentId,
  closedAt,
}: Pick<TransferReceipt, 'paymentId' | 'closedAt'>): 'CLOSED' | 'MATCHED' | 'UNMATCHED' {
  if (closedAt !== null) return 'CLOSED';
  return paymentId === null ? 'UNMATCHED' : 'MATCHED';
}

/** Why a receipt is not waiting for anybody: it is on a transfer, was closed, or is on its way back. */
export function alreadyPlaced(
  receipt: Pick<TransferReceipt, 'paymentId' | 'closedAt' | 'refundInFlight'>,
): RefusalOf<'invalidState'> | null {
  const current = receiptState(receipt);
  const is = { CLOSED: 'was closed', MATCHED: 'is on a transfer already', UNMATCHED: '' }[current];
  if (current === 'UNMATCHED' && receipt.refundInFlight === 0n) return null;
  return {
    kind: 'invalidState',
    path: ['input', 'receiptId'],
    message: is
      ? `The receipt ${is}; only an unmatched one can be assigned, closed or given back by itself.`
      : 'A refund of the receipt is on its way; once its outcome is known, what is left can be assigned or closed.',
    current,
    allowedFrom: ['UNMATCHED'],
  };
}

/** Writes the event of a receipt, and in the ledger what is on no transfer now, or no longer. */
export async function publishReceipt(
  tx: Tx,
  now: Date,
  before: TransferReceipt | null,
  after: TransferReceipt,
  event: NewEvent,
): Promise<void> {
  const eventId = appendEvent(tx, now, event);
  // Whose it is in a payout is another's now.
  if (before && receiptState(before) !== receiptState(after))
    await tx.payout.updateMany({
      where: { merchantId: after.merchantId, items: { some: { receiptId: after.id } } },
      data: { nextCheckAt: now },
    });
  post(tx, now, {
    subjectType: 'rcp',
    before: before && unmatchedOf(before),
    after: unmatchedOf(after),
    eventId,
  });
}

/** What is booked under a receipt's own name. Once it is on a transfer, its money is booked there; closed or given back, nowhere. */
function unmatchedOf({ merchantId, id, currency, amountMinor, refunded, ...receipt }: TransferReceipt): LedgerRow {
  return { merchantId, id, currency, unmatched: receiptState(receipt) === 'UNMATCHED' ? amountMinor - refunded : 0n };
}

/** What is told of a receipt, and how much money moved with it where that is not all of it. */
interface ReceiptStep {
  readonly type: 'TRANSFER_RECEIVED' | 'RECEIPT_ASSIGNED' | 'RECEIPT_CLOSED' | 'RECEIPT_REFUNDED';
  readonly from: ReturnType<typeof receiptState> | null;
  readonly why: StatusReason | null;
  readonly amountMinor?: bigint;
}

/** The event about a receipt as it now stands. It says no more of the payer than that money came. */
export function receiptEvent(
  receipt: TransferReceipt,
  { type, from, why, amountMinor = receipt.amountMinor }: ReceiptStep,
  cause: Cause,
  occurredAt: Date,
): NewEvent {
  const { paymentId, currency } = receipt;
  return eventAbout(receipt, {
    type,
    subjectType: 'rcp',
    paymentId,
    change: change(from, receiptState(receipt), why, { amountMinor, currency }),
    cause,
    occurredAt,
  });
}

/** Where a refund of a receipt is written down: the transaction, its time, and why. */
interface Step {
  readonly tx: Tx;
  readonly now: Date;
  readonly cause: Cause;
}

/**
 * What a refund had set aside on its receipt is given back, or free again. Of money that is on no transfer it is told on the receipt, which is
 * closed when nothing of it is left.
 */
export async function endRefundOnReceipt(
  { tx, now, cause }: Step,
  receipt: Pick<TransferReceipt, 'merchantId' | 'id'>,
  amountMinor: bigint,
  as: 'SUCCEEDED' | 'FAILED',
): Promise<void> {
  const { merchantId, id } = receipt;
  const where = { merchantId_id: { merchantId, id } };
  const paid = as === 'SUCCEEDED' ? { refunded: { increment: amountMinor } } : {};
  const freed = { refundInFlight: { decrement: amountMinor }, ...paid };
  const before = await tx.transferReceipt.findUniqueOrThrow({ where });
  const from = receiptState(before);
  if (from === 'MATCHED' || as === 'FAILED') {
    await tx.transferReceipt.update({ where, data: freed });
    return;
  }
  const closes = from === 'UNMATCHED' && before.refunded + amountMinor === before.amountMinor;
  const after = await tx.transferReceipt.update({
    where,
    data: { ...freed, version: before.version + 1, updatedAt: now, ...(closes ? { closedAt: now } : {}) },
  });
  const step = { type: closes ? 'RECEIPT_CLOSED' : 'RECEIPT_REFUNDED', from, why: closes ? returned : null } as const;
  await publishReceipt(tx, now, before, after, receiptEvent(after, { ...step, amountMinor }, cause, now));
}

const returned: StatusReason = {
  code: 'OTHER',
  message: 'All of it was given back.',
  origin: 'SYSTEM',
  retryable: false,
};
