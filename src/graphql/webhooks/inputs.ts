import { EventType } from '../events/event-type.ts';
import { builder } from '../schema/builder.ts';
import { idempotencyKeyField } from '../schema/input.ts';
import { defaultPayloadDocument } from './payload-document.ts';

const documentField =
  'Shapes the `data` of a payload: GraphQL fragments only, one of them on `Event`, for example `fragment Payload on Event { sequence cursor type subjectId }`. It may read what the scopes of the API key that saves it allow, but nothing that says who a payer is.';

const eventTypesField = 'Types that are sent. Empty stands for all, also those to come.';

const urlField =
  'Where events are posted: https on port 443 or 8443, at public addresses only. In the sandbox also any port of this machine.';

const ed25519Field = 'Whether each delivery bears a `v1a` signature (Ed25519) beside `v1` (HMAC-SHA256).';

const contactEmailField =
  'Address that is mailed once when the endpoint is switched off: one address, without a name, of at most 254 characters.';

const endpointIdField = 'The endpoint.';

export const CreateWebhookEndpointInput = builder.inputType('CreateWebhookEndpointInput', {
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

export const UpdateWebhookEndpointInput = builder.inputType('UpdateWebhookEndpointInput', {
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

export const DeleteWebhookEndpointInput = builder.inputType('DeleteWebhookEndpointInput', {
  description: 'Removes an endpoint, and the record of what it was sent.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    endpointId: t.id({ required: true, description: endpointIdField }),
  }),
});

export const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
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

export const ReplayWebhooksInput = builder.inputType('ReplayWebhooksInput', {
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

export const ResendWebhookDeliveryInput = builder.inputType('ResendWebhookDeliveryInput', {
  description: 'Sends one delivery again.',
  fields: (t) => ({
    idempotencyKey: t.field({ type: 'IdempotencyKey', required: true, description: idempotencyKeyField }),
    deliveryId: t.id({ required: true, description: 'The delivery.' }),
  }),
});
