import { expect, test } from 'vitest';
import type { CallContext, Fact, Operation, Outcome, Provider } from '../../src/domain/port/provider.ts';
import { unreachable } from '../../src/kernel/result.ts';

/** What the port refuses at compile time. Each line that expects an error fails the type check as soon as there is none. */

interface Settings {
  readonly secret: string;
}
declare const context: CallContext<Settings>;
declare const cancelsOnly: Provider<'payment.cancel', Settings>;
declare const captures: Provider<'payment.capture', Settings>;

const outcome: Outcome = {
  kind: 'refused',
  why: { code: 'OTHER', message: 'No.', origin: 'PROVIDER', retryable: false },
};

// Never called: it is there to be type-checked.
void refusedByTheCompiler;
function refusedByTheCompiler(): void {
  void captures.operations['payment.capture'].call(context, {} as never, 'key');
  // @ts-expect-error A provider without captures has nothing to call.
  void cancelsOnly.operations['payment.capture'];

  const base = { quietMs: 1, deadlineMs: 1, check: () => [], call: async () => outcome } as const;
  const probed: Operation<'payment.cancel', Settings> = { ...base, repeat: 'lookFirst', probe: async () => outcome };
  // @ts-expect-error Looking first takes a probe to look with.
  const blind: Operation<'payment.cancel', Settings> = { ...base, repeat: 'lookFirst' };
  // @ts-expect-error An absence is an answer to a question, never the outcome of a call.
  const absent: Outcome = { kind: 'absent', certain: true };
  // @ts-expect-error A call that has facts has at least one.
  const nothing: Outcome = { kind: 'facts', facts: [] };
  void [probed, blind, absent, nothing];
}

function forgetsAnOutcome(given: Outcome): string {
  switch (given.kind) {
    case 'facts':
    case 'pending':
    case 'refused':
    case 'notSent':
      return given.kind;
    default:
      // @ts-expect-error The unknown outcome was forgotten.
      return unreachable(given);
  }
}

function forgetsAFact(given: Fact): string {
  switch (given.kind) {
    case 'authority':
    case 'awaitingPayer':
    case 'reserved':
    case 'captured':
    case 'refunded':
    case 'refundDeclined':
    case 'rejected':
    case 'expired':
      return given.kind;
    default:
      // @ts-expect-error The cancelled payment was forgotten.
      return unreachable(given);
  }
}

test('a forgotten case that slips past the compiler throws', () => {
  expect(forgetsAnOutcome(outcome)).toBe('refused');
  expect(() => forgetsAnOutcome({ kind: 'unknown', why: { kind: 'crash', detail: '' } })).toThrow('unreachable case');
  expect(() =>
    forgetsAFact({
      kind: 'cancelled',
      ref: { kind: 'payment', id: 'x' },
      at: new Date(0),
      why: (outcome as Extract<Outcome, { kind: 'refused' }>).why,
    }),
  ).toThrow('unreachable case');
});
