import type { GraphQLSchema } from 'graphql';
import type { InputProblem } from '../../domain/port/provider.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import type { EndpointDone } from '../../partner-webhooks/endpoint-commands.ts';
import type { Replayed, Resent } from '../../partner-webhooks/replay-commands.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { IdempotencyError, InvalidInputError, NotFoundError } from '../schema/errors.ts';
import { given, problemsOf } from '../schema/given.ts';
import type { DeliveryRow, EndpointRow } from '../schema/loaders.ts';
import { mutationPayload } from '../schema/payload.ts';
import { resolveType, told } from '../schema/results.ts';
import { WebhookDelivery } from './delivery.ts';
import { WebhookEndpoint } from './endpoint.ts';
import {
  CreateWebhookEndpointInput,
  DeleteWebhookEndpointInput,
  ReplayWebhooksInput,
  ResendWebhookDeliveryInput,
  RotateWebhookSecretInput,
  UpdateWebhookEndpointInput,
} from './inputs.ts';
import { payloadProblem } from './payload-document.ts';

const endpointOf = async ({ endpointId }: { endpointId: string }, _args: object, { loaders }: Context) =>
  (await loaders.node.load({ prefix: 'whe', uuid: endpointId })) as EndpointRow | null;

const endpointField = 'The endpoint as it is after the step. Null when it has been deleted since.';

const WebhookEndpointPayload = mutationPayload<EndpointDone>('WebhookEndpointPayload', {
  description: 'An endpoint was created or changed.',
  fields: (t) => ({
    endpoint: t.field({ type: WebhookEndpoint, nullable: true, description: endpointField, resolve: endpointOf }),
    signingSecret: t.string({
      nullable: true,
      description:
        'The secret to check signatures with: `whsec_…`, as libraries of Standard Webhooks take it. Shown once: null when the key is replayed, or no secret was made.',
      resolve: ({ signingSecret }) => signingSecret ?? null,
    }),
  }),
});

const DeleteWebhookEndpointPayload = mutationPayload<EndpointDone>('DeleteWebhookEndpointPayload', {
  description: 'An endpoint was removed.',
  fields: (t) => ({
    endpointId: t.id({
      description: 'Id of the endpoint that was.',
      resolve: ({ endpointId }) => encodeId('whe', endpointId),
    }),
  }),
});

const ReplayWebhooksPayload = mutationPayload<Replayed>('ReplayWebhooksPayload', {
  description: 'Deliveries were made due again.',
  fields: (t) => ({
    endpoint: t.field({ type: WebhookEndpoint, nullable: true, description: endpointField, resolve: endpointOf }),
    scheduled: t.exposeInt('scheduled', { description: 'How many deliveries are due.' }),
  }),
});

const ResendWebhookDeliveryPayload = mutationPayload<Resent>('ResendWebhookDeliveryPayload', {
  description: 'A delivery was made due again.',
  fields: (t) => ({
    delivery: t.field({
      type: WebhookDelivery,
      nullable: true,
      description: 'The delivery. Null when its endpoint has been deleted since.',
      resolve: async ({ deliveryId }, _args, { loaders }) =>
        (await loaders.node.load({ prefix: 'whd', uuid: deliveryId })) as DeliveryRow | null,
    }),
  }),
});

const CreateWebhookEndpointResult = builder.unionType('CreateWebhookEndpointResult', {
  description: 'The endpoint, or why there is none. May grow: keep an arm for UserError.',
  types: [WebhookEndpointPayload, InvalidInputError, IdempotencyError],
  resolveType: resolveType('WebhookEndpointPayload'),
});

const UpdateWebhookEndpointResult = builder.unionType('UpdateWebhookEndpointResult', {
  description: 'The endpoint, or why it was not changed. May grow: keep an arm for UserError.',
  types: [WebhookEndpointPayload, InvalidInputError, NotFoundError, IdempotencyError],
  resolveType: resolveType('WebhookEndpointPayload'),
});

const DeleteWebhookEndpointResult = builder.unionType('DeleteWebhookEndpointResult', {
  description: 'The end of an endpoint, or why it was not removed. May grow: keep an arm for UserError.',
  types: [DeleteWebhookEndpointPayload, NotFoundError, IdempotencyError],
  resolveType: resolveType('DeleteWebhookEndpointPayload'),
});

const RotateWebhookSecretResult = builder.unionType('RotateWebhookSecretResult', {
  description: 'The endpoint with its new secret, or why it has none. May grow: keep an arm for UserError.',
  types: [WebhookEndpointPayload, InvalidInputError, NotFoundError, IdempotencyError],
  resolveType: resolveType('WebhookEndpointPayload'),
});

