import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { uuidOf } from '../../src/kernel/ids.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import type { Ended } from '../support/paygraph.ts';
import { runWithin } from '../support/paygraph-within.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

// Each command opens the database anew.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: TestDatabase;
let sandbox: TestSandbox;
let folder: string;
beforeAll(async () => {
  database = await createEmptyDatabase();
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-cli-'));
});
afterAll(async () => {
  await sandbox.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const masterKey = randomBytes(32).toString('base64');
/** Runs `paygraph` in production mode, on a database that nothing has touched before. */
const paygraph = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runWithin(args, {
    PAYGRAPH_MODE: 'production',
    DATABASE_URL: database.superuserUrl,
    ENCRYPTION_KEY: masterKey,
    PUBLIC_URL: 'https://pay.example',
    ...environment,
  });

async function made<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await paygraph([...args, '--json']);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
  return JSON.parse(stdout) as T;
}

it('goes from nothing to an operator, a merchant, its key and its account', async () => {
  const operator = await made<{ id: string; secret: string }>('operator-keys', 'create', '--name', 'first');
  expect(operator).toMatchObject({ id: expect.stringMatching(/^opk_/), secret: expect.stringMatching(/^ok_live_/) });
  const merchant = await made<{ id: string }>('merchants', 'create', '--name', 'Nordic Shop', '--environment', 'live');
  expect(merchant.id).toMatch(/^mer_/);

  const scopes = ['--scopes', 'events:read,payments:write'];
  const ofMerchant = ['--merchant', merchant.id];
  const key = await made<{ id: string; secret: string }>('keys', 'create', ...ofMerchant, '--name', 'b', ...scopes);
  expect(key).toMatchObject({ id: expect.stringMatching(/^key_/), secret: expect.stringMatching(/^sk_live_/) });

  const file = join(folder, 'gc.json');
  await writeFile(file, JSON.stringify(await sandbox.credentials('gocardless')));
  const account = ['accounts', 'connect', 'gocardless', ...ofMerchant];
  const connected = await made<{ callbackUrl: string }>(...account, '--settings-file', file);
  expect(connected.callbackUrl).toMatch(/^https:\/\/pay\.example\/webhooks\/gocardless\/[\w-]{32}$/);

  expect(await made('keys', 'revoke', key.id, ...ofMerchant)).toEqual({ id: key.id, revoked: true });
  expect(await made('keys', 'list', ...ofMerchant)).toMatchObject([
    { id: key.id, createdBy: 'command-line', revokedAt: expect.any(String) },
  ]);
  expect(await made('merchants', 'suspend', merchant.id, '--reason', 'asked for')).toMatchObject({
    suspendedAt: expect.any(String),
  });
  const people = await paygraph(['merchants', 'list']);
  expect(people.stdout).toContain('Nordic Shop');
  expect(people.stdout).not.toContain('{');
});

it('says whether a restored database can be gone on with, by the keys it is given', async () => {
  const findings = await made<{ about: string; outcome: string }[]>('backup', 'check');
  expect(findings.filter(({ outcome }) => outcome === 'bad')).toEqual([]);
  expect(findings.map(({ about }) => about)).toContain('audit');
  const otherKey = await paygraph(['backup', 'check'], { ENCRYPTION_KEY: randomBytes(32).toString('base64') });
  expect([otherKey.code, otherKey.stdout]).toEqual([
    1,
    expect.stringContaining('set the ENCRYPTION_KEY of the time of the backup'),
  ]);
});

it('names the processes, and ends with 1 where a role is nobody’s', async () => {
  const owner = new pg.Client(database.superuserUrl);
  await owner.connect();
  const start = (roles: string) =>
    owner.query(
      `insert into process values (gen_random_uuid(), $1, '1.2.3', 'https://pay.example', 'machine', 7, now(), now())`,
      [roles],
    );
  await start('{api,worker,deliveries}');
  const missing = await paygraph(['processes']);
  expect(missing).toMatchObject({ code: 1, stdout: expect.stringMatching(/machine +7 +api,worker,deliveries/) });
  expect(missing.stdout).toContain('Nobody does the work of sequencer');
  await start('{sequencer}');
  expect(await made('processes')).toMatchObject([{ version: '1.2.3', lives: true }, { roles: ['sequencer'] }]);
  await owner.query('delete from process');
  await owner.end();
});

it('tells what needs attention, and ends with 1 when a person is needed', async () => {
  expect(await paygraph(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing needs') });
  const merchant = await made<{ id: string }>('merchants', 'create', '--name', 'Stuck', '--environment', 'live');
  const file = join(folder, 'stuck.json');
  await writeFile(file, JSON.stringify(await sandbox.credentials('gocardless')));
  const account = ['accounts', 'connect', 'gocardless', '--merchant', merchant.id];
  const { id } = await made<{ id: string }>(...account, '--settings-file', file);
  const owner = new pg.Client(database.superuserUrl);
  await owner.connect();
  await owner.query('update provider_account set paused_at = now() where id = $1', [uuidOf('acc', id)]);
  await owner.end();
  const { code, stdout } = await paygraph(['status', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ kind: 'account-paused', severity: 'warning', count: 1 }]);
  const people = await paygraph(['status']);
  expect(people).toMatchObject({ code: 1, stdout: expect.stringContaining('1 account is paused') });
  const list = await paygraph(['attention', '--kind', 'account-paused', '--json']);
  expect(list.code).toBe(1);
  expect(JSON.parse(list.stdout)).toMatchObject([{ id, merchantId: merchant.id, sentence: expect.any(String) }]);
  expect(await paygraph(['attention', '--kind', 'endpoint-off'])).toMatchObject({
    code: 0,
    stdout: 'There is none.\n',
  });
  expect(await paygraph(['attention', '--kind', 'weather'])).toMatchObject({ code: 2, stdout: '' });
});

it('answers no with 1, and what cannot be carried out with 2, each with what to do', async () => {
  const merchant = await made<{ id: string }>('merchants', 'create', '--name', 'Other', '--environment', 'live');
  const ofMerchant = ['--merchant', merchant.id];
  const file = join(folder, 'wrong.json');
  const secret = 'this-token-opens-nothing';
  await writeFile(
    file,
    JSON.stringify({ ...(await sandbox.credentials('gocardless')), accessToken: secret, colour: 'red' }),
  );
  const connect = ['accounts', 'connect', 'gocardless', ...ofMerchant];
  const unknownSetting = await paygraph([...connect, '--settings-file', file]);
  expect(unknownSetting).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('colour') });

  const { apiUrl = '', webhookSecret = '' } = await sandbox.credentials('gocardless');
  const refused = await paygraph([...connect, '--from-env'], {
    GOCARDLESS_API_URL: apiUrl,
    GOCARDLESS_ACCESS_TOKEN: secret,
    GOCARDLESS_WEBHOOK_SECRET: webhookSecret,
  });
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('expected settings that open'),
  });
  expect(refused.stderr + unknownSetting.stderr).not.toContain(secret);
  expect(await made('accounts', 'list', ...ofMerchant)).toEqual([]);

  for (const [args, code, told] of [
    [['keys', 'create', ...ofMerchant, '--name', 'b', '--scopes', 'money:print'], 1, 'expected scopes out of'],
    [['keys', 'revoke', 'key_1', ...ofMerchant], 2, 'begins with key_'],
    [['merchants', 'create', '--name', 'x', '--environment', 'moon'], 2, 'live, sandbox'],
    [['keys', 'create', '--name', 'b'], 2, '--merchant'],
    [connect, 2, 'nobody can be asked'],
  ] as const)
    expect([args[0], args[1], await paygraph(args)]).toMatchObject([
      args[0],
      args[1],
      { code, stdout: '', stderr: expect.stringContaining(told) },
    ]);
});
