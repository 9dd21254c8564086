import { type GraphQLEnumType, isObjectType } from 'graphql';
import { type TopLevelCode, topLevelStatus } from '../../src/graphql/limits/refusals.ts';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { inputRules } from '../../src/kernel/input-rules.ts';
import { table } from './table.ts';

/** Whether the same request, under the same key, may succeed later; and what to do. */
interface Advice {
  readonly retry: string;
  readonly todo: string;
}
const no = 'no';

/** By code of a typed refusal: what the schema does not say. Compared with the schema when this is printed. */
const refusals: Readonly<Record<string, Advice & { readonly type: string }>> = {
  INVALID_INPUT: {
    type: 'InvalidInputError',
    retry: no,
    todo: 'Mend what `problems` names, each with its path and rule. The key is still free.',
  },
  CURRENCY_MISMATCH: {
    type: 'InvalidInputError',
    retry: no,
    todo: 'Ask in the currency of the payment or the agreement. The key is still free.',
  },
  NOT_FOUND: {
    type: 'NotFoundError',
    retry: no,
    todo: "Look at the id: malformed, unknown and another merchant's are one answer.",
  },
  INVALID_STATE: {
    type: 'InvalidStateError',
    retry: no,
    todo: 'Read how it stands: `current`, and from where it would be possible: `allowedFrom`. `actions` says it beforehand.',
  },
  AMOUNT_TOO_LARGE: { type: 'AmountError', retry: no, todo: 'Ask for `limit` at most, under a new key.' },
  AMOUNT_TOO_SMALL: { type: 'AmountError', retry: no, todo: 'Ask for `limit` at least, under a new key.' },
  VERSION_CONFLICT: {
    type: 'VersionConflictError',
    retry: no,
    todo: 'Read it again, decide again, and take a new key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    type: 'IdempotencyError',
    retry: no,
    todo: '`changedPaths` names what differs: two things of yours have one key.',
  },
  IDEMPOTENCY_KEY_UNVERIFIABLE: {
    type: 'IdempotencyError',
    retry: no,
    todo: '**Take no new key.** Ask `idempotencyRecord` by this one.',
  },
  IDEMPOTENCY_IN_PROGRESS: { type: 'IdempotencyError', retry: 'yes', todo: 'The same again, after `retryAfter`.' },
  PROVIDER_REJECTED: {
    type: 'ProviderRejectedError',
    retry: 'as `retryable` says',
    todo: "`reason` has our code and the provider's own; see below.",
  },
  PROVIDER_UNAVAILABLE: {
    type: 'ProviderRejectedError',
    retry: 'as `retryable` says',
    todo: 'Nothing was done. The same again later; where it goes on, see `providerAccounts`.',
  },
  NOT_SUPPORTED_BY_PROVIDER: {
    type: 'ProviderRejectedError',
    retry: no,
    todo: '`providers` says beforehand what each offers.',
  },
};

