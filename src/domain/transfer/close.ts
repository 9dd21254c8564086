import type { Cause } from '../../event-log/event.ts';
import type { TransferReceipt } from '../../generated/prisma/client.ts';
import { ok, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { underKey } from '../command/keyed-command.ts';
import { problemOfReason } from '../operation/reason.ts';
import type { StatusReason } from '../port/provider.ts';
import { alreadyPlaced, lockReceipt, publishReceipt, receiptEvent } from './receipt.ts';

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

async function close(tx: Tx, now: Date, cause: Cause, receipt: TransferReceipt, why: StatusReason): Promise<void> {
  const { merchantId, id, version } = receipt;
  const closed = await tx.transferReceipt.update({
    where: { merchantId_id: { merchantId, id } },
    data: { version: version + 1, closedAt: now, updatedAt: now },
  });
  await publishReceipt(
    tx,
    now,
    receipt,
    closed,
    receiptEvent(closed, { type: 'RECEIPT_CLOSED', from: 'UNMATCHED', why }, cause, now),
  );
}
