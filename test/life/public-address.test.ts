import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, startApp } from '../../src/app/app.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { providers } from '../../src/providers/index.ts';
import { startSandbox } from '../../src/simulators/host/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** Two processes on one database, each with a public address of its own: providers call the first for as long as it lives. */
let database: TestDatabase;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: string;
let first: App;
let second: App;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-addresses-'));
  sandbox = await startSandbox({ port: 0, storage: join(folder, 'sandbox') });
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    SANDBOX_URL: sandbox.url,
    LOG_LEVEL: 'silent',
  });
  first = await startApp(config, createLogger('silent'));
  // Who comes first to an account has it: a provider that was slow to answer is asked once more.
  while (!(await hasAll(first))) await first.connector.connect();
  second = await startApp(config, createLogger('silent'));
});
afterAll(async () => {
  await first.close();
  await second.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

/** Whether every provider calls this one. */
async function hasAll({ db, url }: App): Promise<boolean> {
  const { rows } = await db.worker.query<{ all: boolean }>(
    'select bool_and(coalesce(starts_with(callback_url, $1), false)) as "all" from provider_account',
    [url],
  );
  return rows[0]?.all === true;
}

/** Where providers call, by our rows and by the simulators' books. */
async function called(): Promise<string> {
  const { rows } = await second.db.worker.query<{ url: string }>('select callback_url as url from provider_account');
  const books = await Promise.all(
    ['mobilepay', 'buckaroo', 'gocardless'].map(async (name) =>
      (
        await fetch(`${sandbox.url}/control/${name}/provider`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).text(),
    ),
  );
  const inBooks = books.map((book) => /http:[^"]+\/webhooks\//.exec(book)?.[0] ?? `not:${book}`);
  return [...new Set([...rows.map(({ url }) => url), ...inBooks].map((url) => new URL(url).origin))].join();
}

it('no address changes while both live', async () => {
  expect(first.url).not.toBe(second.url);
  const seen: string[] = [];
  for (let round = 0; round < 5; round++) {
    await Promise.all([first.connector.connect(), second.connector.connect()]);
    await second.connector.connect();
    seen.push(await called());
  }
  expect(seen).toEqual(Array(5).fill(first.url));
  expect([first.connector.elsewhere(), second.connector.elsewhere()]).toEqual([0, Object.keys(providers).length]);
});

it('one look at an address that is deserted takes nothing over: who has lost the database for a moment comes back', async () => {
  const { rows } = await second.db.worker.query<{ url: string }>('select callback_url as url from provider_account');
  // As when the first had told another address, where nobody says that they live.
  await second.db.worker.query(`update provider_account set callback_url = replace(callback_url, $1, $2)`, [
    first.url,
    'http://deserted.example',
  ]);
  await second.connector.connect();
  const { rows: after } = await second.db.worker.query<{ url: string }>(
    'select callback_url as url from provider_account',
  );
  expect(after.map(({ url }) => new URL(url).hostname)).toEqual(rows.map(() => 'deserted.example'));
  await first.connector.connect();
  await first.connector.connect();
  expect(await called()).toBe(first.url);
});

it('when the first is gone the second takes all over, once', async () => {
  await first.close();
  const seen = new Set([await called()]);
  for (let round = 0; round < 4; round++) {
    await second.connector.connect();
    seen.add(await called());
  }
  expect([...seen]).toEqual([first.url, second.url]);
  expect(second.connector.elsewhere()).toBe(0);
});
