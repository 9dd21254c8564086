import { createClient } from 'graphql-ws';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Link, startLink } from '../support/link.ts';
import { activeAgreement, eventually } from '../support/lives.ts';
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

it('finds new connections when the old ones have gone without a word', async () => {
  link.strand();
  const from = performance.now();
  expect(await isReady()).toBe(false);
  expect(performance.now() - from).toBeLessThan(10_000);
  await eventually(world, 'it to be ready', async () => ((await isReady()) ? true : null));
  await everythingWorks();
});
