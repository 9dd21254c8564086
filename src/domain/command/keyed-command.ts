import { lastEventsOf } from '../../event-log/append.ts';
import type { Idempotency } from '../../generated/prisma/client.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import { sqlState } from '../../platform/postgres/sql-state.ts';
import { updateLater } from '../../platform/write-batch.ts';
import type { Caller, CommandOutcome, KeyRefusal } from './command.ts';
import type { Accepted, RefusalIn, Rejected } from './decision.ts';
import {
  compareFingerprint,
  fingerprintOf,
  keyLivesMs,
  reviveRefusal,
  type StoredOutcome,
  toPlain,
} from './idempotency.ts';
import { takenRefusal } from './taken.ts';

/** A command under an idempotency key. Key and effect are one transaction: neither is there without the other, whenever a process dies. */
export interface KeyedCommand<D extends Accepted | Rejected> {
  /** Name of the mutation. */
  readonly name: string;
  readonly key: string;
  /** The input without the key, defaults filled in. */
  readonly input: unknown;
  /** Does it, or says why not. Runs in the transaction that has claimed the key, and no more than once for a key that is kept. */
  decide(tx: Tx, now: Date): Promise<D>;
}

/** How a key was met, and what it leads to. */
export interface Met<A extends Accepted> {
  readonly ids: A['ids'];
  readonly idempotency: CommandOutcome['idempotency'];
  /** What was decided just now; absent where an earlier call had decided. */
  readonly accepted?: A;
  /** The last event about each thing that was written with it. */
  readonly events?: ReadonlyMap<string, string>;
}
/** The part of a decision that accepts. */
export type AcceptedIn<D> = Extract<D, { readonly kind: 'accepted' }> & Accepted;
type KeyDeps = { readonly db: Db; readonly sealer: Sealer };

/** How long a caller is asked to wait for whoever holds its key: as long as we have waited. */
const retryAfterMs = 2_000;

/**
 * The one way to use a key: claims it, does what it is for, and keeps what that led to; or gives what it led to before.
 *
 * A lock that is not had in time is told by where it was waited for. The claim waits for a twin alone, so there the key is in use.
 * Anywhere later it is some other row that somebody holds: that throws, and the caller is told that the thing is busy. Either way
 * nothing is written, and the same key may be sent again.
 */
export async function keyedCommand<D extends Accepted | Rejected>(
  { db, sealer }: KeyDeps,
  { merchantId }: Caller,
  { name, key, input, decide }: KeyedCommand<D>,
): Promise<Result<Met<AcceptedIn<D>>, RefusalIn<D> | KeyRefusal>> {
  // What was stored, thrown or broken comes of this very command, so it is refused in one of its ways.
  const refused = (refusal: Refusal) => refuse(refusal as RefusalIn<D> | KeyRefusal);
  try {
    return await db.forMerchant(
      merchantId,
      async (tx, now): Promise<Result<Met<AcceptedIn<D>>, RefusalIn<D> | KeyRefusal>> => {
        const claim = await claimKey(tx, now, sealer, { merchantId, key, name, input });
        if ('refusal' in claim) return refused(claim.refusal);
        if ('stored' in claim) {
          const replayed = replay<AcceptedIn<D>>(claim.stored);
          return replayed.ok ? replayed : refused(replayed.error);
        }
        await failpoint(`${name}.afterKey`);
        const decided: Accepted | Rejected = await decide(tx, now);
        if (decided.kind === 'rejectedFreeingKey') throw new RollBack(decided.refusal);
        const kept = decided.kind === 'accepted';
        await keepOutcome(
          tx,
          { merchantId, key },
          kept ? decided.ids : { refusal: decided.refusal },
          kept ? decided : {},
        );
        if (!kept) return refused(decided.refusal);
        const accepted = decided as AcceptedIn<D>;
        return ok({
          ids: accepted.ids,
          accepted,
          events: lastEventsOf(tx),
          idempotency: { key, replayed: false, ...claim },
        });
      },
      { about: aboutOf(input) },
    );
  } catch (error) {
    if (error instanceof RollBack) return refused(error.refusal);
    if (error instanceof KeyHeld) return refused(await inProgress(db, merchantId, key, error.since));
    const taken = takenRefusal(name, error);
    if (taken) return refused(taken);
    throw error;
  }
}