const ReplayWebhooksResult = builder.unionType('ReplayWebhooksResult', {
  description: 'What is sent again, or why nothing is. May grow: keep an arm for UserError.',
  types: [ReplayWebhooksPayload, InvalidInputError, NotFoundError, IdempotencyError],
  resolveType: resolveType('ReplayWebhooksPayload'),
});

const ResendWebhookDeliveryResult = builder.unionType('ResendWebhookDeliveryResult', {
  description: 'The delivery, or why it is not sent again. May grow: keep an arm for UserError.',
  types: [ResendWebhookDeliveryPayload, NotFoundError, IdempotencyError],
  resolveType: resolveType('ResendWebhookDeliveryPayload'),
});

const keyRefusals = ['keyReused', 'keyInProgress'] as const;

const createRefusals = [...keyRefusals, 'invalidInput'] as const;

const onOneRefusals = [...keyRefusals, 'notFound'] as const;

const refusals = [...createRefusals, 'notFound'] as const;

/** What is wrong with a document, beside what is wrong with any text. */
function documentProblems(
  schema: GraphQLSchema,
  { credential }: Context,
  input: { readonly document?: string },
): InputProblem[] {
  const message = input.document === undefined ? null : payloadProblem(schema, input.document, credential.scopes);
  return [...problemsOf(input), ...(message ? [{ path: ['input', 'document'], rule: 'document', message }] : [])];
}

const scoped = ({ caller, credential: { scopes } }: Context) => ({ ...caller, scopes });

const directives = { cost: { weight: 10 }, requiresScope: { scope: 'webhooks:write' } } as const;

const inputArgument = 'What is asked for.';

builder.mutationFields((t) => ({
  createWebhookEndpoint: t.field({
    type: CreateWebhookEndpointResult,
    description: 'Has events sent to a system of yours from a place in the log on: ten systems at most.',
    directives,
    args: { input: t.arg({ type: CreateWebhookEndpointInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, context, { schema }) => {
      const command = { ...given(input), problems: documentProblems(schema, context, input) };
      return told(createRefusals, await context.deps.commands.createWebhookEndpoint(scoped(context), command));
    },
  }),
  updateWebhookEndpoint: t.field({
    type: UpdateWebhookEndpointResult,
    description: 'Pauses, resumes or enables an endpoint, or changes where and what it is sent.',
    directives,
    args: { input: t.arg({ type: UpdateWebhookEndpointInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, context, { schema }) => {
      const change = given(input);
      const problems = documentProblems(schema, context, change);
      const unreadable = (document: string) => payloadProblem(schema, document, context.credential.scopes);
      const command = { ...change, problems, unreadable, endpointId: uuidOf('whe', input.endpointId) };
      return told(refusals, await context.deps.commands.updateWebhookEndpoint(scoped(context), command));
    },
  }),
  deleteWebhookEndpoint: t.field({
    type: DeleteWebhookEndpointResult,
    description: 'Removes an endpoint: nothing more is sent to it.',
    directives,
    args: { input: t.arg({ type: DeleteWebhookEndpointInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = { ...input, endpointId: uuidOf('whe', input.endpointId) };
      return told(onOneRefusals, await deps.commands.deleteWebhookEndpoint(caller, command));
    },
  }),
  rotateWebhookSecret: t.field({
    type: RotateWebhookSecretResult,
    description: 'Gives an endpoint a new secret; for a while both sign, so that nothing is refused meanwhile.',
    directives,
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input: { overlap: overlapMs, ...input } }, { deps, caller }) => {
      const command = { ...input, overlapMs, endpointId: uuidOf('whe', input.endpointId) };
      return told(refusals, await deps.commands.rotateWebhookSecret(caller, command));
    },
  }),
  replayWebhooks: t.field({
    type: ReplayWebhooksResult,
    description:
      'Sends again all that an endpoint wants of a stretch of the log, in order, under the same ids and before what is still to come. 20,000 events at most at a time.',
    directives,
    args: { input: t.arg({ type: ReplayWebhooksInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = { ...given(input), endpointId: uuidOf('whe', input.endpointId) };
      return told(refusals, await deps.commands.replayWebhooks(caller, command));
    },
  }),
  resendWebhookDelivery: t.field({
    type: ResendWebhookDeliveryResult,
    description: 'Sends one delivery again, whatever became of it: same id, same bytes.',
    directives,
    args: { input: t.arg({ type: ResendWebhookDeliveryInput, required: true, description: inputArgument }) },
    resolve: async (_root, { input }, { deps, caller }) => {
      const command = { ...input, deliveryId: uuidOf('whd', input.deliveryId) };
      return told(onOneRefusals, await deps.commands.resendWebhookDelivery(caller, command));
    },
  }),
}));
