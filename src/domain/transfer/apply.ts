import type { Prisma, Transfer } from '../../generated/prisma/client.ts';
import { type ApplyContext, FactMismatch, isStale, UnknownReference, unpark } from '../apply-context.ts';
import { askNextAt } from '../ask-plan.ts';
import { createsPayment } from '../operation/store.ts';
import { decidedBy, stepPayment } from '../payment/apply.ts';
import { paymentMayMove } from '../payment/states.ts';
import type { PaymentPatch } from '../payment/store.ts';
import { findPerson } from '../person.ts';
import type { Fact } from '../provider.ts';
import { sealMessage } from './personal.ts';
import { lockTransfer, type TransferRow } from './store.ts';

type Instructed = Extract<Fact, { is: 'instructed' }>;

/** Applies that the provider has the transfer, and where its payer is to send the money. Details that were not told stay. */
export async function applyInstructed(cx: ApplyContext, fact: Instructed): Promise<void> {
  const { tx, now, connected } = cx;
  const { payment, terms } = await lockedTransfer(cx, fact);
  if (payment.providerReference !== null && payment.providerReference !== fact.ref.id)
    throw new FactMismatch(`expected transfer ${payment.providerReference}; the provider speaks of ${fact.ref.id}`);
  const stale = isStale(cx, payment);
  const details = stale ? {} : await detailsOf(cx, terms, fact);
  const told = Object.keys(details).length > 0;
  if (told)
    await tx.transfer.update({
      where: { merchantId_paymentId: { merchantId: terms.merchantId, paymentId: terms.paymentId } },
      data: details,
    });
  const moved: PaymentPatch = {
    providerReference: fact.ref.id,
    ...(paymentMayMove(payment, 'REQUIRES_PAYER_ACTION') ? { state: 'REQUIRES_PAYER_ACTION' } : {}),
    ...(stale || fact.providerStatus === undefined ? {} : { providerStatus: fact.providerStatus }),
  };
  await stepPayment(cx, payment, moved, await decidedBy(cx, payment, fact), {
    // The bank details are a change of the transfer also where nothing of its payment moves.
    ...(told ? { type: 'PAYMENT_STATUS_CHANGED' } : {}),
    at: fact.at,
    askAt: askNextAt(connected, fact.ref, now),
    synced: !stale,
    askedAt: cx.askedAt,
  });
  if (payment.providerReference === null) await unpark(cx, fact.ref);
}

/** What the fact changes of the details. A repeat changes nothing. */
async function detailsOf(
  { tx, sealer }: ApplyContext,
  terms: Transfer,
  { bank, message, providerSubCode }: Instructed,
): Promise<Prisma.TransferUpdateInput> {
  const { merchantId, paymentId, personId, messageSealed } = terms;
  const given = Object.entries({ ...bank, ...(providerSubCode === undefined ? {} : { providerSubCode }) });
  const fresh = given.filter(([name, value]) => terms[name as keyof Transfer] !== value);
  // Sealed text cannot be compared, and the provider says it when it makes the transfer: the first is kept.
  const person = message && !messageSealed ? await findPerson(tx, sealer, merchantId, personId) : null;
  return {
    ...Object.fromEntries(fresh),
    ...(message && person ? { messageSealed: sealMessage(person, paymentId, message) } : {}),
  };
}

async function lockedTransfer({ tx, operation, connected }: ApplyContext, { ref }: Instructed): Promise<TransferRow> {
  const { merchantId } = connected;
  const named = { merchantId, provider: connected.provider.name, providerReference: ref.id };
  const id =
    operation?.paymentId && createsPayment(operation.kind)
      ? operation.paymentId
      : (
          await tx.oneOffPayment.findUnique({
            where: { merchantId_provider_providerReference: named },
            select: { id: true },
          })
        )?.id;
  const transfer = id ? await lockTransfer(tx, merchantId, id) : null;
  if (!transfer) throw new UnknownReference(ref);
  return transfer;
}