/** The thing that a command is about, by its input; undefined where it makes a new one. */
function aboutOf(input: unknown): string | undefined {
  const ids = Object.entries((input ?? {}) as Readonly<Record<string, unknown>>);
  const id = ids.find(
    ([name, value]) => name.endsWith('Id') && name !== 'externalId' && typeof value === 'string',
  )?.[1];
  return id as string | undefined;
}

/** The same for a command whose answer is what it stored. */
export async function underKey<D extends Accepted | Rejected>(
  deps: KeyDeps,
  caller: Caller,
  command: KeyedCommand<D>,
): Promise<Result<AcceptedIn<D>['ids'] & Pick<CommandOutcome, 'idempotency'>, RefusalIn<D> | KeyRefusal>> {
  const met = await keyedCommand(deps, caller, command);
  return met.ok ? ok({ ...met.value.ids, idempotency: met.value.idempotency }) : met;
}

/** Thrown to leave nothing behind. */
class RollBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('nothing is written');
    this.refusal = refusal;
  }
}

/** A twin that holds the key has not committed within lock_timeout. */
class KeyHeld extends Error {
  readonly since: Date;
  constructor(since: Date, cause: unknown) {
    super('the key is in use', { cause });
    this.since = since;
  }
}

type Claim =
  | { readonly firstSeenAt: Date; readonly expiresAt: Date }
  | { readonly stored: Idempotency }
  | { readonly refusal: Refusal };

/**
 * Takes the key inside the transaction of the effect. Concurrent twins meet at the unique index: the second waits for the
 * first's transaction and then finds its row.
 */
async function claimKey(
  tx: Tx,
  now: Date,
  sealer: Sealer,
  {
    merchantId,
    key,
    name: mutation,
    input,
  }: Pick<KeyedCommand<never>, 'key' | 'name' | 'input'> & Pick<Caller, 'merchantId'>,
): Promise<Claim> {
  const fingerprint = fingerprintOf(sealer, mutation, input);
  const { whole, paths, madeWith: fingerprintKey } = fingerprint;
  const expiresAt = new Date(now.getTime() + keyLivesMs);
  const kept = { fingerprint: whole, fingerprintKey, paths };
  const data = [{ merchantId, key, mutation, ...kept, outcome: {}, firstSeenAt: now, expiresAt }];
  const { count } = await tx.idempotency.createMany({ data, skipDuplicates: true }).catch((error: unknown) => {
    throw sqlState(error) === '55P03' ? new KeyHeld(now, error) : error;
  });
  if (count === 1) return { firstSeenAt: now, expiresAt };
  const stored = await tx.idempotency.findUniqueOrThrow({ where: { merchantId_key: { merchantId, key } } });
  const comparison = compareFingerprint(stored, mutation, fingerprint);
  if (comparison.kind === 'same') return { stored };
  const { firstSeenAt } = stored;
  if (comparison.kind === 'unverifiable') return { refusal: { kind: 'keyUnverifiable', key, firstSeenAt } };
  return { refusal: { kind: 'keyReused', key, firstSeenAt, changedPaths: comparison.changedPaths } };
}

/** Stores what the key led to, in the same transaction. */
async function keepOutcome(
  tx: Tx,
  { merchantId, key }: Pick<Idempotency, 'merchantId' | 'key'>,
  outcome: StoredOutcome,
  { operation }: Pick<Accepted, 'operation'>,
): Promise<void> {
  await updateLater(
    tx,
    'idempotency',
    { merchantId, key },
    {
      outcome: JSON.stringify(toPlain(outcome)),
      ...(operation ? { operationId: operation.id } : {}),
    },
  );
}

function replay<A extends Accepted>({ key, outcome, firstSeenAt, expiresAt }: Idempotency): Result<Met<A>, Refusal> {
  const { refusal, ...ids } = outcome as unknown as StoredOutcome;
  if (refusal) return refuse(reviveRefusal(refusal));
  return ok({ ids: ids as A['ids'], idempotency: { key, replayed: true, firstSeenAt, expiresAt } });
}

/**
 * The holder's row is not to be seen before it commits. If it has done so meanwhile its time is told; else the moment since which we know of
 * it, which is when we began to wait.
 */
async function inProgress(db: Db, merchantId: string, key: string, since: Date): Promise<Refusal> {
  const stored = await db.reader(merchantId).idempotency.findUnique({ where: { merchantId_key: { merchantId, key } } });
  return { kind: 'keyInProgress', key, firstSeenAt: stored?.firstSeenAt ?? since, retryAfterMs };
}
