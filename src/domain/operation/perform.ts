import type { Cause } from '../../event-log/event.ts';
import type { Operation } from '../../generated/prisma/client.ts';
import { leaseMs, sendWithinMs } from '../../kernel/schedules.ts';
import { failpoint } from '../../platform/failpoints.ts';
import { inSpan } from '../../platform/observing/tracing.ts';
import { callContext } from '../command/call-context.ts';
import type { DomainDeps } from '../command/deps.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type {
  Operation as Offered,
  OperationInput,
  Outcome,
  ProviderRef,
  Sent,
  StatusCheck,
  StatusReason,
} from '../port/provider.ts';
import { applyContext } from '../reconcile/apply-context.ts';
import {
  billingRequestRef,
  mandateLinks,
  mandateRef,
  paymentLinks,
  paymentRef,
  receiptLinks,
  sourceRef,
} from '../reconcile/refs.ts';
import { openInput } from './intend.ts';
import {
  addUnresolved,
  expireIfDue,
  giveUp,
  looksFirst,
  markUnresolved,
  type Settled,
  sendUntil,
  settle,
} from './settle.ts';
import { lockWithSubjects } from './subject.ts';

/** An operation that this process holds a lease on. */
type Held = Operation & { readonly leaseToken: string };

/** Sends what was written down as SENT, outside any transaction, and writes what became of it. */
export async function send(
  deps: DomainDeps,
  operation: Held,
  connected: ConnectedAccount,
  cause: Cause,
  now: Date = operation.sentAt ?? operation.requestedAt,
  /** What it is to send, where that is at hand: it was sealed a moment ago. */
  fresh?: OperationInput,
): Promise<Settled | null> {
  const offered = offeredOperation(connected, operation);
  await failpoint(`${operation.kind}.afterIntent`);
  const context = callContext(deps, connected, now, offered.deadlineMs);
  const input = fresh ?? (await openInput(deps.db.reader(operation.merchantId), deps.sealer, operation));
  const outcome = await guarded(deps, operation, async () =>
    input ? offered.call(context, input, operation.providerKey) : { kind: 'refused' as const, why: erased },
  );
  await failpoint(`${operation.kind}.afterReply`);
  await noteCredentials(deps, connected, operation.id, outcome);
  const settled = await settle(deps, settling(operation, connected, cause, 'sent'), outcome as Outcome);
  await failpoint(`${operation.kind}.afterSettle`);
  return settled;
}

/** Takes one due operation a step further: sends what waits, asks about what is unknown. `leaseToken` is that of the claim. */
export async function advance(
  deps: DomainDeps,
  { merchantId, id, leaseToken }: { merchantId: string; id: string; leaseToken: string },
): Promise<void> {
  const operation = await deps.db
    .reader(merchantId)
    .operation.findUniqueOrThrow({ where: { merchantId_id: { merchantId, id } } });
  if (operation.leaseToken !== leaseToken) return;
  const held: Held = { ...operation, leaseToken };
  const connected = await deps.accounts.byId(operation.accountId);
  // Its lease brings it back, until the account's settings can be read.
  if (!connected || connected.unreadable) return;
  return inSpan(`operation ${operation.kind}`, { parent: operation.traceparent }, () => step(deps, held, connected));
}

async function step(deps: DomainDeps, operation: Held, connected: ConnectedAccount): Promise<void> {
  const { merchantId, id, leaseToken } = operation;
  const cause: Cause = { by: 'reconciliation', operationId: id };
  switch (operation.status) {
    case 'REQUESTED':
      return resend(deps, operation, connected, { by: 'mutation', actor: operation.actor, key: operation.requestKey });
    case 'SENT':
      // Its sender is gone, and nobody knows how far it came.
      return deps.db.forMerchant(merchantId, async (tx, now) => {
        const locked = await lockWithSubjects(tx, operation);
        if (locked.status === 'SENT' && locked.leaseToken === leaseToken)
          await markUnresolved(applyContext(deps, { tx, now, connected, cause }), locked);
      });
    case 'PENDING':
    case 'UNRESOLVED':
      return question(deps, operation, connected, cause);
    default:
      return;
  }
}