/** By code of an error of the whole request. A code without a line here does not compile. */
const topLevel: Readonly<Record<TopLevelCode, Advice & { readonly what: string }>> = {
  UNAUTHENTICATED: {
    what: 'No key, or one that is wrong, revoked or expired.',
    retry: no,
    todo: 'Another key. `reason` says which of it, where it is known.',
  },
  FORBIDDEN: {
    what: 'A scope is missing, or it may not come from there.',
    retry: no,
    todo: 'A key with that scope; `reason` says it where it is about something else.',
  },
  GRAPHQL_PARSE_FAILED: { what: 'It is no GraphQL.', retry: no, todo: 'Mend the document at the place that is named.' },
  GRAPHQL_VALIDATION_FAILED: {
    what: 'It does not fit the schema.',
    retry: no,
    todo: 'Mend the document; ten mistakes are told at most.',
  },
  BAD_USER_INPUT: {
    what: 'A variable of the wrong kind, a cursor of another list, a page size that is out of bounds, a body that is none.',
    retry: no,
    todo: 'Mend what is named.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    what: 'The hash of a document that is not known here. No failure.',
    retry: 'with the text',
    todo: 'Send hash and text once; clients of Apollo do it by themselves.',
  },
  DEPTH_LIMIT: { what: 'Too many levels of fields.', retry: no, todo: 'Ask in parts.' },
  ALIAS_LIMIT: { what: 'Too many aliases.', retry: no, todo: 'Ask in parts.' },
  TOKEN_LIMIT: { what: 'The document is too long.', retry: no, todo: 'Ask in parts.' },
  ROOT_FIELD_LIMIT: {
    what: 'Too many mutations in one document.',
    retry: no,
    todo: 'Send them one by one, or `createCharges`.',
  },
  DOCUMENT_LIMIT: {
    what: 'Too many operations, fragments, directives, variables or arguments.',
    retry: no,
    todo: 'Ask in parts.',
  },
  COST_LIMIT_EXCEEDED: {
    what: 'It costs more points, or unfolds to more fields, than a request may.',
    retry: no,
    todo: 'Smaller pages, fewer fields.',
  },
  ANSWER_TOO_LARGE: { what: 'The answer would have too many bytes.', retry: no, todo: 'Smaller pages, fewer fields.' },
  NOT_ACCEPTABLE: {
    what: 'A subscription by a client that accepts no stream.',
    retry: no,
    todo: 'Send `accept: text/event-stream`, or use a WebSocket.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    what: 'More streams and sockets than a key, a merchant or the process may have.',
    retry: 'when one has ended',
    todo: 'Share one stream.',
  },
  RATE_LIMITED: {
    what: 'No points are left, or too many keys were refused to this address. Nothing was done.',
    retry: 'yes',
    todo: 'The same again, after `Retry-After`.',
  },
  UNAVAILABLE: {
    what: 'Just now it cannot be done: overload, a row that is held, the database is away.',
    retry: 'yes',
    todo: 'The same again, with the same key, after `Retry-After`.',
  },
  INTERNAL_SERVER_ERROR: {
    what: 'Something went wrong on our side. It may have happened.',
    retry: 'yes',
    todo: 'The same again, with the same key; `requestId` finds it in the log.',
  },
};

/** Codes that are no refusals of the table in the code. */
const others: readonly (readonly [string, string, Advice & { readonly what: string }])[] = [
  [
    'EVENT_LOG_RESTORED',
    '200',
    {
      what: 'The cursor is from before the database was restored, and after that place.',
      retry: no,
      todo: 'Go on from `keptThrough`: [after a restore](../guides/events.md#after-a-restore-of-the-database).',
    },
  ],
  [
    'UNSUPPORTED_MEDIA_TYPE',
    '415',
    { what: 'Another content type than JSON.', retry: no, todo: 'Send `content-type: application/json`.' },
  ],
];

/** `reason` beside a code: what a program tells it by. */
const reasons: Readonly<Record<string, string>> = {
  KEY_REVOKED: 'The key was revoked.',
  KEY_EXPIRED: 'The key has expired.',
  MERCHANT_SUSPENDED: 'The merchant was suspended by an operator.',
  SCOPE_LOST: 'The key has lost a scope that the stream needs.',
  TOKEN_MALFORMED: 'The client token cannot be read.',
  TOKEN_FORGED: 'The client token was signed by somebody else.',
  TOKEN_FOREIGN: 'The client token was made for something else.',
  TOKEN_EXPIRED: 'The time of the client token is over.',
  TOKEN_ENDED: 'The key that made the client token has ended, or may make none any more.',
  CLIENT_TOKEN: 'A client token may not read that; `reads` and `follows` say what it is good for.',
  OTHER_SUBJECT: 'The client token is for another thing.',
  CLIENT_TOKEN_NEEDED: 'An address of a stream is given for a client token alone.',
  STREAM_ADDRESS_OVER: 'The address of the stream was opened already, or is older than half a minute.',
  ORIGIN_NOT_ALLOWED: 'The page has an origin that the merchant has not allowed.',
  SECRET_KEY_IN_BROWSER: 'A secret key came from a page of another origin.',
  DOCUMENT_NOT_TRUSTED: 'The document is not in the file of `TRUSTED_DOCUMENTS`.',
  SIGNED_OUT: 'Nobody is signed in to the console.',
  NOT_FROM_CONSOLE: 'It is for pages of the console alone.',
};

