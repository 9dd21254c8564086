import type { TransferReceipt } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { currency, type Money, money, toDecimal } from '../../kernel/money.ts';
import type { InputProblem, RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { type Decision, notFound, type Rejected, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { runCommand } from '../command/run-command.ts';
import { checkSupported } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { wrongAmount } from '../payment/amounts.ts';
import { receiptRef } from '../reconcile/refs.ts';
import { alreadyPlaced, lockReceipt, receiptState } from './receipt.ts';

/** Which unmatched money goes back to whoever sent it. */
export interface RefundReceiptInput {
  readonly idempotencyKey: string;
  readonly receiptId: string | null;
  /** All that is left of it where it is left out. */
  readonly amount?: Money;
  readonly reason?: string;
  readonly externalId?: string;
}
type RefundRefusal = RefusalOf<'invalidInput' | 'notFound' | 'invalidState' | 'amount' | 'provider'>;

/**
 * Gives money that is on no transfer back through its provider, whole or in part. What is on its way is set aside on the receipt; once all of
 * it has gone back the receipt is closed.
 */
export function refundReceipt(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: RefundReceiptInput,
): Promise<CommandResult<RefundRefusal['kind']>> {
  const { merchantId } = caller;
  return runCommand(deps, caller, { name: 'refundReceipt', key, input, decide });

  async function decide(tx: Tx, now: Date): Promise<Decision<RefundRefusal>> {
    const receipt = input.receiptId ? await lockReceipt(tx, merchantId, input.receiptId) : null;
    if (!receipt) return rejectFreeingKey(notFound('receiptId', 'receipt'));
    const amount = amountOf(receipt, input.amount);
    if (!amount.ok) return amount.error;
    const connected = await deps.accounts.byId(receipt.accountId);
    if (!connected) throw new Error(`the account ${receipt.accountId} of a receipt is gone`);
    const { reason = null, externalId } = input;
    const operationInput = {
      receipt: receiptRef({ ...receipt, payment: null }),
      invoice: receipt.invoice,
      amount: amount.value,
      ...(externalId ? { externalId } : {}),
    };
    const refusal = checkSupported(connected, receipt.provider, 'transfer.refund', operationInput);
    if (refusal) return rejectFreeingKey(refusal);

    const { amountMinor } = amount.value;
    await tx.transferReceipt.update({
      where: { merchantId_id: { merchantId, id: receipt.id } },
      data: { refundInFlight: { increment: amountMinor } },
    });
    const intent = { kind: 'transfer.refund', connected, input: operationInput, receiptId: receipt.id } as const;
    const operation = intend(tx, now, deps.sealer, caller, key, intent);
    const refundId = newUuid(now.getTime());
    await tx.refund.create({
      data: {
        merchantId,
        id: refundId,
        receiptId: receipt.id,
        operationId: operation.id,
        amountMinor,
        currency: receipt.currency,
        reason,
        externalId: externalId ?? null,
        createdAt: now,
      },
    });
    return { kind: 'accepted', operation, connected, ids: { receiptId: receipt.id, refundId } };
  }
}

/** What is to go back: the amount given, or all that is left, under the limits of the receipt. */
function amountOf(receipt: TransferReceipt, given: Money | undefined): Result<Money, Rejected<RefundRefusal>> {
  const state = receiptState(receipt);
  const placed = state === 'UNMATCHED' ? null : alreadyPlaced(receipt);
  if (placed && state === 'MATCHED')
    return refuse(
      rejectKeepingKey({
        ...placed,
        message: 'The receipt is on a transfer; its money is given back by `refundPayment`.',
      }),
    );
  if (placed) return refuse(rejectKeepingKey(placed));
  const left = money(receipt.amountMinor - receipt.refunded - receipt.refundInFlight, currency(receipt.currency));
  const path = ['input', 'amount'];
  if (given && given.currency !== left.currency) {
    const message = `expected ${left.currency}, the currency of the receipt; got ${given.currency}`;
    const problems: InputProblem[] = [{ path: [...path, 'currency'], rule: 'currency', message }];
    return refuse(rejectFreeingKey({ kind: 'invalidInput', code: 'CURRENCY_MISMATCH', problems }));
  }
  if (given && given.amountMinor <= 0n) {
    const message = `expected more than 0; got ${given.amountMinor}`;
    const problems: InputProblem[] = [{ path: [...path, 'amountMinor'], rule: 'positive', message }];
    return refuse(rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems }));
  }
  const asked = given ?? (left.amountMinor > 0n ? left : money(receipt.amountMinor, left.currency));
  if (asked.amountMinor <= left.amountMinor) return ok(asked);
  const message = `At most ${toDecimal(left)} ${left.currency} of the receipt can be given back now; ${toDecimal(asked)} was asked for.`;
  return refuse(rejectKeepingKey(wrongAmount('AMOUNT_TOO_LARGE', asked, left, message)));
}
