import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import {
  AmountError,
  errorTypeOf,
  IdempotencyError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  ProviderRejectedError,
  VersionConflictError,
} from './errors.ts';
import type { Payload } from './payload.ts';

type Outcome = Payload | Refusal;
type Kind = Refusal['kind'];
type Of<K extends Kind> = Extract<Refusal, { readonly kind: K }>;
/** Tells a payload from a refusal, for the union of a mutation. */
export const resolveType = (payload: string) => (outcome: unknown) =>
  'kind' in (outcome as Outcome) ? errorTypeOf(outcome as Refusal) : payload;

// The ways in which mutations can go wrong, by what they do.
export const createErrors = [InvalidInputError, IdempotencyError, ProviderRejectedError] as const;

export const cancelErrors = [
  NotFoundError,
  InvalidStateError,
  VersionConflictError,
  IdempotencyError,
  ProviderRejectedError,
] as const;

export const stepErrors = [InvalidInputError, ...cancelErrors] as const;

export const moneyErrors = [
  InvalidInputError,
  NotFoundError,
  InvalidStateError,
  AmountError,
  VersionConflictError,
  IdempotencyError,
  ProviderRejectedError,
] as const;

// Every mutation may tell of its input, of its key and of its provider.
export const createRefusals = ['invalidInput', 'keyReused', 'keyInProgress', 'provider'] as const;

export const createOnRefusals = [...createRefusals, 'notFound', 'invalidState'] as const;

export const cancelRefusals = [
  'notFound',
  'invalidState',
  'versionConflict',
  'keyReused',
  'keyInProgress',
  'provider',
] as const;

export const stepRefusals = [...cancelRefusals, 'invalidInput'] as const;

export const moneyRefusals = [...stepRefusals, 'amount'] as const;

export const assignRefusals = ['invalidInput', 'notFound', 'invalidState', 'keyReused', 'keyInProgress'] as const;

export const clockRefusals = ['invalidInput', 'keyReused', 'keyInProgress'] as const;

export const scenarioRefusals = [...clockRefusals, 'notFound', 'invalidState'] as const;

/** What a command came to, as the mutation's union can tell it. Another refusal is a bug: the union lacks a member. */
export function told<T, K extends Kind>(tellable: readonly K[], result: Result<T, Refusal>): T | Of<K> {
  if (result.ok) return result.value;
  if (!(tellable as readonly Kind[]).includes(result.error.kind))
    throw new Error(`a command was refused as ${result.error.kind}, which its mutation cannot tell`);
  return result.error as Of<K>;
}
