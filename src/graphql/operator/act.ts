import { brandWithType, type InputRef, type OutputRef } from '@pothos/core';
import { uuidOf } from '../../kernel/ids.ts';
import type { InputRule } from '../../kernel/input-rules.ts';
import type { InputProblem, Refusal } from '../../kernel/refusal.ts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { findMerchant, type Merchant } from '../../merchants/merchant-commands.ts';
import { onRecord } from '../../merchants/operator-record.ts';
import { describe } from '../schema/errors.ts';
import { operatorBuilder, sharedEnum } from './builder.ts';
import type { OperatorContext } from './context.ts';

const RefusalCode = sharedEnum('UserErrorCode');

const Problem = operatorBuilder.objectRef<InputProblem>('InputProblem').implement({
  description: 'One field that breaks a rule.',
  fields: (t) => ({
    path: t.stringList({ description: 'Where in the input it lies.', resolve: ({ path }) => [...path] }),
    rule: t.exposeString('rule', { description: 'Name of the rule.' }),
    message: t.exposeString('message', { description: 'What was expected, and what came.' }),
  }),
});

const Refused = operatorBuilder.objectRef<Refusal>('Refused').implement({
  description: 'Nothing was done, and why.',
  fields: (t) => ({
    code: t.field({
      type: RefusalCode,
      description: 'What kind of refusal it is.',
      resolve: (refusal) => describe(refusal).code as never,
    }),
    message: t.string({
      description: 'A plain sentence: what was expected, and what came.',
      resolve: (refusal) => describe(refusal).message,
    }),
    path: t.stringList({
      description: 'Where in the input the first problem lies. Empty when it is not about a field.',
      resolve: (refusal) => [...describe(refusal).path],
    }),
    retryable: t.boolean({
      description: 'Whether the same request may succeed later.',
      resolve: (refusal) => describe(refusal).retryable,
    }),
    problems: t.field({
      type: [Problem],
      description: 'Every field that breaks a rule: no more than the input has. Empty when it is about something else.',
      resolve: (refusal) => (refusal.kind === 'invalidInput' ? [...refusal.problems] : []),
    }),
  }),
});

/** What a mutation of the operators' schema says of itself. */
interface Act<Shape, Payload> {
  readonly description: string;
  readonly scope: string;
  readonly input: InputRef<Shape>;
  readonly payload: OutputRef<Payload>;
  run(input: WithoutNulls<Shape>, context: OperatorContext): Promise<Result<Payload, Refusal>>;
}
/** An input as commands take it: what was given as null was left out. */
export type WithoutNulls<T> = { readonly [K in keyof T]: Exclude<T[K], null> };

const reasonMax = 500;
export const reasonWords = `Why, for the audit record: 1 to ${reasonMax} characters.`;

export const repeatWords = "Your own key, of those of your operator's key: a repeat does nothing twice.";

/**
 * The idempotency key under which it is kept: in a namespace of the operator's own key, where none of the merchant's can lie, since those have
 * no spaces.
 */
const ownKey = ({ actor }: OperatorContext['credential'], key: string): string => `${actor} ${key}`;

/** The refusal as the caller knows it: with its key as it was sent. */
const asSent = (refusal: Refusal, key: string | undefined): Refusal =>
  key !== undefined && 'key' in refusal ? { ...refusal, key } : refusal;

/** A mutation: its payload, or `Refused`. */
export function act<Shape extends object, Payload extends object>(
  name: string,
  { description, scope, input, payload, run }: Act<Shape, Payload>,
): void {
  const type = operatorBuilder.unionType(`${name[0]?.toUpperCase()}${name.slice(1)}Result`, {
    description: 'What was done, or why nothing was. May grow: keep an arm for what you do not know.',
    types: [payload as never, Refused],
  });
  operatorBuilder.mutationField(name, (t) =>
    t.field({
      type,
      description,
      directives: { cost: { weight: 10 }, requiresScope: { scope } },
      args: { input: t.arg({ type: input, required: true, description: 'What is asked for.' }) },
      resolve: async (_root, args, context, { path }) => {
        const given = (args as unknown as { readonly input: Shape }).input;
        const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
        const { deps, credential, requestId } = context;
        const sent = asked.idempotencyKey as string | undefined;
        if (sent !== undefined) asked.idempotencyKey = ownKey(credential, sent);
        const wrong = wrongReason(asked.reason);
        const merchantId = typeof asked.merchantId === 'string' ? uuidOf('mer', asked.merchantId) : null;
        const result = await onRecord(
          deps.db,
          credential,
          {
            action: name,
            requestId,
            merchantId,
            reason: wrong ? null : ((asked.reason as string | undefined) ?? null),
          },
          async (): Promise<Result<Payload, Refusal>> => wrong ?? run(asked as unknown as WithoutNulls<Shape>, context),
          (done) => ({
            outcome: done.ok ? 'done' : done.error.kind,
            subject: subjectOf(asked, done.ok ? done.value : {}),
            merchantId: done.ok && 'merchant' in done.value ? (done.value.merchant as Merchant).id : null,
          }),
        );
        const value = result.ok ? result.value : asSent(result.error, sent);
        if (!result.ok) {
          context.state.refused ??= {};
          context.state.refused[path.key] = result.error.kind;
        }
        brandWithType(value, (result.ok ? payload : Refused) as never);
        return value as never;
      },
    }),
  );
}

/** The id that the input names, or that of what was made. */
function subjectOf(asked: object, made: { readonly id?: unknown }): string | null {
  const named = Object.entries(asked).find(([field]) => field.endsWith('Id') && field !== 'merchantId')?.[1] ?? made.id;
  return typeof named === 'string' ? named.slice(0, 60) : null;
}

function wrongReason(reason: unknown): { readonly ok: false; readonly error: Refusal } | null {
  if (typeof reason !== 'string' || (reason.trim() !== '' && [...reason].length <= reasonMax)) return null;
  return refuse(invalid('reason', `expected a reason of 1 to ${reasonMax} characters; got ${[...reason].length}`));
}

/** One field of the input breaks a rule. */
export const invalid = (field: string, message: string, rule: InputRule = 'value'): Refusal => ({
  kind: 'invalidInput',
  code: 'INVALID_INPUT',
  problems: [{ path: ['input', field], rule, message }],
});

/** Runs what is done in the name of one merchant, where there is such a one; and of no second one in the same request. */
export async function forMerchant<Done>(
  context: OperatorContext,
  publicId: string,
  work: (merchant: Merchant) => Promise<Result<Done, Refusal>>,
): Promise<Result<Done, Refusal>> {
  context.named ??= publicId;
  if (context.named !== publicId)
    return refuse(invalid('merchantId', 'expected one merchant in a request; send another request for the other'));
  const merchant = await findMerchant(context.deps.db, uuidOf('mer', publicId));
  if (!merchant) return refuse({ kind: 'notFound', path: ['input', 'merchantId'], message: 'no merchant has this id' });
  return work(merchant);
}

/** The same result with another value. */
export const mapped = <From, To>(result: Result<From, Refusal>, to: (from: From) => To): Result<To, Refusal> =>
  result.ok ? ok(to(result.value)) : result;
