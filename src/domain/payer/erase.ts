import type { IdPrefix } from '../../kernel/ids.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Tx } from '../../platform/db.ts';
import type { Caller, CommandOutcome, KeyRefusal } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { underKey } from '../command/keyed-command.ts';
import { erasePerson } from './person.ts';

/** Whose payer. */
export interface ErasePayerInput {
  readonly idempotencyKey: string;
  /** A mandate, a billing request or a transfer; null where the public id was malformed. */
  readonly subject: { readonly prefix: IdPrefix; readonly uuid: string } | null;
}

/** When the payer was erased. */
export interface PayerErased {
  readonly erasedAt: Date;
  readonly idempotency: CommandOutcome['idempotency'];
}

/** Erases the payer of a mandate, a billing request or a transfer. Harmless to repeat, with the same key or another. */
export async function erasePayer(
  deps: Pick<DomainDeps, 'db' | 'sealer'>,
  caller: Caller,
  { idempotencyKey: key, ...input }: ErasePayerInput,
): Promise<Result<PayerErased, RefusalOf<'notFound'> | KeyRefusal>> {
  const { merchantId } = caller;
  const result = await underKey(deps, caller, {
    name: 'erasePayer',
    key,
    input,
    async decide(tx, now) {
      const personId = await payerOf(tx, merchantId, input.subject);
      if (!personId) return rejectFreeingKey(notFound('subjectId', 'mandate, billing request or transfer'));
      const erasedAt = await erasePerson(tx, now, merchantId, personId);
      return accept({ answer: { erasedAt: erasedAt.toISOString() } });
    },
  });
  if (!result.ok) return result;
  const { answer, idempotency } = result.value;
  return ok({ erasedAt: new Date(answer.erasedAt), idempotency });
}

async function payerOf(tx: Tx, merchantId: string, subject: ErasePayerInput['subject']): Promise<string | null> {
  const found = subject && (await finders[subject.prefix]?.(tx, merchantId, subject.uuid));
  return found?.personId ?? null;
}

const select = { personId: true } as const;
type Found = { readonly personId: string } | null;

/** The things that have a payer of their own. */
const finders: Readonly<Partial<Record<IdPrefix, (tx: Tx, merchantId: string, id: string) => Promise<Found>>>> = {
  man: (tx, merchantId, id) => tx.mandate.findUnique({ where: { merchantId_id: { merchantId, id } }, select }),
  brq: (tx, merchantId, id) => tx.billingRequest.findUnique({ where: { merchantId_id: { merchantId, id } }, select }),
  trf: (tx, merchantId, id) =>
    tx.transfer.findUnique({ where: { merchantId_paymentId: { merchantId, paymentId: id } }, select }),
};
