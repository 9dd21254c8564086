import { encodeId } from '../../kernel/ids.ts';
import { openSecrets } from '../../partner-webhooks/endpoint.ts';
import { openContact } from '../../partner-webhooks/endpoint-contact.ts';
import { liveSecrets, shownPublicKey } from '../../partner-webhooks/signature.ts';
import { EventType } from '../events/event-type.ts';
import { builder } from '../schema/builder.ts';
import type { Context } from '../schema/context.ts';
import { WebhookEndpointStatus } from '../schema/enums.ts';
import type { EndpointRow } from '../schema/loaders.ts';
import { Node } from '../schema/node.ts';

/** Everything of an endpoint but its id, which names it in events that any key may read. */
export const readsWebhooks = { requiresScope: { scope: 'webhooks:read' } } as const;

export const WebhookEndpoint = builder.objectRef<EndpointRow>('WebhookEndpoint').implement({
  description:
    "A system of yours that is sent events by HTTP, signed by the rules of Standard Webhooks, in the log's order: each only when the one before has arrived or failed for good.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Id of the endpoint: whe_ and 26 characters.', resolve: ({ id }) => encodeId('whe', id) }),
    url: t.expose('url', { type: 'Url', description: 'Where events are posted.', directives: readsWebhooks }),
    eventTypes: t.field({
      type: [EventType],
      description: 'Types that are sent: no more than there are. Empty stands for all, also those to come.',
      directives: readsWebhooks,
      resolve: ({ eventTypes }) => [...eventTypes],
    }),
    document: t.exposeString('document', {
      description: 'The GraphQL fragment on `Event` that shapes the `data` of a payload.',
      directives: readsWebhooks,
    }),
    status: t.expose('status', {
      type: WebhookEndpointStatus,
      description: 'Whether it is sent anything.',
      directives: readsWebhooks,
    }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when nothing but failure has come back. Null when the last delivery arrived.',
      directives: readsWebhooks,
    }),
    deliveredThrough: t.field({
      type: 'EventCursor',
      description:
        'Place in the log up to which it has received all that it wants. What lies after it may be pending, or have failed: `replayWebhooks(after:)` takes this cursor.',
      directives: { ...readsWebhooks, cost: { weight: 1 } },
      resolve: async ({ id, startAfter }, _args, context) =>
        context.deps.cursors.forEvent(context.caller.merchantId, await deliveredThrough(context, id, startAfter)),
    }),
    ed25519: t.exposeBoolean('ed25519', {
      description: 'Whether each delivery bears a `v1a` signature (Ed25519) beside `v1` (HMAC-SHA256).',
      directives: readsWebhooks,
    }),
    publicKeys: t.stringList({
      description: 'Keys to check `v1a` with, newest first: two at most, none where it is not asked for.',
      directives: { ...readsWebhooks, cost: { weight: 1 } },
      resolve: async ({ ed25519, id }, _args, { reader, caller: { merchantId }, deps, loaders }) => {
        if (!ed25519) return [];
        const sealed = await reader.webhookEndpoint.findUnique({
          where: { merchantId_id: { merchantId, id } },
          select: { merchantId: true, id: true, secretsSealed: true },
        });
        const secrets = sealed ? openSecrets(deps.sealer, sealed) : [];
        return liveSecrets(secrets, await loaders.now.load('now')).map(shownPublicKey);
      },
    }),
    contactEmail: t.string({
      nullable: true,
      description: 'Address that is mailed once when the endpoint is switched off. Null when there is none.',
      directives: readsWebhooks,
      resolve: (endpoint, _args, { deps }) => openContact(deps.sealer, endpoint),
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was created.',
      directives: readsWebhooks,
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed.',
      directives: readsWebhooks,
    }),
  }),
});

/** The sequence before the first that it has not received; with none such, the last that it has. */
async function deliveredThrough({ reader, caller: { merchantId } }: Context, endpointId: string, startAfter: bigint) {
  const edge = (status: 'PENDING' | 'FAILED' | 'SUCCEEDED', order: 'asc' | 'desc') =>
    reader.webhookDelivery.findFirst({
      where: { merchantId, endpointId, status },
      orderBy: { sequence: order },
      select: { sequence: true },
    });
  const missing = (await Promise.all([edge('PENDING', 'asc'), edge('FAILED', 'asc')])).flatMap((one) => one ?? []);
  if (missing.length === 0) return (await edge('SUCCEEDED', 'desc'))?.sequence ?? startAfter;
  return (
    missing.map(({ sequence }) => sequence).reduce((least, sequence) => (sequence < least ? sequence : least)) - 1n
  );
}
