import { lastEventsOf } from '../../event-log/append.ts';
import type { Cause } from '../../event-log/event.ts';
import { type Operation, Prisma } from '../../generated/prisma/client.ts';
import { unreachable } from '../../kernel/result.ts';
import {
  nextByTime,
  notSentSchedule,
  pendingSchedule,
  sendWithinMs,
  unknownOutcomeSchedule,
} from '../../kernel/schedules.ts';
import type { Tx } from '../../platform/db.ts';
import type { DomainDeps } from '../command/deps.ts';
import { stepPayment } from '../payment/apply.ts';
import { nameRefund } from '../payment/refund-apply.ts';
import { paymentMayMove } from '../payment/states.ts';
import { type PaymentPatch, payments } from '../payment/store.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { Capability, NotSentCause, Outcome, StatusReason } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { type ApplyContext, applyContext, FactMismatch } from '../reconcile/apply-context.ts';
import { type End, isOpen, type OperationState } from './states.ts';
import { createsPayment, endOperation, lockOperation, type OpenOperation } from './store.ts';
import { type About, lockWithSubjects, subjectOf } from './subject.ts';

/** How an outcome came to us: `sent` is the answer to the call itself, `asked` that to a question about it. */
export type Via = 'sent' | 'asked';

export interface Settling {
  readonly operation: About & Pick<Operation, 'merchantId' | 'id'>;
  /** The lease under which we act; a worker whose lease was taken over writes nothing. */
  readonly leaseToken: string;
  readonly connected: ConnectedAccount;
  readonly cause: Cause;
  readonly via: Via;
  /** When the question was asked, of what is an answer to one. */
  readonly checkedAt?: Date;
}

/** What an answer has led to, as it was written: how the operation ended, if it did, and the last event about each thing. */
export interface Settled {
  readonly end: End | null;
  readonly events: ReadonlyMap<string, string>;
}

/**
 * Writes what a provider's answer means, in one short transaction. A fact that contradicts what we know becomes an unknown outcome. Null
 * where another has taken the operation over.
 */
export async function settle(deps: DomainDeps, settling: Settling, outcome: Outcome): Promise<Settled | null> {
  const settled = await writeOrDoubt(deps, settling, outcome);
  deps.wake('sequencer', 'inbox');
  return settled;
}

async function writeOrDoubt(deps: DomainDeps, settling: Settling, outcome: Outcome): Promise<Settled | null> {
  try {
    return await write(deps, settling, outcome);
  } catch (error) {
    if (!(error instanceof FactMismatch)) throw error;
    deps.log.error(
      { operationId: settling.operation.id, error: error.message },
      'the provider contradicts what it was asked for; a person has to look',
    );
    return write(deps, settling, { kind: 'unknown', why: { kind: 'amountMismatch', detail: error.message } });
  }
}

async function write(
  deps: DomainDeps,
  { operation: { merchantId, ...about }, leaseToken, connected, cause, via, checkedAt }: Settling,
  outcome: Outcome,
): Promise<Settled | null> {
  const record = async (tx: Tx, now: Date): Promise<Settled | null> => {
    const operation = await lockWithSubjects(tx, { merchantId, ...about });
    if (!isOpen(operation.status as OperationState) || operation.leaseToken !== leaseToken) return null;
    const context = applyContext(deps, { tx, now, connected, cause, operation, checkedAt });
    await step(context, operation);
    return { end: context.ended.get(operation.id) ?? null, events: lastEventsOf(tx) };
  };
  const step = async (context: ApplyContext, operation: OpenOperation): Promise<void> => {
    const { now } = context;
    switch (outcome.kind) {
      case 'facts':
        await applyFacts(context, outcome.facts);
        return context.ended.has(operation.id) ? undefined : keepOpen(context, operation);
      case 'pending':
        if (operation.refund && operation.refund.providerReference === null)
          await nameRefund(context, operation.refund.id, outcome.ref.id);
        if (operation.status === 'UNRESOLVED') await addUnresolved(context, operation, -1);
        return wait(
          context,
          operation,
          'PENDING',
          later(now, outcome.checkAgainMs, nextByTime(pendingSchedule, startOf(operation), now, operation.id)),
        );
      case 'refused':
        return fail(context, operation, outcome.why, via === 'sent');
      case 'notSent':
        return notSent(context, operation, outcome.why, via);
      case 'unknown':
        // A question that got no answer leaves what the provider has taken in with the provider.
        if (operation.status === 'PENDING' && outcome.why.kind !== 'amountMismatch')
          return wait(context, operation, 'PENDING', nextQuestion(operation, now));
        if (operation.status !== 'UNRESOLVED') await addUnresolved(context, operation, 1);
        return wait(
          context,
          operation,
          'UNRESOLVED',
          nextQuestion(operation, now),
          unknownReason(connected, outcome.why.kind),
        );
      default:
        return unreachable(outcome);
    }
  };
  // What became of it is known: a row that somebody holds must not make it unknown again.
  return deps.db.forMerchant(merchantId, record, { insist: true });
}

