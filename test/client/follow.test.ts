import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ask,
  type FollowedEvent,
  type Following,
  follow,
  memoryStore,
  mutate,
  readEventLog,
  readSignedHead,
  verifyEventLog,
  watch,
} from '../../client/src/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { freshReference } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { freshKey } from '../support/world.ts';

/** The library against the product on the wire, which is killed and started again at the same address in the middle. */
let dataDir: string;
let database: TestDatabase;
let product: Product;
let port: number;

const start = (): Promise<Product> =>
  startProduct({ DATA_DIR: dataDir, DATABASE_URL: database.url, PORT: String(port) });

beforeAll(async () => {
  [dataDir, database, port] = await Promise.all([
    mkdtemp(join(tmpdir(), 'paygraph-client-')),
    createTestDatabase(),
    freePort(),
  ]);
  product = await start();
});
afterAll(async () => {
  await product?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Events as they were taken, and a wait until one has a given number. */
function taking() {
  const events: FollowedEvent[] = [];
  let look = (): void => undefined;
  return {
    events,
    onEvent(event: FollowedEvent) {
      events.push(event);
      look();
    },
    until: (sequence: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (Number(events.at(-1)?.sequence ?? 0) >= sequence) resolve();
        };
        look();
      }),
  };
}

const create = `mutation ($input: CreateAgreementInput!) { createAgreement(input: $input) {
  __typename ... on AgreementPayload { agreement { id } oneOffPayment { id } } ... on UserError { code message } } }`;
const anAgreement = () => ({
  externalId: freshReference('CLIENT-'),
  plan: 'Basic',
  description: 'Monthly subscription',
  amount: { amountMinor: '1000', currency: 'DKK' },
  frequency: 'MONTHLY',
  country: 'DK',
  expiresIn: 'PT1H',
  returnUrl: 'https://example.com/back',
  oneOffPayment: {
    amount: { amountMinor: '8000', currency: 'DKK' },
    externalId: freshReference('CLIENT-FIRST-'),
    description: 'Down payment',
  },
});
interface Created {
  readonly createAgreement: {
    readonly __typename: string;
    readonly agreement: { readonly id: string };
    readonly oneOffPayment: { readonly id: string };
  };
}
/** Every one of these reads the key of the first start, which stays good. */
const api = () => ({ url: product.url, credential: product.apiKey, random: () => 0.02 });
const createOne = (own = api(), idempotencyKey = freshKey()) =>
  mutate<Created>({ ...own, document: create, input: anAgreement(), idempotencyKey });

test('each event comes once and in order, and each mutation is carried out once, though the server is killed', async () => {
  const own = api();
  const kept = memoryStore();
  const [bySocket, bySse] = [taking(), taking()];
  const states: string[] = [];
  const streams: Following[] = [
    follow({
      ...own,
      after: 'beginning',
      store: kept,
      onEvent: bySocket.onEvent,
      onState: ({ kind }) => states.push(kind),
    }),
    follow({ ...own, after: 'beginning', transport: 'sse', onEvent: bySse.onEvent }),
  ];
  await createOne();
  await Promise.all([bySocket.until(2), bySse.until(2)]);

  const lost = Promise.all(Array.from({ length: 4 }, () => createOne(own)));
  await product.kill();
  product = await start();
  const created = await lost;
  expect(created.map(({ createAgreement }) => createAgreement.__typename)).toEqual(Array(4).fill('AgreementPayload'));
  expect(new Set(created.map(({ createAgreement }) => createAgreement.agreement.id)).size).toBe(4);

  const { eventLogHead } = await ask<{ eventLogHead: { sequence: string } }>({
    ...own,
    document: '{ eventLogHead { sequence } }',
  });
  const head = Number(eventLogHead.sequence);
  await Promise.all([bySocket.until(head), bySse.until(head)]);
  const numbers = Array.from({ length: head }, (_, index) => String(index + 1));
  for (const { events } of [bySocket, bySse]) expect(events.map(({ sequence }) => sequence)).toEqual(numbers);
  expect(states.filter((kind) => kind === 'caughtUp').length).toBeGreaterThan(1);
  expect(states).toContain('waiting');
  await Promise.all(streams.map((stream) => stream.stop()));

  // Another process, or this one in an hour, goes on from the place that was kept.
  await createOne(own);
  const again = taking();
  const resumed = follow({ ...own, store: kept, onEvent: again.onEvent });
  await again.until(head + 1);
  expect(again.events[0]?.sequence).toBe(String(head + 1));
  await resumed.stop();
});

test('the log is checked by its reader alone, to the head that the server signs', async () => {
  const head = await readSignedHead(api());
  const held = await verifyEventLog({ events: readEventLog(api()), head, publicKey: head.publicKey });
  expect(held).toMatchObject({ sequence: head.sequence, hash: head.hash, count: Number(head.sequence) });
});

test('a thing is watched from how it stands to its end', async () => {
  const { createAgreement } = await createOne();
  const seen: string[] = [];
  const watching = watch<{ status: string }>({
    ...api(),
    id: createAgreement.agreement.id,
    select: 'status',
    onChange: async ({ status }, final) => {
      seen.push(`${status}${final ? ', final' : ''}`);
      if (seen.length === 1) void refuse(createAgreement.agreement.id);
    },
  });
  await watching.ended;
  expect(seen[0]).toBe('PENDING');
  expect(seen.at(-1)).toMatch(/^REJECTED, final$/);
});

const refuse = (subjectId: string) =>
  product.ask(
    `mutation ($input: RunSandboxScenarioInput!) { runSandboxScenario(input: $input) { __typename ... on UserError { message } } }`,
    { input: { subjectId, scenario: 'PAYER_REJECTS', idempotencyKey: freshKey() } },
  );

test.each(['websocket', 'sse'] as const)('a key that is not known ends it, by %s', async (transport) => {
  const onEvent = () => undefined;
  const { ended } = follow({ url: product.url, credential: `sk_test_${'x'.repeat(43)}`, transport, onEvent });
  await expect(ended).rejects.toMatchObject({ name: 'RefusedError', message: expect.stringContaining('not known') });
});

test('a token that has run out is renewed, and what is selected wrongly is said', async () => {
  const keys = [`sk_test_${'x'.repeat(43)}`];
  const asked = taking();
  const renewed = follow({
    url: product.url,
    credential: () => keys.shift() ?? product.apiKey,
    after: 'beginning',
    onEvent: asked.onEvent,
  });
  await asked.until(1);
  await renewed.stop();
  const wrong = follow({ ...api(), select: 'noSuchField', onEvent: () => undefined });
  await expect(wrong.ended).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
});

test('what the taker throws ends it, and the event comes again', async () => {
  const store = memoryStore();
  const failing = follow({
    ...api(),
    after: 'beginning',
    store,
    onEvent: ({ sequence }) => {
      if (sequence === '2') throw new Error('the disk is full');
    },
  });
  await expect(failing.ended).rejects.toThrow('the disk is full');
  expect(store.load()).toMatchObject({ sequence: '1' });
});
