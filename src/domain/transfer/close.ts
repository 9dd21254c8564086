import type { Cause } from '../../event-log/event.ts';
import type { TransferReceipt } from '../../generated/prisma/client.ts';
import { ok, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { underKey } from '../command/keyed-command.ts';
import { problemOfReason } from '../operation/reason.ts';
import type { RefundFact } from '../payment/step.ts';
import type { StatusReason } from '../port/provider.ts';
import type { ApplyContext } from '../reconcile/apply-context.ts';
import { alreadyPlaced } from './assign.ts';
import { publishReceipt, receiptEvent } from './receive.ts';

/** Which unmatched money is settled elsewhere. */
export interface CloseReceiptInput {
  readonly idempotencyKey: string;
  readonly receiptId: string | null;
  /** How it was settled; it stays in the event log. */
  readonly reason: string;
}

/** Notes that unmatched money is settled elsewhere: given back at the provider, or another system's. Nothing is sent, and it waits for nobody any more. */
export async function closeReceipt(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: CloseReceiptInput,
): Promise<CommandResult<'invalidInput' | 'notFound' | 'invalidState'>> {
  const { merchantId } = caller;
  const problem = problemOfReason(input.reason);
  if (problem) return refuse(problem);
  const result = await underKey(deps, caller, {
    name: 'closeReceipt',
    key,
    input,
    async decide(tx, now) {
      const receipt = input.receiptId ? await lockReceipt(tx, merchantId, input.receiptId) : null;
      if (!receipt) return rejectFreeingKey(notFound('receiptId', 'receipt'));
      const refusal = alreadyPlaced(receipt);
      if (refusal) return rejectKeepingKey(refusal);
      const why = { code: 'OTHER', message: input.reason, origin: 'MERCHANT', retryable: false } as const;
      await close(tx, now, { by: 'mutation', actor: caller.actor, key }, receipt, why);
      return accept({ receiptId: receipt.id });
    },
  });
  deps.wake('sequencer');
  return result.ok ? ok(result.value) : result;
}

/** Closes unmatched money that a person at the provider has given back, all of it; true where it is so. A repeat changes nothing. */
export async function closeIfReturned(context: ApplyContext, { kind, ref, ...fact }: RefundFact): Promise<boolean> {
  const { tx, now, connected, cause } = context;
  if (kind !== 'refunded' || !('amount' in fact) || ref.within?.kind !== 'receipt') return false;
  const { merchantId, provider } = connected;
  const named = { merchantId, provider: provider.name, providerReference: ref.within.id };
  const found = await tx.transferReceipt.findUnique({
    where: { merchantId_provider_providerReference: named },
    select: { id: true },
  });
  const receipt = found && (await lockReceipt(tx, merchantId, found.id));
  if (!receipt || receipt.paymentId !== null || fact.amount.currency !== receipt.currency) return false;
  if (fact.amount.amountMinor !== receipt.amountMinor) return false;
  if (receipt.closedAt === null) await close(tx, now, cause, receipt, returned);
  return true;
}

const returned: StatusReason = {
  code: 'OTHER',
  message: 'All of it was given back at the provider.',
  origin: 'PROVIDER',
  retryable: false,
};

async function lockReceipt(tx: Tx, merchantId: string, id: string): Promise<TransferReceipt | null> {
  await tx.$queryRaw`select 1 from transfer_receipt where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for update`;
  return tx.transferReceipt.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

async function close(tx: Tx, now: Date, cause: Cause, receipt: TransferReceipt, why: StatusReason): Promise<void> {
  const { merchantId, id, version } = receipt;
  const closed = await tx.transferReceipt.update({
    where: { merchantId_id: { merchantId, id } },
    data: { version: version + 1, closedAt: now, updatedAt: now },
  });
  await publishReceipt(tx, now, receipt, closed, receiptEvent(closed, 'RECEIPT_CLOSED', why, cause, now));
}
