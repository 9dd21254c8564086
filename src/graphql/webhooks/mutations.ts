import type { GraphQLSchema } from 'graphql';
import type { InputProblem } from '../../domain/port/provider.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointDone,
  rotateSecret,
  updateEndpoint,
} from '../../partner-webhooks/endpoint-commands.ts';
import { type Replayed, type Resent, replay, resend } from '../../partner-webhooks/replay-commands.ts';
import type { Context } from '../schema/context.ts';
import type { DeliveryRow, EndpointRow } from '../schema/loaders.ts';
import { mutation } from '../schema/mutation.ts';
import { mutationPayload } from '../schema/payload.ts';
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

const scope = 'webhooks:write';

mutation('createWebhookEndpoint', {
  description: 'Has events sent to a system of yours from a place in the log on: ten systems at most.',
  scope,
  input: CreateWebhookEndpointInput,
  payload: WebhookEndpointPayload,
  result: 'The endpoint, or why there is none.',
  refusals: ['invalidInput'],
  leadsTo: 'endpointId',
  run: (input, context, { problems, schema }) =>
    createEndpoint(context.deps, scoped(context), {
      ...input,
      problems: [...problems, ...documentProblems(schema, context, input)],
    }),
});

mutation('updateWebhookEndpoint', {
  description: 'Pauses, resumes or enables an endpoint, or changes where and what it is sent.',
  scope,
  input: UpdateWebhookEndpointInput,
  payload: WebhookEndpointPayload,
  result: 'The endpoint, or why it was not changed.',
  refusals: ['invalidInput', 'notFound'],
  leadsTo: 'endpointId',
  run: (input, context, { problems, schema }) =>
    updateEndpoint(context.deps, scoped(context), {
      ...input,
      endpointId: uuidOf('whe', input.endpointId),
      problems: [...problems, ...documentProblems(schema, context, input)],
      unreadable: (document) => payloadProblem(schema, document, context.credential.scopes),
    }),
});

mutation('deleteWebhookEndpoint', {
  description: 'Removes an endpoint: nothing more is sent to it.',
  scope,
  input: DeleteWebhookEndpointInput,
  payload: DeleteWebhookEndpointPayload,
  result: 'The end of an endpoint, or why it was not removed.',
  refusals: ['notFound'],
  run: (input, { deps, caller }) =>
    deleteEndpoint(deps, caller, { ...input, endpointId: uuidOf('whe', input.endpointId) }),
});

mutation('rotateWebhookSecret', {
  description: 'Gives an endpoint a new secret; for a while both sign, so that nothing is refused meanwhile.',
  scope,
  input: RotateWebhookSecretInput,
  payload: WebhookEndpointPayload,
  result: 'The endpoint with its new secret, or why it has none.',
  refusals: ['invalidInput', 'notFound'],
  leadsTo: 'endpointId',
  inputPaths: { overlapMs: 'overlap' },
  run: ({ overlap: overlapMs, ...input }, { deps, caller }) =>
    rotateSecret(deps, caller, { ...input, overlapMs, endpointId: uuidOf('whe', input.endpointId) }),
});

mutation('replayWebhooks', {
  description:
    'Sends again all that an endpoint wants of a stretch of the log, in order, under the same ids and before what is still to come. 20,000 events at most at a time.',
  scope,
  input: ReplayWebhooksInput,
  payload: ReplayWebhooksPayload,
  result: 'What is sent again, or why nothing is.',
  refusals: ['invalidInput', 'notFound'],
  leadsTo: 'endpointId',
  run: (input, { deps, caller }) => replay(deps, caller, { ...input, endpointId: uuidOf('whe', input.endpointId) }),
});

mutation('resendWebhookDelivery', {
  description: 'Sends one delivery again, whatever became of it: same id, same bytes.',
  scope,
  input: ResendWebhookDeliveryInput,
  payload: ResendWebhookDeliveryPayload,
  result: 'The delivery, or why it is not sent again.',
  refusals: ['notFound'],
  run: (input, { deps, caller }) => resend(deps, caller, { ...input, deliveryId: uuidOf('whd', input.deliveryId) }),
});

/** What is wrong with a document. */
function documentProblems(
  schema: GraphQLSchema,
  { credential }: Context,
  { document }: { readonly document?: string },
): InputProblem[] {
  const message = document === undefined ? null : payloadProblem(schema, document, credential.scopes);
  return message ? [{ path: ['input', 'document'], rule: 'document', message }] : [];
}

const scoped = ({ caller, credential: { scopes } }: Context) => ({ ...caller, scopes });
