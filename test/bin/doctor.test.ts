import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Finding } from '../../src/app/doctor.ts';
import type { CheckResult } from '../../src/audit/run.ts';
import { createAccounts } from '../../src/domain/port/accounts.ts';
import { openDb } from '../../src/platform/db.ts';
import { openKeyring } from '../../src/platform/keyring.ts';
import { readMasterKeys } from '../../src/platform/master-keys.ts';
import { providers } from '../../src/providers/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startPaygraph } from '../support/paygraph.ts';
import { type Product, startProduct } from '../support/product.ts';

// Each command, and the product, is a process of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let database: TestDatabase;
let folder: string;
let product: Product;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-doctor-'));
  environment = { DATABASE_URL: database.url, DATA_DIR: folder };
  product = await startProduct(environment);
  environment = { ...environment, PUBLIC_URL: new URL(product.url).origin };
});
afterAll(async () => {
  await product.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function doctor(over: Readonly<Record<string, string>> = {}) {
  const run = startPaygraph(['doctor', '--json'], { ...environment, ...over });
  const code = await run.ended;
  const findings = run.lines.map((line) => JSON.parse(line) as Finding);
  return { code, findings, bad: findings.filter(({ outcome }) => outcome === 'bad') };
}

/** The demo merchant's account at Buckaroo, and how it is given other settings without anybody having tried them. */
async function buckaroo() {
  const db = openDb({ url: database.url, onError: () => undefined });
  const masters = readMasterKeys({ encryptionKey: null, previousEncryptionKeys: [], dataDir: folder });
  const { sealer } = await openKeyring(db.worker, masters);
  const accounts = createAccounts({ db, sealer, providers, publicUrl: () => environment.PUBLIC_URL ?? '' });
  const { rows } = await db.worker.query<{ id: string }>('select id from merchant');
  const merchantId = rows[0]?.id ?? '';
  const connected = await accounts.of(merchantId, 'BUCKAROO');
  return {
    settings: connected?.account.settings as Readonly<Record<string, unknown>>,
    save: (settings: object) => accounts.save(merchantId, 'BUCKAROO', settings),
    close: () => db.close(),
  };
}

it('finds nothing to mend where all is right, and knows of an audit once there was one', async () => {
  const before = await doctor();
  expect(before).toMatchObject({ code: 0, bad: [] });
  expect(before.findings.filter(({ about }) => about === 'account')).toHaveLength(Object.keys(providers).length);
  expect(before.findings.find(({ about }) => about === 'audit')).toMatchObject({ outcome: 'note' });

  const audit = startPaygraph(['audit', '--json'], environment);
  expect(await audit.ended).toBe(0);
  const checks = JSON.parse(audit.lines.join('\n')) as readonly CheckResult[];
  expect(checks.every(({ outcome }) => outcome !== 'broken')).toBe(true);
  expect((await doctor()).findings.find(({ about }) => about === 'audit')).toMatchObject({ outcome: 'good' });
});

it('names what is wrong, why it matters and how it is mended, and ends with 1', async () => {
  const nowhere = await doctor({ PUBLIC_URL: 'http://127.0.0.1:1' });
  expect(nowhere).toMatchObject({ code: 1, bad: [{ about: 'address', mend: expect.stringContaining('/healthz') }] });
  const otherKey = await doctor({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });
  expect(otherKey).toMatchObject({
    code: 1,
    bad: [{ about: 'keys', mend: expect.stringContaining('ENCRYPTION_KEY') }],
  });

  const { settings, save, close } = await buckaroo();
  await save({ ...settings, secretKey: 'a-key-that-opens-nothing' });
  const refused = await doctor();
  await save(settings);
  await close();
  expect(refused).toMatchObject({
    code: 1,
    bad: [
      {
        about: 'account',
        says: expect.stringMatching(/^acc_\w+ at BUCKAROO: /),
        why: expect.stringContaining('nothing is sent'),
        mend: expect.stringContaining('accounts update acc_'),
      },
    ],
  });
  expect(JSON.stringify(refused)).not.toContain('opens-nothing');
});

it('cannot look where there is no database, and says so', async () => {
  const run = startPaygraph(['doctor'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: folder });
  expect(await run.ended).toBe(2);
  expect(run.stderr()).not.toBe('');
});
