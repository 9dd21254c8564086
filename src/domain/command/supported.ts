import type { Refusal } from '../../kernel/refusal.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { Capability, InputProblem, OperationInput, ProviderName, StatusReason } from '../port/provider.ts';

/**
 * The refusal where a connected account cannot carry out an operation with this input, or null where it can. Nothing is written in either case.
 * `known` is what is wrong already; what the provider's limits find is added to it, one problem for each path.
 */
export function checkSupported<K extends Capability>(
  connected: ConnectedAccount | null,
  name: ProviderName,
  kind: K,
  input: OperationInput<K>,
  known: readonly InputProblem[] = [],
): Refusal | null {
  return checkCapability(connected, name, kind, connected?.provider.operations[kind], input, known);
}

/** The same for anything that a provider may offer: it has to be connected, to offer it, to be at work, and to take the input. */
export function checkCapability<I>(
  connected: ConnectedAccount | null,
  name: ProviderName,
  what: string,
  capability: { check(input: I, settings: never): readonly InputProblem[] } | undefined,
  input: I,
  known: readonly InputProblem[] = [],
): Refusal | null {
  if (!connected) return notSupported(name, `${name} is not connected for this merchant.`);
  if (!capability) return notSupported(name, `${name} does not offer ${what}.`);
  if (connected.pausedAt) return provider(name, 'PROVIDER_UNAVAILABLE', paused(name));
  const found = capability
    .check(input, connected.account.settings as never)
    .map((problem) => ({ ...problem, path: ['input', ...problem.path] }))
    .filter(({ path }) => !known.some((other) => overlap(path, other.path)));
  const problems = [...known, ...found];
  if (problems.length === 0) return null;
  const code = problems.every(({ rule }) => rule === 'currency') ? 'CURRENCY_MISMATCH' : 'INVALID_INPUT';
  return { kind: 'invalidInput', code, problems };
}

/** One of them names the other, or a part of it. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((part, index) => part === b[index]);
}

function notSupported(name: ProviderName, message: string): Refusal {
  return provider(name, 'NOT_SUPPORTED_BY_PROVIDER', { code: 'OTHER', message, origin: 'SYSTEM', retryable: false });
}

function provider(
  name: ProviderName,
  code: 'PROVIDER_UNAVAILABLE' | 'NOT_SUPPORTED_BY_PROVIDER',
  reason: StatusReason,
): Refusal {
  return { kind: 'provider', code, provider: name, reason };
}

function paused(name: ProviderName): StatusReason {
  return {
    code: 'PROVIDER_UNAVAILABLE',
    message: `${name} refuses the credentials of this account; nothing is sent until they are mended.`,
    origin: 'MERCHANT',
    retryable: true,
  };
}
