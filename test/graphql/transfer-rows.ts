import { payments } from '../../src/domain/payment/store.ts';
import { publishReceipt, receiptEvent } from '../../src/domain/transfer/receipt.ts';
import type { OneOffPayment, TransferReceipt } from '../../src/generated/prisma/client.ts';
import { newUuid } from '../../src/kernel/ids.ts';
import type { Db } from '../../src/platform/db.ts';
import type { Shop } from './harness.ts';

const start = Date.UTC(2026, 10, 21, 10);
let made = 0;
const next = () => ({ n: ++made, at: new Date(start + made * 1_000) });
const cause = { by: 'clock', rule: 'test' } as const;

/** A transfer of 10 euro that waits for its money; with its event. */
export async function addTransfer(db: Db, shop: Shop, over: Partial<OneOffPayment> = {}): Promise<OneOffPayment> {
  const { n, at } = next();
  const { merchantId, accountId } = shop;
  return db.forMerchant(merchantId, async (tx) => {
    const personId = newUuid(at.getTime());
    await tx.person.create({ data: { merchantId, id: personId, createdAt: at, erasedAt: at } });
    const transfer = await tx.oneOffPayment.create({
      data: {
        merchantId,
        id: newUuid(at.getTime()),
        kind: 'TRANSFER',
        version: 1,
        provider: 'BUCKAROO',
        accountId,
        providerReference: `K0-${n}`,
        externalId: `INV${n}`,
        description: '',
        autoReserve: false,
        currency: 'EUR',
        requested: 1_000n,
        state: 'REQUIRES_PAYER_ACTION',
        metadata: {},
        createdAt: at,
        updatedAt: at,
        ...over,
      } as never,
    });
    const bank = { reference: `5112${n}`, iban: 'NL05RABO0121503038', bic: 'RABONL2U', accountHolder: 'Stichting' };
    await tx.transfer.create({ data: { merchantId, paymentId: transfer.id, personId, sendMail: true, ...bank } });
    await payments.publish({ tx, now: at, cause }, null, transfer);
    return transfer;
  });
}

/** Money on a transfer, all of what it asks for, or unmatched money of as much. */
export async function addReceipt(db: Db, shop: Shop, transfer: OneOffPayment | null): Promise<TransferReceipt> {
  const { n, at } = next();
  const { merchantId, accountId } = shop;
  return db.forMerchant(merchantId, async (tx) => {
    const personId = newUuid(at.getTime());
    await tx.person.create({ data: { merchantId, id: personId, createdAt: at, erasedAt: at } });
    const receipt = await tx.transferReceipt.create({
      data: {
        merchantId,
        id: newUuid(at.getTime()),
        version: 1,
        provider: 'BUCKAROO',
        accountId,
        providerReference: `K${n}`,
        invoice: transfer?.externalId ?? `unknown-${n}`,
        amountMinor: 1_000n,
        currency: 'EUR',
        paymentId: transfer?.id ?? null,
        unmatchedBecause: transfer ? null : 'UNKNOWN_INVOICE',
        personId,
        receivedAt: at,
        createdAt: at,
        updatedAt: at,
      },
    });
    await publishReceipt(
      tx,
      at,
      null,
      receipt,
      receiptEvent(receipt, { type: 'TRANSFER_RECEIVED', from: null, why: null }, cause, at),
    );
    if (transfer) {
      const version = transfer.version + 1;
      const sum = transfer.captured + 1_000n;
      const settled = await tx.oneOffPayment.update({
        where: { merchantId_id: { merchantId, id: transfer.id } },
        data: { version, updatedAt: at, state: 'SETTLED', authorized: sum, captured: sum },
      });
      await payments.publish({ tx, now: at, cause }, transfer, settled);
    }
    return receipt;
  });
}
