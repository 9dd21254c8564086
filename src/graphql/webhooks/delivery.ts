import type { WebhookAttempt as AttemptRow } from '../../generated/prisma/client.ts';
import { encodeId, uuidOf } from '../../kernel/ids.ts';
import { Event } from '../events/type.ts';
import type { EventRow } from '../read/beneath.ts';
import { builder } from '../schema/builder.ts';
import { DeliveryStatus } from '../schema/enums.ts';
import { keysetOf } from '../schema/lists.ts';
import { attemptsShown, type DeliveryRow } from '../schema/loaders.ts';
import { Node } from '../schema/node.ts';
import { branded } from '../schema/node-types.ts';
import { badInput, keysetQuery, readPage, toPage } from '../schema/page.ts';
import { readsWebhooks, WebhookEndpoint } from './endpoint.ts';

const WebhookAttempt = builder.objectRef<AttemptRow>('WebhookAttempt').implement({
  description: 'One try to deliver, and what came back.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it began.', directives: readsWebhooks }),
    durationMs: t.exposeInt('durationMs', {
      description: 'How long it took, in milliseconds.',
      directives: readsWebhooks,
    }),
    responseStatus: t.exposeInt('responseStatus', {
      nullable: true,
      description: 'The HTTP status that came back. Null when no answer came.',
      directives: readsWebhooks,
    }),
    responseText: t.exposeString('responseText', {
      nullable: true,
      description:
        'The beginning of what came back, 4 KiB at most, with anything like a secret or a name hidden. Null when no answer came.',
      directives: readsWebhooks,
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why it failed, in plain words. Null when it did not.',
      directives: readsWebhooks,
    }),
  }),
});

export const WebhookDelivery = builder.objectRef<DeliveryRow>('WebhookDelivery').implement({
  description:
    'One event for one endpoint. Every attempt bears the id of the event as `webhook-id`, and the same bytes.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the delivery: whd_ and 26 characters.', resolve: ({ id }) => encodeId('whd', id) }),
    event: t.field({
      type: Event,
      description: 'What is delivered.',
      directives: { ...readsWebhooks, cost: { weight: 1 } },
      resolve: async ({ eventId, id }, _args, { loaders }) => {
        const event = await loaders.node.load({ prefix: 'evt', uuid: eventId });
        if (!event) throw new Error(`the event of delivery ${id} is not there`);
        return event as EventRow;
      },
    }),
    endpointId: t.id({
      description: 'The endpoint that it is for: whe_ and 26 characters.',
      directives: readsWebhooks,
      resolve: ({ endpointId }) => encodeId('whe', endpointId),
    }),
    status: t.expose('status', {
      type: DeliveryStatus,
      description: 'What has become of it.',
      directives: readsWebhooks,
    }),
    attempts: t.field({
      type: [WebhookAttempt],
      description: `The latest attempts, oldest first: ${attemptsShown} at most.`,
      directives: { ...readsWebhooks, cost: { weight: 1 } },
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.attempts.load(id))],
    }),
    nextAttemptAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it is tried again after a failure. Null when it has not been tried yet, has come to its end, or its endpoint is stopped.',
      directives: readsWebhooks,
    }),
  }),
});

const connection = 'One page of ';
const WebhookDeliveryConnection = builder.connectionObject(
  { name: 'WebhookDeliveryConnection', type: WebhookDelivery, description: `${connection}deliveries.` },
  { name: 'WebhookDeliveryEdge', description: 'A delivery with its place in the list.' },
);
const WebhookEndpointConnection = builder.connectionObject(
  { name: 'WebhookEndpointConnection', type: WebhookEndpoint, description: `${connection}webhook endpoints.` },
  { name: 'WebhookEndpointEdge', description: 'A webhook endpoint with its place in the list.' },
);
const pageArguments = {
  first: 'How many from the start, or after `after`: 20 when left out, 100 at most.',
  after: 'Items after this cursor only.',
};

builder.objectFields(WebhookEndpoint, (t) => ({
  deliveries: t.field({
    type: WebhookDeliveryConnection,
    description: 'What it was sent and is to be sent, latest first. Kept for 30 days; the log can be replayed beyond.',
    directives: { cost: { weight: 2, multiplier: 'first' }, ...readsWebhooks },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
      status: t.arg({ type: DeliveryStatus, description: 'In this status only.' }),
    },
    resolve: async ({ id }, args, context) => {
      const keyset = keysetOf(context, `deliveries of ${id}`, null, args.status);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows = await context.reader.webhookDelivery.findMany({
        ...page,
        where: {
          merchantId: context.caller.merchantId,
          endpointId: id,
          ...(args.status ? { status: args.status } : {}),
          AND: [where],
        },
        omit: { body: true },
      });
      return toPage(
        rows.map((row) => branded('WebhookDelivery', { ...row, updatedAt: row.createdAt })),
        read,
        keyset,
      );
    },
  }),
}));

const eventsMax = 100;

builder.queryField('webhookDeliveries', (t) =>
  t.field({
    type: WebhookDeliveryConnection,
    description: 'Which of your systems were told of some events, and what came of it, latest first.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'webhooks:read' } },
    args: {
      eventIds: t.arg.idList({ required: true, description: `The events: evt_…, ${eventsMax} at most.` }),
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async (_root, { eventIds, ...args }, context) => {
      if (eventIds.length > eventsMax)
        throw badInput(`expected at most ${eventsMax} event ids; got ${eventIds.length}`);
      const keyset = keysetOf(context, 'deliveries of events', null, eventIds);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const ids = eventIds.flatMap((id) => uuidOf('evt', id) ?? []);
      const rows = await context.reader.webhookDelivery.findMany({
        ...page,
        where: { merchantId: context.caller.merchantId, eventId: { in: ids }, AND: [where] },
        omit: { body: true },
      });
      return toPage(
        rows.map((row) => branded('WebhookDelivery', { ...row, updatedAt: row.createdAt })),
        read,
        keyset,
      );
    },
  }),
);

builder.queryField('webhookEndpoints', (t) =>
  t.field({
    type: WebhookEndpointConnection,
    description: 'Systems of yours that are sent events: ten at most.',
    directives: { cost: { weight: 2, multiplier: 'first' }, requiresScope: { scope: 'webhooks:read' } },
    args: {
      first: t.arg.int({ description: pageArguments.first }),
      after: t.arg.string({ description: pageArguments.after }),
    },
    resolve: async (_root, args, context) => {
      const keyset = keysetOf(context, 'webhook endpoints', null, null);
      const read = readPage(args, keyset);
      const { where, ...page } = keysetQuery(keyset, read);
      const rows = await context.reader.webhookEndpoint.findMany({
        ...page,
        where: { merchantId: context.caller.merchantId, AND: [where] },
        omit: { secretsSealed: true },
      });
      return toPage(
        rows.map((row) => branded('WebhookEndpoint', row)),
        read,
        keyset,
      );
    },
  }),
);