/** After facts: an operation that they did not decide is asked about again. */
async function keepOpen(context: ApplyContext, { merchantId, id }: OpenOperation): Promise<void> {
  const operation = await lockOperation(context.tx, merchantId, id);
  if (operation.status === 'SENT') await addUnresolved(context, operation, 1);
  await wait(
    context,
    operation,
    operation.status === 'PENDING' ? 'PENDING' : 'UNRESOLVED',
    nextQuestion(operation, context.now),
  );
}

/** The end of an operation that certainly had no effect: what it set aside is free again, and what it was to create has failed. */
export async function fail(
  context: ApplyContext,
  operation: OpenOperation,
  why: StatusReason,
  refused: boolean,
): Promise<void> {
  const { tx } = context;
  const { merchantId, agreementId, paymentId } = operation;
  const kind = operation.kind as Capability;
  const unknown = operation.status === 'UNRESOLVED' ? 1 : 0;
  const end = { as: 'FAILED', why, refused } as const;
  const subject = await subjectOf(context, operation);
  if (subject) {
    await subject.fail(why, -unknown);
    if (kind === 'agreement.cancel' && agreementId) await freePayments(context, agreementId);
    await endOperation(context, operation, end);
  }
  // Money that is on no transfer is about no payment.
  if (operation.receiptId) await endOperation(context, operation, end);
  const payment = paymentId ? await payments.lock(tx, merchantId, paymentId) : null;
  if (!payment) return;
  // Money that has come in for it outranks a creation that came to nothing.
  const ends = createsPayment(kind) && paymentMayMove(payment, 'FAILED');
  const failed: PaymentPatch = ends ? { state: 'FAILED', reason: why } : {};
  if (subject)
    await payments.save(context, payment, { ...failed, unresolvedCount: payment.unresolvedCount - unknown }, { why });
  else await stepPayment(context, payment, failed, [{ operation, end }], { why });
  // A refusal may come of what was done elsewhere: that is asked about at once.
  if (refused && kind.endsWith('.refund'))
    await tx.oneOffPayment.updateMany({ where: { merchantId, id: payment.id }, data: { nextCheckAt: context.now } });
}

