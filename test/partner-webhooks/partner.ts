import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { issueApiKey, scopes } from '../../src/access/api-keys.ts';
import type { Shop } from '../graphql/harness.ts';
import { startListener } from '../support/listener.ts';
import { eventually } from '../support/lives.ts';
import { patienceMs } from '../support/patience.ts';
import { freshKey, type World } from '../support/world.ts';

/** What a partner's system was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly sequence: number;
  readonly type: string;
}
export interface Partner {
  readonly url: string;
  readonly got: readonly Received[];
  /** How it answers; 204 unless told otherwise. */
  answer: (response: ServerResponse, received: Received) => void;
  /** Resolves when it has been sent so many. */
  has(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** A partner's system in this process, on a port of its own or on a given one. */
export async function startPartner(port = 0): Promise<Partner> {
  const got: Received[] = [];
  const waiting = new Set<() => void>();
  const listener = await startListener(({ path, headers, body: bytes }, response) => {
    const body = bytes.toString();
    const { type, data } = JSON.parse(body) as { type: string; data: { sequence?: string } };
    const received = { path, headers, body, type, sequence: Number(data.sequence) };
    got.push(received);
    partner.answer(response, received);
    for (const wake of waiting) wake();
  }, port);
  const partner: Partner = {
    url: `${listener.url}/hooks`,
    got,
    answer: (response) => void response.writeHead(204).end(),
    async has(count) {
      const late = AbortSignal.timeout(patienceMs);
      while (got.length < count) {
        if (late.aborted) throw new Error(`waited in vain for ${count} deliveries; ${got.length} came`);
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            late.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          late.addEventListener('abort', wake, { once: true });
        });
      }
      return got;
    },
    close: listener.close,
  };
  return partner;
}

/** Whether a message passes the published library, with a secret as it was shown. */
export function verifies(secret: string, { headers, body }: Pick<Received, 'headers' | 'body'>): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** The demo merchant, as rows are written for it. */
export function demoShop({ app: { merchantId, apiKey } }: World): Shop {
  return { merchantId: merchantId ?? '', accountId: randomUUID(), key: apiKey ?? '', keyId: '' };
}

/** Another merchant, with a key of every scope and no account at any provider. */
export async function openMerchant({ app: { db, clock } }: World): Promise<Shop> {
  const merchantId = randomUUID();
  await db.worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Stranger', 'SANDBOX', app_now())`,
    [merchantId],
  );
  const { id, secret } = await issueApiKey(db, clock, { merchantId, environment: 'SANDBOX', name: 'test', scopes });
  return { merchantId, accountId: randomUUID(), key: secret, keyId: id };
}

export interface Outcome {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly endpoint?: EndpointShape;
  readonly signingSecret?: string | null;
  readonly scheduled?: number;
  readonly idempotency?: { readonly replayed: boolean };
  readonly problems?: readonly { readonly path: readonly string[]; readonly rule: string; readonly message: string }[];
}
export interface EndpointShape {
  readonly id: string;
  readonly url: string;
  readonly status: string;
  readonly document: string;
  readonly eventTypes: readonly string[];
  readonly deliveredThrough: string;
  readonly failingSince: string | null;
  readonly publicKeys: readonly string[];
  readonly contactEmail: string | null;
}

export const endpointFields = 'id url status document eventTypes deliveredThrough failingSince publicKeys contactEmail';
const selections: Readonly<Record<string, string>> = {
  createWebhookEndpoint: `... on WebhookEndpointPayload { signingSecret endpoint { ${endpointFields} } idempotency { replayed } }`,
  updateWebhookEndpoint: `... on WebhookEndpointPayload { signingSecret endpoint { ${endpointFields} } idempotency { replayed } }`,
  rotateWebhookSecret: `... on WebhookEndpointPayload { signingSecret endpoint { ${endpointFields} } idempotency { replayed } }`,
  deleteWebhookEndpoint: '... on DeleteWebhookEndpointPayload { endpointId idempotency { replayed } }',
  replayWebhooks: '... on ReplayWebhooksPayload { scheduled idempotency { replayed } }',
  resendWebhookDelivery: '... on ResendWebhookDeliveryPayload { delivery { id status } idempotency { replayed } }',
};

const invalid = new Set(['createWebhookEndpoint', 'updateWebhookEndpoint', 'rotateWebhookSecret', 'replayWebhooks']);

type Asker = Pick<World, 'post'>;

/** Runs one of the mutations of endpoints, with a fresh key unless one is given. */
export async function webhooks(
  world: Asker,
  mutation: keyof typeof selections & string,
  input: Record<string, unknown>,
  apiKey?: string,
): Promise<Outcome> {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const { body } = await world.post(
    `mutation ($input: ${name}!) { ${mutation}(input: $input) { __typename ${selections[mutation]}
       ... on UserError { code message } ${invalid.has(mutation) ? '... on InvalidInputError { problems { path rule message } }' : ''} } }`,
    { input: { idempotencyKey: freshKey('webhooks'), ...input } },
    apiKey,
  );
  if (!body.data) throw new Error(`GraphQL errors: ${JSON.stringify(body.errors)}`);
  return body.data[mutation] as Outcome;
}

/** An endpoint of the demo merchant that is there afterwards, with its secret. */
export async function openEndpoint(
  world: Asker,
  input: Record<string, unknown>,
  apiKey?: string,
): Promise<EndpointShape & { readonly secret: string }> {
  const { endpoint, signingSecret, ...rest } = await webhooks(world, 'createWebhookEndpoint', input, apiKey);
  if (!endpoint || !signingSecret) throw new Error(`no endpoint: ${JSON.stringify(rest)}`);
  return { ...endpoint, secret: signingSecret };
}

export interface DeliveryShape {
  readonly id: string;
  readonly status: string;
  readonly nextAttemptAt: string | null;
  readonly event: { readonly id: string; readonly sequence: string };
  readonly attempts: readonly {
    readonly at: string;
    readonly responseStatus: number | null;
    readonly responseText: string | null;
    readonly error: string | null;
  }[];
}

/** An endpoint as it stands, with its latest deliveries first. */
export async function readEndpoint(
  world: Asker,
  id: string,
): Promise<EndpointShape & { readonly deliveries: readonly DeliveryShape[] }> {
  const { body } = await world.post(
    `query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { ${endpointFields} deliveries(first: 100) { nodes {
       id status nextAttemptAt event { id sequence } attempts { at responseStatus responseText error } } } } } }`,
    { id },
  );
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  if (!body.data?.node) throw new Error(`no endpoint ${id}`);
  const { deliveries, ...endpoint } = body.data.node as EndpointShape & { deliveries: { nodes: DeliveryShape[] } };
  return { ...endpoint, deliveries: deliveries.nodes };
}

/** Waits, by the notifier, until the oldest delivery that is shown has so many attempts. */
export async function attempted(world: World, id: string, count: number): Promise<DeliveryShape> {
  const oldest = async () => (await readEndpoint(world, id)).deliveries.at(-1);
  await eventually(world, `attempt ${count} on ${id}`, async () => {
    const delivery = await oldest();
    return delivery && delivery.attempts.length >= count ? delivery : null;
  });
  // Read anew: the row was read before its attempts.
  const delivery = await oldest();
  if (!delivery) throw new Error(`the delivery on ${id} is gone`);
  return delivery;
}
