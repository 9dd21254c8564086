import type { Operation } from '../../generated/prisma/client.ts';
import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import type { ConnectedAccount } from '../port/accounts.ts';
import type { OperationInput } from '../port/provider.ts';
import type { StoredOutcome } from './idempotency.ts';

/** The effect is written, and its key leads to `ids` from now on. */
export interface Accepted<Ids extends StoredOutcome = StoredOutcome> {
  readonly kind: 'accepted';
  readonly ids: Ids;
  /** What the key led to, where that is sent to a provider. */
  readonly operation?: Pick<Operation, 'id'>;
}

export type Rejected<R extends Refusal = Refusal> =
  /** By state, amount or version: the key is used up and gives this same refusal for ever. */
  | { readonly kind: 'rejectedKeepingKey'; readonly refusal: R }
  /** Invalid, or about nothing we know: nothing is written, and the key stays free. */
  | { readonly kind: 'rejectedFreeingKey'; readonly refusal: R };

/** An operation with what it is to send, where that has not been put away yet. */
type ToSend = Operation & { readonly input?: OperationInput };

/** What the first transaction of a command that sends came to: the intent is written and may be sent, or not. */
export type Decision<R extends Refusal = Refusal> =
  | (Accepted & {
      readonly operation: ToSend;
      /** More of the same kind: a refund that lies in several receipts. Each goes its own way. */
      readonly more?: readonly ToSend[];
      readonly connected: ConnectedAccount;
    })
  | Rejected<R>;

/** How a decision may be refused. */
export type RefusalIn<D> = D extends Rejected<infer R> ? R : never;

export const accept = <Ids extends StoredOutcome>(ids: Ids): Accepted<Ids> => ({ kind: 'accepted', ids });
/** What can never be as it was asked: the caller mends the input and may use the same key. */
export const rejectFreeingKey = <R extends Refusal>(refusal: R): Rejected<R> => ({
  kind: 'rejectedFreeingKey',
  refusal,
});
/** What is not possible as things stand: the answer to this key, for ever. */
export const rejectKeepingKey = <R extends Refusal>(refusal: R): Rejected<R> => ({
  kind: 'rejectedKeepingKey',
  refusal,
});

export function notFound(field: string, noun: string): RefusalOf<'notFound'> {
  return { kind: 'notFound', path: ['input', field], message: `no ${noun} of yours has this id` };
}

export function versionConflict(expected: number | undefined, actual: number): RefusalOf<'versionConflict'> | null {
  return expected === undefined || expected === actual
    ? null
    : { kind: 'versionConflict', path: ['input', 'expectedVersion'], expected, actual };
}
