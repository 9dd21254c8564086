import { expect, test } from 'vitest';
import type { CommandOutcome, CommandResult } from '../../src/domain/command/command.ts';
import { CancelMandateInput } from '../../src/graphql/mandate/inputs.ts';
import { MandatePayload } from '../../src/graphql/mandate/mutations.ts';
import { mutation } from '../../src/graphql/schema/mutation.ts';
import { resultUnion } from '../../src/graphql/schema/result.ts';
import type { Refusal } from '../../src/kernel/refusal.ts';
import { ok, type Result, refuse } from '../../src/kernel/result.ts';

/** What a mutation refuses at compile time. Each line that expects an error fails the type check as soon as there is none. */

declare const command: (id: string) => Promise<CommandResult<'notFound' | 'invalidState'>>;
declare const mute: () => Promise<Result<CommandOutcome, Refusal>>;
declare const other: () => Promise<Result<{ readonly reachable: boolean }, never>>;
const described = {
  description: 'Ends it.',
  scope: 'mandates:write',
  input: CancelMandateInput,
  payload: MandatePayload,
  result: 'The end.',
} as const;

// Never called: it is there to be type-checked.
void refusedByTheCompiler;
function refusedByTheCompiler(): void {
  mutation('end', { ...described, refusals: ['notFound', 'invalidState'], run: ({ mandateId }) => command(mandateId) });
  // @ts-expect-error The command can be refused for its state, and the union has no member for that.
  mutation('end', { ...described, refusals: ['notFound'], run: ({ mandateId }) => command(mandateId) });
  // @ts-expect-error The command is never refused for an amount, and the union has a member for that.
  mutation('end', {
    ...described,
    refusals: ['notFound', 'invalidState', 'amount'],
    run: (input) => command(input.mandateId),
  });
  // @ts-expect-error The command does not say how it may be refused.
  mutation('end', { ...described, refusals: ['notFound', 'invalidState'], run: () => mute() });
  // @ts-expect-error The payload is made of something else.
  mutation('end', { ...described, refusals: [], run: () => other() });
}

test('a result becomes what its union has a member for, and a refusal that it has none for throws', () => {
  const { toResult } = resultUnion('EndedForTestResult', { ...described, refusals: ['notFound'] });
  const idempotency = { key: 'k', replayed: false, firstSeenAt: new Date(0), expiresAt: new Date(0) };
  const outcome = { idempotency };
  expect(toResult(ok(outcome))).toBe(outcome);
  const refusal = { kind: 'notFound', path: [], message: 'none' } as const;
  expect(toResult(refuse(refusal))).toBe(refusal);
  expect(() => toResult(refuse({ kind: 'versionConflict', path: [], expected: 1, actual: 2 }))).toThrow(
    'refused as versionConflict, for which EndedForTestResult has no member',
  );
});
