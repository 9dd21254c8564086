import { callContext } from './call-context.ts';
import type { Caller, DebtorCheck } from './command.ts';
import type { DomainDeps } from './deps.ts';
import { objectionTo } from './offer.ts';
import type { DebtorName, ProviderName, StatusReason } from './provider.ts';
import type { Refusal } from './refusal.ts';
import { ok, type Result, refuse } from './result.ts';

/** The provider that knows debtors. */
const provider: ProviderName = 'BETALINGSSERVICE';

/** Asks whether a debtor can approve in the provider's app. Neither the question nor the answer is stored: it names a person. */
export async function checkDebtor(
  deps: DomainDeps,
  { merchantId }: Caller,
  input: DebtorName,
): Promise<Result<DebtorCheck, Refusal>> {
  const connected = await deps.accounts.of(merchantId, provider);
  const offered = connected?.provider.debtorCheck;
  const refusal = objectionTo(connected, provider, 'the check of a debtor', offered, input);
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
  return { is: 'provider', code, provider, reason };
}
