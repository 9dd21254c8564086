import type { Cause } from '../../event-log/event.ts';
import type { Payout } from '../../generated/prisma/client.ts';
import { settlementReminderMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { isClosed, nextClosedCheckAt as nextClosedAgreementCheckAt } from '../agreement/states.ts';
import { hasEnded, nextEndedCheckAt } from '../billing-request/states.ts';
import { callContext } from '../command/call-context.ts';
import type { DomainDeps } from '../command/deps.ts';
import { isAwaited, nextRestingCheckAt } from '../mandate/states.ts';
import {
  isFinal,
  lapsesAt,
  nextClosedCheckAt,
  nextWaitingCheckAt,
  type PaymentState,
  waitsForDay,
} from '../payment/states.ts';
import { payments } from '../payment/store.ts';
import { reviewPayout } from '../payout/apply.ts';
import { nextPayoutCheckAt } from '../payout/states.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef } from '../port/provider.ts';
import { nextReceiptCheckAt } from '../transfer/receipt.ts';
import { applyFacts } from './apply.ts';
import { applyContext } from './apply-context.ts';
import { nextCheckAt } from './next-check.ts';
import {
  billingRequestRef,
  mandateLinks,
  mandateRef,
  paymentLinks,
  paymentRef,
  receiptLinks,
  receiptRef,
} from './refs.ts';
import { noteUnreadable } from './unreadable.ts';

const cause: Cause = { by: 'clock', rule: 'sweep' };

/** Asks how a payment stands: callbacks get lost, and providers stop sending them after a while. */
export async function checkPaymentStatus(deps: DomainDeps, { merchantId, id }: Due): Promise<void> {
  const payment = await deps.db.reader(merchantId).oneOffPayment.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    select: {
      id: true,
      accountId: true,
      expiresAt: true,
      settleBy: true,
      state: true,
      cancelling: true,
      unresolvedCount: true,
      dueOn: true,
      chargeDate: true,
      updatedAt: true,
      version: true,
      ...paymentLinks,
    },
  });
  const day = waitsForDay(payment);
  await checkNoun(
    deps,
    { ...payment, merchantId },
    {
      ref: paymentRef(payment),
      // Nothing is awaited of a charge before its day.
      open: day === null && !isFinal(payment.state as PaymentState),
      lapses: lapsesAt(payment),
      whenClosed: (now) => (day ? nextWaitingCheckAt(day, now) : nextClosedCheckAt(payment, now)),
      plan: (tx, where, nextCheckAt) => tx.oneOffPayment.updateMany({ where, data: { nextCheckAt } }),
    },
  );
}

/** Asks how a mandate stands. */
export async function checkMandateStatus(deps: DomainDeps, { merchantId, id }: Due): Promise<void> {
  const mandate = await deps.db.reader(merchantId).mandate.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    select: { id: true, accountId: true, status: true, reason: true, updatedAt: true, version: true, ...mandateLinks },
  });
  await checkNoun(
    deps,
    { ...mandate, merchantId },
    {
      ref: mandateRef(mandate),
      open: isAwaited(mandate),
      whenClosed: (now) => nextRestingCheckAt(mandate, now),
      plan: (tx, where, nextCheckAt) => tx.mandate.updateMany({ where, data: { nextCheckAt } }),
    },
  );
}

/** Asks how a billing request stands. */
export async function checkBillingRequestStatus(deps: DomainDeps, { merchantId, id }: Due): Promise<void> {
  const select = { select: { id: true } } as const;
  const request = await deps.db.reader(merchantId).billingRequest.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    include: { payment: select, mandate: select },
  });
  await checkNoun(deps, request, {
    ref: billingRequestRef(request),
    open: !hasEnded(request.status),
    lapses: request.expiresAt,
    whenClosed: (now) => nextEndedCheckAt({ ...request, ledTo: request }, now),
    plan: (tx, where, nextCheckAt) => tx.billingRequest.updateMany({ where, data: { nextCheckAt } }),
  });
}

/**
 * Asks what became of money that came on no transfer: what is given back of it at the provider is told once, before or after a person has said
 * whose it is, and no question about a transfer finds it.
 */
export async function checkReceiptStatus(deps: DomainDeps, { merchantId, id }: Due): Promise<void> {
  const where = { merchantId_id: { merchantId, id } };
  const receipt = await deps.db
    .reader(merchantId)
    .transferReceipt.findUniqueOrThrow({ where, select: { accountId: true, ...receiptLinks } });
  if (!(await check(deps, receipt.accountId, receiptRef(receipt)))) return;
  await deps.db.forMerchant(merchantId, async (tx, now) => {
    const asked = await tx.transferReceipt.findUniqueOrThrow({ where, select: { id: true, updatedAt: true } });
    await tx.transferReceipt.update({
      where,
      data: { nextCheckAt: nextReceiptCheckAt(asked, now), lastProviderSyncAt: now },
    });
  });
}

/** Asks how a payout stands, and what explains it. */
export async function checkPayoutStatus(deps: DomainDeps, { merchantId, id }: Due): Promise<void> {
  const payout = await deps.db
    .reader(merchantId)
    .payout.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const connected = await deps.accounts.byId(payout.accountId);
  if (connected?.provider.settlementStatements) return review(deps, connected, payout);
  await checkNoun(deps, payout, {
    ref: { kind: 'payout', id: payout.providerReference },
    // Its days are its own: no answer, and the claim has it asked about again in an hour.
    open: false,
    whenClosed: (now) => nextPayoutCheckAt(payout, now),
    plan: (tx, where, nextCheckAt) => tx.payout.updateMany({ where, data: { nextCheckAt } }),
  });
}

