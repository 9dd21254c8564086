import type { InputRef, OutputRef } from '@pothos/core';
import type { GraphQLSchema } from 'graphql';
import type { Scope } from '../../access/api-keys.ts';
import type { InputProblem } from '../../domain/port/provider.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type Result, refuse } from '../../kernel/result.ts';
import { inSpan } from '../../platform/observing/tracing.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { OutcomeId } from './idempotency.ts';
import { inPathsOfInput, problemsOf, type WithoutNulls, withoutNulls } from './input.ts';
import { type RefusalKind, resultUnion } from './result.ts';

/** How every command may be refused, since each has a key: the union has the member for these unasked. */
const keyKinds = ['keyReused', 'keyUnverifiable', 'keyInProgress'] as const;
type KeyKind = (typeof keyKinds)[number];
/** What a mutation says of its own refusals. */
type OwnKind = Exclude<RefusalKind, KeyKind>;

/** What a resolver of a mutation has besides its input and context. */
interface At {
  /** What is wrong with the texts of the input; whatever else is found is added. */
  readonly problems: InputProblem[];
  readonly schema: GraphQLSchema;
}

interface Mutation<Shape, Payload extends object, Told extends OwnKind, Ran> {
  readonly description: string;
  readonly scope: Scope;
  readonly input: InputRef<Shape>;
  /** Says what the input is, where it is more than what is asked for. */
  readonly asks?: string;
  readonly payload: OutputRef<Payload>;
  /** A sentence about the union of payload and errors. */
  readonly result: string;
  /** Every way in which the command may be refused, besides that its key is taken. */
  readonly refusals: readonly Told[];
  /** The thing that the record of the key points at; none for a mutation that makes or changes no thing with an id. */
  readonly leadsTo?: OutcomeId;
  /** Left out of the schema that live keys are served. */
  readonly extensions?: { readonly sandboxOnly: true };
  /** Where the command has a field of the input under another path: that one, and the input's. A refusal names the input's. */
  readonly inputPaths?: Readonly<Record<string, string>>;
  /** Turns the input into the command's, and calls it. */
  run(input: WithoutNulls<Shape>, context: Context, at: At): Ran;
}

/** The kinds of refusal in the result of a command, besides that its key is taken. */
type KindsOf<R> = R extends { readonly ok: false; readonly error: { readonly kind: infer Kind } }
  ? Exclude<Kind, KeyKind>
  : never;

/**
 * No argument where a mutation and its command agree; otherwise one that nobody gives, which says what differs. The compiler asks once
 * before it has looked at `run`; what that gives is unknown then.
 */
type Disagreement<Payload, Told, Ran> = unknown extends Ran
  ? []
  : Ran extends Promise<infer R>
    ? [R] extends [Result<Payload, Refusal>]
      ? [Exclude<KindsOf<R>, Told>] extends [never]
        ? [Exclude<Told, KindsOf<R>>] extends [never]
          ? []
          : [{ readonly neverRefusedAs: Exclude<Told, KindsOf<R>> }]
        : [{ readonly alsoRefusedAs: Exclude<KindsOf<R>, Told> }]
      : [{ readonly expected: Result<Payload, Refusal> }]
    : [{ readonly expected: Promise<Result<Payload, Refusal>> }];

/** The union of a mutation's result, for another that does the same thing many times. */
interface MutationResult<Payload> {
  readonly type: ReturnType<typeof resultUnion>['type'];
  toResult(result: Result<Payload, Refusal>): never;
}

/**
 * Adds a mutation with its union `<Name>Result`: the payload, then an error for each refusal. A list of refusals that is not exactly
 * what the command can be refused for does not compile.
 */
export function mutation<Shape extends object, Payload extends object, Told extends OwnKind, Ran>(
  name: string,
  definition: Mutation<Shape, Payload, Told, Ran>,
  ..._disagreement: Disagreement<Payload, Told, Ran>
): MutationResult<Payload> {
  const { description, scope, input, asks = 'What is asked for.', payload, leadsTo, extensions } = definition;
  const { type, toResult } = resultUnion(`${name[0]?.toUpperCase()}${name.slice(1)}Result`, {
    description: definition.result,
    payload,
    refusals: [...definition.refusals, ...keyKinds],
    extensions,
  });
  builder.mutationField(name, (t) =>
    t.field({
      type,
      description,
      directives: { cost: { weight: 10 }, requiresScope: { scope } },
      extensions: { ...extensions, leadsTo },
      args: { input: t.arg({ type: input, required: true, description: asks }) },
      resolve: async (_root, args, context, { schema, path }) => {
        const asked = (args as unknown as { readonly input: Shape }).input;
        const ran = async () => definition.run(withoutNulls(asked), context, { problems: problemsOf(asked), schema });
        const result = (await inSpan(`command ${name}`, {}, ran)) as Result<Payload, Refusal>;
        if (!result.ok) {
          context.state.refused ??= {};
          context.state.refused[path.key] = result.error.kind;
        }
        return toResult(result.ok ? result : refuse(inPathsOfInput(result.error, definition.inputPaths)));
      },
    }),
  );
  return { type, toResult };
}
