import { ok } from '../../kernel/result.ts';
import type { Caller, CommandResult } from '../command/command.ts';
import { accept, notFound, rejectFreeingKey, rejectKeepingKey } from '../command/decision.ts';
import type { DomainDeps } from '../command/deps.ts';
import { underKey } from '../command/keyed-command.ts';
import { arrived } from './apply.ts';
import { payouts } from './store.ts';

/** Which payout has arrived at the merchant's bank. */
export interface ConfirmPayoutArrivalInput {
  readonly idempotencyKey: string;
  readonly payoutId: string | null;
}

/** Notes that a payout is at the bank, as its merchant has seen: no provider tells it. One that has arrived already stays as it is. */
export async function confirmPayoutArrival(
  deps: DomainDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: ConfirmPayoutArrivalInput,
): Promise<CommandResult<'notFound' | 'invalidState'>> {
  const result = await underKey(deps, caller, {
    name: 'confirmPayoutArrival',
    key,
    input,
    async decide(tx, now) {
      const payout = input.payoutId ? await payouts.lock(tx, caller.merchantId, input.payoutId) : null;
      if (!payout) return rejectFreeingKey(notFound('payoutId', 'payout'));
      if (payout.status !== 'IN_TRANSIT' && payout.status !== 'PAID')
        return rejectKeepingKey({
          kind: 'invalidState',
          path: ['input', 'payoutId'],
          message: `The payout is ${payout.status}; only one that is on its way can arrive.`,
          current: payout.status,
          allowedFrom: ['IN_TRANSIT'],
        });
      const context = { tx, now, cause: { by: 'mutation', actor: caller.actor, key } } as const;
      if (payout.status === 'IN_TRANSIT') await arrived(context, payout);
      return accept({ payoutId: payout.id });
    },
  });
  deps.wake('sequencer');
  return result.ok ? ok(result.value) : result;
}
