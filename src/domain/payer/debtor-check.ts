import { createHmac } from 'node:crypto';
import type { RefusalOf } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Clock } from '../../platform/clock.ts';
import { callContext } from '../command/call-context.ts';
import type { Caller } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkCapability, noAnswer, rejected } from '../command/supported.ts';
import type { DebtorName } from '../port/provider.ts';
import { providerFor } from '../port/provider-for.ts';

/** Whether a debtor can approve in the provider's app, as it was when asked. */
export interface DebtorCheck {
  readonly reachable: boolean;
  readonly checkedAt: Date;
}

/** Asks, or remembers that it was asked. */
export type CheckDebtor = (
  caller: Caller,
  input: DebtorName,
) => Promise<Result<DebtorCheck, RefusalOf<'invalidInput' | 'provider'>>>;

// Whoever installs the app in the meantime is told of a few minutes late; a shop that asks on every page asks the provider once.
const keptMs = 5 * 60_000;

/**
 * Asks whether a debtor can approve in the provider's app. Neither the question nor the answer is stored: it names a person. In memory
 * an answer is kept for a few minutes, under a hash that nobody can try numbers against without our key. A thousand answers are a few
 * hundred kilobytes; beyond, the oldest makes room.
 */
export function createDebtorCheck(deps: DomainDeps, clock: Clock, answersMax = 1_000): CheckDebtor {
  const kept = new Map<string, { readonly until: number; readonly answer: DebtorCheck }>();
  const secret = deps.sealer.derive('debtor-check');
  return async (caller, input) => {
    const who = createHmac('sha256', secret)
      .update(JSON.stringify([caller.merchantId, Object.entries(input)]))
      .digest('base64');
    const known = kept.get(who);
    if (known && clock.now().getTime() < known.until) return ok(known.answer);
    const result = await ask(deps, caller, input);
    kept.delete(who);
    if (!result.ok) return result;
    const oldest = kept.size >= answersMax ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(who, { until: clock.now().getTime() + keptMs, answer: result.value });
    return result;
  };
}

async function ask(
  deps: DomainDeps,
  { merchantId }: Caller,
  input: DebtorName,
): Promise<Result<DebtorCheck, RefusalOf<'invalidInput' | 'provider'>>> {
  const providers = await deps.accounts.providersOf(merchantId);
  const { provider, connected, capability } = providerFor(providers, 'debtorCheck');
  const refusal = checkCapability(connected, provider.name, 'the check of a debtor', capability, input);
  if (refusal || !connected) return refuse(refusal ?? noAnswer(provider.name));
  const checkedAt = await deps.db.forMerchant(merchantId, async (_tx, now) => now);
  const answer = await capability.call(callContext(deps, connected, checkedAt) as never, input);
  switch (answer.kind) {
    case 'reachable':
      return ok({ reachable: answer.reachable, checkedAt });
    case 'refused':
      return refuse(rejected(provider.name, answer.why));
    default:
      return refuse(noAnswer(provider.name));
  }
}
