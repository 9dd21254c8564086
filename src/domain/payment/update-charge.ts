import type { Money } from '../../kernel/money.ts';
import { currency, money } from '../../kernel/money.ts';
import type { RefusalOf } from '../../kernel/refusal.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkSupported } from '../command/supported.ts';
import { intend } from '../operation/intend.ts';
import { openOperations } from '../operation/store.ts';
import type { InputProblem } from '../port/provider.ts';
import { paymentRef } from '../reconcile/refs.ts';
import { unavailable } from './amounts.ts';
import { onPayment } from './commands.ts';
import { currencyMismatch } from './create.ts';
import { paymentAction } from './rules.ts';

/** Which charge, and what of it becomes otherwise. */
export interface UpdateChargeInput {
  readonly idempotencyKey: string;
  readonly paymentId: string | null;
  readonly amount?: Money;
  /** A plain day, YYYY-MM-DD. */
  readonly dueOn?: string;
  readonly expectedVersion?: number;
  readonly problems?: readonly InputProblem[];
}

/** Asks for less of a charge, or for it on another day, before any money is there. */
export function updateCharge(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, problems = [], ...input }: UpdateChargeInput,
): Promise<CommandResult<'invalidInput' | 'notFound' | 'invalidState' | 'versionConflict' | 'provider'>> {
  return onPayment<RefusalOf<'invalidInput' | 'invalidState' | 'provider'>>(
    deps,
    caller,
    'updateCharge',
    key,
    input,
    async (tx, now, charge, connected) => {
      const { amount, dueOn } = input;
      const operationInput = {
        payment: paymentRef(charge),
        ...(amount === undefined ? {} : { amount }),
        ...(dueOn === undefined ? {} : { dueOn }),
        requested: money(charge.requested, currency(charge.currency)),
        askedAt: now.getTime(),
      };
      const nothing = amount === undefined && dueOn === undefined;
      const known = nothing ? [...problems, nothingAsked] : problems;
      const refusal =
        checkSupported(connected, charge.provider, 'charge.update', operationInput, known) ??
        (amount ? currencyMismatch(amount.currency, charge.currency, 'charge') : null);
      if (refusal) return rejectFreeingKey(refusal);
      const rule = paymentAction.UPDATE(charge, connected.capabilities, now);
      if (!rule.available) return rejectKeepingKey(unavailable(charge, rule));
      const open = await openOperations(tx, { merchantId: charge.merchantId, paymentId: charge.id });
      if (open.length > 0)
        return rejectKeepingKey({
          ...unavailable(charge, rule),
          message: 'An earlier step of the charge is on its way; its outcome is awaited.',
        });
      const operation = intend(tx, now, deps.sealer, caller, key, {
        kind: 'charge.update',
        connected,
        input: operationInput,
        paymentId: charge.id,
      });
      return { kind: 'accepted', operation, connected, ids: { paymentId: charge.id } };
    },
  );
}

const nothingAsked: InputProblem = {
  path: ['input'],
  rule: 'required',
  message: 'expected an amount, a day or both; got neither',
};
