import type { Cause } from '../../event-log/event.ts';
import { currency, money } from '../../kernel/money.ts';
import { invalid, type RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import { actionsOf } from '../billing-request/store.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { keyedCommand } from '../command/keyed-command.ts';
import type { Capability, Fact, StatusReason } from '../port/provider.ts';
import { applyFacts } from '../reconcile/apply.ts';
import { type ApplyContext, applyContext } from '../reconcile/apply-context.ts';
import {
  billingRequestRef,
  mandateLinks,
  mandateRef,
  paymentLinks,
  paymentRef,
  receiptLinks,
  sourceRef,
} from '../reconcile/refs.ts';
import { problemOfReason } from './reason.ts';
import { fail } from './settle.ts';
import type { OpenOperation } from './store.ts';
import { lockWithSubjects } from './subject.ts';

/** What a person says of an operation. */
export interface ResolveOperationInput {
  readonly idempotencyKey: string;
  readonly operationId: string | null;
  /** What a person has found out. */
  readonly outcome: 'HAPPENED' | 'DID_NOT_HAPPEN';
  /** How they know; it stays in the event log. */
  readonly reason: string;
}

export type Resolved = Pick<
  CommandOutcome,
  'paymentId' | 'agreementId' | 'mandateId' | 'billingRequestId' | 'idempotency'
> & {
  readonly operationId: string;
};

/**
 * Settles an operation whose outcome only a person can find out: the provider was asked until the plan ended, or contradicts
 * itself. Nothing is sent. Who decided, when and why stays in the event log. `alongside` is written with it.
 */
export async function resolveOperation(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: ResolveOperationInput,
  alongside: (tx: Tx, now: Date) => Promise<void> = async () => undefined,
): Promise<Result<Resolved, RefusalOf<'invalidInput' | 'notFound' | 'invalidState'> | KeyRefusal>> {
  const { merchantId } = caller;
  const problem = problemOfReason(input.reason);
  if (problem) return refuse(problem);
  const result = await keyedCommand(deps, caller, {
    name: 'resolveOperation',
    key,
    input,
    async decide(tx, now) {
      const row = input.operationId
        ? await tx.operation.findUnique({ where: { merchantId_id: { merchantId, id: input.operationId } } })
        : null;
      if (!row) return rejectFreeingKey(notFound('operationId', 'operation'));
      const connected = await deps.accounts.byId(row.accountId);
      if (!connected) throw new Error(`the account ${row.accountId} of an operation is gone`);
      const cause: Cause = { by: 'mutation', actor: caller.actor, key };
      const operation = await lockWithSubjects(tx, row);
      const refusal = await decide(applyContext(deps, { tx, now, connected, cause, operation }), operation, input);
      if (refusal) return rejectKeepingKey(refusal);
      await alongside(tx, now);
      return { ...accept(subjectOf(row)), operation };
    },
  });
  deps.wake('sequencer', 'inbox');
  if (!result.ok) return result;
  const { ids, idempotency } = result.value;
  return ok({ ...ids, operationId: input.operationId ?? '', idempotency });
}

/** Writes what the person says, or says why that cannot be. */
async function decide(
  context: ApplyContext,
  operation: OpenOperation,
  { outcome, reason }: Pick<ResolveOperationInput, 'outcome' | 'reason'>,
): Promise<RefusalOf<'invalidInput' | 'invalidState'> | null> {
  if (operation.status !== 'UNRESOLVED') {
    return {
      kind: 'invalidState',
      path: ['input', 'operationId'],
      message: `The operation is ${operation.status}; only an UNRESOLVED one is a person's to settle.`,
      current: operation.status,
      allowedFrom: ['UNRESOLVED'],
    };
  }
  const why: StatusReason = { code: 'OTHER', message: reason, origin: 'MERCHANT', retryable: false };
  if (outcome === 'DID_NOT_HAPPEN') {
    await fail(context, operation, why, false);
    return null;
  }
  const fact = await factOf(context.tx, context.now, operation, why);
  if (!fact)
    return invalid(
      ['input', 'outcome'],
      'knowable',
      'expected DID_NOT_HAPPEN: a creation that did happen is found by asking, since only the provider knows its reference',
    );
  await applyFacts(context, [fact]);
  return null;
}

/** What is true when the operation happened. Null where that would need a reference that only the provider can give. */
async function factOf(tx: Tx, at: Date, operation: OpenOperation, why: StatusReason): Promise<Fact | null> {
  const { merchantId, agreementId, mandateId, billingRequestId, paymentId, capture, refund, providerKey } = operation;
  const payment = paymentId
    ? await tx.oneOffPayment.findUnique({
        where: { merchantId_id: { merchantId, id: paymentId } },
        select: { ...paymentLinks, captured: true },
      })
    : null;
  const kind = operation.kind as Capability;
  if ((kind === 'payment.capture' || kind === 'charge.capture') && payment && capture) {
    return {
      kind: 'captured',
      ref: paymentRef(payment),
      amount: money(
        (kind === 'charge.capture' ? payment.captured : 0n) + capture.amountMinor,
        currency(capture.currency),
      ),
      at,
    };
  }
  if ((kind === 'payment.cancel' || kind === 'charge.cancel' || kind === 'transfer.cancel') && payment)
    return { kind: 'cancelled', ref: paymentRef(payment), at, why };
  if (kind.endsWith('.refund') && refund) {
    const where = { merchantId_id: { merchantId, id: refund.receiptId ?? '' } };
    const receipt = refund.receiptId
      ? await tx.transferReceipt.findUniqueOrThrow({ where, select: receiptLinks })
      : null;
    // Without a reference of its own, the key under which it was sent names it at the provider.
    const within = sourceRef({ receipt, payment });
    if (!within) return null;
    const ref = { kind: 'refund', id: refund.providerReference ?? providerKey, within } as const;
    return { kind: 'refunded', ref, amount: money(refund.amountMinor, currency(refund.currency)), at };
  }
  if (kind === 'agreement.cancel' && agreementId) {
    const agreement = await tx.agreement.findUnique({
      where: { merchantId_id: { merchantId, id: agreementId } },
      select: { providerReference: true },
    });
    return {
      kind: 'authority',
      ref: { kind: 'agreement', id: agreement?.providerReference ?? '' },
      now: 'CANCELLED',
      at,
      why,
    };
  }
  // What was changed is read with the next question about it.
  if (kind === 'agreement.update' && agreementId) {
    const where = { merchantId_id: { merchantId, id: agreementId } };
    const { providerReference, status } = await tx.agreement.findUniqueOrThrow({ where });
    await tx.agreement.update({ where, data: { nextCheckAt: at } });
    return { kind: 'authority', ref: { kind: 'agreement', id: providerReference ?? '' }, now: status, at };
  }
  if (kind === 'mandate.cancel' && mandateId) {
    const where = { merchantId_id: { merchantId, id: mandateId } };
    const mandate = await tx.mandate.findUniqueOrThrow({ where, select: mandateLinks });
    return { kind: 'authority', ref: mandateRef(mandate), now: 'CANCELLED', at, why };
  }
  if (kind === 'mandate.reinstate' && mandateId) {
    const where = { merchantId_id: { merchantId, id: mandateId } };
    const mandate = await tx.mandate.findUniqueOrThrow({ where, select: mandateLinks });
    return { kind: 'authority', ref: mandateRef(mandate), now: 'PENDING', at };
  }
  if ((kind === 'payment.retry' || kind === 'charge.retry' || kind === 'charge.update') && payment)
    return { kind: 'scheduled', ref: paymentRef(payment), at };
  return billingRequestId ? requestFactOf(tx, at, operation, billingRequestId) : null;
}

/** The billing request as it stands, with what the operation was to change. A hosted page that nobody has the address of is none. */
async function requestFactOf(tx: Tx, at: Date, { merchantId, kind }: OpenOperation, id: string): Promise<Fact | null> {
  const request = await tx.billingRequest.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  const now = {
    kind: 'request',
    ref: billingRequestRef(request),
    now: request.status,
    actions: actionsOf(request),
    at,
  } as const;
  const changed: Readonly<Partial<Record<Capability, Fact>>> = {
    'request.action': now,
    'request.notify': now,
    'request.fulfil': { ...now, now: 'FULFILLING' },
    'request.cancel': { ...now, now: 'CANCELLED' },
    'request.fallBack': { ...now, fallbackOccurred: true },
  };
  return changed[kind as Capability] ?? null;
}

function subjectOf({
  agreementId,
  mandateId,
  billingRequestId,
  paymentId,
}: Pick<OpenOperation, 'agreementId' | 'mandateId' | 'billingRequestId' | 'paymentId'>): Pick<
  CommandOutcome,
  'paymentId' | 'agreementId' | 'mandateId' | 'billingRequestId'
> {
  return {
    ...(agreementId ? { agreementId } : {}),
    ...(mandateId ? { mandateId } : {}),
    ...(billingRequestId ? { billingRequestId } : {}),
    ...(paymentId ? { paymentId } : {}),
  };
}
