import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FollowedEvent, type FollowState, follow, memoryStore } from '../../client/src/index.ts';
import { copyTestDatabase, createTestDatabase } from '../support/database.ts';
import { advance, reserved } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startWorld, type World } from '../support/world.ts';

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
const numbersTo = (last: number): readonly string[] => Array.from({ length: last }, (_, index) => String(index + 1));
/** No pause is longer than need be. */
const random = (): number => 0.02;

describe('a follower of a log from which something on the way takes a number', () => {
  let world: World;
  /** What stands before the product, and hands on a stream without the frame of number 2 for so many connections. */
  let proxy: { readonly url: string; losing: number; close(): void };

  beforeAll(async () => {
    world = await startWorld();
    await reserved(world);
    const server = createServer((asked, answer) => {
      const onward = request(
        `${world.app.url}${asked.url}`,
        { method: asked.method, headers: asked.headers },
        (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          const loses = reply.headers['content-type']?.startsWith('text/event-stream') && proxy.losing-- > 0;
          let text = '';
          reply.on('data', (chunk: Buffer) => {
            if (!loses) {
              answer.write(chunk);
              return;
            }
            const blocks = (text + chunk.toString()).split('\n\n');
            text = blocks.pop() ?? '';
            for (const block of blocks) if (!block.includes('"sequence":"2"')) answer.write(`${block}\n\n`);
          });
          reply.on('end', () => answer.end());
        },
      );
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      asked.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    proxy = { url: `http://127.0.0.1:${port}/graphql`, losing: 0, close: () => server.close() };
  });
  afterAll(async () => {
    proxy?.close();
    await world?.close();
  });

  test('asks for it anew, and has it then: each once, in order', async () => {
    proxy.losing = 1;
    const taken = taking();
    const states: FollowState[] = [];
    const following = follow({
      url: proxy.url,
      credential: world.app.apiKey ?? '',
      transport: 'sse',
      after: 'beginning',
      random,
      onEvent: taken.onEvent,
      onState: (state) => states.push(state),
    });
    await taken.until(3);
    await following.stop();
    expect(taken.events.map(({ sequence }) => sequence).slice(0, 3)).toEqual(numbersTo(3));
    expect(states.filter((state) => state.kind === 'waiting')).toMatchObject([{ problem: { code: 'GAP' } }]);
  });

  test('ends with what is missing where it is missing again, and has kept the place before it', async () => {
    proxy.losing = Number.POSITIVE_INFINITY;
    const taken = taking();
    const store = memoryStore();
    const { ended } = follow({
      url: proxy.url,
      credential: world.app.apiKey ?? '',
      transport: 'sse',
      after: 'beginning',
      random,
      store,
      onEvent: taken.onEvent,
    });
    await expect(ended).rejects.toMatchObject({ name: 'GapError', code: 'GAP', expected: '2', got: '3' });
    expect(taken.events.map(({ sequence }) => sequence)).toEqual(['1']);
    // Whoever follows from there past what loses it misses nothing.
    proxy.losing = 0;
    const again = taking();
    const resumed = follow({
      url: proxy.url,
      credential: world.app.apiKey ?? '',
      store,
      random,
      transport: 'sse',
      onEvent: again.onEvent,
    });
    await again.until(3);
    await resumed.stop();
    expect(again.events[0]?.sequence).toBe('2');
  });

  test('looks for no gap where a filter leaves numbers out', async () => {
    proxy.losing = Number.POSITIVE_INFINITY;
    const taken = taking();
    const following = follow({
      url: proxy.url,
      credential: world.app.apiKey ?? '',
      transport: 'sse',
      after: 'beginning',
      filter: { types: ['AGREEMENT_CREATED', 'PAYMENT_CREATED', 'PAYMENT_STATUS_CHANGED', 'AGREEMENT_STATUS_CHANGED'] },
      onEvent: taken.onEvent,
    });
    await taken.until(3);
    await following.stop();
    expect(taken.events.map(({ sequence }) => sequence)).not.toContain('2');
  });
});

test('a follower of a database that was restored undoes what is no more, goes on from what was kept, and else ends', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'paygraph-client-restored-'));
  const start = (url: string): Promise<Product> =>
    startProduct({ DATA_DIR: dataDir, DATABASE_URL: url, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });
  /** Without an audit: a database that is behind its provider is no sound one. */
  const end = async (product: Product): Promise<void> => {
    product.signal('SIGINT');
    await product.ended;
  };
  const head = async (product: Product): Promise<number> =>
    Number(
      (await product.ask<{ eventLogHead: { sequence: string } }>('{ eventLogHead { sequence } }')).eventLogHead
        .sequence,
    );
  const database = await createTestDatabase();
  const before = await start(database.url);
  await reserved(before);
  // At rest: an event that came after the look at the head would be in the backup as well.
  await advance(before, 'PT1M');
  const kept = await head(before);
  await end(before);
  const backup = await copyTestDatabase(database);

  const lost = await start(database.url);
  const store = memoryStore();
  const first = taking();
  const following = follow({
    url: lost.url,
    credential: lost.apiKey,
    after: 'beginning',
    store,
    random,
    onEvent: first.onEvent,
  });
  await reserved(lost);
  const gone = await head(lost);
  expect(gone).toBeGreaterThan(kept);
  await first.until(gone);
  await following.stop();
  await end(lost);
  const placeThen = await store.load();

  const product = await start(backup.url);
  try {
    const own = { url: product.url, credential: product.apiKey, random };
    const careless = follow({ ...own, store: memoryStore(placeThen ?? undefined), onEvent: () => undefined });
    await expect(careless.ended).rejects.toMatchObject({
      name: 'LogRestoredError',
      code: 'EVENT_LOG_RESTORED',
      keptThrough: expect.stringMatching(/^ec2_/),
    });
    const told: (string | null)[] = [];
    const held = first.events.filter(({ sequence }) => Number(sequence) <= kept);
    const second = taking();
    const mended = follow({
      ...own,
      store,
      onEvent: second.onEvent,
      onRestored(keptThrough) {
        told.push(keptThrough);
        return keptThrough ?? '';
      },
    });
    await reserved(product);
    const now = await head(product);
    await second.until(now);
    await mended.stop();
    expect(told).toHaveLength(1);
    const numbers = [...held, ...second.events].map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbersTo(numbers.length));
    expect(numbers.length).toBeGreaterThanOrEqual(now);
    // The numbers are given a second time, to other events.
    expect(second.events[0]?.id).not.toBe(first.events[kept]?.id);
  } finally {
    await end(product);
    await backup.drop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
