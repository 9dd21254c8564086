import type { Refusal, RefusalOf } from '../../kernel/refusal.ts';
import type { ReasonCode } from '../../kernel/status-reason.ts';
import { builder } from './builder.ts';
import { Provider } from './enums.ts';
import { Money } from './money.ts';
import { StatusReason } from './reason.ts';

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of refusal it is. May grow: `retryable` says what to do with an unknown one.',
  values: {
    INVALID_INPUT: { description: 'A field of the input breaks a rule.' },
    NOT_FOUND: { description: 'There is no such thing, or it is not yours.' },
    INVALID_STATE: { description: 'It is not possible as things stand.' },
    AMOUNT_TOO_LARGE: { description: 'More than is there to be taken or given back.' },
    AMOUNT_TOO_SMALL: { description: 'Less than would be accepted.' },
    CURRENCY_MISMATCH: { description: 'Another currency than that of the payment or the agreement.' },
    VERSION_CONFLICT: { description: 'It has changed since it was read.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key was used before with other input.' },
    IDEMPOTENCY_KEY_UNVERIFIABLE: {
      description:
        'Whether the key was used before with this input can no longer be told, so nothing was done. Do not take a new key: what it asks for may have been done. Ask `idempotencyRecord` by this key what became of it.',
    },
    IDEMPOTENCY_IN_PROGRESS: { description: 'The key is in use this very moment.' },
    PROVIDER_REJECTED: { description: 'The provider said no.' },
    PROVIDER_UNAVAILABLE: { description: 'The provider cannot be reached, and nothing was done.' },
    NOT_SUPPORTED_BY_PROVIDER: { description: 'The provider does not offer it, or not to this merchant.' },
  },
} as const);
type Code = (typeof UserErrorCode)['$inferType'];

/** What every error says of a refusal. One table, total over the refusals: a new one does not compile until it is here. */
interface Description {
  readonly code: Code;
  readonly message: string;
  readonly path: readonly string[];
  readonly retryable: boolean;
}
type Kind = Refusal['kind'];
type Of<K extends Kind> = RefusalOf<K>;

const descriptions: { readonly [K in Kind]: (refusal: Of<K>) => Description } = {
  invalidInput: ({ code, problems }) => ({
    code,
    message:
      problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') || 'The input breaks a rule.',
    path: problems[0]?.path ?? [],
    retryable: false,
  }),
  notFound: ({ message, path }) => ({ code: 'NOT_FOUND', message, path, retryable: false }),
  invalidState: ({ message, path }) => ({ code: 'INVALID_STATE', message, path, retryable: false }),
  amount: ({ code, message, path }) => ({ code, message, path, retryable: false }),
  versionConflict: ({ path, expected, actual }) => ({
    code: 'VERSION_CONFLICT',
    message: `expected version ${expected}; it is at version ${actual}`,
    path,
    retryable: false,
  }),
  keyReused: ({ key, firstSeenAt, changedPaths }) => ({
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: `The key ${key} was first used at ${firstSeenAtText(firstSeenAt)} ${changedPaths.length ? `with another ${changedPaths.join(', ')}` : 'for another mutation'}.`,
    path: ['input', 'idempotencyKey'],
    retryable: false,
  }),
  keyUnverifiable: ({ key, firstSeenAt }) => ({
    code: 'IDEMPOTENCY_KEY_UNVERIFIABLE',
    message: `The key ${key} was first used at ${firstSeenAtText(firstSeenAt)}, and whether with this input can no longer be told. Do not take a new key, since that may do the same twice: ask idempotencyRecord by this key what became of it.`,
    path: ['input', 'idempotencyKey'],
    retryable: false,
  }),
  keyInProgress: ({ key }) => ({
    code: 'IDEMPOTENCY_IN_PROGRESS',
    message: `The key ${key} is in use this very moment.`,
    path: ['input', 'idempotencyKey'],
    retryable: true,
  }),
  provider: ({ code, reason }) => ({
    code,
    message: reason.message,
    path: reasonPaths[reason.code] ?? [],
    retryable: reason.retryable,
  }),
};

/** The field of the input that a provider's reason is about, where it is always the same. */
const reasonPaths: Readonly<Partial<Record<ReasonCode, readonly string[]>>> = {
  AUTO_RESERVE_NOT_APPROVED: ['input', 'autoReserve'],
};

/** What is said of a refusal. */
export const describe = <R extends Refusal>(refusal: R): Description =>
  (descriptions[refusal.kind] as (refusal: R) => Description)(refusal);
// A refusal that was stored with its key has its times as text.
const firstSeenAtText = (at: Date): string => new Date(at).toISOString();

export const UserError = builder.interfaceRef<Refusal>('UserError').implement({
  description: 'A refusal that the caller can act upon.',
  fields: (t) => ({
    code: t.field({
      type: UserErrorCode,
      description: 'What kind of refusal it is.',
      resolve: (refusal) => describe(refusal).code,
    }),
    message: t.string({
      description: 'A plain sentence: what was expected, and what came.',
      resolve: (refusal) => describe(refusal).message,
    }),
    path: t.stringList({
      description:
        'Where in the input the first problem lies, for example ["input", "amount"]. Empty when it is not about a field.',
      resolve: (refusal) => [...describe(refusal).path],
    }),
    retryable: t.boolean({
      description:
        'True: the same request with the same key may succeed later. False: change something, and take a new key; but never after IDEMPOTENCY_KEY_UNVERIFIABLE.',
      resolve: (refusal) => describe(refusal).retryable,
    }),
  }),
});