/** A cancellation of the agreement that did not come about gives its payments back. */
async function freePayments(context: ApplyContext, agreementId: string): Promise<void> {
  const { tx, connected } = context;
  const { merchantId } = connected;
  const held = await tx.oneOffPayment.findMany({
    where: { merchantId, agreementId, cancelling: true },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of held) {
    const payment = await payments.lock(tx, merchantId, id);
    if (payment) await payments.save(context, payment, { cancelling: false });
  }
}

/** No byte was acted on, so it may be sent again, for a day. A question that could not be sent leaves the outcome as unknown as it was. */
async function notSent(
  context: ApplyContext,
  operation: OpenOperation,
  why: Extract<Outcome, { kind: 'notSent' }>['why'],
  via: Via,
): Promise<void> {
  const { now, connected } = context;
  if (via === 'asked')
    return wait(context, operation, operation.status as 'PENDING' | 'UNRESOLVED', nextQuestion(operation, now));
  // It is a repeat, sent without proof that an earlier attempt was in vain: what became of that one is as unknown as before.
  if (operation.pollCount > 0 && !looksFirst(connected, operation)) {
    await addUnresolved(context, operation, 1);
    return wait(context, operation, 'UNRESOLVED', later(now, why.retryAfterMs ?? 0, nextQuestion(operation, now)));
  }
  const planned = later(
    now,
    why.retryAfterMs ?? 0,
    nextByTime(notSentSchedule, operation.requestedAt, now, operation.id),
  );
  const until = await sendUntil(context.tx, operation);
  if (planned === null || planned >= until) return giveUp(context, operation);
  return wait(context, operation, 'REQUESTED', planned, notSentReason[why.kind](connected.provider.name));
}

/** Whether it is sent again only when the provider has been found to have no such thing, so that a repeat is a first attempt anew. */
export function looksFirst({ provider }: ConnectedAccount, { kind }: Pick<Operation, 'kind'>): boolean {
  return provider.operations[kind as keyof typeof provider.operations]?.repeat === 'lookFirst';
}

/** What could not be sent in time is not sent any more: the payer may be gone, and the amount is free again. */
export async function giveUp(context: ApplyContext, operation: OpenOperation): Promise<void> {
  const message = `${context.connected.provider.name} could not be reached in time; nothing was sent, and nothing will be.`;
  await fail(context, operation, { code: 'PROVIDER_UNAVAILABLE', message, origin: 'PROVIDER', retryable: false }, true);
}

/**
 * What the provider was found not to have and is not sent any more. When its time is over it has failed: nothing can come of it. Else
 * it is asked about until a person decides.
 */
export async function expireIfDue(context: ApplyContext, operation: OpenOperation): Promise<void> {
  const { tx, now, connected } = context;
  const ends = await lifeEnds(tx, operation);
  if (ends === null || now < ends) return wait(context, operation, 'UNRESOLVED', nextQuestion(operation, now));
  const message = `${connected.provider.name} does not have it, and its time is over; it is not sent any more.`;
  await fail(context, operation, { code: 'EXPIRED', message, origin: 'SYSTEM', retryable: false }, false);
}

/** Until when an operation may be sent: a day, and not beyond the life of what it is about. */
export async function sendUntil(tx: Tx, operation: OpenOperation): Promise<Date> {
  const day = operation.requestedAt.getTime() + sendWithinMs;
  return new Date(Math.min(day, (await lifeEnds(tx, operation))?.getTime() ?? day));
}

/** When the life of what an operation is about ends by itself, so that sending it later would serve nobody; null where it does not. */
async function lifeEnds(
  tx: Tx,
  { merchantId, kind, agreementId, billingRequestId, paymentId }: OpenOperation,
): Promise<Date | null> {
  const of = (id: string) => ({ merchantId_id: { merchantId, id } });
  const select = { expiresAt: true } as const;
  const ends: (Date | null | undefined)[] = [];
  if (kind === 'agreement.create' && agreementId)
    ends.push((await tx.agreement.findUnique({ where: of(agreementId), select }))?.expiresAt);
  if (kind === 'request.create' && billingRequestId)
    ends.push((await tx.billingRequest.findUnique({ where: of(billingRequestId), select }))?.expiresAt);
  if (paymentId && !kind.endsWith('.refund')) {
    const payment = await tx.oneOffPayment.findUnique({
      where: of(paymentId),
      select: { state: true, expiresAt: true, settleBy: true },
    });
    ends.push(payment?.state === 'AUTHORIZED' ? payment.settleBy : payment?.expiresAt);
  }
  const known = ends.flatMap((end) => (end ? [end.getTime()] : []));
  return known.length === 0 ? null : new Date(Math.min(...known));
}

/** Nobody knows whether it happened: the noun shows it until it is known. */
export async function addUnresolved(context: ApplyContext, operation: OpenOperation, by: 1 | -1): Promise<void> {
  await (await subjectOf(context, operation))?.addUnresolved(by);
  const { merchantId, paymentId } = operation;
  const payment = paymentId ? await payments.lock(context.tx, merchantId, paymentId) : null;
  if (payment) await payments.save(context, payment, { unresolvedCount: payment.unresolvedCount + by });
}

/** Puts an operation that a worker holds after a crash among the unresolved. */
export async function markUnresolved(context: ApplyContext, operation: OpenOperation): Promise<void> {
  await addUnresolved(context, operation, 1);
  await wait(context, operation, 'UNRESOLVED', context.now, unknownReason(context.connected, 'crash'));
}

async function wait(
  { tx, log }: ApplyContext,
  { merchantId, id }: OpenOperation,
  status: 'REQUESTED' | 'PENDING' | 'UNRESOLVED',
  nextAt: Date | null,
  reason?: StatusReason,
): Promise<void> {
  if (nextAt === null)
    log.error(
      { merchantId, operationId: id, status },
      'asking has come to an end; a person has to settle the operation',
    );
  await tx.operation.update({
    where: { merchantId_id: { merchantId, id } },
    data: {
      status,
      nextAt,
      leaseToken: null,
      leaseUntil: null,
      ...(reason ? { reason: { ...reason } } : {}),
      ...(status === 'PENDING' ? { reason: Prisma.DbNull } : {}),
    },
  });
}

function nextQuestion(operation: OpenOperation, now: Date): Date | null {
  return nextByTime(
    operation.status === 'PENDING' ? pendingSchedule : unknownOutcomeSchedule,
    startOf(operation),
    now,
    operation.id,
  );
}

function startOf({ sentAt, requestedAt }: OpenOperation): Date {
  return sentAt ?? requestedAt;
}

/** As planned, but not before the provider wants to be asked. */
function later(now: Date, waitMs: number, planned: Date | null): Date | null {
  return planned && new Date(Math.max(planned.getTime(), now.getTime() + waitMs));
}

const notSentReason: Readonly<Record<NotSentCause['kind'], (name: string) => StatusReason>> = {
  unavailable: (name) => waiting(`${name} could not be reached; nothing was sent, and it is tried again.`),
  throttled: (name) => waiting(`${name} takes no more calls just now; nothing was done, and it is tried again.`),
  unauthorised: (name) =>
    waiting(`${name} refuses the credentials of this account; nothing was done, and it is tried again.`),
};

function waiting(message: string): StatusReason {
  return { code: 'PROVIDER_UNAVAILABLE', message, origin: 'PROVIDER', retryable: true };
}

function unknownReason({ provider }: ConnectedAccount, cause: string): StatusReason {
  const mismatch = cause === 'amountMismatch';
  return {
    code: mismatch ? 'AMOUNT_MISMATCH' : 'PROVIDER_TIMEOUT',
    message: mismatch
      ? `${provider.name} answered with another amount than was asked for; a person has to look.`
      : `${provider.name} gave no clear answer (${cause}). It is asked again; the amount stays set aside until the truth is known.`,
    origin: 'PROVIDER',
    retryable: false,
  };
}
