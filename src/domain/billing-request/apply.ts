import type { BillingRequest } from '../../generated/prisma/client.ts';
import { mandates } from '../mandate/store.ts';
import { endDecided } from '../operation/end-decided.ts';
import { keepAccountEnding } from '../payer/person.ts';
import { insertPayment } from '../payment/insert.ts';
import type { Fact, ProviderRef } from '../port/provider.ts';
import { type ApplyContext, FactMismatch, isStale, unpark } from '../reconcile/apply-context.ts';
import { nextCheckAt } from '../reconcile/next-check.ts';
import { readAgain } from '../reconcile/unread.ts';
import { billingRequestMayMove, hasEnded } from './states.ts';
import { type BillingRequestPatch, billingRequests, termsOf } from './store.ts';

export type RequestFact = Extract<Fact, { kind: 'request' }>;
type FlowFact = Extract<Fact, { kind: 'flow' }>;

/** Applies how a billing request stands. The payment and the mandate that it leads to are stored when the provider first names them. */
export async function applyRequest(context: ApplyContext, fact: RequestFact): Promise<void> {
  const request = await billingRequests.lockReferenced(context, fact.ref);
  const stale = isStale(context, request);
  const moved = stale ? {} : afterRequestFact(request, fact);
  const released = await endDecided(context, request, { billingRequestId: request.id }, fact);
  const patch = { providerReference: fact.ref.id, ...moved, ...released };
  // A failure says nothing of a request that has moved on since.
  const failed = !stale && fact.now === request.status && !hasEnded(request.status) ? fact.actionFailed : undefined;
  const after = await billingRequests.save(context, request, patch, {
    ...(failed ? { type: 'BILLING_REQUEST_ACTION_FAILED' } : {}),
    why: fact.why ?? failed ?? null,
    at: fact.at,
    syncedAt: stale ? undefined : (context.checkedAt ?? context.now),
    nextCheckAt: nextCheckAt(context.connected, fact.ref, context.now, fact.until),
  });
  if (!stale && fact.accountEnding !== undefined)
    await keepAccountEnding(context.tx, context.sealer, after, fact.accountEnding);
  if (fact.mandate) await nameMandate(context, after, fact.mandate);
  if (fact.payment) await namePayment(context, after, fact.payment);
  if (request.providerReference === null) await unpark(context, fact.ref);
}

/** Keeps the hosted page of a billing request: the last one that was made, since a page cannot be asked for again. */
export async function applyFlow(context: ApplyContext, fact: FlowFact): Promise<void> {
  const request = await billingRequests.lockReferenced(context, fact.ref);
  const page: BillingRequestPatch = {
    flowUrl: fact.url,
    flowRedirectUrl: fact.redirectUrl ?? null,
    flowExitUrl: fact.exitUrl ?? null,
    flowExpiresAt: fact.until,
  };
  const released = await endDecided(context, request, { billingRequestId: request.id }, fact);
  await billingRequests.save(context, request, { ...page, ...released }, { at: fact.at });
}

/** Pure: what the fact changes. What has ended stays as it is. */
export function afterRequestFact(
  request: Pick<BillingRequest, 'status' | 'reason'>,
  { now, actions, fallbackOccurred, chosen, payer, paymentScheme, until, why, actionFailed }: RequestFact,
): BillingRequestPatch {
  if (hasEnded(request.status)) return {};
  const known: BillingRequestPatch = {
    ...(fallbackOccurred === undefined ? {} : { fallbackOccurred }),
    ...(until ? { expiresAt: until } : {}),
    ...chosen,
    ...payer,
    ...(paymentScheme === undefined ? {} : { paymentScheme }),
    ...readAgain(request),
  };
  if (now === request.status) return { ...known, actions, ...(actionFailed ? { reason: actionFailed } : {}) };
  if (!billingRequestMayMove(request.status, now)) return known;
  return { ...known, actions: hasEnded(now) ? [] : actions, status: now, reason: why ?? null };
}

async function nameMandate(
  context: ApplyContext,
  request: BillingRequest,
  { ref, scheme }: NonNullable<RequestFact['mandate']>,
): Promise<void> {
  const { tx, now, connected } = context;
  const { merchantId, id, provider, accountId, personId } = request;
  const where = { merchantId_billingRequestId: { merchantId, billingRequestId: id } };
  const known = await tx.mandate.findUnique({ where, select: { providerReference: true } });
  if (known) return mustBe('mandate', known.providerReference, ref);
  await mandates.insert(context, {
    merchantId,
    provider,
    accountId,
    personId,
    scheme,
    ...termsOf(request)?.creditor,
    billingRequestId: id,
    providerReference: ref.id,
    metadata: termsOf(request)?.mandate?.metadata ?? {},
    nextCheckAt: nextCheckAt(connected, ref, now),
  });
  await unpark(context, ref);
}

async function namePayment(
  context: ApplyContext,
  request: BillingRequest,
  { ref, amount }: NonNullable<RequestFact['payment']>,
): Promise<void> {
  const { tx, now, connected } = context;
  const { merchantId, id, amountMinor, currency } = request;
  const where = { merchantId_billingRequestId: { merchantId, billingRequestId: id } };
  const known = await tx.oneOffPayment.findUnique({ where, select: { providerReference: true } });
  if (known) return mustBe('payment', known.providerReference, ref);
  if (amountMinor !== null && (amount.amountMinor !== amountMinor || amount.currency !== currency)) {
    throw new FactMismatch(
      `request: expected a payment of ${amountMinor} ${currency}; the provider says ${amount.amountMinor} ${amount.currency}`,
    );
  }
  const { appFee } = termsOf(request)?.payment ?? {};
  await insertPayment(context, {
    on: { billingRequest: request },
    externalId: null,
    amount,
    description: request.description ?? '',
    autoReserve: false,
    expiresAt: null,
    appFeeMinor: appFee === undefined ? null : BigInt(appFee),
    metadata: termsOf(request)?.payment?.metadata ?? {},
    providerReference: ref.id,
    nextCheckAt: nextCheckAt(connected, ref, now),
  });
  await unpark(context, ref);
}

function mustBe(noun: string, known: string | null, { id }: ProviderRef): void {
  if (known !== id) throw new FactMismatch(`expected ${noun} ${known}; the provider speaks of ${id}`);
}
