import type { OneOffPayment, Transfer, TransferReceipt } from '../../generated/prisma/client.ts';
import type { Tx } from '../../platform/db.ts';
import { payments } from '../payment/store.ts';

/** The payment of a transfer with what only a transfer has. */
export interface TransferRow {
  readonly payment: OneOffPayment;
  readonly terms: Transfer;
}

/** The transfer, locked until the transaction ends, or null where the id names none. Locked before its receipts and its operations. */
export async function lockTransfer(tx: Tx, merchantId: string, id: string): Promise<TransferRow | null> {
  const payment = await payments.lock(tx, merchantId, id);
  const terms =
    payment && (await tx.transfer.findUnique({ where: { merchantId_paymentId: { merchantId, paymentId: id } } }));
  return payment && terms ? { payment, terms } : null;
}

/** The transfer that bears an invoice, locked, or null. */
export async function lockByInvoice(
  tx: Tx,
  { merchantId, accountId, invoice }: Pick<TransferReceipt, 'merchantId' | 'accountId' | 'invoice'>,
): Promise<TransferRow | null> {
  const named = { merchantId, accountId, kind: 'TRANSFER', externalId: invoice } as const;
  const found = await tx.oneOffPayment.findFirst({ where: named, select: { id: true } });
  return found && lockTransfer(tx, merchantId, found.id);
}

/** Money of a transfer, what we heard of last first: a provider's times are to the second at best. */
export async function receiptsOf(tx: Tx, { merchantId, id }: OneOffPayment): Promise<TransferReceipt[]> {
  return tx.transferReceipt.findMany({
    where: { merchantId, paymentId: id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}
