import type { GraphQLSchema } from 'graphql';
import type { InputProblem } from '../../domain/port/provider.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import type { EndpointDone } from '../../partner-webhooks/endpoint-commands.ts';
import type { Replayed, Resent } from '../../partner-webhooks/replay-commands.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { EventType } from '../schema/enums.ts';
import { IdempotencyError, InvalidInputError, NotFoundError } from '../schema/errors.ts';
import { given, problemsOf } from '../schema/given.ts';
import { IdempotencyOutcome } from '../schema/idempotency.ts';
import { idempotencyKeyField } from '../schema/inputs.ts';
import type { DeliveryRow, EndpointRow } from '../schema/loaders.ts';
import { resolveType, told } from '../schema/results.ts';
import { WebhookDelivery } from './delivery.ts';
import { WebhookEndpoint } from './endpoint.ts';
import { defaultPayloadDocument, payloadProblem } from './payload-document.ts';

const documentField =
  'Shapes the `data` of a payload: GraphQL fragments only, one of them on `Event`, for example `fragment Payload on Event { sequence cursor type subjectId }`. It may read what the scopes of the API key that saves it allow, but nothing that says who a payer is.';
const eventTypesField = 'Types that are sent. Empty stands for all, also those to come.';
const urlField =
  'Where events are posted: https on port 443 or 8443, at public addresses only. In the sandbox also any port of this machine.';
const ed25519Field = 'Whether each delivery bears a `v1a` signature (Ed25519) beside `v1` (HMAC-SHA256).';
const contactEmailField =
  'Address that is mailed once when the endpoint is switched off: one address, without a name, of at most 254 characters.';
const endpointIdField = 'The endpoint.';

const CreateWebhookEndpointInput = builder.inputType('CreateWebhookEndpointInput', {
  description: 'Has events sent to a system of yours.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    url: t.field({ type: 'Url', required: true, description: urlField }),
    eventTypes: t.field({ type: [EventType], required: true, defaultValue: [], description: eventTypesField }),
    document: t.string({
      required: true,
      defaultValue: defaultPayloadDocument,
      description: documentField,
    }),
    ed25519: t.boolean({ required: true, defaultValue: false, description: ed25519Field }),
    startAfter: t.field({
      type: 'EventCursor',
      description: 'Place in the log after which it begins. Leave out for what happens from now on.',
    }),
    contactEmail: t.string({ description: `${contactEmailField} Leave out for none.` }),
  }),
});
const UpdateWebhookEndpointInput = builder.inputType('UpdateWebhookEndpointInput', {
  description: 'Changes an endpoint. What is left out stays as it is.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    endpointId: t.id({ required: true, description: endpointIdField }),
    active: t.boolean({
      description: 'False pauses it: what happens waits. True resumes it, or enables it after it was disabled.',
    }),
    url: t.field({ type: 'Url', description: urlField }),
    eventTypes: t.field({ type: [EventType], description: `${eventTypesField} For events from now on.` }),
    document: t.string({ description: `${documentField} For payloads that have not been made yet.` }),
    ed25519: t.boolean({ description: ed25519Field }),
    contactEmail: t.string({ description: `${contactEmailField} Empty stands for none.` }),
  }),
});
const DeleteWebhookEndpointInput = builder.inputType('DeleteWebhookEndpointInput', {
  description: 'Removes an endpoint, and the record of what it was sent.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    endpointId: t.id({ required: true, description: endpointIdField }),
  }),
});
const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Gives an endpoint a new secret.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    endpointId: t.id({ required: true, description: endpointIdField }),
    overlap: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 86_400_000,
      description:
        'How long the secret before goes on signing beside the new one: 30 days at most. Two live at a time, so one that is older still ends now.',
    }),
  }),
});
const ReplayWebhooksInput = builder.inputType('ReplayWebhooksInput', {
  description: 'Sends an endpoint again what it wants of a stretch of the log.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    endpointId: t.id({ required: true, description: endpointIdField }),
    after: t.field({
      type: 'EventCursor',
      required: true,
      description: 'Events after this place. `deliveredThrough` of the endpoint sends again all that it missed.',
    }),
    upTo: t.field({ type: 'EventCursor', description: 'Events up to this place. Leave out for the end of the log.' }),
  }),
});
const ResendWebhookDeliveryInput = builder.inputType('ResendWebhookDeliveryInput', {
  description: 'Sends one delivery again.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    deliveryId: t.id({ required: true, description: 'The delivery.' }),
  }),
});

const endpointOf = async ({ endpointId }: { endpointId: string }, _args: object, { loaders }: Context) =>
  (await loaders.node.load({ prefix: 'whe', uuid: endpointId })) as EndpointRow | null;
const endpointField = 'The endpoint as it is after the step. Null when it has been deleted since.';
const idempotencyField = 'How the idempotency key was met.';

const WebhookEndpointPayload = builder.objectRef<EndpointDone>('WebhookEndpointPayload').implement({
  description: 'An endpoint was created or changed.',
  fields: (t) => ({
    endpoint: t.field({ type: WebhookEndpoint, nullable: true, description: endpointField, resolve: endpointOf }),
    signingSecret: t.string({
      nullable: true,
      description:
        'The secret to check signatures with: `whsec_…`, as libraries of Standard Webhooks take it. Shown once: null when the key is replayed, or no secret was made.',
      resolve: ({ signingSecret }) => signingSecret ?? null,
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
  }),
});
const DeleteWebhookEndpointPayload = builder.objectRef<EndpointDone>('DeleteWebhookEndpointPayload').implement({
  description: 'An endpoint was removed.',
  fields: (t) => ({
    endpointId: t.id({
      description: 'Id of the endpoint that was.',
      resolve: ({ endpointId }) => encodeId('whe', endpointId),
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
  }),
});
const ReplayWebhooksPayload = builder.objectRef<Replayed>('ReplayWebhooksPayload').implement({
  description: 'Deliveries were made due again.',
  fields: (t) => ({
    endpoint: t.field({ type: WebhookEndpoint, nullable: true, description: endpointField, resolve: endpointOf }),
    scheduled: t.exposeInt('scheduled', { description: 'How many deliveries are due.' }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
  }),
});
const ResendWebhookDeliveryPayload = builder.objectRef<Resent>('ResendWebhookDeliveryPayload').implement({
  description: 'A delivery was made due again.',
  fields: (t) => ({
    delivery: t.field({
      type: WebhookDelivery,
      nullable: true,
      description: 'The delivery. Null when its endpoint has been deleted since.',
      resolve: async ({ deliveryId }, _args, { loaders }) =>
        (await loaders.node.load({ prefix: 'whd', uuid: deliveryId })) as DeliveryRow | null,
    }),
    idempotency: t.expose('idempotency', { type: IdempotencyOutcome, description: idempotencyField }),
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