/** What is wrong with one part of an input. */
export const InputProblem = builder.objectRef<Of<'invalidInput'>['problems'][number]>('InputProblem').implement({
  description: 'One field that breaks a rule.',
  fields: (t) => ({
    path: t.stringList({ description: 'Where in the input it lies.', resolve: ({ path }) => [...path] }),
    rule: t.exposeString('rule', { description: 'Name of the rule.' }),
    message: t.exposeString('message', { description: 'What was expected, and what came.' }),
  }),
});

const InvalidInputError = builder.objectRef<Of<'invalidInput'>>('InvalidInputError').implement({
  description: 'The input breaks rules; nothing was written, and the key is still free.',
  interfaces: [UserError],
  fields: (t) => ({
    problems: t.field({
      type: [InputProblem],
      description: 'Every problem at once: no more than the input has fields.',
      resolve: ({ problems }) => [...problems],
    }),
  }),
});

const NotFoundError = builder.objectRef<Of<'notFound'>>('NotFoundError').implement({
  description: "There is no such thing. An id that is malformed, unknown or another merchant's gets this one answer.",
  interfaces: [UserError],
});

export const InvalidStateError = builder.objectRef<Of<'invalidState'>>('InvalidStateError').implement({
  description: 'It is not possible as things stand.',
  interfaces: [UserError],
  fields: (t) => ({
    current: t.exposeString('current', {
      description:
        'Where the thing stands: a value of PaymentStatus, AuthorityStatus, BillingRequestStatus or OperationStatus, by what it is.',
    }),
    allowedFrom: t.stringList({
      description:
        'Where it would have been possible, in values of the same enum: a handful. Empty when no other status would help.',
      resolve: ({ allowedFrom }) => [...allowedFrom],
    }),
  }),
});

const AmountError = builder.objectRef<Of<'amount'>>('AmountError').implement({
  description: 'The amount is outside what is possible now.',
  interfaces: [UserError],
  fields: (t) => ({
    requested: t.expose('requested', { type: Money, description: 'What was asked for.' }),
    limit: t.expose('limit', { type: Money, description: 'The most, or the least, that would be accepted.' }),
  }),
});

const VersionConflictError = builder.objectRef<Of<'versionConflict'>>('VersionConflictError').implement({
  description: 'It has changed since the version that the caller expects.',
  interfaces: [UserError],
  fields: (t) => ({
    expectedVersion: t.exposeInt('expected', { description: 'The version that was expected.' }),
    actualVersion: t.exposeInt('actual', { description: 'The version that it is at.' }),
  }),
});

const IdempotencyError = builder
  .objectRef<Of<'keyReused'> | Of<'keyUnverifiable'> | Of<'keyInProgress'>>('IdempotencyError')
  .implement({
    description: 'The idempotency key cannot be used so.',
    interfaces: [UserError],
    fields: (t) => ({
      key: t.expose('key', { type: 'IdempotencyKey', description: 'The key.' }),
      firstSeenAt: t.field({
        type: 'DateTime',
        description: 'When the key was first used; of one in use, a moment by which it was.',
        resolve: ({ firstSeenAt }) => new Date(firstSeenAt),
      }),
      changedPaths: t.stringList({
        description:
          'What differs from the first use: no more than the input has fields. Empty when the key is in use, cannot be compared, or was used for another mutation.',
        resolve: (refusal) => (refusal.kind === 'keyReused' ? [...refusal.changedPaths] : []),
      }),
      retryAfter: t.field({
        type: 'Duration',
        nullable: true,
        description: 'When to come again. Null when that would not help.',
        resolve: (refusal) => (refusal.kind === 'keyInProgress' ? refusal.retryAfterMs : null),
      }),
    }),
  });

const ProviderRejectedError = builder.objectRef<Of<'provider'>>('ProviderRejectedError').implement({
  description:
    'The provider refused, cannot be reached, or does not offer it. An outcome that is not known is no error: the payload says UNRESOLVED.',
  interfaces: [UserError],
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, description: 'The provider.' }),
    reason: t.expose('reason', { type: StatusReason, description: "Our code, and the provider's word beside it." }),
  }),
});

// In the order in which a union has them. A kind of refusal without a type does not compile.
const types = {
  invalidInput: InvalidInputError,
  notFound: NotFoundError,
  invalidState: InvalidStateError,
  amount: AmountError,
  versionConflict: VersionConflictError,
  keyReused: IdempotencyError,
  keyUnverifiable: IdempotencyError,
  keyInProgress: IdempotencyError,
  provider: ProviderRejectedError,
} as const satisfies Record<Kind, unknown>;

/** The type of the error that tells a refusal. */
export const errorTypeOf = ({ kind }: Refusal) => types[kind];

/** The types of the errors that tell some kinds of refusal. */
export const errorTypes = (kinds: readonly Kind[]) => [
  ...new Set(Object.entries(types).flatMap(([kind, type]) => (kinds.includes(kind as Kind) ? [type] : []))),
];
