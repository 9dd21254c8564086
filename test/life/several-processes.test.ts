import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sliceOf } from '../../src/graphql/limits/bucket.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/lives.ts';
import { startPaygraph } from '../support/paygraph.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startTestSandbox } from '../support/sandbox.ts';

/** Two real processes, started at once where there is no merchant yet, neither of which was told its public address. */
const size = 300;
let database: TestDatabase;
let sandbox: Awaited<ReturnType<typeof startTestSandbox>>;
let folder: string;
let owner: pg.Client;
let products: Product[];
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-several-'));
  const env = {
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    SANDBOX_URL: sandbox.url,
    RATE_LIMIT_POINTS: String(size),
    RATE_LIMIT_PER_SECOND: '1',
  };
  products = await Promise.all([startProduct(env), startProduct(env)]);
  owner = new pg.Client(database.superuserUrl);
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  for (const product of products ?? []) expect(await product.stop()).toBe(0);
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

it('they make one merchant between them, and providers call one of the two', async () => {
  const { rows } = await owner.query('select name from merchant');
  expect(rows).toEqual([{ name: 'Demo shop' }]);
  const called = async () =>
    (
      await owner.query<{ origin: string }>(
        `select distinct split_part(callback_url, '/webhooks', 1) as origin from provider_account`,
      )
    ).rows;
  const origins = await called();
  expect(origins).toHaveLength(1);
  expect(products.map(({ url }) => url.replace('/graphql', ''))).toContain(origins[0]?.origin);
});

it('the command says in what they differ, and ends with 1', async () => {
  await eventually(products[0] as Product, 'both to be there', async () => {
    const { rows } = await owner.query('select 1 from process');
    return rows.length === 2 ? true : null;
  });
  const asked = startPaygraph(['processes'], { DATABASE_URL: database.url, DATA_DIR: folder });
  expect(await asked.ended).toBe(1);
  const said = asked.lines.join('\n');
  for (const { url } of products) expect(said).toContain(url.replace('/graphql', ' ('));
  expect(said).toContain('PUBLIC_URL must be the same everywhere');
  expect(said).not.toContain('ENCRYPTION_KEY');
});

it('a key has the points of one bucket in both, and a killed process takes none of them along', async () => {
  const [one, other] = products as [Product, Product];
  const key = one.apiKey;
  const ask = async ({ url }: Product): Promise<boolean> => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: '{ viewer { scopes } }' }),
    });
    await reply.arrayBuffer();
    return reply.status === 200;
  };
  const from = performance.now();
  let granted = 0;
  for (const product of [one, other]) {
    if (await ask(product)) granted += 1;
    await eventually(product, 'it to be told', async () =>
      (await owner.query('select from rate_limit')).rowCount ? true : null,
    );
  }
  const askUntilRefused = async (product: Product): Promise<void> => {
    for (let refused = 0; refused < 20; ) {
      if (await ask(product)) granted += 1;
      else refused += 1;
    }
  };
  await Promise.all([one, one, other, other].map(askUntilRefused));
  const refilled = () => (performance.now() - from) / 1_000;
  expect(granted).toBeGreaterThanOrEqual(size - 1);
  expect(granted).toBeLessThanOrEqual(size + 2 * sliceOf(size) + refilled());

  await other.kill();
  const before = granted;
  await askUntilRefused(one);
  expect(granted - before).toBeLessThanOrEqual(refilled() + 1);
  products = [one];
});
