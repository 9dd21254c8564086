import type { Cause } from '../../event-log/event.ts';
import type { Idempotency, Operation } from '../../generated/prisma/client.ts';
import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import { send } from '../operation/perform.ts';
import type { Settled } from '../operation/settle.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { ReasonCode, StatusReason } from '../port/provider.ts';
import type { Caller, CommandOutcome, CommandResult, KeyRefusal } from './command.ts';
import type { Decision } from './decision.ts';
import type { DomainDeps } from './deps.ts';
import { operationsBehind, type StoredOutcome } from './idempotency.ts';
import { type KeyedCommand, keyedCommand } from './keyed-command.ts';

/** How long a mutation waits for the provider before it answers with what is known; the rest comes by event. */
export const answerWithinMs = 8_000;
/** How long the events of an intent wait for those of its outcome, so that the sequencer is woken once for both. */
const numberedAfterMs = 25;

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
  const { accepted, events, idempotency } = met.value;
  if (!accepted) return answer(deps, caller, idempotency);
  // A provider that answers at once has its events numbered with those of the intent.
  const numbered = setTimeout(() => deps.wake('sequencer'), numberedAfterMs);
  await failpoint(`${command.name}.afterCommit`);
  const { operation, more = [], connected } = accepted;
  const cause = { by: 'mutation', actor: caller.actor, key: command.key } as const;
  const settled = await withTimeout(
    answerWithinMs,
    Promise.all([operation, ...more].map((one) => startSending(deps, one, connected, cause))),
  );
  if (settled?.every((one) => one !== null)) clearTimeout(numbered);
  await failpoint(`${command.name}.beforeAnswer`);
  return (
    written(command.name, { ids: accepted.ids, events, settled, connected, idempotency }) ??
    answer(deps, caller, idempotency)
  );
}

type Decided = Extract<Decision, { readonly kind: 'accepted' }>;

interface Written {
  readonly ids: StoredOutcome;
  readonly events: ReadonlyMap<string, string> | undefined;
  /** Undefined where somebody still waits for the provider. */
  readonly settled: readonly (Settled | null)[] | undefined;
  readonly connected: ConnectedAccount;
  readonly idempotency: CommandOutcome['idempotency'];
}

/**
 * The answer made of what was just written, which nothing is read for: six statements and a transaction less. Null where not all of it is at
 * hand: the provider has not answered yet, another has taken an operation over, or other payments ended with it.
 */
function written(
  mutation: string,
  { ids, events, settled, connected, idempotency }: Written,
): CommandResult<'provider'> | null {
  if (!settled || ids.heldPaymentIds) return null;
  const known = settled.filter((one) => one !== null);
  const [first] = known;
  if (!first || known.length < settled.length) return null;
  if (first.end?.why && known.every(({ end }) => end?.as === 'FAILED' && end.refused))
    return refuse(refusalOf(connected, first.end.why));
  const last = new Map([...(events ?? []), ...known.flatMap((one) => [...one.events])]);
  const eventId = last.get(ids.captureId ?? ids.refundId ?? '') ?? last.get(namedBy(mutation, ids) ?? '');
  const { refusal: _, answer: __, intent: ___, heldPaymentIds: ____, ...outcome } = ids;
  return ok({ ...outcome, ...(eventId ? { eventId } : {}), idempotency });
}

/** Sends an operation; it goes on when nobody waits for it any more. Never rejects. */
function startSending(
  deps: DomainDeps,
  { input, ...operation }: Decided['operation'],
  connected: ConnectedAccount,
  cause: Cause,
): Promise<Settled | null> {
  const held = { ...operation, leaseToken: operation.leaseToken ?? '' };
  const work = send(deps, held, connected, cause, undefined, input)
    .catch((error: unknown) => {
      deps.log.error(
        { operationId: operation.id, operation: operation.kind, error },
        'an operation could not be settled; its lease will bring it back',
      );
      return null;
    })
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
  outcome: Omit<StoredOutcome, 'refusal' | 'answer' | 'intent'>,
): Promise<Pick<CommandOutcome, 'eventId' | 'cancelledPaymentIds'>> {
  const { captureId, refundId, heldPaymentIds } = outcome;
  const lastOf = (subjectId: string | undefined) =>
    subjectId === undefined
      ? null
      : tx.event.findFirst({
          where: { merchantId, subjectId, cause: { path: ['key'], equals: key } },
          orderBy: { subjectVersion: 'desc' },
          select: { id: true },
        });
  const event = (await lastOf(captureId ?? refundId)) ?? (await lastOf(namedBy(mutation, outcome)));
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

/** The thing that a command names, as a whole. */
function namedBy(
  mutation: string,
  { agreementId, billingRequestId, mandateId, paymentId }: StoredOutcome,
): string | undefined {
  const whole = mutation === 'createOneOffPayment' ? undefined : (agreementId ?? billingRequestId ?? mandateId);
  return whole ?? paymentId;
}

async function providerRefusal(
  { accounts }: DomainDeps,
  { accountId, reason: stored }: Operation,
): Promise<RefusalOf<'provider'>> {
  const reason = stored as unknown as StatusReason;
  const connected = await accounts.byId(accountId);
  if (!connected) throw new Error(`the account ${accountId} of an operation is gone`);
  return refusalOf(connected, reason);
}

function refusalOf({ provider }: ConnectedAccount, reason: StatusReason): RefusalOf<'provider'> {
  return { kind: 'provider', code: providerCode(reason.code), provider: provider.name, reason };
}

function providerCode(code: ReasonCode): 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE' {
  return code === 'PROVIDER_UNAVAILABLE' ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
}

/** Waits for the work, but no longer than `ms`, and gives what it came to, if it did; the work itself goes on. */
async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([work, timeout]);
  clearTimeout(timer);
  return first;
}