const closeCodes: readonly (readonly [string, string, string])[] = [
  ['4401', 'The key was refused.', 'Stay away until you have another.'],
  [
    '4403',
    'The key has ended or lost a scope, or may not come from there. The reason says which.',
    'Another key, then come back with your cursor.',
  ],
  ['4408', 'No key came in time.', 'Send `connection_init` at once.'],
  ['1012', 'The server restarts.', 'Come back after a random wait of 1 to 5 s, with your cursor.'],
  ['1013', 'Too many, or not just now; or the reader took nothing.', 'Come back later, with your cursor.'],
];

/** The names that the catalogue has, for whoever looks for some that it lacks. */
export const catalogued: ReadonlySet<string> = new Set([
  ...Object.keys(refusals),
  ...Object.keys(topLevel),
  ...others.map(([name]) => name),
  ...Object.keys(reasons),
]);

const code = (text: string): string => `\`${text}\``;

function described(
  name: string,
  expected?: readonly string[],
): readonly { readonly name: string; readonly description: string }[] {
  const values = (sandboxSchema.getType(name) as GraphQLEnumType).getValues();
  const missing = expected ? values.filter((value) => !expected.includes(value.name)).map((value) => value.name) : [];
  if (missing.length > 0) throw new Error(`site/print/errors.ts says nothing of ${missing.join(', ')}`);
  return values.map((value) => ({ name: value.name, description: value.description ?? '' }));
}

/** The catalogue of errors, as Markdown. */
export function errorsPage(): string {
  const types = [...new Set(Object.values(refusals).map(({ type }) => type))];
  const unknown = types.filter((type) => !isObjectType(sandboxSchema.getType(type)));
  if (unknown.length > 0) throw new Error(`the schema has no ${unknown.join(', ')}`);
  return `# Errors

A refusal that you can act upon is a member of the mutation's union and has the fields of ${code('UserError')}: ${code('code')}, ${code('message')}, ${code('path')} and ${code('retryable')}. What is refused before anything runs, or
cannot be a value, stands in ${code('errors')}, with its code in ${code('extensions.code')} and the id of the request in ${code('extensions.requestId')}. What an outcome that nobody knows looks like is no error at all: the payload, with status ${code('UNRESOLVED')}.

Printed from the code by ${code('npm run generate')}.

## Refusals

Retry means: the same request, under the same idempotency key. Codes may grow: ${code('retryable')} says what to do with one that you do not know.

${table(
  ['Code and type', 'What it means', 'Retry', 'What to do'],
  described('UserErrorCode', Object.keys(refusals)).map(({ name, description }) => {
    const { type = '', retry = '', todo = '' } = refusals[name] ?? {};
    return [`${code(name)} ${code(type)}`, description, retry, todo];
  }),
)}

## Rules of input

An ${code('InvalidInputError')} has its problems, each with the ${code('path')} of a field, the ${code('rule')} that it breaks, and a ${code('message')} that says what was expected there and what came (but for what may name a payer, which is never
repeated). Rules may grow, too.

${table(
  ['Rule', 'What is expected'],
  Object.entries(inputRules).map(([name, what]) => [code(name), what]),
)}

## Errors of the whole request

${table(
  ['Code', 'HTTP', 'What it means', 'Retry', 'What to do'],
  [
    ...Object.entries(topLevel).map(
      ([name, advice]) => [name, String(topLevelStatus[name as TopLevelCode]), advice] as const,
    ),
    ...others,
  ].map(([name, status, { what, retry, todo }]) => [code(name), status, what, retry, todo]),
)}

The status is that of a request over HTTP by itself. A stream over SSE has begun with 200, and tells the code in its last event; a WebSocket tells it in a message of its own. A body that is too large or too slow is
${code('BAD_USER_INPUT')} with 413 or 408.

## Reasons beside a code

${code('extensions.reason')}, where a program is to tell cases apart.

${table(
  ['Reason', 'What it means'],
  Object.entries(reasons).map(([name, what]) => [code(name), what]),
)}

## Close codes of a WebSocket

${table(['Code', 'What it means', 'What to do'], closeCodes)}

## Reasons of a provider

${code('statusReason')} of a thing, and ${code('reason')} of a ${code('ProviderRejectedError')}: our code, beside the provider's own (${code('providerCode')}) and the bank's (${code('bankCode')}).

${table(
  ['Code', 'What it means'],
  described('ReasonCode').map(({ name, description }) => [code(name), description]),
)}
`;
}
