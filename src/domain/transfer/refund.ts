import type { Cause } from '../../event-log/event.ts';
import type { OneOffPayment, Operation } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { type Money, money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller } from '../command/command.ts';
import { type Decision, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkSupported } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { wrongAmount } from '../payment/amounts.ts';
import { payments } from '../payment/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import { receiptRef } from '../reconcile/refs.ts';
import { refundParts, refundPartsMax } from './refund-parts.ts';
import { receiptsOf } from './store.ts';

type LinkedPayment = OneOffPayment & NonNullable<Parameters<typeof receiptRef>[0]['payment']>;

interface RefundContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly caller: Caller;
  readonly cause: Cause;
  readonly connected: ConnectedAccount;
  readonly key: string;
}

/**
 * Gives money of a transfer back, out of as many receipts as it takes: the provider refunds a transaction, never a transfer. Each part is a
 * refund of its own, with its own operation and its own outcome.
 */
export async function refundTransfer(
  deps: DomainDeps,
  { tx, now, caller, cause, connected, key }: RefundContext,
  payment: LinkedPayment,
  amount: Money,
  { reason, externalId }: { readonly reason?: string; readonly externalId?: string },
): Promise<Decision<RefusalOf<'invalidInput' | 'amount' | 'provider'>>> {
  const { merchantId, id: paymentId, currency } = payment;
  const parts = refundParts(await receiptsOf(tx, payment), amount.amountMinor).map(
    ({ receipt, amountMinor }, index) => ({
      receipt,
      amountMinor,
      // It names one refund: the first part.
      externalId: index === 0 ? (externalId ?? null) : null,
      operationInput: {
        receipt: receiptRef({ ...receipt, payment }),
        invoice: receipt.invoice,
        amount: money(amountMinor, amount.currency),
        ...(index === 0 && externalId ? { externalId } : {}),
      },
    }),
  );
  const covered = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (covered < amount.amountMinor)
    return rejectKeepingKey(
      wrongAmount(
        'AMOUNT_TOO_LARGE',
        amount,
        money(covered, amount.currency),
        `It lies in more than ${refundPartsMax} receipts; ask for less, and for the rest afterwards.`,
      ),
    );
  for (const { operationInput } of parts) {
    const refusal = checkSupported(connected, payment.provider, 'transfer.refund', operationInput);
    if (refusal) return rejectFreeingKey(refusal);
  }

  await payments.save(
    { tx, now, cause },
    payment,
    { refundInFlight: payment.refundInFlight + covered },
    {
      amountMinor: covered,
    },
  );
  const operations: Operation[] = [];
  const refundIds: string[] = [];
  for (const { receipt, amountMinor, externalId: reference, operationInput } of parts) {
    await tx.transferReceipt.update({
      where: { merchantId_id: { merchantId, id: receipt.id } },
      data: { refundInFlight: { increment: amountMinor } },
    });
    const intent = { kind: 'transfer.refund', connected, input: operationInput, paymentId } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    const id = newUuid(now.getTime());
    await tx.refund.create({
      data: {
        merchantId,
        id,
        paymentId,
        receiptId: receipt.id,
        operationId: operation.id,
        amountMinor,
        currency,
        reason: reason ?? null,
        externalId: reference,
        createdAt: now,
      },
    });
    operations.push(operation);
    refundIds.push(id);
  }
  const [operation, ...more] = operations;
  const [refundId] = refundIds;
  if (!operation || !refundId) throw new Error('a refund of nothing was let through');
  return { kind: 'accepted', operation, more, connected, ids: { paymentId, refundId, refundIds } };
}
