import type { StatusReason } from '../../kernel/status-reason.ts';

/**
 * The life of an intention. REQUESTED waits for sending; SENT was written before the first byte left; PENDING was taken in
 * by the provider, which decides later. UNRESOLVED: it may have happened, so the provider is asked and nothing is sent again
 * without proof. From UNRESOLVED it is SENT anew only when the provider says that it has no such thing, and has said so
 * for the provider's quiet period. SUCCEEDED and FAILED are final for the operation; what later befalls the money is a fact
 * about the payment.
 */
export const operationStates = {
  REQUESTED: ['SENT', 'FAILED'],
  SENT: ['REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED', 'UNRESOLVED'],
  PENDING: ['SUCCEEDED', 'FAILED', 'UNRESOLVED'],
  UNRESOLVED: ['SENT', 'PENDING', 'SUCCEEDED', 'FAILED'],
  SUCCEEDED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type OperationState = keyof typeof operationStates;

/** Neither done nor given up. */
export function isOpen(state: OperationState): boolean {
  return operationStates[state].length > 0;
}

/** How an operation ends. */
export interface End {
  readonly as: 'SUCCEEDED' | 'FAILED';
  readonly why?: StatusReason;
  /** The provider said no to the call itself, so the mutation is refused too. */
  readonly refused?: boolean;
}
