import { createHmac } from 'node:crypto';
import type { Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import type { Clock } from '../../platform/clock.ts';
import { callContext } from '../command/call-context.ts';
import type { Caller, DebtorCheck, MandateCommands } from '../command/command.ts';
import type { DomainDeps } from '../command/deps.ts';
import { checkCapability } from '../command/supported.ts';
import type { DebtorName, ProviderName, StatusReason } from '../port/provider.ts';

/** The provider that knows debtors. */
const provider: ProviderName = 'BETALINGSSERVICE';

// Whoever installs the app in the meantime is told of a few minutes late; a shop that asks on every page asks the provider once.
const keptMs = 5 * 60_000;

/**
 * Asks whether a debtor can approve in the provider's app. Neither the question nor the answer is stored: it names a person. In memory
 * an answer is kept for a few minutes, under a hash that nobody can try numbers against without our key. A thousand answers are a few
 * hundred kilobytes; beyond, the oldest makes room.
 */
export function createDebtorCheck(deps: DomainDeps, clock: Clock, answersMax = 1_000): MandateCommands['checkDebtor'] {
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

async function ask(deps: DomainDeps, { merchantId }: Caller, input: DebtorName): Promise<Result<DebtorCheck, Refusal>> {
  const connected = await deps.accounts.of(merchantId, provider);
  const offered = connected?.provider.debtorCheck;
  const refusal = checkCapability(connected, provider, 'the check of a debtor', offered, input);
  if (refusal || !connected || !offered) return refuse(refusal ?? failed(unavailable));
  const checkedAt = await deps.db.forMerchant(merchantId, async (_tx, now) => now);
  const answer = await offered.call(callContext(deps, connected, checkedAt) as never, input);
  switch (answer.kind) {
    case 'reachable':
      return ok({ reachable: answer.reachable, checkedAt });
    case 'refused':
      return refuse(failed(answer.why));
    default:
      return refuse(failed(unavailable));
  }
}

const unavailable: StatusReason = {
  code: 'PROVIDER_UNAVAILABLE',
  message: `${provider} gave no answer; it can be asked again.`,
  origin: 'PROVIDER',
  retryable: true,
};

function failed(reason: StatusReason): Refusal {
  const code = reason.code === 'PROVIDER_UNAVAILABLE' ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
  return { kind: 'provider', code, provider, reason };
}
