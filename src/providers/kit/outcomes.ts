import type { NotSentCause, Outcome, StatusCheck, UnknownCause } from '../../domain/port/provider.ts';
import { type Money, sameMoney, toDecimal } from '../../kernel/money.ts';

/** What every adapter says of a request, whoever the provider is. */
export type NotSent = Extract<Outcome, { kind: 'notSent' }>;
export type Unknown = Extract<Outcome, { kind: 'unknown' }>;
export type Facts = Extract<Outcome, { kind: 'facts' }>;

/** What a look-up can end in. Never *not sent* and never *refused*: those are said of operations. */
export type LookupResult = Extract<StatusCheck, { kind: 'facts' | 'pending' | 'unknown' | 'absent' }>;

export function notSent(kind: NotSentCause['kind'], detail: string, retryAfterMs?: number): NotSent {
  return { kind: 'notSent', why: { kind, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}

/** An outcome that names what could not be understood. */
export function unknown(kind: UnknownCause['kind'], detail: string): Unknown {
  return { kind: 'unknown', why: { kind, detail } };
}

/** A look-up that did not get through. *Not sent* would be said of the operation that is looked up, and would have it sent again. */
export function lookupNotSent({ why }: NotSent): Unknown {
  return unknown('reset', `could not ask: ${why.kind}, ${why.detail}`);
}

/** The echo check: another amount or currency than we asked for is never a success. Null when they are the same. */
export function mismatch(provider: string, got: Money, expected: Money): Unknown | null {
  if (sameMoney(got, expected)) return null;
  return unknown('amountMismatch', `asked for ${inWords(expected)}; ${provider} says ${inWords(got)}`);
}

function inWords(money: Money): string {
  return `${toDecimal(money)} ${money.currency}`;
}
