import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueApiKey } from '../../src/access/api-keys.ts';
import type { Shop } from '../graphql/harness.ts';
import { addAgreement } from '../graphql/rows.ts';
import { startWorld, type World } from '../support/world.ts';
import { openEndpoint, openMerchant, webhooks } from './partner.ts';

interface Page {
  readonly nodes: readonly { readonly event: { readonly sequence: string } }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

/** What may be saved, and what is refused with nothing written. */
let world: World;
let shop: Shop;
const url = 'https://93.184.216.34/hooks';
beforeAll(async () => {
  world = await startWorld();
  shop = await openMerchant(world);
});
afterAll(async () => {
  expect(world.logged).toEqual([]);
  await world.close();
});
const create = (input: Record<string, unknown>, key = shop.key) =>
  webhooks(world, 'createWebhookEndpoint', { url, ...input }, key);
const endpoints = async (key = shop.key): Promise<{ id: string }[]> => {
  const { body } = await world.post('{ webhookEndpoints(first: 100) { nodes { id } } }', {}, key);
  return (body.data as unknown as { webhookEndpoints: { nodes: { id: string }[] } }).webhookEndpoints.nodes;
};

describe('a document', () => {
  it.each([
    ['no GraphQL', 'fragment', 'Syntax Error: Expected Name, found <EOF>.'],
    ['nothing', '', 'Syntax Error: Unexpected <EOF>.'],
    ['an operation', '{ viewer { merchantName } }', 'expected fragments only'],
    ['an operation beside a fragment', 'fragment P on Event { id } { __typename }', 'expected fragments only'],
    ['on another type', 'fragment P on OneOffPayment { id }', 'expected fragments only'],
    ['two payloads', 'fragment P on Event { id } fragment Q on Event { id }', 'expected fragments only'],
    ['fragments in a ring', 'fragment P on Event { ...Q } fragment Q on Event { ...P }', 'expected fragments only'],
    [
      'a fragment that spreads itself',
      'fragment P on Event { ...Q } fragment Q on Event { ...Q }',
      'Cannot spread fragment',
    ],
    ['a field that there is not', 'fragment P on Event { secret }', 'Cannot query field "secret" on type "Event".'],
    [
      'a variable',
      'fragment P on Event { subject { ... on Agreement { payments(first: $n) { nodes { id } } } } }',
      'Variable "$n" is not defined',
    ],
    [
      'too costly',
      'fragment P on Event { subject { ... on Agreement { payments(first: 100) { nodes { events(first: 100) { nodes { id } } } } } } }',
      'is over the limit of 200',
    ],
    [
      'too deep',
      `fragment P on Event { ${'subject { ... on OneOffPayment { events(first: 1) { nodes { '.repeat(5)} id ${'} } } }'.repeat(5)} }`,
      'deeper than',
    ],
    [
      'too many aliases',
      `fragment P on Event { ${Array.from({ length: 51 }, (_, i) => `a${i}: id`).join(' ')} }`,
      'more than 50 aliases',
    ],
    ['too long', `fragment P on Event { ${'id '.repeat(4_000)} }`, 'expected at most 10000 characters'],
    [
      'to read who a payer is',
      'fragment P on Event { subject { ...R } } fragment R on TransferReceipt { amount { decimal } who: payerName }',
      'TransferReceipt.payerName says who a payer is',
    ],
    [
      'to read of what account a payer is',
      'fragment P on Event { subject { ... on Transfer { receipts { payerIbanMasked } } } }',
      'TransferReceipt.payerIbanMasked says who a payer is',
    ],
    [
      'to read what a payer is told',
      'fragment P on Event { subject { ... on Transfer { consumerMessage { text } } } }',
      'Transfer.consumerMessage says who a payer is',
    ],
    ['too many tokens', `fragment P on Event { ${'id '.repeat(1_200)} }`, 'token'],
  ])('that is %s is refused, and nothing is written', async (_what, document, message) => {
    const refused = await create({ document });
    expect(refused.problems).toMatchObject([
      { path: ['input', 'document'], rule: 'document', message: expect.stringContaining(message) },
    ]);
    expect(await endpoints()).toEqual([]);
  });

  const writesOnly = async () => {
    const { db, clock } = world.app;
    const { secret } = await issueApiKey(db, clock, {
      merchantId: shop.merchantId,
      environment: 'SANDBOX',
      name: 'writes only',
      scopes: ['webhooks:write'],
    });
    return secret;
  };

  it('is sent to no address that a key says which may not read what it reads', async () => {
    const document = 'fragment P on Event { subject { ... on WebhookEndpoint { url } } }';
    const { endpoint } = await create({ document });
    const redirect = async (idempotencyKey: string, over: object, key: string) =>
      (
        await world.post(
          'mutation ($input: UpdateWebhookEndpointInput!) { updateWebhookEndpoint(input: $input) { __typename ... on InvalidInputError { message } } }',
          { input: { idempotencyKey, endpointId: endpoint?.id, url: `${url}/elsewhere`, ...over } },
          key,
        )
      ).body.data?.updateWebhookEndpoint;
    const secret = await writesOnly();
    expect(await redirect('redirects', {}, secret)).toEqual({
      __typename: 'InvalidInputError',
      message:
        "input.url: the endpoint's document stays, and WebhookEndpoint.url needs the scope webhooks:read, which the API key does not have",
    });
    expect(await redirect('redirects', { document: 'fragment P on Event { id }' }, secret)).toEqual({
      __typename: 'WebhookEndpointPayload',
    });
    expect(await redirect('redirects-too', {}, shop.key)).toEqual({ __typename: 'WebhookEndpointPayload' });
    await webhooks(world, 'deleteWebhookEndpoint', { endpointId: endpoint?.id }, shop.key);
  });

  it('may read what the key that saves it may read, and no more', async () => {
    const secret = await writesOnly();
    const document = 'fragment P on Event { subject { ... on WebhookEndpoint { url } } }';
    const { body } = await world.post(
      'mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { ... on InvalidInputError { message } } }',
      { input: { idempotencyKey: 'reads-more', url, document } },
      secret,
    );
    expect(body.data?.createWebhookEndpoint).toEqual({
      message: 'input.document: WebhookEndpoint.url needs the scope webhooks:read, which the API key does not have',
    });
  });
});

describe('an address', () => {
  it.each([
    'https://169.254.169.254/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://2852039166/',
    'https://0251.0376.0251.0376/',
    'https://example.com:22/',
    'https://example.com./',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
    'https://100.64.0.1/',
    'https://[64:ff9b::a9fe:a9fe]/',
  ])('%s is refused, and the key stays free', async (inside) => {
    const refused = await create({ idempotencyKey: 'an-inside-address', url: inside });
    expect(refused.problems).toMatchObject([{ path: ['input', 'url'], rule: 'destination' }]);
  });
  it.each(['file:///etc/passwd', 'http://example.com/', 'https://user:password@example.com/'])(
    '%s is not even a URL of ours',
    async (text) => {
      const { body } = await world.post(
        'mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { __typename } }',
        { input: { idempotencyKey: 'no-url-of-ours', url: text } },
        shop.key,
      );
      expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    },
  );
});

it('every problem is told at once', async () => {
  const refused = await create({ url: 'https://10.0.0.1/', document: '{ x }', startAfter: 'ec1_AAAA' });
  expect(refused.problems?.map(({ path }) => path.at(-1)).sort()).toEqual(['document', 'startAfter', 'url']);
});

it('ten endpoints are the most; one that is deleted makes room', async () => {
  for (let i = 0; i < 9; i++) expect((await create({})).__typename).toBe('WebhookEndpointPayload');
  const made = await Promise.all([create({}), create({}), create({})]);
  expect(made.filter(({ endpoint }) => endpoint)).toHaveLength(1);
  expect(made.filter(({ problems }) => problems?.[0]?.rule === 'limit')).toHaveLength(2);
  const [first] = await endpoints();
  expect((await webhooks(world, 'deleteWebhookEndpoint', { endpointId: first?.id }, shop.key)).__typename).toBe(
    'DeleteWebhookEndpointPayload',
  );
  expect((await webhooks(world, 'deleteWebhookEndpoint', { endpointId: first?.id }, shop.key)).code).toBe('NOT_FOUND');
  expect((await create({})).__typename).toBe('WebhookEndpointPayload');
  for (const { id } of await endpoints()) await webhooks(world, 'deleteWebhookEndpoint', { endpointId: id }, shop.key);
});

it('an unknown id, a malformed one and one of another kind get the same answer', async () => {
  const answers = await Promise.all(
    ['whe_00000000000000000000000000', 'nonsense', 'oop_00000000000000000000000000'].map((endpointId) =>
      webhooks(world, 'rotateWebhookSecret', { endpointId }, shop.key),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.code).toBe('NOT_FOUND');
});

it('deliveries are paged, latest first, and by status', async () => {
  const { id } = await openEndpoint(world, { url }, shop.key);
  await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: false }, shop.key);
  for (let i = 0; i < 5; i++) await addAgreement(world.app.db, shop);
  await world.app.workers.drain();
  const page = async (after: string | null, status = 'PENDING') => {
    const { body } = await world.post(
      `query ($id: ID!, $after: String, $status: DeliveryStatus) { node(id: $id) { ... on WebhookEndpoint {
         deliveries(first: 2, after: $after, status: $status) { nodes { event { sequence } } pageInfo { endCursor hasNextPage } } } } }`,
      { id, after, status },
      shop.key,
    );
    return (body.data as unknown as { node: { deliveries: Page } }).node.deliveries;
  };
  const seen: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { nodes, pageInfo } = await page(after);
    seen.push(...nodes.map(({ event }) => Number(event.sequence)));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(seen).toEqual([...seen].sort((a, b) => b - a));
  expect(seen).toHaveLength(5);
  expect((await page(null, 'SUCCEEDED')).nodes).toEqual([]);
});

