import { scopes } from '../../access/api-keys.ts';
import { uuidOf } from '../../kernel/ids.ts';
import {
  type ApiKeyDone,
  createApiKey,
  type KeyHolder,
  liveKeysMax,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from '../../merchants/api-key-commands.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import type { ApiKeyRow } from '../schema/loaders.ts';
import { mutation } from '../schema/mutation.ts';
import { load, mutationPayload } from '../schema/payload.ts';
import { ApiKey } from './api-key.ts';

const scopesField = `What it may do: only what the key that asks may do itself. One or more of ${scopes.join(', ')}.`;
const expiresInField = 'For how long from now it is good: no longer than the key that asks.';
const nameField = 'What it is called, for whoever looks at the list: 1 to 100 characters.';

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'Makes a key.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    name: t.string({ required: true, description: nameField }),
    scopes: t.stringList({ required: true, description: scopesField }),
    expiresIn: t.field({
      type: 'Duration',
      description: `${expiresInField} Leave out for no end, or for the end of the key that asks.`,
    }),
  }),
});

const UpdateApiKeyInput = builder.inputType('UpdateApiKeyInput', {
  description: 'Changes a key. What is left out stays as it is.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    apiKeyId: t.id({ required: true, description: 'The key.' }),
    name: t.string({ description: nameField }),
    scopes: t.stringList({ description: `${scopesField} What the key has already may stay.` }),
    expiresIn: t.field({ type: 'Duration', description: expiresInField }),
  }),
});

const RotateApiKeyInput = builder.inputType('RotateApiKeyInput', {
  description: 'Makes a key that takes the place of another.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    apiKeyId: t.id({ required: true, description: 'The key whose place is taken.' }),
    overlap: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 86_400_000,
      description: 'How long the key before goes on beside the new one: 30 days at most.',
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Ends a key.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    apiKeyId: t.id({ required: true, description: 'The key.' }),
  }),
});

const ApiKeyPayload = mutationPayload<ApiKeyDone>('ApiKeyPayload', {
  description: 'A key was made, changed or ended.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKey,
      description: 'The key as it is after the step.',
      resolve: ({ apiKeyId }, _args, context) => load<ApiKeyRow>(context, 'key', apiKeyId),
    }),
    secret: t.string({
      nullable: true,
      description:
        'What goes into the header `Authorization: Bearer …`. Shown once: null when the idempotency key is replayed, or no secret was made.',
      resolve: ({ secret }) => secret ?? null,
    }),
  }),
});

const scope = 'keys:write';
const holder = ({ caller, credential: { environment, scopes: own, expiresAt } }: Context): KeyHolder => ({
  ...caller,
  environment,
  scopes: own,
  expiresAt,
});

mutation('createApiKey', {
  description: `Makes a key with some of your own key's scopes: ${liveKeysMax} that are good at a time.`,
  scope,
  input: CreateApiKeyInput,
  payload: ApiKeyPayload,
  result: 'The key, or why there is none.',
  refusals: ['invalidInput'],
  leadsTo: 'apiKeyId',
  inputPaths: { expiresInMs: 'expiresIn' },
  run: ({ expiresIn, ...input }, context, { problems }) =>
    createApiKey(context.deps, holder(context), {
      ...input,
      ...(expiresIn === undefined ? {} : { expiresInMs: expiresIn }),
      problems,
    }),
});

mutation('updateApiKey', {
  description:
    'Renames a key, gives it fewer scopes or more, or says when it ends. What it has more than before must be your own.',
  scope,
  input: UpdateApiKeyInput,
  payload: ApiKeyPayload,
  result: 'The key, or why it was not changed.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  leadsTo: 'apiKeyId',
  inputPaths: { expiresInMs: 'expiresIn' },
  run: ({ expiresIn, ...input }, context, { problems }) =>
    updateApiKey(context.deps, holder(context), {
      ...input,
      apiKeyId: uuidOf('key', input.apiKeyId),
      ...(expiresIn === undefined ? {} : { expiresInMs: expiresIn }),
      problems,
    }),
});

mutation('rotateApiKey', {
  description:
    'Makes a key with the name and scopes of another, which goes on for a while beside it, so that nothing is refused meanwhile.',
  scope,
  input: RotateApiKeyInput,
  payload: ApiKeyPayload,
  result: 'The new key, or why there is none.',
  refusals: ['invalidInput', 'notFound', 'invalidState'],
  leadsTo: 'apiKeyId',
  inputPaths: { overlapMs: 'overlap' },
  run: ({ overlap: overlapMs, ...input }, context) =>
    rotateApiKey(context.deps, holder(context), {
      ...input,
      overlapMs,
      apiKeyId: uuidOf('key', input.apiKeyId),
    }),
});

mutation('revokeApiKey', {
  description:
    'Ends a key within a second, in every process and on every open connection. The key that asks may end itself.',
  scope,
  input: RevokeApiKeyInput,
  payload: ApiKeyPayload,
  result: 'The key that was ended, or why it was not.',
  refusals: ['notFound'],
  leadsTo: 'apiKeyId',
  run: (input, { deps, caller }) => revokeApiKey(deps, caller, { ...input, apiKeyId: uuidOf('key', input.apiKeyId) }),
});
