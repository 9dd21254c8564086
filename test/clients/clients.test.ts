import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApolloClient, gql, HttpLink } from '@apollo/client/core';
import { generate } from '@graphql-codegen/cli';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import scalars from '../../client/scalars.json' with { type: 'json' };
import { apolloClient } from '../../examples/clients/apollo.ts';
import codegen from '../../examples/clients/codegen.ts';
import { followByEventSource } from '../../examples/clients/event-source.ts';
import { requestClient } from '../../examples/clients/graphql-request.ts';
import { sseClient } from '../../examples/clients/graphql-sse.ts';
import { followBySocket } from '../../examples/clients/graphql-ws.ts';
import { relayEnvironment } from '../../examples/clients/relay.ts';
import { urqlClient } from '../../examples/clients/urql.ts';
import { sandboxSchema } from '../../src/graphql/schema/schema.ts';
import { printSorted } from '../../src/graphql/schema/sdl.ts';
import { freshReference } from '../support/lives.ts';
import { freshKey, startWorld, type World } from '../support/world.ts';

/** Clients of others, each by the lines that we show, against the product. */
const root = join(import.meta.dirname, '../..');
const sdl = printSorted(sandboxSchema);
let world: World;
let url: string;
let key: string;
let paymentId: string;
let beginning: string;

const name = 'query Name { viewer { merchantName } }';
const refused = `mutation Capture($input: CapturePaymentInput!) { capturePayment(input: $input) {
  __typename ... on UserError { code message } } }`;
const nobody = () => ({ input: { idempotencyKey: freshKey(), paymentId: 'oop_00000000000000000000000000' } });
const stream = `subscription First($after: EventCursor) { eventStream(after: $after) {
  __typename ... on EventFrame { cursor event { sequence } } } }`;
const first = { eventStream: { __typename: 'EventFrame', event: { sequence: '1' } } };

beforeAll(async () => {
  world = await startWorld();
  url = `${world.app.url}/graphql`;
  key = world.app.apiKey ?? '';
  const { createAgreement } = await world.ask<{ createAgreement: { oneOffPayment: { id: string } } }>(
    `mutation ($input: CreateAgreementInput!) { createAgreement(input: $input) {
      ... on AgreementPayload { oneOffPayment { id } event { sequence } } } }`,
    {
      input: {
        idempotencyKey: freshKey(),
        externalId: freshReference('CLIENTS-'),
        plan: 'Basic',
        description: 'Monthly subscription',
        amount: { amountMinor: '1000', currency: 'DKK' },
        frequency: 'MONTHLY',
        country: 'DK',
        expiresIn: 'PT1H',
        returnUrl: 'https://example.com/back',
        oneOffPayment: {
          amount: { amountMinor: '8000', currency: 'DKK' },
          externalId: freshReference('CLIENTS-FIRST-'),
          description: 'Down payment',
        },
      },
    },
  );
  paymentId = createAgreement.oneOffPayment.id;
  const { eventLogHead } = await world.ask<{ eventLogHead: { oldestRetained: string } }>(
    '{ eventLogHead { oldestRetained } }',
  );
  beginning = eventLogHead.oldestRetained;
});
afterAll(() => world?.close());

/** The first value that comes. */
const firstOf = <T>(subscribe: (take: (value: T) => void, fail: (error: unknown) => void) => void): Promise<T> =>
  new Promise(subscribe);

describe('Apollo Client', () => {
  let client: ApolloClient;
  beforeAll(() => {
    client = apolloClient(url, key, sdl);
  });
  afterAll(() => client?.stop());

  test('asks by hash, then by text, and has what it asked for', async () => {
    const { data } = await client.query({ query: gql(name) });
    expect(data).toMatchObject({ viewer: { merchantName: expect.any(String) } });
  });

  test('reads a refusal through the interface', async () => {
    const { data } = await client.mutate({ mutation: gql(refused), variables: nobody() });
    expect(data).toMatchObject({ capturePayment: { __typename: 'NotFoundError', code: 'NOT_FOUND' } });
  });

  test('follows', async () => {
    const frame = await firstOf((next, error) =>
      client.subscribe({ query: gql(stream), variables: { after: beginning } }).subscribe({ next, error }),
    );
    expect(frame).toMatchObject({ data: first });
  });

  test('without a socket is told why it follows nothing', async () => {
    const link = new HttpLink({ uri: url, headers: { authorization: `Bearer ${key}` } });
    const plain = new ApolloClient({ link, cache: client.cache });
    const told = await firstOf((next, error) =>
      plain.subscribe({ query: gql(stream), variables: { after: beginning } }).subscribe({ next, error }),
    ).catch((error: unknown) => ({ error }));
    expect(told).toMatchObject({ error: { message: expect.stringContaining('text/event-stream') } });
    plain.stop();
  });
});