/** Asks the provider what became of an operation. It is sent again only when the provider has no such thing, for its whole quiet period. */
async function question(deps: DomainDeps, operation: Held, connected: ConnectedAccount, cause: Cause): Promise<void> {
  const offered = offeredOperation(connected, operation);
  const { merchantId, id } = operation;
  const now = await deps.db.forMerchant(merchantId, async (tx, at) => {
    await tx.operation.updateMany({
      where: { merchantId, id, leaseToken: operation.leaseToken },
      data: { pollCount: { increment: 1 } },
    });
    return at;
  });
  const sentAt = operation.sentAt ?? operation.requestedAt;
  const context = callContext(deps, connected, now, offered.deadlineMs);
  const ref = await knownRef(deps, operation);
  const input = await openInput(deps.db.reader(merchantId), deps.sealer, operation);
  const answer = await guarded(deps, operation, async () => {
    // What names an erased person can be neither looked for nor sent again; its thing can still be asked about.
    if (!input) return ref ? connected.provider.checkStatus(context, ref) : { kind: 'absent' as const, certain: false };
    if (!offered.probe) return { kind: 'absent' as const, certain: false };
    const others = await otherRefunds(deps, operation);
    return offered.probe(context, input, operation.providerKey, { at: sentAt, ...(ref ? { ref } : {}), others });
  });
  await failpoint(`${operation.kind}.afterProbe`);
  await noteCredentials(deps, connected, id, answer);
  const asked = { ...settling(operation, connected, cause, 'asked'), checkedAt: now };
  if (answer.kind !== 'absent') return void (await settle(deps, asked, answer));
  if (answer.certain) {
    const why = answer.why ?? {
      code: 'OTHER',
      message: 'The provider has no such thing and never will.',
      origin: 'PROVIDER',
      retryable: false,
    };
    return void (await settle(deps, asked, { kind: 'refused', why }));
  }
  // What a provider took in (PENDING) is never sent again, whatever a later answer leaves out.
  if (input && operation.status === 'UNRESOLVED' && mayRepeat(offered, sentAt, now))
    return resend(deps, operation, connected, cause);
  await settle(deps, asked, { kind: 'unknown', why: { kind: 'timeout', detail: 'absent so far' } });
}

/**
 * Whether it may be sent again now: after its quiet period where we look first, else for as long as the provider knows the key. What does
 * no harm is tried for a day: forty mails to a payer would.
 */
function mayRepeat(offered: Offered<never, unknown>, sentAt: Date, now: Date): boolean {
  const elapsedMs = now.getTime() - sentAt.getTime();
  if (offered.repeat === 'lookFirst') return elapsedMs >= offered.quietMs;
  const livesMs = offered.repeat === 'harmless' ? sendWithinMs : offered.keyLivesHours * 3_600_000;
  return elapsedMs + offered.deadlineMs < livesMs;
}

async function resend(deps: DomainDeps, operation: Held, connected: ConnectedAccount, cause: Cause): Promise<void> {
  const { merchantId, id, leaseToken } = operation;
  // Of what is sent again without proof that the first attempt was in vain, the first one counts: for the plan, and for the key's life.
  const repeats = operation.status === 'UNRESOLVED' && !looksFirst(connected, operation);
  const sent = await deps.db.forMerchant(merchantId, async (tx, now) => {
    const locked = await lockWithSubjects(tx, operation);
    if (locked.leaseToken !== leaseToken || locked.status !== operation.status) return null;
    const context = applyContext(deps, { tx, now, connected, cause });
    if (!repeats && now >= (await sendUntil(tx, locked))) {
      await (locked.status === 'REQUESTED' ? giveUp : expireIfDue)(context, locked);
      return null;
    }
    if (locked.status === 'UNRESOLVED') await addUnresolved(context, locked, -1);
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const row = await tx.operation.update({
      where: { merchantId_id: { merchantId, id } },
      data: {
        status: 'SENT',
        sends: { increment: 1 },
        nextAt: leaseUntil,
        leaseUntil,
        ...(repeats ? {} : { sentAt: now }),
      },
    });
    return { row, now };
  });
  if (sent) await send(deps, { ...sent.row, leaseToken }, connected, cause, sent.now);
}

/** A thrown error in a provider's folder is a bug of ours; what it was doing may still have happened. */
async function guarded<T extends StatusCheck>(
  deps: DomainDeps,
  { id, kind }: Operation,
  call: () => Promise<T>,
): Promise<T | Outcome> {
  try {
    return await call();
  } catch (error) {
    deps.log.error({ operationId: id, operation: kind, error }, 'a provider call threw instead of answering');
    return { kind: 'unknown', why: { kind: 'crash', detail: 'the provider folder threw' } };
  }
}

