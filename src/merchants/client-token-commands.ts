import { createHash } from 'node:crypto';
import { createClientTokens } from '../access/client-tokens.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, notFound, rejectFreeingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import { subjectType } from '../domain/payment/store.ts';
import { decodeId } from '../kernel/ids.ts';
import type { InputProblem, RefusalOf } from '../kernel/refusal.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';
import { allowedOrigins, readOrigins } from './allowed-origin-commands.ts';

interface Deps {
  readonly db: Db;
  readonly sealer: Sealer;
}
/** The key that stands behind a token. */
export interface TokenMaker extends Caller {
  readonly keyId: string;
}
export interface CreateClientTokenInput {
  readonly idempotencyKey: string;
  readonly subjectId: string;
  readonly expiresInMs: number;
  /** Out of the merchant's; all of these when left out. */
  readonly origins?: readonly string[];
}
export interface ClientTokenMade extends Pick<CommandOutcome, 'idempotency'> {
  readonly token: string;
  readonly expiresAt: Date;
}

/** For how long a token is good when nothing is said: 15 minutes. */
export const tokenLivesMs = 15 * 60_000;
const livesAtLeastMs = 1_000;
const livesAtMostMs = 60 * 60_000;

/**
 * Makes a token for one thing. Nothing of it is stored: a repeat of its key gives the same token, made again of what was asked and when.
 */
export async function createClientToken(
  deps: Deps,
  caller: TokenMaker,
  { idempotencyKey: key, ...input }: CreateClientTokenInput,
): Promise<Result<ClientTokenMade, RefusalOf<'invalidInput' | 'notFound'> | KeyRefusal>> {
  const { merchantId, keyId } = caller;
  const { origins, problems } = readOrigins(input.origins ?? []);
  const done = await underKey(deps, caller, {
    name: 'createClientToken',
    key,
    input,
    async decide(tx) {
      const found = [...lifeProblems(input.expiresInMs), ...problems, ...(await notAmong(tx, merchantId, origins))];
      if (found.length > 0) return rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems: found });
      if (!(await exists(tx, merchantId, input.subjectId)))
        return rejectFreeingKey(notFound('subjectId', 'payment, agreement, mandate, billing request or transfer'));
      return accept({ answer: { subjectId: input.subjectId } });
    },
  });
  if (!done.ok) return done;
  const { idempotency } = done.value;
  const lasts = idempotency.firstSeenAt.getTime() + input.expiresInMs;
  const expiresAt = new Date(Math.floor(lasts / 1_000) * 1_000);
  const token = await createClientTokens(deps.sealer).sign({
    id: createHash('sha256').update(`${merchantId} ${key}`).digest('base64url').slice(0, 22),
    subject: input.subjectId,
    expiresAt,
    origins: input.origins === undefined ? null : origins,
    keyId,
    merchantId,
  });
  return ok({ token, expiresAt, idempotency });
}

function lifeProblems(ms: number): InputProblem[] {
  if (ms >= livesAtLeastMs && ms <= livesAtMostMs) return [];
  return [{ path: ['input', 'expiresIn'], rule: 'range', message: 'expected one second (PT1S) to one hour (PT1H)' }];
}

async function notAmong(tx: Tx, merchantId: string, origins: readonly string[]): Promise<InputProblem[]> {
  if (origins.length === 0) return [];
  const own = await allowedOrigins(tx, merchantId);
  const others = origins.filter((origin) => !own.includes(origin));
  if (others.length === 0) return [];
  const message = `expected origins that updateAllowedOrigins allows; these are not: ${others.join(', ')}`;
  return [{ path: ['input', 'origins'], rule: 'origin', message }];
}

async function exists(tx: Tx, merchantId: string, subjectId: string): Promise<boolean> {
  const { prefix, uuid: id } = decodeId(subjectId) ?? {};
  if (!prefix || !id) return false;
  const where = { merchantId_id: { merchantId, id } };
  const select = { id: true };
  switch (prefix) {
    case 'oop':
    case 'chg':
    case 'trf': {
      const payment = await tx.oneOffPayment.findUnique({ where, select: { kind: true } });
      return payment !== null && subjectType(payment) === prefix;
    }
    case 'agr':
      return (await tx.agreement.findUnique({ where, select })) !== null;
    case 'man':
      return (await tx.mandate.findUnique({ where, select })) !== null;
    case 'brq':
      return (await tx.billingRequest.findUnique({ where, select })) !== null;
    default:
      return false;
  }
}
