import type { Cause } from '../../event-log/event.ts';
import { Prisma, type TransferReceipt } from '../../generated/prisma/client.ts';
import { currency, money } from '../../kernel/money.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import { ok, refuse } from '../../kernel/result.ts';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { underKey } from '../command/keyed-command.ts';
import { problemOfReason } from '../operation/reason.ts';
import { findPerson } from '../payer/person.ts';
import type { ProviderRef, StatusReason } from '../port/provider.ts';
import { type ApplyContext, applyContext, takeUp } from '../reconcile/apply-context.ts';
import { openPayer, sealPayer } from './personal.ts';
import { alreadyPlaced, lockReceipt, publishReceipt, receiptEvent } from './receipt.ts';
import { applyReceipts } from './receive.ts';
import { lockTransfer, type TransferRow } from './store.ts';

/** Which money goes on which transfer. */
export interface AssignReceiptInput {
  readonly idempotencyKey: string;
  readonly receiptId: string | null;
  readonly transferId: string | null;
  /** How they know whose money it is; it stays in the event log. */
  readonly reason: string;
}

/** Books unmatched money on the transfer that a person says it is for. Nothing is sent; who decided and why stays in the event log. */
export async function assignReceipt(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: AssignReceiptInput,
): Promise<CommandResult<'invalidInput' | 'notFound' | 'invalidState'>> {
  const { merchantId } = caller;
  const problem = problemOfReason(input.reason);
  if (problem) return refuse(problem);
  const result = await underKey(deps, caller, {
    name: 'assignReceipt',
    key,
    input,
    async decide(tx, now) {
      const found = await find(tx, merchantId, input);
      if ('refusal' in found) return rejectFreeingKey(found.refusal);
      const misfit = cannotFit(found);
      if (misfit) return rejectFreeingKey(misfit);
      const refusal = alreadyPlaced(found.receipt);
      if (refusal) return rejectKeepingKey(refusal);
      await assign(deps, tx, now, { by: 'mutation', actor: caller.actor, key }, found, input.reason);
      return accept({ paymentId: found.transfer.payment.id, receiptId: found.receipt.id });
    },
  });
  deps.wake('sequencer', 'inbox');
  return result.ok
    ? ok({ ...result.value, ...(await lastEvent(deps.db.reader(merchantId), merchantId, key)) })
    : result;
}

interface Pair {
  readonly transfer: TransferRow;
  readonly receipt: TransferReceipt;
}

/** Both, locked: the transfer first, as everybody does. */
async function find(
  tx: Tx,
  merchantId: string,
  { transferId, receiptId }: Pick<AssignReceiptInput, 'transferId' | 'receiptId'>,
): Promise<Pair | { readonly refusal: RefusalOf<'notFound'> }> {
  const transfer = transferId ? await lockTransfer(tx, merchantId, transferId) : null;
  if (!transfer) return { refusal: notFound('transferId', 'transfer') };
  const receipt = receiptId ? await lockReceipt(tx, merchantId, receiptId) : null;
  return receipt ? { transfer, receipt } : { refusal: notFound('receiptId', 'receipt') };
}

/** Why the two can never go together: nothing is written, and the key stays free. */
function cannotFit({ transfer: { payment }, receipt }: Pair): RefusalOf<'invalidInput'> | null {
  const path = ['input', 'transferId'];
  if (receipt.currency !== payment.currency) {
    const message = `expected a transfer in ${receipt.currency}, the currency of the receipt; got one in ${payment.currency}`;
    return { kind: 'invalidInput', code: 'CURRENCY_MISMATCH', problems: [{ path, rule: 'currency', message }] };
  }
  if (receipt.accountId !== payment.accountId)
    return invalid(path, 'account', 'expected a transfer of the account to which the money came; got another');
  return null;
}

async function assign(
  deps: DomainDeps,
  tx: Tx,
  now: Date,
  cause: Cause,
  { transfer, receipt }: Pair,
  reason: string,
): Promise<void> {
  const { merchantId, accountId } = receipt;
  const connected = await deps.accounts.byId(accountId);
  if (!connected) throw new Error(`the account ${accountId} of a receipt is gone`);
  const why: StatusReason = { code: 'OTHER', message: reason, origin: 'MERCHANT', retryable: false };
  const assigned = await tx.transferReceipt.update({
    where: { merchantId_id: { merchantId, id: receipt.id } },
    data: {
      version: receipt.version + 1,
      paymentId: transfer.payment.id,
      unmatchedBecause: null,
      personId: transfer.terms.personId,
      payerSealed: await resealed(deps, tx, receipt, transfer),
      updatedAt: now,
    },
  });
  const step = { type: 'RECEIPT_ASSIGNED', from: 'UNMATCHED', why } as const;
  await publishReceipt(tx, now, receipt, assigned, receiptEvent(assigned, step, cause, now));
  // What was given back of it before is the transfer's too.
  await tx.refund.updateMany({
    where: { merchantId, receiptId: receipt.id },
    data: { paymentId: transfer.payment.id },
  });
  const context = applyContext(deps, { tx, now, connected, cause });
  const ref = { kind: 'receipt', id: receipt.providerReference } as const;
  const amount = money(receipt.amountMinor, currency(receipt.currency));
  await unparkRefunds(context, ref);
  await applyReceipts(
    context,
    transfer,
    { kind: 'received', ref, invoice: receipt.invoice, amount, at: now },
    receipt,
    why,
  );
}

/** A refund of money that was on no transfer waited for this; also one that waited so long that it was given up. */
async function unparkRefunds({ tx, now, connected }: ApplyContext, receipt: ProviderRef): Promise<void> {
  await takeUp(tx, connected, now, Prisma.sql`about like 'refund:%' and item #>> '{about,within,id}' = ${receipt.id}`);
}

/** From whom it came goes over to the transfer's payer, so that both are erased together. */
async function resealed(
  { sealer }: DomainDeps,
  tx: Tx,
  receipt: TransferReceipt,
  { terms }: TransferRow,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { merchantId } = receipt;
  const from = await findPerson(tx, sealer, merchantId, receipt.personId);
  const to = await findPerson(tx, sealer, merchantId, terms.personId);
  const payer = from && openPayer(from, receipt);
  return to && payer ? sealPayer(to, receipt.id, payer) : null;
}

async function lastEvent(reader: Reader, merchantId: string, key: string): Promise<{ readonly eventId?: string }> {
  const event = await reader.event.findFirst({
    where: { merchantId, subjectType: 'trf', cause: { path: ['key'], equals: key } },
    orderBy: { subjectVersion: 'desc' },
    select: { id: true },
  });
  return event ? { eventId: event.id } : {};
}
