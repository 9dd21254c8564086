import type { RefusalOf } from '../../kernel/refusal.ts';
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
): RefusalOf<'invalidInput' | 'provider'> | null {
  return checkCapability(connected, name, kind, connected?.provider.operations[kind], input, known);
}

/** The same where nothing of the input is the caller's: what the provider's limits find wrong then is a fault of ours, and throws. */
export function checkOffered<K extends Capability>(
  connected: ConnectedAccount | null,
  name: ProviderName,
  kind: K,
  input: OperationInput<K>,
): RefusalOf<'provider'> | null {
  const refusal = checkSupported(connected, name, kind, input);
  if (refusal?.kind === 'invalidInput')
    throw new Error(
      `${name} takes no ${kind} as we make it: ${refusal.problems.map(({ message }) => message).join('; ')}`,
    );
  return refusal;
}

/** The same for anything that a provider may offer: it has to be connected, to offer it, to be at work, and to take the input. */
export function checkCapability<I>(
  connected: ConnectedAccount | null,
  name: ProviderName,
  what: string,
  capability: { check(input: I, settings: never): readonly InputProblem[] } | undefined,
  input: I,
  known: readonly InputProblem[] = [],
): RefusalOf<'invalidInput' | 'provider'> | null {
  if (!connected) return notConnected(name);
  if (!capability) return notSupported(name, `${name} does not offer ${what}.`);
  const paused = pauseOf(connected);
  if (paused) return provider(name, 'PROVIDER_UNAVAILABLE', paused);
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

/** The refusal where a merchant has no account at a provider. */
export function notConnected(name: ProviderName): RefusalOf<'provider'> {
  return notSupported(name, `${name} is not connected for this merchant.`);
}

/** The refusal where a provider does not offer what is asked for. */
export function notSupported(name: ProviderName, message: string): RefusalOf<'provider'> {
  return provider(name, 'NOT_SUPPORTED_BY_PROVIDER', { code: 'OTHER', message, origin: 'SYSTEM', retryable: false });
}

function provider(
  name: ProviderName,
  code: 'PROVIDER_UNAVAILABLE' | 'PROVIDER_REJECTED' | 'NOT_SUPPORTED_BY_PROVIDER',
  reason: StatusReason,
): RefusalOf<'provider'> {
  return { kind: 'provider', code, provider: name, reason };
}

/** The refusal where a provider that was asked something does not want to say it. */
export function rejected(name: ProviderName, reason: StatusReason): RefusalOf<'provider'> {
  const code = reason.code === 'PROVIDER_UNAVAILABLE' ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
  return provider(name, code, reason);
}

/** The refusal where a provider that was asked something is silent, or cannot be understood. Nothing has been done: it can be asked again. */
export function noAnswer(name: ProviderName): RefusalOf<'provider'> {
  return provider(name, 'PROVIDER_UNAVAILABLE', {
    code: 'PROVIDER_UNAVAILABLE',
    message: `${name} gave no answer; it can be asked again.`,
    origin: 'PROVIDER',
    retryable: true,
  });
}

/** Why nothing is sent for an account, or null where it is at work. */
export function pauseOf({
  pausedAt,
  pausedBecause,
  unreadable,
  provider: { name },
}: ConnectedAccount): StatusReason | null {
  if (!pausedAt) return null;
  const retryable = { code: 'PROVIDER_UNAVAILABLE', origin: 'MERCHANT', retryable: true } as const;
  if (pausedBecause === 'REQUESTED' && !unreadable)
    return {
      ...retryable,
      message: `This account at ${name} was paused on request; nothing is sent until it is resumed.`,
    };
  return (
    unreadable ?? {
      ...retryable,
      message: `${name} refuses the credentials of this account; nothing is sent until they are mended.`,
    }
  );
}
