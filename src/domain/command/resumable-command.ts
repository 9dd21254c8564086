import type { Idempotency } from '../../generated/prisma/client.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { failpoint } from '../../platform/failpoints.ts';
import type { Caller, CommandOutcome, KeyRefusal } from './command.ts';
import { accept } from './decision.ts';
import { keyLivesMs, reviveRefusal, type StoredOutcome, toPlain } from './idempotency.ts';
import { keyedCommand } from './keyed-command.ts';

/** A command whose effect lies outside the transaction, as in the sandbox's world. Intent and answer are JSON. */
export interface ResumableCommand<Intent, Answer, R extends Refusal> {
  /** Name of the mutation. */
  readonly name: string;
  readonly key: string;
  /** The input without the key, defaults filled in. */
  readonly input: unknown;
  /** What is to be reached: stored with the key before anything is done. */
  intend(tx: Tx): Promise<Intent>;
  /** Reaches it. With the same intent it does nothing twice, so whoever comes after a death goes on from there. */
  effect(intent: Intent): Promise<Result<Answer, R>>;
}
type Answered<Answer, R extends Refusal> = Result<
  { readonly answer: Answer } & Pick<CommandOutcome, 'idempotency'>,
  R | KeyRefusal
>;
type ResumeDeps = { readonly db: Db; readonly sealer: Sealer };

/** The keys at whose effect this process is, by the database they lie in. They die with the process, as its work does. */
const atWork = new WeakMap<Db, Set<string>>();

/**
 * The key with its intent, then the effect, then its answer with the key. A repeat gets the answer; while this process is at it the key is
 * in progress; and where no answer came of it, because a process died or the effect threw, the repeat takes up the first intent again.
 */
export async function resumableCommand<Intent, Answer, R extends Refusal>(
  deps: ResumeDeps,
  caller: Caller,
  { name, key, input, intend, effect }: ResumableCommand<Intent, Answer, R>,
): Promise<Answered<Answer, R>> {
  const met = await keyedCommand(deps, caller, {
    name,
    key,
    input,
    decide: async (tx) => accept<StoredOutcome>({ intent: await intend(tx) }),
  });
  if (!met.ok) return met;
  const { ids, idempotency } = met.value;
  if (ids.answer !== undefined) return ok({ answer: ids.answer as Answer, idempotency });
  const keys = atWork.get(deps.db) ?? new Set();
  atWork.set(deps.db, keys);
  const mark = `${caller.merchantId} ${key}`;
  // A key of the version before this has no intent, and what became of it cannot be known.
  if (keys.has(mark) || ids.intent === undefined)
    return refuse({ kind: 'keyInProgress', key, firstSeenAt: idempotency.firstSeenAt, retryAfterMs: 1_000 });
  keys.add(mark);
  try {
    await failpoint(`${name}.afterIntent`);
    const result = await effect(ids.intent as Intent);
    await failpoint(`${name}.afterEffect`);
    return await keepAnswer(deps.db, caller, idempotency, result);
  } finally {
    keys.delete(mark);
  }
}

/** Keeps the first answer: where two processes have reached the same, both give that. Its 30 days begin now, however far the clock was moved. */
function keepAnswer<Answer, R extends Refusal>(
  db: Db,
  { merchantId }: Caller,
  idempotency: CommandOutcome['idempotency'],
  result: Result<Answer, R>,
): Promise<Answered<Answer, R>> {
  const { key } = idempotency;
  return db.forMerchant(merchantId, async (tx, now): Promise<Answered<Answer, R>> => {
    const [stored] = await tx.$queryRaw<Pick<Idempotency, 'outcome'>[]>`
      select outcome from idempotency where merchant_id = ${merchantId}::uuid and key = ${key} for update`;
    const { intent, answer, refusal } = (stored?.outcome ?? {}) as unknown as StoredOutcome;
    if (refusal) return refuse(reviveRefusal(refusal) as R);
    if (answer !== undefined) return ok({ answer: answer as Answer, idempotency });
    const expiresAt = new Date(now.getTime() + keyLivesMs);
    const outcome = toPlain(result.ok ? { answer: result.value } : { refusal: result.error }) as object;
    if (intent !== undefined)
      await tx.idempotency.update({ where: { merchantId_key: { merchantId, key } }, data: { outcome, expiresAt } });
    return result.ok ? ok({ answer: result.value, idempotency: { ...idempotency, expiresAt } }) : result;
  });
}