it('what is not given is not changed, and a repeat of the key changes nothing twice', async () => {
  const { id } = await openEndpoint(world, { url, eventTypes: ['PAYMENT_SETTLED'] }, shop.key);
  const input = {
    idempotencyKey: 'change-the-types',
    endpointId: id,
    eventTypes: ['REFUND_SUCCEEDED', 'REFUND_SUCCEEDED'],
  };
  const changed = await webhooks(world, 'updateWebhookEndpoint', input, shop.key);
  expect(changed.endpoint).toMatchObject({ url, status: 'ACTIVE', eventTypes: ['REFUND_SUCCEEDED'] });
  await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, eventTypes: [] }, shop.key);
  const again = await webhooks(world, 'updateWebhookEndpoint', input, shop.key);
  expect(again).toMatchObject({ endpoint: { eventTypes: [] }, idempotency: { replayed: true } });
});

it('an endpoint by its id shows nothing without the scope, and no secret with it', async () => {
  const { id } = await openEndpoint(world, { url }, shop.key);
  const read = await world.post(
    'query ($id: ID!) { node(id: $id) { id ... on WebhookEndpoint { url } } }',
    { id },
    shop.key,
  );
  expect(read.body.data?.node).toEqual({ id, url });
  expect(JSON.stringify(await world.app.db.worker.query('select * from webhook_endpoint'))).not.toContain('whsec_');
  const { db, clock } = world.app;
  const { secret } = await issueApiKey(db, clock, {
    merchantId: shop.merchantId,
    environment: 'SANDBOX',
    name: 'none',
    scopes: [],
  });
  const refused = await world.post(
    'query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { url } } }',
    { id },
    secret,
  );
  expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'webhooks:read' });
});
