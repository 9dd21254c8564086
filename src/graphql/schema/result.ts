import { brandWithType, type OutputRef } from '@pothos/core';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Result } from '../../kernel/result.ts';
import { builder } from './builder.ts';
import { errorTypeOf, errorTypes } from './errors.ts';

/** The ways in which a command may be refused. */
export type RefusalKind = Refusal['kind'];

interface ResultUnion<Payload> {
  readonly description: string;
  readonly payload: OutputRef<Payload>;
  readonly refusals: readonly RefusalKind[];
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The union of a payload and of the errors that tell the refusals, and how what a command came to becomes a value of it. */
export function resultUnion<Payload extends object>(
  name: string,
  { description, payload, refusals, extensions = {} }: ResultUnion<Payload>,
) {
  const type = builder.unionType(name, {
    description: `${description} May grow: keep an arm for UserError.`,
    types: [payload as never, ...errorTypes(refusals)],
    extensions,
  });
  /** Throws at a refusal that the union has no member for: the list of refusals is wrong then. */
  function toResult(result: Result<Payload, Refusal>): never {
    const value = result.ok ? result.value : result.error;
    if (!result.ok && !refusals.includes(result.error.kind))
      throw new Error(`refused as ${result.error.kind}, for which ${name} has no member`);
    brandWithType(value, (result.ok ? payload : errorTypeOf(result.error)) as never);
    // Which member it is, is marked on it; that says more than the compiler could follow here.
    return value as never;
  }
  return { type, toResult };
}