describe('urql', () => {
  test('asks, is refused and follows', async () => {
    const client = urqlClient(url, key);
    expect(await client.query(name, {}).toPromise()).toMatchObject({ data: { viewer: {} } });
    expect((await client.mutation(refused, nobody()).toPromise()).data).toMatchObject({
      capturePayment: { code: 'NOT_FOUND' },
    });
    const frame = await firstOf((take) => client.subscription(stream, { after: beginning }).subscribe(take));
    expect(frame).toMatchObject({ data: first });
  });
});

describe('Relay', () => {
  test('asks and follows through its network layer', async () => {
    const network = relayEnvironment(url, key).getNetwork();
    const params = (text: string, operationKind: 'query' | 'subscription') =>
      ({ id: null, cacheID: operationKind, metadata: {}, name: operationKind, operationKind, text }) as never;
    expect(await network.execute(params(name, 'query'), {}, {}).toPromise()).toMatchObject({ data: { viewer: {} } });
    const frame = await firstOf((next, error) =>
      network.execute(params(stream, 'subscription'), { after: beginning }, {}).subscribe({ next, error }),
    );
    expect(frame).toMatchObject({ data: first });
  });
});

test('graphql-ws follows from now on', async () => {
  const client = followBySocket(url, key, () => undefined);
  await firstOf((take) => client.on('message', ({ type }) => type === 'next' && take(type)));
  await client.dispose();
});

test('graphql-sse follows', async () => {
  const client = sseClient(url, key);
  const frame = await firstOf((next, error) =>
    client.subscribe({ query: stream, variables: { after: beginning } }, { next, error, complete: () => undefined }),
  );
  expect(frame).toMatchObject({ data: first });
  client.dispose();
});

test('graphql-request asks, and throws what is refused at the top', async () => {
  const client = requestClient(url, key);
  expect(await client.request(name)).toMatchObject({ viewer: {} });
  await expect(client.request('{ noSuchField }')).rejects.toMatchObject({
    response: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
  });
});

test('EventSource follows one payment by an address that a client token made', async () => {
  const { createClientToken } = await world.ask<{ createClientToken: { clientToken: string } }>(
    `mutation ($input: CreateClientTokenInput!) { createClientToken(input: $input) {
      ... on ClientTokenPayload { clientToken } } }`,
    { input: { idempotencyKey: freshKey(), subjectId: paymentId } },
  );
  let source: { close(): void } | undefined;
  const frame = await firstOf((take, fail) => {
    followByEventSource(EventSource, { url, token: createClientToken.clientToken, paymentId }, take).then((opened) => {
      source = opened;
    }, fail);
  });
  source?.close();
  expect(frame).toMatchObject({ data: { paymentUpdates: { __typename: 'PaymentSnapshotFrame' } } });
});

test('curl asks, repeats and follows to the end', async () => {
  await world.ask(`mutation ($input: CancelPaymentInput!) { cancelPayment(input: $input) { __typename } }`, {
    input: { idempotencyKey: freshKey(), paymentId },
  });
  const env = { PATH: process.env.PATH ?? '', PAYGRAPH_URL: url, PAYGRAPH_KEY: key };
  const script = join(root, 'examples/clients/curl.sh');
  const { stdout } = await promisify(execFile)(script, [paymentId], { env });
  expect(stdout).toContain('"merchantName"');
  expect(stdout).toContain('AllowedOriginsPayload');
  expect(stdout).toContain('PaymentFinalFrame');
});

describe('codegen', () => {
  test('has the type of every scalar from the map that is published', async () => {
    const custom = Object.values(buildSchema(sdl).getTypeMap()).filter(
      (type) => isScalarType(type) && !isSpecifiedScalarType(type),
    );
    expect(Object.keys(scalars).sort()).toEqual(['ID', ...custom.map(({ name: scalar }) => scalar)].sort());
    const [file] = await generate({ ...codegen, cwd: root, silent: true }, false);
    expect(file?.content).toContain('amountMinor: string');
    expect(file?.content).not.toMatch(/put: (?:any|unknown)\b/);
  });
});
