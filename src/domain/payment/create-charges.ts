import { createHash } from 'node:crypto';
import type { Cause } from '../../event-log/event.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Caller, CommandOutcome, CommandResult, KeyRefusal } from '../command/command.ts';
import { accept } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { keyedCommand, underKey } from '../command/keyed-command.ts';
import type { InputProblem } from '../port/provider.ts';
import { type ChargeRefusal, decideCharge, type NewCharge } from './create-charge.ts';

/** As many as the largest batch of any provider (MobilePay, Vipps MobilePay). */
export const chargesMax = 2_000;
/** Transactions of one call at once: the rest of the connections is for others. */
const atOnce = 4;

export interface CreateChargesInput {
  readonly idempotencyKey: string;
  readonly charges: readonly (NewCharge & { readonly problems?: readonly InputProblem[] })[];
}

/** What became of each charge, in the order in which they were asked for. */
export interface ChargesCreated {
  readonly outcomes: readonly CommandResult<ChargeRefusal>[];
  readonly idempotency: CommandOutcome['idempotency'];
}

/**
 * Asks for many charges, each for itself: one that is refused spoils none. Nobody waits for the provider: workers send them. Each has a
 * key of its own, made of the call's, so a call that was cut off is sent again, and goes on where it ended.
 */
export async function createCharges(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey, charges }: CreateChargesInput,
): Promise<Result<ChargesCreated, RefusalOf<'invalidInput'> | KeyRefusal>> {
  // The charges are told from others by their hash: thousands of paths would have to be kept otherwise.
  const input = { charges: charges.length, hash: hashOf(charges) };
  // What became of each stands under the keys of the charges.
  const decide = async () => accept({ answer: { charges: charges.length } });
  const claimed = await underKey(deps, caller, { name: 'createCharges', key: idempotencyKey, input, decide });
  if (!claimed.ok) return claimed;

  const outcomes: CommandResult<ChargeRefusal>[] = [];
  const todo = charges.entries();
  const work = async () => {
    for (const [index, charge] of todo)
      outcomes[index] = await createOne(deps, caller, `${idempotencyKey}:${index}`, charge);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, charges.length) }, work));
  deps.wake('sequencer');
  return ok({ outcomes, idempotency: claimed.value.idempotency });
}

async function createOne(
  deps: DomainDeps,
  caller: Caller,
  key: string,
  { problems, ...charge }: CreateChargesInput['charges'][number],
): Promise<CommandResult<ChargeRefusal>> {
  const cause: Cause = { by: 'mutation', actor: caller.actor, key };
  const met = await keyedCommand(deps, caller, {
    name: 'createCharge',
    key,
    input: charge,
    decide: (tx, now) => decideCharge(deps, { tx, now, caller, cause, key, byWorkers: true }, charge, problems),
  });
  return met.ok ? ok({ ...met.value.ids, idempotency: met.value.idempotency }) : met;
}

function hashOf(charges: CreateChargesInput['charges']): string {
  const text = JSON.stringify(charges, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return createHash('sha256').update(text).digest('hex');
}
