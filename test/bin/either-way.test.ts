import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Ended, runPaygraph } from '../support/paygraph.ts';
import { runWithin } from '../support/paygraph-within.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

// Each command, and the product, is a process of its own.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 180_000 });

let database: TestDatabase;
let sandbox: TestSandbox;
let product: Product;
let folder: string;
/** What a command is told of where it works. */
let ways: Readonly<Record<'database' | 'api', Readonly<Record<string, string>>>>;
let goCardless: string;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-ways-'));
  const settings = { DATABASE_URL: database.url, DATA_DIR: folder };
  product = await startProduct(settings);
  const url = new URL(product.url).origin;
  // The first key is made where the database is; all else is done either way.
  const first = await runPaygraph(['operator-keys', 'create', '--name', 'first', '--json'], settings);
  const { secret } = JSON.parse(first.stdout) as { secret: string };
  ways = {
    database: { ...settings, PUBLIC_URL: url },
    api: { PAYGRAPH_URL: url, PAYGRAPH_OPERATOR_KEY: secret },
  };
  goCardless = join(folder, 'gc.json');
  await writeFile(goCardless, JSON.stringify(await sandbox.credentials('gocardless')));
});
afterAll(async () => {
  await product.stop();
  await sandbox.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The same text for whatever was made: only what kind of thing it is. */
const masked = (text: string): string =>
  text
    .replaceAll(/\b(opk|mer|key|acc|aud|opr|inb)_[0-9a-z]{26}\b/g, '$1_…')
    .replaceAll(/\b(sk|ok)_test_[\w-]{43}/g, '$1_test_…')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replaceAll(/(\/webhooks\/[a-z]+\/)[\w-]+/g, '$1…')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    // Who did it is what differs: the command line, or a key.
    .replaceAll(/\b(command-line|opk_…)(?=[" ])/g, 'WHO')
    // The end of a secret; and what the process itself has to say of so many commands in one.
    .replaceAll(/ …[\w-]{4} /g, ' …LAST ')
    .replaceAll(/^\(.*(MaxListenersExceeded|trace-warnings).*\n/gm, '')
    .replaceAll(/pc1_[\w-]+/g, 'CURSOR')
    .replaceAll(/ {2,}/g, '  ');

interface Step extends Ended {
  readonly args: string;
}
type Run = (args: readonly string[]) => Promise<Ended>;

/** From an operator to a key that is revoked, each step by what the one before has printed. */
async function firstKey(run: Run) {
  const made = async (...args: string[]): Promise<{ id: string } & Record<string, string>> => {
    const { code, stdout, stderr } = await run([...args, '--json']);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
    return JSON.parse(stdout) as { id: string } & Record<string, string>;
  };
  const operator = await made('operator-keys', 'create', '--name', 'second');
  const merchant = await made('merchants', 'create', '--name', 'Nordic Shop', '--environment', 'sandbox');
  const of = ['--merchant', merchant.id];
  const key = await made('keys', 'create', ...of, '--name', 'backend', '--scopes', 'events:read,payments:write');
  const account = await made('accounts', 'connect', 'gocardless', ...of, '--settings-file', goCardless);
  const revoked = await made('keys', 'revoke', key.id, ...of);
  return { operator, merchant, key, account, revoked };
}

/** All that is done to what was made, refusals among it, as it is told. */
async function life(run: Run): Promise<readonly Step[]> {
  const { operator, merchant, key, account } = await firstKey(run);
  const of = ['--merchant', merchant.id];
  const other = (id: string): string => id.replace(/.$/, id.endsWith('0') ? '1' : '0');
  const steps: Step[] = [];
  const more = await run(['keys', 'create', ...of, '--name', 'second', '--json']);
  const second = JSON.parse(more.stdout) as { id: string };
  for (const [expected, args] of [
    [0, ['keys', 'rotate', second.id, ...of, '--json']],
    [1, ['keys', 'rotate', key.id, ...of]],
    [1, ['keys', 'create', ...of, '--name', 'b', '--scopes', 'money:print']],
    [0, ['keys', 'list', ...of]],
    [1, ['keys', 'revoke', other(key.id), ...of]],
    [0, ['accounts', 'pause', account.id, ...of, '--reason', 'moving']],
    [0, ['accounts', 'update', account.id, ...of, '--settings-file', goCardless, '--json']],
    [0, ['accounts', 'resume', account.id, ...of, '--reason', 'moved']],
    [1, ['accounts', 'connect', 'gocardless', ...of, '--settings-file', goCardless]],
    [0, ['accounts', 'list', ...of, '--json']],
    [0, ['accounts', 'pause', account.id, ...of, '--reason', 'moving']],
    [2, ['accounts', 'disconnect', account.id, ...of, '--reason', 'moved']],
    [0, ['accounts', 'disconnect', account.id, ...of, '--reason', 'moved', '--yes']],
    [0, ['merchants', 'suspend', merchant.id, '--reason', 'asked for']],
    [0, ['merchants', 'resume', merchant.id, '--reason', 'asked for', '--json']],
    [1, ['merchants', 'rename', merchant.id, '--name', ' ']],
    [1, ['merchants', 'rename', other(merchant.id), '--name', 'x']],
    [0, ['operator-keys', 'revoke', operator.id, '--reason', 'left', '--json']],
    [1, ['operator-keys', 'revoke', operator.id, '--reason', 'left']],
    [null, ['status']],
    [0, ['attention', '--kind', 'account-paused', ...of]],
    [0, ['processes', '--json']],
    [0, ['operations', 'list', ...of]],
    [1, ['operations', 'show', `opr_${merchant.id.slice(4)}`, ...of]],
    [1, ['operations', 'resolve', `opr_${merchant.id.slice(4)}`, 'happened', ...of, '--reason', 'seen', '--yes']],
    [1, ['replay', `inb_${merchant.id.slice(4)}`, ...of]],
    [0, ['replay', '--all-dead', ...of]],
    [0, ['audit-log', ...of]],
    [0, ['merchants', 'list', '--limit', '1', '--json']],
  ] as const) {
    const { code, stdout, stderr } = await run(args);
    // Whether a person is needed depends on more than this test.
    if (expected !== null) expect([args, code, stderr]).toEqual([args, expected, stderr]);
    const words = args.map((one) => masked(one).replace(goCardless, 'gc.json')).join(' ');
    steps.push({ args: words, code, stdout: masked(stdout), stderr: masked(stderr) });
  }
  return steps;
}

it('goes from nothing to a key that is revoked, on the database itself and from elsewhere', async () => {
  for (const env of [ways.database, ways.api]) {
    const made = await firstKey((args) => runPaygraph(args, env));
    expect(made).toEqual({
      operator: {
        id: expect.stringMatching(/^opk_/),
        secret: expect.stringMatching(/^ok_test_/),
        expiresAt: expect.any(String),
      },
      merchant: expect.objectContaining({ id: expect.stringMatching(/^mer_/), name: 'Nordic Shop' }),
      key: { id: expect.stringMatching(/^key_/), secret: expect.stringMatching(/^sk_test_/) },
      account: expect.objectContaining({
        id: expect.stringMatching(/^acc_/),
        callbackUrl: expect.stringMatching(/\/webhooks\/gocardless\/[\w-]{32}$/),
      }),
      revoked: { id: made.key.id, revoked: true },
    });
  }
});

it('comes to the same either way: output, words and exit codes', async () => {
  const onDatabase = await life((args) => runWithin(args, ways.database));
  const throughApi = await life((args) => runWithin(args, ways.api));
  expect(throughApi).toEqual(onDatabase);
});

it('takes no key but an operator’s own, for what it may do', async () => {
  const { secret: narrow } = JSON.parse(
    (await runWithin(['operator-keys', 'create', '--name', 'narrow', '--scopes', 'audit:read', '--json'], ways.api))
      .stdout,
  ) as { secret: string };
  const create = ['merchants', 'create', '--name', 'x', '--environment', 'sandbox'];
  for (const [args, env, says] of [
    [
      create,
      { PAYGRAPH_OPERATOR_KEY: `ok_test_${'x'.repeat(43)}` },
      'not known here. Give another by PAYGRAPH_OPERATOR_KEY',
    ],
    [create, { PAYGRAPH_OPERATOR_KEY: product.apiKey }, 'key of a merchant'],
    [create, { PAYGRAPH_OPERATOR_KEY: narrow }, 'needs the scope merchants:write'],
    [create, { PAYGRAPH_OPERATOR_KEY: '' }, '"paygraph operator-keys create", where the database is, makes one'],
    [['tail'], { PAYGRAPH_API_KEY: narrow }, "This is an operator's key, for /operator/graphql"],
  ] as const) {
    const ended = await runWithin(args, { ...ways.api, ...env });
    expect([args, ended]).toEqual([args, { code: 4, stdout: '', stderr: expect.stringContaining(says) }]);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  }
});
