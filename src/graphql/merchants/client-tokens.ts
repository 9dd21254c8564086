import { type ClientTokenMade, createClientToken, tokenLivesMs } from '../../merchants/client-token-commands.ts';
import { builder } from '../schema/builder.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { mutation } from '../schema/mutation.ts';
import { mutationPayload } from '../schema/payload.ts';

const CreateClientTokenInput = builder.inputType('CreateClientTokenInput', {
  description: 'Makes a token for a browser.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    subjectId: t.id({
      required: true,
      description:
        'What may be read and followed: a payment, an agreement, a mandate, a billing request or a transfer.',
    }),
    expiresIn: t.field({
      type: 'Duration',
      required: true,
      defaultValue: tokenLivesMs,
      description: 'For how long from now it is good: one hour at most.',
    }),
    origins: t.stringList({
      description: 'Origins whose pages may come with it, out of `allowedOrigins`. All of these when left out.',
    }),
  }),
});

const ClientTokenPayload = mutationPayload<ClientTokenMade>('ClientTokenPayload', {
  description: 'A token was made.',
  fields: (t) => ({
    clientToken: t.exposeString('token', {
      description:
        'Goes into the header `Authorization: Bearer …`, or into the parameters of a socket; never into an address. The same again when the idempotency key is replayed.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends; sooner when its key does.' }),
  }),
});

mutation('createClientToken', {
  description:
    'Makes a token that a browser may hold: good for reading one thing and for following it, and for nothing else. It ends with the key that makes it.',
  scope: 'client_tokens:write',
  input: CreateClientTokenInput,
  payload: ClientTokenPayload,
  result: 'The token, or why there is none.',
  refusals: ['invalidInput', 'notFound'],
  inputPaths: { expiresInMs: 'expiresIn' },
  run: ({ expiresIn: expiresInMs, ...input }, { deps, caller, credential: { keyId } }) =>
    createClientToken(deps, { ...caller, keyId }, { ...input, expiresInMs }),
});
