import type { OneOffPayment, TransferReceipt, UnmatchedReason } from '../../generated/prisma/client.ts';
import { newUuid } from '../../kernel/ids.ts';
import { findPerson, insertPerson } from '../payer/person.ts';
import { decidedBy, stepPayment } from '../payment/apply.ts';
import { type PaymentPatch, payments } from '../payment/store.ts';
import type { Fact, StatusReason } from '../port/provider.ts';
import { type ApplyContext, FactMismatch, unpark } from '../reconcile/apply-context.ts';
import { amountMatchOf, withReceipts } from './match.ts';
import { sealPayer } from './personal.ts';
import { nextReceiptCheckAt, publishReceipt, receiptEvent } from './receipt.ts';
import { lockByInvoice, receiptsOf, type TransferRow } from './store.ts';

type Received = Extract<Fact, { kind: 'received' }>;

/**
 * Applies that money came in. It is booked on the transfer that bears its invoice and its currency, whatever its amount and whatever has
 * become of the transfer; any other money waits for a person. The same key is booked once.
 */
export async function applyReceived(context: ApplyContext, fact: Received): Promise<void> {
  const { merchantId, id: accountId } = context.connected;
  const transfer = await lockByInvoice(context.tx, { merchantId, accountId, invoice: fact.invoice });
  const known = await findReceipt(context, fact);
  if (known) {
    confirm(known, fact);
    if (transfer && known.paymentId === transfer.payment.id) await keepWords(context, transfer, fact);
    return;
  }
  const matched = transfer?.payment.currency === fact.amount.currency ? transfer : null;
  const receipt = await insertReceipt(context, fact, transfer, matched);
  // Another has booked it in this very moment.
  if (!receipt) return confirm(await findReceipt(context, fact), fact);
  await unpark(context, fact.ref);
  if (!matched) {
    context.log.warn(
      { merchantId, receiptId: receipt.id, because: receipt.unmatchedBecause },
      'money came in that is on no transfer; a person has to say whose it is',
    );
    return;
  }
  await applyReceipts(context, matched, fact, receipt);
}

/** Brings the amounts of a locked transfer up to its receipts, with the one event that tells it: settled, or a wrong amount. */
export async function applyReceipts(
  context: ApplyContext,
  transfer: TransferRow,
  fact: Received,
  { amountMinor }: Pick<TransferReceipt, 'amountMinor'>,
  why: StatusReason | null = null,
): Promise<void> {
  const { payment } = transfer;
  const sums = withReceipts(payment, await receiptsOf(context.tx, payment));
  const patch = { ...sums, ...(await wordsOf(context, transfer, fact)) };
  const exact = amountMatchOf({ ...payment, ...(sums as Partial<OneOffPayment>) }) === 'EXACT';
  const mismatch = exact ? null : (patch.reason ?? null);
  await stepPayment(context, payment, patch, await decidedBy(context, payment, fact), {
    ...(exact ? {} : { type: 'TRANSFER_AMOUNT_MISMATCH' }),
    why: why ?? mismatch,
    amountMinor,
    at: fact.at,
    syncedAt: context.checkedAt,
  });
}

/** The money of the transfer's own transaction, told again: its words may not be here yet. */
async function keepWords(context: ApplyContext, transfer: TransferRow, fact: Received): Promise<void> {
  const words = await wordsOf(context, transfer, fact);
  await payments.save(context, transfer.payment, words, { at: fact.at });
}

/** What the provider calls a transfer whose own transaction has brought the money. Nothing that is said of the request goes before it. */
async function wordsOf(
  { tx }: ApplyContext,
  { payment, terms }: TransferRow,
  { ref, providerStatus, providerSubCode }: Received,
): Promise<Pick<PaymentPatch, 'providerStatus'>> {
  if (ref.id !== payment.providerReference || providerStatus === undefined) return {};
  if ((providerSubCode ?? null) !== terms.providerSubCode)
    await tx.transfer.update({
      where: { merchantId_paymentId: { merchantId: terms.merchantId, paymentId: terms.paymentId } },
      data: { providerSubCode: providerSubCode ?? null },
    });
  return { providerStatus };
}

function findReceipt({ tx, connected }: ApplyContext, { ref }: Received): Promise<TransferReceipt | null> {
  const named = {
    merchantId: connected.merchantId,
    provider: connected.provider.name,
    providerReference: ref.id,
  };
  return tx.transferReceipt.findUnique({ where: { merchantId_provider_providerReference: named } });
}

/** Money that is known already is the same money, or somebody is wrong. */
function confirm(known: TransferReceipt | null, { ref, amount, invoice }: Received): void {
  if (!known) throw new Error(`receipt ${ref.id} was booked by another and is not there`);
  if (known.amountMinor !== amount.amountMinor || known.currency !== amount.currency)
    throw new FactMismatch(
      `received: expected ${known.amountMinor} ${known.currency}; the provider says ${amount.amountMinor} ${amount.currency}`,
    );
  if (known.invoice !== invoice) throw new FactMismatch(`received: the provider speaks of another invoice than before`);
}

/** Stores the receipt with its event; null when its key has been taken meanwhile. */
async function insertReceipt(
  { tx, now, connected, sealer, cause }: ApplyContext,
  { ref, invoice, amount, at, payer }: Received,
  transfer: TransferRow | null,
  matched: TransferRow | null,
): Promise<TransferReceipt | null> {
  const { merchantId, id: accountId, provider } = connected;
  const id = newUuid(now.getTime());
  // Whose money a transfer's is goes with the transfer's payer; money of nobody we know is a person of its own.
  const person = matched
    ? await findPerson(tx, sealer, merchantId, matched.terms.personId)
    : await insertPerson(tx, now, sealer, merchantId);
  const unmatchedBecause: UnmatchedReason | null = matched ? null : transfer ? 'OTHER_CURRENCY' : 'UNKNOWN_INVOICE';
  const data = {
    merchantId,
    id,
    version: 1,
    provider: provider.name,
    accountId,
    providerReference: ref.id,
    invoice,
    amountMinor: amount.amountMinor,
    currency: amount.currency,
    paymentId: matched?.payment.id ?? null,
    unmatchedBecause,
    personId: person?.id ?? matched?.terms.personId ?? '',
    payerSealed: person && payer ? sealPayer(person, id, payer) : null,
    // Money of a transfer is asked about with that.
    nextCheckAt: matched ? null : nextReceiptCheckAt({ id, updatedAt: now }, now),
    receivedAt: at,
    createdAt: now,
    updatedAt: now,
  };
  const { count } = await tx.transferReceipt.createMany({ data: [data], skipDuplicates: true });
  if (count === 0) return null;
  const receipt = await tx.transferReceipt.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  await publishReceipt(
    tx,
    now,
    null,
    receipt,
    receiptEvent(receipt, { type: 'TRANSFER_RECEIVED', from: null, why: null }, cause, at),
  );
  return receipt;
}
