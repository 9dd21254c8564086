import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import { builder } from './builder.ts';
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
import {
  AgreementPayload,
  BillingRequestPayload,
  CancelPaymentPayload,
  CapturePayload,
  MandatePayload,
  OneOffPaymentPayload,
  type Payload,
  RefundPayload,
  TransferPayload,
} from './payloads.ts';

type Outcome = Payload | Refusal;
type Kind = Refusal['kind'];
type Of<K extends Kind> = Extract<Refusal, { readonly kind: K }>;
/** Tells a payload from a refusal, for the union of a mutation. */
export const resolveType = (payload: string) => (outcome: unknown) =>
  'kind' in (outcome as Outcome) ? errorTypeOf(outcome as Refusal) : payload;

// The ways in which mutations can go wrong, by what they do.
const createErrors = [InvalidInputError, IdempotencyError, ProviderRejectedError] as const;
const cancelErrors = [
  NotFoundError,
  InvalidStateError,
  VersionConflictError,
  IdempotencyError,
  ProviderRejectedError,
] as const;
const stepErrors = [InvalidInputError, ...cancelErrors] as const;
const moneyErrors = [
  InvalidInputError,
  NotFoundError,
  InvalidStateError,
  AmountError,
  VersionConflictError,
  IdempotencyError,
  ProviderRejectedError,
] as const;

export const CreateAgreementResult = builder.unionType('CreateAgreementResult', {
  description: 'The agreement, or why there is none. May grow: keep an arm for UserError.',
  types: [AgreementPayload, ...createErrors],
  resolveType: resolveType('AgreementPayload'),
});
export const CancelAgreementResult = builder.unionType('CancelAgreementResult', {
  description: 'The agreement, or why it was not ended. May grow: keep an arm for UserError.',
  types: [AgreementPayload, ...cancelErrors],
  resolveType: resolveType('AgreementPayload'),
});
export const CreateMandateResult = builder.unionType('CreateMandateResult', {
  description: 'The mandate, or why there is none. May grow: keep an arm for UserError.',
  types: [MandatePayload, ...createErrors],
  resolveType: resolveType('MandatePayload'),
});
export const CancelMandateResult = builder.unionType('CancelMandateResult', {
  description: 'The mandate, or why it was not ended. May grow: keep an arm for UserError.',
  types: [MandatePayload, ...cancelErrors],
  resolveType: resolveType('MandatePayload'),
});
export const CreateBillingRequestResult = builder.unionType('CreateBillingRequestResult', {
  description: 'The billing request, or why there is none. May grow: keep an arm for UserError.',
  types: [BillingRequestPayload, ...createErrors],
  resolveType: resolveType('BillingRequestPayload'),
});
/** The result of a step of a billing request: all steps can go wrong in the same ways. */
export const billingRequestStepResult = (name: string) =>
  builder.unionType(name, {
    description: 'The billing request, or why the step was not taken. May grow: keep an arm for UserError.',
    types: [BillingRequestPayload, ...stepErrors],
    resolveType: resolveType('BillingRequestPayload'),
  });
export const CreateOneOffPaymentResult = builder.unionType('CreateOneOffPaymentResult', {
  description: 'The payment, or why there is none. May grow: keep an arm for UserError.',
  types: [
    OneOffPaymentPayload,
    InvalidInputError,
    NotFoundError,
    InvalidStateError,
    IdempotencyError,
    ProviderRejectedError,
  ],
  resolveType: resolveType('OneOffPaymentPayload'),
});
export const CreateTransferResult = builder.unionType('CreateTransferResult', {
  description: 'The transfer, or why there is none. May grow: keep an arm for UserError.',
  types: [TransferPayload, InvalidInputError, IdempotencyError, ProviderRejectedError],
  resolveType: resolveType('TransferPayload'),
});
export const AssignReceiptResult = builder.unionType('AssignReceiptResult', {
  description: 'The transfer with the money on it, or why it was not assigned. May grow: keep an arm for UserError.',
  types: [TransferPayload, InvalidInputError, NotFoundError, InvalidStateError, IdempotencyError],
  resolveType: resolveType('TransferPayload'),
});
export const CapturePaymentResult = builder.unionType('CapturePaymentResult', {
  description: 'The capture, or why nothing is taken. May grow: keep an arm for UserError.',
  types: [CapturePayload, ...moneyErrors],
  resolveType: resolveType('CapturePayload'),
});
export const CancelPaymentResult = builder.unionType('CancelPaymentResult', {
  description: 'The payment, or why it was not given up. May grow: keep an arm for UserError.',
  types: [CancelPaymentPayload, ...cancelErrors],
  resolveType: resolveType('CancelPaymentPayload'),
});
export const RefundPaymentResult = builder.unionType('RefundPaymentResult', {
  description: 'The refund, or why nothing is given back. May grow: keep an arm for UserError.',
  types: [RefundPayload, ...moneyErrors],
  resolveType: resolveType('RefundPayload'),
});

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
