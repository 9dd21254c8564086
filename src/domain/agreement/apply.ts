import type { Agreement, Prisma } from '../../generated/prisma/client.ts';
import { endDecided } from '../operation/end-decided.ts';
import { operationOutcome } from '../operation/outcome.ts';
import { openOperations } from '../operation/store.ts';
import { stepPayment } from '../payment/apply.ts';
import { afterFact } from '../payment/facts.ts';
import { isCharge } from '../payment/states.ts';
import { payments } from '../payment/store.ts';
import type { Fact } from '../port/provider.ts';
import { type ApplyContext, isStale, unpark } from '../reconcile/apply-context.ts';
import { readAgain } from '../reconcile/unread.ts';
import { type AgreementState, agreementMayMove, isAfterEnd, isClosed } from './states.ts';
import { type AgreementPatch, agreements } from './store.ts';

export type AuthorityFact = Extract<Fact, { kind: 'authority' }>;

/** Applies how an agreement stands. When it ends, its open payments end in the same transaction, as they do at the provider. */
export async function applyAuthority(context: ApplyContext, fact: AuthorityFact): Promise<void> {
  const agreement = await agreements.lockReferenced(context, fact.ref);
  const moved = afterAuthority(agreement, fact, context.checkedAt);
  const cancelled = moved.status === 'CANCELLED' && !fact.reservationsMayStay;
  if (cancelled) await cancelPayments(context, agreement, fact);
  else if (moved.status && moved.status !== 'ACTIVE') await checkPaymentsNow(context, agreement);

  const released = await endDecided(context, agreement, { agreementId: agreement.id }, fact, async ({ paymentId }) => {
    if (paymentId) await resolvePayment(context, paymentId);
  });
  const stale = isStale(context, agreement);
  const terms = stale ? {} : changedTerms(agreement, fact.terms);
  const patch = { providerReference: fact.ref.id, ...terms, ...moved, ...released };
  const syncedAt = stale ? undefined : (context.checkedAt ?? context.now);
  await agreements.save(context, agreement, patch, { why: fact.why ?? null, at: fact.at, syncedAt });
  if (agreement.providerReference === null) await unpark(context, fact.ref);
}

/** Pure: what the fact changes. Nothing when it comes again, or after something later. */
function afterAuthority(agreement: Agreement, fact: AuthorityFact, checkedAt: Date | undefined): AgreementPatch {
  const status = agreement.status as AgreementState;
  if (fact.now === 'PENDING') {
    if (status !== 'PENDING') return {};
    return {
      ...readAgain(agreement),
      ...(fact.step?.kind === 'redirect' ? { payerUrl: fact.step.url } : {}),
      ...(fact.until ? { expiresAt: fact.until } : {}),
    };
  }
  if (isClosed(agreement) && !isAfterEnd(agreement, checkedAt)) return {};
  const to: string = fact.now;
  return agreementMayMove(status, to) ? { status: to, reason: fact.why ?? null } : readAgain(agreement);
}

/** What the payer is shown, where it is another than we know. No amount and none at all are the same to the provider. */
function changedTerms(agreement: Agreement, terms: AuthorityFact['terms'] = {}): AgreementPatch {
  const { amount, ...words } = terms;
  if (amount === undefined || (amount !== null && amount.currency !== agreement.currency)) return words;
  const amountMinor = amount?.amountMinor ?? null;
  return (amountMinor ?? 0n) === (agreement.amountMinor ?? 0n) ? words : { ...words, amountMinor };
}

const stillOpen = {
  state: { in: ['CREATED', 'REQUIRES_PAYER_ACTION', 'PROCESSING', 'AUTHORIZED', 'PARTIALLY_SETTLED'] },
} satisfies Prisma.OneOffPaymentWhereInput;

/**
 * The provider cancels requests and reservations with their agreement. A payment whose capture is on its way may have been
 * captured just before, so about that one the provider is asked.
 */
async function cancelPayments(
  context: ApplyContext,
  { merchantId, id: agreementId }: Agreement,
  fact: AuthorityFact,
): Promise<void> {
  const rows = await context.tx.oneOffPayment.findMany({
    where: { merchantId, agreementId, ...stillOpen },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const why = fact.why ?? {
    code: 'CANCELLED_BY_SYSTEM',
    message: 'The agreement was cancelled.',
    origin: 'PROVIDER',
    retryable: false,
  };
  for (const { id } of rows) {
    const payment = await payments.lock(context.tx, merchantId, id);
    if (!payment) continue;
    // So about a charge: what is reserved already may stay the merchant's to capture. Nor does anybody say what becomes of the rest of a payment that
    // was taken in part.
    if (payment.captureInFlight > 0n || payment.captured > 0n || isCharge(payment)) {
      if (payment.captured > 0n && payment.cancelling) await payments.save(context, payment, { cancelling: false });
      await context.tx.oneOffPayment.updateMany({ where: { merchantId, id }, data: { nextCheckAt: context.now } });
      continue;
    }
    const ended = {
      kind: 'cancelled',
      ref: { kind: 'payment', id: payment.providerReference ?? '' },
      at: fact.at,
      why,
      // They end as the agreement does, and so in the same word.
      ...(fact.providerStatus === undefined ? {} : { providerStatus: fact.providerStatus }),
    } as const;
    const step = afterFact(payment, ended);
    if (step.kind !== 'step') continue;
    const ends = (await openOperations(context.tx, { merchantId, paymentId: id })).flatMap((operation) => {
      const outcome = operationOutcome(operation, ended, false);
      return outcome ? [{ operation, end: outcome }] : [];
    });
    await stepPayment(context, payment, step.patch, ends, step.details);
  }
}

/**
 * An agreement that was never accepted takes its first payment with it, and one that its payer has ended may leave what is reserved: how each
 * has ended, if it has, is the provider's to say.
 */
async function checkPaymentsNow({ tx, now }: ApplyContext, { merchantId, id: agreementId }: Agreement): Promise<void> {
  await tx.oneOffPayment.updateMany({
    where: { merchantId, agreementId, ...stillOpen, providerReference: { not: null } },
    data: { nextCheckAt: now },
  });
}

async function resolvePayment(context: ApplyContext, id: string): Promise<void> {
  const payment = await payments.lock(context.tx, context.connected.merchantId, id);
  if (payment && payment.unresolvedCount > 0)
    await payments.save(context, payment, { unresolvedCount: payment.unresolvedCount - 1 });
}
