import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sequencerLock } from '../../src/event-log/sequencer.ts';
import { createTestDatabase } from '../support/database.ts';
import { activeAgreement, anAgreement, eventually, mutate } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startTestSandbox } from '../support/sandbox.ts';

/** Real processes: one that is paused in the worst moment, and one whose PostgreSQL is killed. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-paused-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('paused while it numbers, a process holds up the other for seven seconds at most, and writes nothing afterwards', async () => {
  const database = await createTestDatabase();
  const sandbox = await startTestSandbox();
  const env = { DATABASE_URL: database.url, DATA_DIR: folder, SANDBOX_URL: sandbox.url };
  const arm = { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: 'sequencer.beforeCommit:delay(4500)@1' };
  const paused = await startProduct({ ...env, ...arm });
  const other = await startProduct(env);
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  const numbered = async (): Promise<readonly string[]> => {
    const { rows } = await owner.query<{ row: string }>(
      `select sequence || ' ' || encode(hash, 'hex') as row from event_log order by merchant_id, sequence`,
    );
    return rows.map(({ row }) => row);
  };
  try {
    other.signal('SIGSTOP');
    await mutate(paused, 'createAgreement', anAgreement());
    await eventually(paused, 'it to be at numbering', async () => {
      const held = await owner.query('select from pg_locks where objid = $1', [sequencerLock]);
      return held.rowCount ? true : null;
    });
    paused.signal('SIGSTOP');
    other.signal('SIGCONT');
    const from = performance.now();
    expect(await numbered()).toEqual([]);
    await eventually(other, 'the other to number', async () => ((await numbered()).length > 0 ? true : null));
    expect(performance.now() - from).toBeLessThan(7_000);
    await activeAgreement(other);
    const before = await numbered();

    paused.signal('SIGCONT');
    await activeAgreement(paused);
    await eventually(other, 'all to be numbered', async () => {
      const { rows } = await owner.query('select from event_staged');
      return rows.length === 0 ? true : null;
    });
    // What stood stands, to the byte, and what has come is behind it.
    expect((await numbered()).slice(0, before.length)).toEqual(before);
  } finally {
    await owner.end();
  }
  await paused.kill();
  await other.stop();
  await sandbox.close();
  await database.drop();
});

it('whose embedded PostgreSQL is killed says that it is not ready, and by itself that it is again', async () => {
  const dataDir = join(folder, 'embedded');
  const product: Product = await startProduct({ DATA_DIR: dataDir });
  const ready = async (): Promise<number> => (await fetch(product.url.replace('/graphql', '/readyz'))).status;
  expect(await ready()).toBe(200);
  const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  const from = performance.now();
  await eventually(product, 'it not to be ready', async () => ((await ready()) === 503 ? true : null));
  await eventually(product, 'it to be ready', async () => ((await ready()) === 200 ? true : null));
  expect(performance.now() - from).toBeLessThan(10_000);
  await activeAgreement(product);
  expect(await product.stop()).toBe(0);
});