/** Refused credentials stop the account, since every further call would be refused too; a call that goes through starts it again. */
async function noteCredentials(
  deps: DomainDeps,
  connected: ConnectedAccount,
  operationId: string,
  outcome: StatusCheck,
): Promise<void> {
  const cause: Cause = { by: 'reconciliation', operationId };
  if (outcome.kind === 'notSent' && outcome.why.kind === 'unauthorised') {
    if (await deps.accounts.setPaused(connected, 'CREDENTIALS_REFUSED', cause))
      deps.log.error(
        { alarm: 'providerAccountPaused', accountId: connected.id, provider: connected.provider.name },
        'the provider refuses our credentials; the account is paused',
      );
  } else if (connected.pausedAt && outcome.kind !== 'notSent' && outcome.kind !== 'unknown') {
    await deps.accounts.setPaused(connected, null, cause);
  }
}

const erased: StatusReason = {
  code: 'CANCELLED_BY_MERCHANT',
  message: 'The payer was erased before this could be sent.',
  origin: 'MERCHANT',
  retryable: false,
};

/** What the operation is about in the provider's words, as soon as the provider has named it. */
async function knownRef(deps: DomainDeps, operation: Operation): Promise<ProviderRef | null> {
  const { merchantId, id, kind, mandateId, billingRequestId, paymentId } = operation;
  const reader = deps.db.reader(merchantId);
  const of = (thing: string) => ({ merchantId_id: { merchantId, id: thing } });
  if (kind.endsWith('.refund')) {
    const select = {
      providerReference: true,
      payment: { select: paymentLinks },
      receipt: { select: receiptLinks },
    } as const;
    const where = { merchantId_operationId: { merchantId, operationId: id } };
    const refund = await reader.refund.findUnique({ where, select });
    if (!refund?.providerReference) return null;
    const within = sourceRef(refund);
    return { kind: 'refund', id: refund.providerReference, ...(within ? { within } : {}) };
  }
  if ((kind === 'payment.charge' || kind === 'charge.create' || kind.startsWith('transfer.')) && paymentId) {
    const payment = await reader.oneOffPayment.findUnique({ where: of(paymentId), select: paymentLinks });
    return payment?.providerReference ? paymentRef(payment) : null;
  }
  if (mandateId) {
    const mandate = await reader.mandate.findUnique({ where: of(mandateId), select: mandateLinks });
    return mandate?.providerReference ? mandateRef(mandate) : null;
  }
  if (billingRequestId) {
    const request = await reader.billingRequest.findUnique({ where: of(billingRequestId) });
    return request?.providerReference ? billingRequestRef(request) : null;
  }
  return null;
}

/** The provider's ids of the other refunds of the same payment, or of the same money on none: what is one of them is not the one that is looked for. */
async function otherRefunds(
  deps: DomainDeps,
  { merchantId, id, kind, paymentId, receiptId }: Operation,
): Promise<string[]> {
  if (!kind.endsWith('.refund')) return [];
  const refunds = await deps.db.reader(merchantId).refund.findMany({
    where: {
      merchantId,
      ...(receiptId ? { receiptId } : { paymentId }),
      operationId: { not: id },
      providerReference: { not: null },
    },
    select: { providerReference: true },
  });
  return refunds.flatMap(({ providerReference }) => providerReference ?? []);
}

function offeredOperation({ provider }: ConnectedAccount, { kind }: Operation): Offered<never, unknown> & AnyCall {
  const offered = provider.operations[kind as keyof typeof provider.operations];
  if (!offered) throw new Error(`${provider.name} offers no ${kind}`);
  return offered as unknown as Offered<never, unknown> & AnyCall;
}

/** An offered operation when its kind is only known from the row: the input was sealed for this very kind. */
interface AnyCall {
  call(context: ReturnType<typeof callContext>, input: OperationInput, key: string): Promise<Outcome>;
  probe?(context: ReturnType<typeof callContext>, input: OperationInput, key: string, sent: Sent): Promise<StatusCheck>;
}

function settling(operation: Held, connected: ConnectedAccount, cause: Cause, via: 'sent' | 'asked') {
  return { operation, leaseToken: operation.leaseToken, connected, cause, via } as const;
}
