import type { Cause } from '../../event-log/event.ts';
import type { Idempotency, Operation } from '../../generated/prisma/client.ts';
import { invalid, type Refusal } from '../../kernel/refusal.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { brokenUnique, sqlState, type Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import { send } from '../operation/perform.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ReasonCode, StatusReason } from '../port/provider.ts';
import type { Caller, CommandOutcome, CommandResult } from './command.ts';
import type { Decision } from './decision.ts';
import type { DomainDeps } from './deps.ts';
import { claimKey, keepOutcome, operationsBehind, reviveRefusal, type StoredOutcome } from './idempotency.ts';

export interface Command {
  readonly name: string;
  readonly key: string;
  /** The input without the key, for the fingerprint. */
  readonly input: unknown;
  decide(tx: Tx, now: Date): Promise<Decision>;
}

/** How long a mutation waits for the provider before it answers with what is known; the rest comes by event. */
export const answerWithinMs = 8_000;

/**
 * Runs a money mutation: one short transaction (key, reservation, intent, event), then the call, then one short transaction
 * with what became of it. A repeat of the key gives the operation as it now stands and sends nothing.
 */
export async function runCommand(deps: DomainDeps, caller: Caller, command: Command): Promise<CommandResult> {
  const { key } = command;
  const { merchantId } = caller;
  const first = await begin(deps, caller, command);
  if ('refusal' in first) return refuse(first.refusal);
  if (first.kind === 'replay') return answer(deps, merchantId, key, true);
  deps.wake('sequencer');
  await failpoint(`${command.name}.afterCommit`);
  if (first.decision.kind === 'accepted') {
    const { operation, more = [], connected } = first.decision;
    const cause = { by: 'mutation', actor: caller.actor, key } as const;
    await withTimeout(
      answerWithinMs,
      Promise.all([operation, ...more].map((one) => startSending(deps, one, connected, cause))),
    );
  }
  await failpoint(`${command.name}.beforeAnswer`);
  return answer(deps, merchantId, key, false);
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

type First =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'replay' }
  | { readonly refusal: Refusal };

/** Thrown to leave nothing behind. */
class Nothing extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('nothing is written');
    this.refusal = refusal;
  }
}

async function begin(deps: DomainDeps, { merchantId }: Caller, { name, key, input, decide }: Command): Promise<First> {
  try {
    return await deps.db.forMerchant(merchantId, async (tx, now): Promise<First> => {
      const claim = await claimKey(tx, now, deps.sealer, { merchantId, key, mutation: name, input });
      if (claim.kind !== 'first') return claim.kind === 'refused' ? { refusal: claim.refusal } : claim;
      await failpoint(`${name}.afterKey`);
      const decision = await decide(tx, now);
      if (decision.kind === 'rejectedFreeingKey') throw new Nothing(decision.refusal);
      if (decision.kind === 'rejectedKeepingKey') await keepOutcome(tx, merchantId, key, { refusal: decision.refusal });
      else await keepOutcome(tx, merchantId, key, decision.ids, decision.operation.id);
      return { kind: 'decided', decision };
    });
  } catch (error) {
    if (error instanceof Nothing) return { refusal: error.refusal };
    // The twin that holds the key has not committed within lock_timeout.
    if (sqlState(error) === '55P03') {
      const { rows } = await deps.db.worker.query<{ now: Date }>('select app_now() as now');
      if (rows[0]) return { refusal: { kind: 'keyInProgress', key, firstSeenAt: rows[0].now, retryAfterMs: 2_000 } };
    }
    const taken = brokenUnique(error);
    if (taken?.includes('external_id')) return { refusal: externalIdTaken(name, taken) };
    throw error;
  }
}

/** Builds the answer from the rows as they now are, so that the first call and every repeat agree. */
function answer(deps: DomainDeps, merchantId: string, key: string, replayed: boolean): Promise<CommandResult> {
  return deps.db.forMerchant(merchantId, async (tx): Promise<CommandResult> => {
    const stored = await tx.idempotency.findUniqueOrThrow({ where: { merchantId_key: { merchantId, key } } });
    const { refusal, answer: _, ...outcome } = stored.outcome as unknown as StoredOutcome;
    const { heldPaymentIds: __, ...ids } = outcome;
    if (refusal) return refuse(reviveRefusal(refusal));
    const operations = await tx.operation.findMany({
      where: { merchantId, id: { in: await operationsBehind(tx, stored) } },
      orderBy: { id: 'asc' },
    });
    const [operation] = operations;
    // Of several it is a refusal only when the provider took none of them in.
    if (operation && operations.every(({ status, refused }) => status === 'FAILED' && refused))
      return refuse(await providerRefusal(deps, operation));
    const { firstSeenAt, expiresAt } = stored;
    return ok({
      ...ids,
      ...(await eventsOf(tx, stored, outcome)),
      idempotency: { key, replayed, firstSeenAt, expiresAt },
    });
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
  }: Omit<StoredOutcome, 'refusal' | 'answer'>,
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

async function providerRefusal({ accounts }: DomainDeps, { accountId, reason: stored }: Operation): Promise<Refusal> {
  const reason = stored as unknown as StatusReason;
  const connected = await accounts.byId(accountId);
  if (!connected) throw new Error(`the account ${accountId} of an operation is gone`);
  return { kind: 'provider', code: providerCode(reason.code), provider: connected.provider.name, reason };
}

function providerCode(code: ReasonCode): 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE' {
  return code === 'PROVIDER_UNAVAILABLE' ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
}

function externalIdTaken(command: string, constraint: string): Refusal {
  if (command === 'createTransfer')
    return invalid(
      ['input', 'invoice'],
      'unique',
      'expected an invoice that is the reference of no other payment of yours, since money is found by it',
    );
  const noun =
    ['agreement', 'mandate', 'billing request', 'refund'].find((one) => constraint.startsWith(one.replace(' ', '_'))) ??
    'payment';
  const path =
    command === 'createAgreement' && noun === 'payment'
      ? ['input', 'oneOffPayment', 'externalId']
      : ['input', 'externalId'];
  return invalid(
    path,
    'unique',
    `expected an externalId that no other ${noun} of yours has, since it names one thing for life`,
  );
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
