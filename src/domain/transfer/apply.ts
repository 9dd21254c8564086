import type { OneOffPayment, Prisma, Transfer } from '../../generated/prisma/client.ts';
import { changesOf } from '../noun/changes.ts';
import { mustBear } from '../noun/noun.ts';
import { findPerson } from '../payer/person.ts';
import { decidedBy, stepPayment } from '../payment/apply.ts';
import { paymentMayMove } from '../payment/states.ts';
import { type PaymentPatch, payments } from '../payment/store.ts';
import type { Fact } from '../port/provider.ts';
import { type ApplyContext, isStale, UnknownReference, unpark } from '../reconcile/apply-context.ts';
import { nextCheckAt } from '../reconcile/next-check.ts';
import { sealMessage } from './personal.ts';
import { lockTransfer, type TransferRow } from './store.ts';

type Instructed = Extract<Fact, { kind: 'instructed' }>;

/** Applies that the provider has the transfer, and where its payer is to send the money. Details that were not told stay. */
export async function applyInstructed(context: ApplyContext, fact: Instructed): Promise<void> {
  const { tx, now, connected } = context;
  const { payment, terms } = await lockedTransfer(context, fact);
  mustBear('transfer', payment, fact.ref);
  const stale = isStale(context, payment);
  const worded = !stale && takesWords(payment, fact);
  const details = stale ? {} : await detailsOf(context, terms, fact, worded);
  const hasDetails = Object.keys(details).length > 0;
  if (hasDetails)
    await tx.transfer.update({
      where: { merchantId_paymentId: { merchantId: terms.merchantId, paymentId: terms.paymentId } },
      data: details,
    });
  const moved: PaymentPatch = {
    providerReference: fact.ref.id,
    ...(paymentMayMove(payment, 'REQUIRES_PAYER_ACTION') ? { state: 'REQUIRES_PAYER_ACTION' } : {}),
    ...(worded ? { providerStatus: fact.providerStatus } : {}),
  };
  await stepPayment(context, payment, moved, await decidedBy(context, payment, fact), {
    // The bank details are a change of the transfer also where nothing of its payment moves.
    ...(hasDetails ? { type: 'PAYMENT_STATUS_CHANGED' } : {}),
    at: fact.at,
    syncedAt: stale ? undefined : (context.checkedAt ?? now),
    nextCheckAt: nextCheckAt(connected, fact.ref, now),
  });
  if (payment.providerReference !== null) return;
  await unpark(context, fact.ref);
  // Its transaction may have been heard of as a receipt before we knew it for ours.
  await unpark(context, { kind: 'receipt', id: fact.ref.id });
}

/** Whether what the provider calls the request is still its word for the transfer: money, and an end, have words of their own. */
function takesWords(payment: OneOffPayment, { providerStatus }: Instructed): boolean {
  if (providerStatus === undefined) return false;
  return (
    payment.providerStatus === '' || ['CREATED', 'REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'].includes(payment.state)
  );
}

/** What the fact changes of the details. A repeat changes nothing. A status without a sub-code has none. */
async function detailsOf(
  { tx, sealer }: ApplyContext,
  terms: Transfer,
  { bank, message, providerSubCode }: Instructed,
  worded: boolean,
): Promise<Prisma.TransferUpdateInput> {
  const { merchantId, paymentId, personId, messageSealed } = terms;
  // Sealed text cannot be compared, and the provider says it when it makes the transfer: the first is kept.
  const person = message && !messageSealed ? await findPerson(tx, sealer, merchantId, personId) : null;
  return {
    ...changesOf(terms, { ...bank, ...(worded ? { providerSubCode: providerSubCode ?? null } : {}) }),
    ...(message && person ? { messageSealed: sealMessage(person, paymentId, message) } : {}),
  };
}

async function lockedTransfer(context: ApplyContext, fact: Instructed): Promise<TransferRow> {
  const id = await namedTransfer(context, fact);
  const transfer = id ? await lockTransfer(context.tx, context.connected.merchantId, id) : null;
  if (!transfer) throw new UnknownReference(fact.ref);
  return transfer;
}

/** The transfer that is being answered for, else by the provider's reference, else by the key that we sent. */
async function namedTransfer(context: ApplyContext, { ref, operationKey }: Instructed): Promise<string | null> {
  const known = await payments.idOf(context, ref);
  if (known !== null || operationKey === undefined) return known;
  const sent = await context.tx.operation.findUnique({
    where: { merchantId_providerKey: { merchantId: context.connected.merchantId, providerKey: operationKey } },
    select: { paymentId: true, kind: true },
  });
  return sent?.kind === 'transfer.create' ? sent.paymentId : null;
}
