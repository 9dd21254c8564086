import { createClient } from 'graphql-ws';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Link, startLink } from '../support/link.ts';
import { activeAgreement, eventually, reserved } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';

/** The database goes away and comes back: nothing ends for it, and everything is whole again soon after. */
let database: TestDatabase;
let link: Link;
let world: World;
let follower: Follower;
beforeAll(async () => {
  database = await createTestDatabase();
  link = await startLink(database.url);
  world = await startWorld({ DATABASE_URL: link.url, LOG_LEVEL: 'fatal' });
  follower = follow(world);
});
afterAll(async () => {
  await follower.close();
  await world.close();
  link.close();
  await database.drop();
});

interface Follower {
  readonly sequences: number[];
  /** What ended the subscription, if anything did. */
  ended(): unknown;
  close(): Promise<void>;
}

/** A subscriber that never comes back: what ends its subscription is a fault. */
function follow({ app }: World): Follower {
  const sequences: number[] = [];
  let ended: unknown = null;
  const client = createClient({
    url: `${app.url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${app.apiKey}` },
    retryAttempts: 0,
  });
  client.subscribe<{ eventStream: { event?: { sequence: string } } }>(
    {
      query:
        'subscription { eventStream { ... on EventFrame { event { sequence subject { ... on Agreement { id status } } } } } }',
    },
    {
      next: ({ data, errors }) => {
        if (errors) ended = errors;
        if (data?.eventStream.event) sequences.push(Number(data.eventStream.event.sequence));
      },
      error: (error) => {
        ended = error;
      },
      complete: () => {
        ended ??= 'completed';
      },
    },
  );
  return { sequences, ended: () => ended, close: async () => void (await client.dispose()) };
}

async function isReady(): Promise<boolean> {
  return (await fetch(`${world.app.url}/readyz`)).status === 200;
}

/** A life after it: written, numbered, and told to the one who has followed all along, without a gap. */
async function everythingWorks(): Promise<void> {
  await activeAgreement(world);
  const { rows } = await world.app.db.worker.query<{ last: string }>('select max(sequence) as last from event_log');
  const last = Number(rows[0]?.last);
  await eventually(world, `the subscriber to have #${last}`, async () =>
    follower.sequences.at(-1) === last || follower.ended() ? true : null,
  );
  expect(follower.ended()).toBeNull();
  expect(follower.sequences).toEqual(Array.from({ length: last }, (_, index) => index + 1));
}

it('is whole again when every connection was ended while it worked', async () => {
  await everythingWorks();
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  const lives = Promise.allSettled(Array.from({ length: 6 }, () => activeAgreement(world)));
  for (let round = 0; round < 10; round++) {
    await owner.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  }
  await owner.end();
  await lives;
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  await everythingWorks();
});

it('says that it is not ready while the database refuses, keeps its subscribers, and goes on when it is back', async () => {
  link.cut();
  await eventually(world, 'it not to be ready', async () => ((await isReady()) ? null : true));
  const { status, body } = await world.post('{ eventLogHead { sequence } }');
  expect([status, body.errors?.[0]?.extensions?.code]).toEqual([503, 'UNAVAILABLE']);
  await link.mend();
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  await everythingWorks();
});

/** What many callers are answered who ask at once, and how long the slowest waited. */
async function burst(
  document: string,
  count = 40,
): Promise<{ readonly answers: ReadonlySet<string>; readonly ms: number }> {
  const from = performance.now();
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const { status, body } = await world.post(document);
      const [error] = body.errors ?? [];
      return `${status} ${error?.extensions?.code ?? ''} ${error?.message ?? ''}`;
    }),
  );
  return { answers: new Set(all), ms: performance.now() - from };
}
const away = '503 UNAVAILABLE The service is not available just now; try again shortly.';
const query = '{ payments(first: 1) { nodes { id } } }';

it('tells everybody soon when the database swallows what it is sent, and is whole again soon after', async () => {
  const { payment } = await reserved(world);
  const capture = `mutation { capturePayment(input: { paymentId: "${payment.id}", idempotencyKey: "swallowed" }) { __typename } }`;
  const resume = link.swallow();
  // Of a mutation nobody knows what has become: it is not said that nothing was done, and the same key is good afterwards.
  const [first, mutation] = await Promise.all([burst(query), burst(capture, 1)]);
  expect([...first.answers, ...mutation.answers]).toEqual([away, away]);
  // Once it is known nobody waits for it.
  const second = await burst(query);
  expect([...second.answers]).toEqual([away]);
  expect(await isReady()).toBe(false);
  resume();
  const from = performance.now();
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  const backMs = performance.now() - from;
  expect(first.ms).toBeLessThan(4_500);
  expect(second.ms).toBeLessThan(2_000);
  expect(backMs).toBeLessThan(10_000);
  expect((await world.post(capture)).body.data).toEqual({ capturePayment: { __typename: 'CapturePayload' } });
  await everythingWorks();
});

it('leaves a statement alone that the server is at work on, however long', async () => {
  expect((await world.app.db.worker.query('select pg_sleep(5)')).rowCount).toBe(1);
});

it('refuses who gets no connection when the server gives us two, and is whole again when it gives more', async () => {
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>('select current_database() as name');
  await owner.query(`alter database ${rows[0]?.name} connection limit 2`);
  await owner.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const { answers, ms } = await burst(query, 100);
  // Whoever is answered is answered well; nobody hears anything else, and nobody waits for ever.
  expect([...answers].filter((answer) => answer !== '200  ')).toEqual([away]);
  expect(ms).toBeLessThan(10_000);
  const reply = await fetch(`${world.app.url}/readyz`);
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
  await owner.query(`alter database ${rows[0]?.name} connection limit -1`);
  await owner.end();
  const from = performance.now();
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  expect(performance.now() - from).toBeLessThan(10_000);
  await everythingWorks();
});

it('finds new connections when the old ones have gone without a word', async () => {
  link.strand();
  const from = performance.now();
  expect(await isReady()).toBe(false);
  expect(performance.now() - from).toBeLessThan(10_000);
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  await everythingWorks();
});

it('lets those come back who begin to follow while the database is away, over WebSocket and SSE', async () => {
  const { url, apiKey } = world.app;
  const closes: number[] = [];
  const connected = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${apiKey}` },
    lazy: false,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    on: {
      connected: () => connected.resolve(),
      closed: (event) => {
        closes.push((event as { code: number }).code);
        closed.resolve();
      },
    },
  });
  await connected.promise;
  const { payment } = await reserved(world);
  const query = `subscription { paymentUpdates(paymentId: "${payment.id}") { __typename } }`;
  link.cut();
  await eventually(world, 'it not to be ready', async () => ((await isReady()) ? null : true));
  const first = Promise.withResolvers<unknown>();
  client.subscribe(
    { query },
    { next: first.resolve, error: first.resolve, complete: () => first.resolve('completed') },
  );
  await closed.promise;
  const reply = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${apiKey}` },
  });
  const text = await reply.text();
  await link.mend();
  expect(closes[0]).toBe(1013);
  expect(await first.promise).toMatchObject({ data: { paymentUpdates: { __typename: 'PaymentSnapshotFrame' } } });
  expect([reply.status, text]).toEqual([200, expect.stringMatching(/^: not available just now\nretry: \d+\n\n$/)]);
  await client.dispose();
  await everythingWorks();
});
