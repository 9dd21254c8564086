import type { Cause } from '../../event-log/event.ts';
import type { Idempotency, Operation } from '../../generated/prisma/client.ts';
import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import { send } from '../operation/perform.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ReasonCode, StatusReason } from '../port/provider.ts';
import type { Caller, CommandOutcome, CommandResult, KeyRefusal } from './command.ts';
import type { Decision } from './decision.ts';
import type { DomainDeps } from './deps.ts';
import { operationsBehind, type StoredOutcome } from './idempotency.ts';
import { type KeyedCommand, keyedCommand } from './keyed-command.ts';

/** How long a mutation waits for the provider before it answers with what is known; the rest comes by event. */
export const answerWithinMs = 8_000;

/**
 * Runs a money mutation: one short transaction (key, reservation, intent, event), then the call, then one short transaction
 * with what became of it. A repeat of the key gives the operation as it now stands and sends nothing.
 */
export async function runCommand<R extends Refusal>(
  deps: DomainDeps,
  caller: Caller,
  command: KeyedCommand<Decision<R>>,
): Promise<Result<CommandOutcome, R | KeyRefusal | RefusalOf<'provider'>>> {
  const met = await keyedCommand(deps, caller, command);
  if (!met.ok) return met;
  const { accepted, idempotency } = met.value;
  if (!accepted) return answer(deps, caller, idempotency);
  deps.wake('sequencer');
  await failpoint(`${command.name}.afterCommit`);
  const { operation, more = [], connected } = accepted;
  const cause = { by: 'mutation', actor: caller.actor, key: command.key } as const;
  await withTimeout(
    answerWithinMs,
    Promise.all([operation, ...more].map((one) => startSending(deps, one, connected, cause))),
  );
  await failpoint(`${command.name}.beforeAnswer`);
  return answer(deps, caller, idempotency);
}

/** Sends an operation; it goes on when nobody waits for it any more. Never rejects. */
function startSending(
  deps: DomainDeps,
  operation: Operation,
  connected: ConnectedAccount,
  cause: Cause,
): Promise<void> {
  const held = { ...operation, leaseToken: operation.leaseToken ?? '' };
  const work = send(deps, held, connected, cause)
    .catch((error: unknown) =>
      deps.log.error(
        { operationId: operation.id, operation: operation.kind, error },
        'an operation could not be settled; its lease will bring it back',
      ),
    )
    .finally(() => deps.underWay.delete(work));
  deps.underWay.add(work);
  return work;
}

/** Builds the answer from the rows as they now are, so that the first call and every repeat agree. */
function answer(
  deps: DomainDeps,
  { merchantId }: Caller,
  idempotency: CommandOutcome['idempotency'],
): Promise<CommandResult<'provider'>> {
  return deps.db.forMerchant(merchantId, async (tx): Promise<CommandResult<'provider'>> => {
    const where = { merchantId_key: { merchantId, key: idempotency.key } };
    const stored = await tx.idempotency.findUniqueOrThrow({ where });
    const { refusal: _, answer: __, intent: ___, ...outcome } = stored.outcome as unknown as StoredOutcome;
    const { heldPaymentIds: ____, ...ids } = outcome;
    const operations = await tx.operation.findMany({
      where: { merchantId, id: { in: await operationsBehind(tx, stored) } },
      orderBy: { id: 'asc' },
    });
    const [operation] = operations;
    // Of several it is a refusal only when the provider took none of them in.
    if (operation && operations.every(({ status, refused }) => status === 'FAILED' && refused))
      return refuse(await providerRefusal(deps, operation));
    return ok({ ...ids, ...(await eventsOf(tx, stored, outcome)), idempotency });
  });
}

/** The event that the command wrote last about the thing it names, and the payments that ended with their agreement. */
async function eventsOf(
  tx: Tx,
  { merchantId, key, mutation }: Idempotency,
  {
    agreementId,
    billingRequestId,
    mandateId,
    paymentId,
    captureId,
    refundId,
    heldPaymentIds,
  }: Omit<StoredOutcome, 'refusal' | 'answer' | 'intent'>,
): Promise<Pick<CommandOutcome, 'eventId' | 'cancelledPaymentIds'>> {
  const whole = mutation === 'createOneOffPayment' ? undefined : (agreementId ?? billingRequestId ?? mandateId);
  const named = whole ?? paymentId;
  const lastOf = (subjectId: string | undefined) =>
    subjectId === undefined
      ? null
      : tx.event.findFirst({
          where: { merchantId, subjectId, cause: { path: ['key'], equals: key } },
          orderBy: { subjectVersion: 'desc' },
          select: { id: true },
        });
  const event = (await lastOf(captureId ?? refundId)) ?? (await lastOf(named));
  const cancelled =
    heldPaymentIds &&
    (await tx.oneOffPayment.findMany({
      where: { merchantId, id: { in: [...heldPaymentIds] }, state: 'CANCELLED' },
      select: { id: true },
      orderBy: { id: 'asc' },
    }));
  return {
    ...(event ? { eventId: event.id } : {}),
    ...(cancelled ? { cancelledPaymentIds: cancelled.map(({ id }) => id) } : {}),
  };
}

async function providerRefusal(
  { accounts }: DomainDeps,
  { accountId, reason: stored }: Operation,
): Promise<RefusalOf<'provider'>> {
  const reason = stored as unknown as StatusReason;
  const connected = await accounts.byId(accountId);
  if (!connected) throw new Error(`the account ${accountId} of an operation is gone`);
  return { kind: 'provider', code: providerCode(reason.code), provider: connected.provider.name, reason };
}

function providerCode(code: ReasonCode): 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE' {
  return code === 'PROVIDER_UNAVAILABLE' ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
}

/** Waits for the work, but no longer than `ms`; the work itself goes on. */
async function withTimeout(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
