import { normaliseOrigin, originsMax } from '../access/origins.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../domain/command/command.ts';
import { accept, rejectFreeingKey } from '../domain/command/decision.ts';
import { underKey } from '../domain/command/keyed-command.ts';
import type { InputProblem, RefusalOf } from '../kernel/refusal.ts';
import type { Result } from '../kernel/result.ts';
import type { Sealer } from '../platform/crypto.ts';
import type { Db, Tx } from '../platform/db.ts';
import { recordDone } from './audit-record.ts';

interface Deps {
  readonly db: Db;
  readonly sealer: Sealer;
}
export interface UpdateAllowedOriginsInput {
  readonly idempotencyKey: string;
  /** All of them: what is left out is allowed no more. */
  readonly origins: readonly string[];
}
type Keyed = Pick<CommandOutcome, 'idempotency'>;

/** Says from pages of which websites a merchant's client tokens may come: from these, and no others. */
export function updateAllowedOrigins(
  deps: Deps,
  caller: Caller,
  { idempotencyKey: key, ...input }: UpdateAllowedOriginsInput,
): Promise<Result<Keyed, RefusalOf<'invalidInput'> | KeyRefusal>> {
  return underKey(deps, caller, {
    name: 'updateAllowedOrigins',
    key,
    input,
    async decide(tx, now) {
      const { origins, problems } = readOrigins(input.origins);
      if (problems.length > 0) return rejectFreeingKey({ kind: 'invalidInput', code: 'INVALID_INPUT', problems });
      const { merchantId } = caller;
      await tx.$queryRaw`select 1 from merchant where id = ${merchantId}::uuid for no key update`;
      const before = await allowedOrigins(tx, merchantId);
      await tx.merchant.updateMany({ where: { id: merchantId }, data: { allowedOrigins: origins } });
      await recordDone(tx, now, caller, {
        action: 'updateAllowedOrigins',
        subjectType: 'mer',
        subjectId: merchantId,
        details: { before, after: origins },
      });
      return accept({ answer: { origins } });
    },
  });
}

/** The origins of a merchant. */
export async function allowedOrigins(tx: Pick<Tx, 'merchant'>, id: string): Promise<readonly string[]> {
  const merchant = await tx.merchant.findUnique({ where: { id }, select: { allowedOrigins: true } });
  return merchant?.allowedOrigins ?? [];
}

/** Origins as browsers write them, each once; and what is wrong with those that are none. */
export function readOrigins(texts: readonly string[]): {
  readonly origins: string[];
  readonly problems: InputProblem[];
} {
  const path = ['input', 'origins'];
  if (texts.length > originsMax) {
    const message = `expected at most ${originsMax} origins; got ${texts.length}`;
    return { origins: [], problems: [{ path, rule: 'limit', message }] };
  }
  const origins = texts.map(normaliseOrigin);
  const expected = 'expected https://host or https://host:port without a path, or http://localhost:port';
  return {
    origins: [...new Set(origins.filter((origin) => origin !== null))],
    problems: texts.flatMap((text, index) =>
      origins[index]
        ? []
        : [{ path: [...path, String(index)], rule: 'origin', message: `${expected}; got ${shown(text)}` }],
    ),
  };
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));
