import { scopes as known, newSecret } from '../access/api-keys.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, type Rejected, rejectFreeingKey, rejectKeepingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import type { ApiKey, Environment } from '../generated/prisma/client.ts';
import { newUuid } from '../kernel/ids.ts';
import type { InputRule } from '../kernel/input-rules.ts';
import type { InputProblem, Refusal, RefusalOf } from '../kernel/refusal.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';
import { recordDone } from './audit-record.ts';

export interface ApiKeyDeps {
  readonly db: Db;
  readonly sealer: Sealer;
}

/** Who makes or changes a key: nobody gives what they do not have, nor for longer than they have it. */
export interface KeyHolder extends Caller {
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

export interface CreateApiKeyInput {
  readonly idempotencyKey: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** For how long it is good, in milliseconds. For ever when left out, or as long as the key that asks. */
  readonly expiresInMs?: number;
  readonly problems?: readonly InputProblem[];
}
export interface UpdateApiKeyInput {
  readonly idempotencyKey: string;
  /** Null where the public id was malformed or of another kind; so in all inputs. */
  readonly apiKeyId: string | null;
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly expiresInMs?: number;
  readonly problems?: readonly InputProblem[];
}
export interface OnApiKey {
  readonly idempotencyKey: string;
  readonly apiKeyId: string | null;
}
export interface RotateApiKeyInput extends OnApiKey {
  readonly overlapMs: number;
}

/** What a mutation on a key led to. The secret is there the first time only. */
export type ApiKeyDone = { readonly apiKeyId: string; readonly secret?: string } & Pick<CommandOutcome, 'idempotency'>;
type Answer<Kind extends Refusal['kind']> = Promise<Result<ApiKeyDone, RefusalOf<Kind> | KeyRefusal>>;

/** Keys of a merchant that are good at one time. */
export const liveKeysMax = 100;
const nameMax = 100;
/** How long an old key may go on beside the one that takes its place: 30 days. */
export const overlapMaxMs = 30 * 24 * 60 * 60 * 1_000;
/** Makes a key with some of the caller's own scopes. */
export async function createApiKey(
  deps: ApiKeyDeps,
  caller: KeyHolder,
  { idempotencyKey: key, problems = [], ...input }: CreateApiKeyInput,
): Answer<'invalidInput'> {
  const { secret, ...hidden } = newSecret(caller.environment);
  const result = await underKey(deps, caller, {
    name: 'createApiKey',
    key,
    input,
    async decide(tx, now) {
      const scopes = unique(input.scopes);
      const expiresAt = endOf(now, input.expiresInMs) ?? caller.expiresAt;
      const found = [
        ...problems,
        ...nameProblems(input.name),
        ...(scopes.length === 0 ? [problem(['scopes'], 'length', 'expected at least one scope; got none')] : []),
        ...wider(caller, scopes),
        ...outlives(caller, expiresAt),
        ...(await tooMany(tx, caller.merchantId, now)),
      ];
      if (found.length > 0) return invalidInput(found);
      const id = newUuid(now.getTime());
      await insertKey(tx, caller, now, { id, name: input.name, scopes, expiresAt, ...hidden });
      await recordDone(tx, now, caller, {
        action: 'createApiKey',
        subjectType: 'key',
        subjectId: id,
        details: { name: input.name, scopes, expiresAt },
      });
      return accept({ apiKeyId: id });
    },
  });
  return withSecret(result, secret);
}

/** Renames, restricts or widens a key, or says when it ends; what it has more than before must be the caller's own. */
export function updateApiKey(
  deps: ApiKeyDeps,
  caller: KeyHolder,
  { idempotencyKey: key, problems = [], ...input }: UpdateApiKeyInput,
): Answer<'invalidInput' | 'notFound' | 'invalidState'> {
  return underKey(deps, caller, {
    name: 'updateApiKey',
    key,
    input,
    async decide(tx, now) {
      const held = await lockKey(tx, caller.merchantId, input.apiKeyId);
      if (!held) return rejectFreeingKey(unknownKey);
      const ended = endedState(held, now);
      if (ended) return rejectKeepingKey(ended);
      const scopes = input.scopes === undefined ? held.scopes : unique(input.scopes);
      const expiresAt = endOf(now, input.expiresInMs) ?? held.expiresAt;
      // What it has already may stay, and may be taken away by anybody who may change keys at all.
      const added = scopes.filter((scope) => !held.scopes.includes(scope));
      const prolonged = endsLater(expiresAt, held.expiresAt);
      const found = [
        ...problems,
        ...(input.name === undefined ? [] : nameProblems(input.name)),
        ...(scopes.length === 0
          ? [problem(['scopes'], 'length', 'expected at least one scope; revoke it instead')]
          : []),
        ...wider(caller, prolonged ? scopes : added),
        ...(prolonged || added.length > 0 ? outlives(caller, expiresAt) : []),
      ];
      if (found.length > 0) return invalidInput(found);
      const name = input.name ?? held.name;
      await tx.apiKey.updateMany({
        where: { merchantId: held.merchantId, id: held.id },
        data: { name, scopes, expiresAt },
      });
      const { name: wasName, scopes: wasScopes, expiresAt: wasExpiresAt } = held;
      await recordDone(tx, now, caller, {
        action: 'updateApiKey',
        subjectType: 'key',
        subjectId: held.id,
        details: {
          before: { name: wasName, scopes: wasScopes, expiresAt: wasExpiresAt },
          after: { name, scopes, expiresAt },
        },
      });
      return accept({ apiKeyId: held.id });
    },
  });
}

/** Makes a key that takes the place of another, with its name and scopes; the other goes on for the overlap, and no longer. */
export async function rotateApiKey(
  deps: ApiKeyDeps,
  caller: KeyHolder,
  { idempotencyKey: key, ...input }: RotateApiKeyInput,
): Answer<'invalidInput' | 'notFound' | 'invalidState'> {
  const { secret, ...hidden } = newSecret(caller.environment);
  const result = await underKey(deps, caller, {
    name: 'rotateApiKey',
    key,
    input,
    async decide(tx, now) {
      const held = await lockKey(tx, caller.merchantId, input.apiKeyId);
      if (!held) return rejectFreeingKey(unknownKey);
      const ended = endedState(held, now);
      if (ended) return rejectKeepingKey(ended);
      const found = [
        ...(input.overlapMs > overlapMaxMs
          ? [problem(['overlap'], 'range', 'expected an overlap of at most 30 days')]
          : []),
        // Whoever has the new secret has what the key may do.
        ...wider(caller, held.scopes, ['apiKeyId']),
        ...(endsLater(held.expiresAt, caller.expiresAt)
          ? [problem(['apiKeyId'], 'range', 'expected a key that ends no later than the one that asks')]
          : []),
        ...(await tooMany(tx, caller.merchantId, now)),
      ];
      if (found.length > 0) return invalidInput(found);
      const id = newUuid(now.getTime());
      const { merchantId, name, scopes, expiresAt } = held;
      await insertKey(tx, caller, now, { id, name, scopes, expiresAt, ...hidden });
      const until = new Date(now.getTime() + input.overlapMs);
      const ends = endsLater(held.expiresAt, until) ? until : held.expiresAt;
      await tx.apiKey.updateMany({ where: { merchantId, id: held.id }, data: { replacedBy: id, expiresAt: ends } });
      await recordDone(tx, now, caller, {
        action: 'rotateApiKey',
        subjectType: 'key',
        subjectId: held.id,
        details: { replacedBy: id, expiresAt: ends },
      });
      return accept({ apiKeyId: id });
    },
  });
  return withSecret(result, secret);
}

/** Ends a key, in every process and on every open connection within a second. */
export function revokeApiKey(
  deps: ApiKeyDeps,
  caller: Caller,
  { idempotencyKey: key, apiKeyId }: OnApiKey,
): Answer<'notFound'> {
  return underKey(deps, caller, {
    name: 'revokeApiKey',
    key,
    input: { apiKeyId },
    async decide(tx, now) {
      const held = await lockKey(tx, caller.merchantId, apiKeyId);
      if (!held) return rejectFreeingKey(unknownKey);
      const { merchantId, id, revokedAt, name } = held;
      if (!revokedAt) {
        await tx.apiKey.updateMany({ where: { merchantId, id }, data: { revokedAt: now } });
        await recordDone(tx, now, caller, {
          action: 'revokeApiKey',
          subjectType: 'key',
          subjectId: id,
          details: { name },
        });
      }
      return accept({ apiKeyId: id });
    },
  });
}

type NewKey = Pick<ApiKey, 'id' | 'name' | 'scopes' | 'expiresAt'> &
  Pick<Omit<ReturnType<typeof newSecret>, 'secret'>, 'hash' | 'lastFour'>;

async function insertKey(tx: Tx, { merchantId, actor }: Caller, now: Date, { hash, ...key }: NewKey): Promise<void> {
  await tx.apiKey.createMany({
    data: [{ ...key, merchantId, secretHash: hash, createdBy: actor, createdAt: now }],
  });
}

/** The key, locked against other mutations until the end of the transaction. */
async function lockKey(tx: Tx, merchantId: string, id: string | null): Promise<ApiKey | null> {
  if (id === null) return null;
  await tx.$queryRaw`select 1 from api_key where merchant_id = ${merchantId}::uuid and id = ${id}::uuid for no key update`;
  return tx.apiKey.findUnique({ where: { merchantId_id: { merchantId, id } } });
}

async function tooMany(tx: Tx, merchantId: string, now: Date): Promise<InputProblem[]> {
  const live = await tx.apiKey.count({
    where: { merchantId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  });
  if (live < liveKeysMax) return [];
  return [problem([], 'limit', `expected at most ${liveKeysMax} keys that are good; revoke one first`)];
}

function endedState({ revokedAt, expiresAt }: ApiKey, now: Date): RefusalOf<'invalidState'> | null {
  const current = revokedAt ? 'REVOKED' : expiresAt && expiresAt <= now ? 'EXPIRED' : null;
  return (
    current && {
      kind: 'invalidState',
      path: ['input', 'apiKeyId'],
      message: 'a key that has ended stays as it is; create another',
      current,
      allowedFrom: ['ACTIVE'],
    }
  );
}

const unknownKey: RefusalOf<'notFound'> = {
  kind: 'notFound',
  path: ['input', 'apiKeyId'],
  message: 'no API key of yours has this id',
};

/** Scopes that the caller does not have. */
function wider({ scopes: own }: KeyHolder, scopes: readonly string[], path = ['scopes']): InputProblem[] {
  const unknown = scopes.filter((scope) => !known.some((one) => one === scope));
  if (unknown.length > 0)
    return [problem(path, 'scope', `expected scopes out of ${known.join(', ')}; got ${shown(unknown)}`)];
  const missing = scopes.filter((scope) => !own.includes(scope));
  if (missing.length === 0) return [];
  const expected = 'expected only scopes that the key that asks has itself';
  return [problem(path, 'scope', `${expected}; it lacks ${missing.join(', ')}`)];
}

/** A key that would outlive the one that asks. */
function outlives({ expiresAt: own }: KeyHolder, expiresAt: Date | null): InputProblem[] {
  if (own === null || !endsLater(expiresAt, own)) return [];
  const expected = `expected an end no later than that of the key that asks, ${own.toISOString()}`;
  return [problem(['expiresIn'], 'range', expected)];
}

function nameProblems(name: string): InputProblem[] {
  const length = [...name.trim()].length;
  if (length > 0 && length <= nameMax) return [];
  return [problem(['name'], 'length', `expected a name of 1 to ${nameMax} characters; got ${length}`)];
}

/** What came, within bounds. */
const shown = (words: readonly string[]): string =>
  words
    .slice(0, 3)
    .map((word) => JSON.stringify(word.slice(0, 40)))
    .join(', ');
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const endOf = (now: Date, ms: number | undefined): Date | null =>
  ms === undefined ? null : new Date(now.getTime() + ms);
/** Null stands for no end. */
const endsLater = (one: Date | null, other: Date | null): boolean => other !== null && (one === null || one > other);

const problem = (path: readonly string[], rule: InputRule, message: string): InputProblem => ({
  path: ['input', ...path],
  rule,
  message,
});
const invalidInput = (problems: readonly InputProblem[]): Rejected<RefusalOf<'invalidInput'>> =>
  rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems });

/** The secret, the first time only: a repeat of the key learns no secret. */
function withSecret<R>(result: Result<ApiKeyDone, R>, secret: string): Result<ApiKeyDone, R> {
  return result.ok && !result.value.idempotency.replayed ? ok({ ...result.value, secret }) : result;
}