/** No question to the provider tells of it: what is known here by now is all there is. */
async function review(deps: DomainDeps, connected: ConnectedAccount, payout: Payout): Promise<void> {
  const { merchantId, id, version } = payout;
  await deps.db.forMerchant(merchantId, async (tx, now) => {
    await reviewPayout(applyContext(deps, { tx, now, connected, cause }), id);
    // Where it has changed, that has planned the next time.
    await tx.payout.updateMany({
      where: { merchantId, id, version },
      data: { nextCheckAt: nextPayoutCheckAt(payout, now) },
    });
  });
  deps.wake('sequencer');
}

interface Due {
  readonly merchantId: string;
  readonly id: string;
}
interface Checked extends Due {
  readonly accountId: string;
  readonly providerReference: string | null;
  readonly version: number;
}
interface CheckPlan {
  readonly ref: ProviderRef;
  /** Whether something is awaited. */
  readonly open: boolean;
  /** When it ends by itself if nothing befalls it. */
  readonly lapses?: Date | null;
  /** When it is asked about next while nothing is awaited. */
  whenClosed(now: Date): Date | null;
  plan(
    tx: Tx,
    where: Due & { readonly version?: number; readonly nextCheckAt?: { readonly not: null } },
    next: Date | null,
  ): Promise<unknown>;
}

/**
 * Asks about a thing, and plans the next question. While something is awaited that is planned before the answer; of what is closed only when
 * the provider has answered: until then the claim has put it off for an hour.
 */
async function checkNoun(
  deps: DomainDeps,
  { merchantId, id, accountId, providerReference, version }: Checked,
  { ref, open, lapses = null, whenClosed, plan }: CheckPlan,
): Promise<void> {
  if (providerReference === null) return;
  if (open) {
    await check(deps, accountId, ref, (tx, connected, now) =>
      plan(tx, { merchantId, id, nextCheckAt: { not: null } }, nextCheckAt(connected, ref, now, lapses)),
    );
    return;
  }
  const answered = await check(deps, accountId, ref);
  // Where the answer has changed it, that has planned the next question.
  if (answered)
    await deps.db.forMerchant(merchantId, (tx, now) => plan(tx, { merchantId, id, version }, whenClosed(now)));
}

/** Asks how an agreement stands. One that is over is asked about again only when the provider has answered. */
export async function checkAgreementStatus(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  const agreement = await deps.db
    .reader(merchantId)
    .agreement.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const { accountId, providerReference } = agreement;
  if (providerReference === null) return;
  const ref = { kind: 'agreement', id: providerReference } as const;
  if (!isClosed(agreement)) return void (await check(deps, accountId, ref));
  await checkNoun(deps, agreement, {
    ref,
    open: false,
    whenClosed: (now) => nextClosedAgreementCheckAt(agreement, now),
    plan: (tx, where, nextCheckAt) => tx.agreement.updateMany({ where, data: { nextCheckAt } }),
  });
}

/** `plan` writes when the thing is asked about next, in case this question brings no news. True when the provider has answered. */
async function check(
  deps: DomainDeps,
  accountId: string,
  ref: ProviderRef,
  plan?: (tx: Tx, connected: ConnectedAccount, now: Date) => Promise<unknown>,
): Promise<boolean> {
  const connected = await deps.accounts.byId(accountId);
  if (!connected || connected.pausedAt) return false;
  const now = await deps.db.forMerchant(connected.merchantId, async (tx, at) => {
    await plan?.(tx, connected, at);
    return at;
  });
  const answer = await connected.provider.checkStatus(callContext(deps, connected, now), ref);
  if (answer.kind === 'facts') await applyAnswer(deps, connected, now, answer.facts);
  else if (answer.kind === 'unknown') await noteUnreadable(deps, connected, ref, answer.why, cause);
  if (answer.kind !== 'facts')
    deps.log.debug({ accountId, providerRef: ref.id, outcome: answer.kind }, 'a status check learned nothing');
  return answer.kind !== 'notSent' && answer.kind !== 'unknown';
}

async function applyAnswer(
  deps: DomainDeps,
  connected: ConnectedAccount,
  checkedAt: Date,
  facts: Parameters<typeof applyFacts>[1],
): Promise<void> {
  // An answer that was had must not be lost to a row that somebody holds.
  await deps.db.forMerchant(
    connected.merchantId,
    (tx, now) => applyFacts(applyContext(deps, { tx, now, connected, cause, checkedAt }), facts),
    { insist: true },
  );
  deps.wake('sequencer', 'inbox');
}

/** Reserved payments that will lapse within the notice and have not been announced. */
export async function dueForReminder(
  { db }: DomainDeps,
  limit: number,
): Promise<readonly { merchantId: string; id: string }[]> {
  const { rows } = await db.worker.query<{ merchant_id: string; id: string }>(
    `select merchant_id, id from one_off_payment
     where state = 'AUTHORIZED' and settlement_due_at is null and settle_by <= app_now() + $1 * interval '1 millisecond' order by settle_by limit $2`,
    [settlementReminderMs, limit],
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }));
}

/** Announces, once, that reserved money must be captured or cancelled soon. */
export async function remindOfSettlement(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  await deps.db.forMerchant(merchantId, async (tx, now) => {
    const payment = await payments.lock(tx, merchantId, id);
    if (payment?.state !== 'AUTHORIZED' || payment.settlementDueAt !== null) return;
    const amountMinor = payment.authorized - payment.captured;
    const context = { tx, now, cause: { by: 'clock', rule: 'settlementDue' } } as const;
    await payments.save(context, payment, { settlementDueAt: now }, { type: 'PAYMENT_SETTLEMENT_DUE', amountMinor });
  });
  deps.wake('sequencer');
}
