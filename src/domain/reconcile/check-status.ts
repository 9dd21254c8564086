import type { Cause } from '../../event-log/event.ts';
import { settlementReminderMs } from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import { isClosed, nextClosedCheckAt as nextClosedAgreementCheckAt } from '../agreement/states.ts';
import { callContext } from '../command/call-context.ts';
import type { DomainDeps } from '../command/deps.ts';
import { isFinal, lapsesAt, nextClosedCheckAt, type PaymentState } from '../payment/states.ts';
import { payments } from '../payment/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ProviderRef } from '../port/provider.ts';
import { applyFacts } from './apply.ts';
import { applyContext } from './apply-context.ts';
import { nextCheckAt } from './next-check.ts';
import { billingRequestRef, mandateLinks, mandateRef, paymentLinks, paymentRef } from './refs.ts';
import { noteUnreadable } from './unreadable.ts';

const cause: Cause = { by: 'clock', rule: 'sweep' };

/**
 * Asks how a payment stands: callbacks get lost, and providers stop sending them after a while. One that is over is asked about again only
 * when the provider has answered; until then the claim has put it off for an hour.
 */
export async function checkPaymentStatus(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  const payment = await deps.db.reader(merchantId).oneOffPayment.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    select: {
      id: true,
      accountId: true,
      expiresAt: true,
      settleBy: true,
      state: true,
      updatedAt: true,
      version: true,
      ...paymentLinks,
    },
  });
  if (payment.providerReference === null) return;
  const ref = paymentRef(payment);
  if (!isFinal(payment.state as PaymentState)) {
    await check(deps, payment.accountId, ref, (tx, connected, now) =>
      tx.oneOffPayment.updateMany({
        where: { merchantId, id, nextCheckAt: { not: null } },
        data: { nextCheckAt: nextCheckAt(connected, ref, now, lapsesAt(payment)) },
      }),
    );
    return;
  }
  const answered = await check(deps, payment.accountId, ref);
  // Where the answer has changed it, that has planned the next question.
  if (answered)
    await deps.db.forMerchant(merchantId, (tx, now) =>
      tx.oneOffPayment.updateMany({
        where: { merchantId, id, version: payment.version },
        data: { nextCheckAt: nextClosedCheckAt(payment, now) },
      }),
    );
}

/** Asks how a mandate stands that waits for its bank. */
export async function checkMandateStatus(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  const mandate = await deps.db.reader(merchantId).mandate.findUniqueOrThrow({
    where: { merchantId_id: { merchantId, id } },
    select: { accountId: true, ...mandateLinks },
  });
  if (mandate.providerReference === null) return;
  await check(deps, mandate.accountId, mandateRef(mandate), (tx, connected, now) =>
    tx.mandate.updateMany({
      where: { merchantId, id, nextCheckAt: { not: null } },
      data: { nextCheckAt: nextCheckAt(connected, mandateRef(mandate), now) },
    }),
  );
}

/** Asks how an open billing request stands. */
export async function checkBillingRequestStatus(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  const request = await deps.db
    .reader(merchantId)
    .billingRequest.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  if (request.providerReference === null) return;
  await check(deps, request.accountId, billingRequestRef(request), (tx, connected, now) =>
    tx.billingRequest.updateMany({
      where: { merchantId, id, nextCheckAt: { not: null } },
      data: { nextCheckAt: nextCheckAt(connected, billingRequestRef(request), now, request.expiresAt) },
    }),
  );
}

/** Asks how an agreement stands. One that is over is asked about again only when the provider has answered. */
export async function checkAgreementStatus(
  deps: DomainDeps,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<void> {
  const agreement = await deps.db
    .reader(merchantId)
    .agreement.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const { accountId, providerReference, version } = agreement;
  if (providerReference === null) return;
  const answered = await check(deps, accountId, { kind: 'agreement', id: providerReference });
  // Where the answer has changed it, that has planned the next question.
  if (answered && isClosed(agreement))
    await deps.db.forMerchant(merchantId, (tx, now) =>
      tx.agreement.updateMany({
        where: { merchantId, id, version },
        data: { nextCheckAt: nextClosedAgreementCheckAt(agreement, now) },
      }),
    );
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
