import type { MerchantProvider } from './accounts.ts';
import type { AnyProvider, Capability, Operation, Question } from './provider.ts';

/** What a provider can be chosen for, with the part of its table of contents that does it. */
type Capable = { readonly [K in Capability]: Operation<K, unknown> } & {
  readonly [Q in Question]: NonNullable<AnyProvider[Q]>;
};

export interface ChosenProvider<K extends keyof Capable> extends MerchantProvider {
  readonly capability: Capable[K];
}

/**
 * Who carries something new for a merchant: a provider that can do it, and whose terms the input is in where it is in anybody's. One that
 * the merchant has an account with goes before one that it has none with, and of two the account that was connected first. Without any
 * account it is still said who could, so that the refusal can name it.
 */
export function providerFor<K extends keyof Capable>(
  providers: readonly MerchantProvider[],
  capability: K,
  inputKey?: string,
): ChosenProvider<K> {
  const able = providers.flatMap((one) => {
    const found = capabilityOf(one.provider, capability);
    const meant = inputKey === undefined || one.provider.inputKey === inputKey;
    return found && meant ? [{ ...one, capability: found as Capable[K] }] : [];
  });
  const [chosen] = able.sort((a, b) => connectedAt(a) - connectedAt(b));
  if (!chosen) throw new Error(`no provider offers ${capability}${inputKey === undefined ? '' : ` as ${inputKey}`}`);
  return chosen;
}

function capabilityOf(provider: AnyProvider, capability: keyof Capable): Capable[keyof Capable] | undefined {
  return capability === 'debtorCheck' || capability === 'institutions'
    ? provider[capability]
    : provider.operations[capability];
}

/** Never, where there is no account. */
function connectedAt({ connected }: MerchantProvider): number {
  return connected?.createdAt.getTime() ?? Number.MAX_SAFE_INTEGER;
}
