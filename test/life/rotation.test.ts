import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../src/app/app.ts';
import { reseal, sealedState } from '../../src/app/reseal.ts';
import { sealedColumns } from '../../src/app/sealed-columns.ts';
import { readConfig } from '../../src/platform/config.ts';
import { openDb } from '../../src/platform/db.ts';
import { renewSealingKey } from '../../src/platform/keyring.ts';
import { createLogger } from '../../src/platform/log.ts';
import { readMasterKeys } from '../../src/platform/master-keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { captured, mutate, type PaymentShape } from '../support/lives.ts';
import { patienceMs } from '../support/patience.ts';
import { shiftedClock } from '../support/shifted-clock.ts';
import { type Client, freshKey, sandboxControl, startWorld, worldBegins } from '../support/world.ts';

const [first, second, third] = Array.from({ length: 3 }, () => randomBytes(32).toString('base64'));
let database: TestDatabase;
let owner: pg.Client;
let dataDir: string;
const logged: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-rotation-'));
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

test('a change of the master key changes nothing for callers; sealing anew ends the need for the old one; a third follows', async () => {
  const before = await during({ ENCRYPTION_KEY: first }, async (client) => {
    const payment = await captured(client);
    const input = {
      idempotencyKey: freshKey('refund'),
      paymentId: payment.id,
      amount: { amountMinor: '101', currency: 'DKK' },
    };
    expect(await mutate(client, 'refundPayment', input)).toMatchObject({ idempotency: { replayed: false } });
    return { payment, input, ...(await read(client)) };
  });
  const sameAsBefore = async (client: Client): Promise<void> => {
    const again = await mutate(client, 'refundPayment', before.input);
    expect(again).toMatchObject({ idempotency: { replayed: true }, payment: { id: before.payment.id } });
    expect(refunded(again.payment)).toBe(101);
    expect((await read(client)).head).toEqual(before.head);
    await after(client, before.cursors);
  };

  const rotated = { ENCRYPTION_KEY: second, ENCRYPTION_KEY_PREVIOUS: first };
  await during(rotated, sameAsBefore);
  const [was] = await killedAtTheSecondBatch(rotated);
  expect(was).toMatchObject({ outlived: false });
  expect(was?.left).toBeGreaterThan(0);
  // Some rows are under one key and some under the other: all of them open, and whoever still has the first key alone works on.
  expect(was?.counts.some(({ key }) => key === was.active)).toBe(true);
  await during({ ENCRYPTION_KEY: first }, sameAsBefore);
  await during(rotated, sameAsBefore);

  const ended = await resealed(rotated);
  expect(ended).toMatchObject({ left: 0, unreadable: [], retired: [expect.stringMatching(/^[0-9a-f]{8}$/)] });
  await during({ ENCRYPTION_KEY: second }, sameAsBefore);
  await expect(during({ ENCRYPTION_KEY: first }, sameAsBefore)).rejects.toThrow('set ENCRYPTION_KEY_PREVIOUS');

  const again = { ENCRYPTION_KEY: third, ENCRYPTION_KEY_PREVIOUS: second };
  await during(again, sameAsBefore);
  expect(await resealed(again)).toMatchObject({ left: 0, unreadable: [] });
  await during({ ENCRYPTION_KEY: third }, sameAsBefore);
  const checked = await run({ ENCRYPTION_KEY: third }, '--check');
  expect(checked).toMatchObject({ code: 0, out: expect.stringMatching(/; 0 left under another\n$/) });
  expect(checked.out).toContain('provider_account.settings_sealed: 5 under ');
  for (const secret of [first, second, third]) expect(logged.join('\n') + checked.out).not.toContain(secret);
}, 120_000);

test('a fingerprint that no key verifies never calls for another key', async () => {
  const world = await startWorld();
  const { id: paymentId } = await captured(world);
  const idempotencyKey = freshKey('refund');
  const input = { idempotencyKey, paymentId, amount: { amountMinor: '101', currency: 'DKK' } };
  await mutate(world, 'refundPayment', input);
  // As if it had been made with a key that is lost; then as the version before left it, which did not say by which key.
  for (const madeWith of [1, null]) {
    await inOwnersHands(world.database, (client) =>
      client.query(
        `update idempotency set fingerprint_key = $2, fingerprint = sha256('x'), paths = '{"input.paymentId": "x"}' where key = $1`,
        [idempotencyKey, madeWith],
      ),
    );
    const answer = await mutate(world, 'refundPayment', input);
    expect(answer).toMatchObject({ code: 'IDEMPOTENCY_KEY_UNVERIFIABLE', retryable: false });
    expect(answer.message).toContain('Do not take a new key');
  }
  const { idempotencyRecord } = await world.ask<{ idempotencyRecord: unknown }>(
    'query ($key: IdempotencyKey!) { idempotencyRecord(key: $key) { operation result { ... on Refund { amount { amountMinor } } } } }',
    { key: idempotencyKey },
  );
  expect(idempotencyRecord).toEqual({ operation: 'refundPayment', result: { amount: { amountMinor: '101' } } });
  await world.close();
});

test('every sealed column is sealed anew', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and column_name like '%\\_sealed' order by 1`,
  );
  // Sealed under the key of a person, which is itself among the columns.
  const underPersons = [
    'person.account_ending_sealed',
    'person.debtor_reference_sealed',
    'transfer.message_sealed',
    'transfer_receipt.payer_sealed',
  ];
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`).filter((name) => name !== 'inbox.item');
  expect(rows.map(({ name }) => name)).toEqual([...known, ...underPersons].sort());
});

/** What is given back, or on its way. */
function refunded(payment: PaymentShape | undefined): number {
  type Amounts = Readonly<Record<'refunded' | 'pendingRefund', { readonly amountMinor: string }>>;
  const { amounts } = payment as unknown as { readonly amounts: Amounts };
  return Number(amounts.refunded.amountMinor) + Number(amounts.pendingRefund.amountMinor);
}

async function inOwnersHands<T>({ superuserUrl }: TestDatabase, task: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

type Env = Readonly<Record<string, string | undefined>>;
const configOf = (env: Env) =>
  readConfig({
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'info',
    SANDBOX_NOW: worldBegins,
    ...env,
  });

/** The product with these settings, on the same data each time. */
async function during<T>(env: Env, task: (client: Client, app: App) => Promise<T>): Promise<T> {
  const app = await startApp(configOf(env), createLogger('info', { write: (line: string) => void logged.push(line) }));
  try {
    const ask: Client['ask'] = async (query, variables = {}) => {
      const reply = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await reply.json()) as { data: never; errors?: unknown };
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data;
    };
    const news: Client['news'] = (signal) => app.notifier.wait(app.merchantId ?? '', 250, signal);
    return await task({ ask, news, sandbox: sandboxControl(app.sandboxUrl ?? '') }, app);
  } finally {
    await app.close();
  }
}

interface Read {
  readonly eventLogHead: { readonly keyId: string; readonly publicKey: string };
  readonly events: { readonly pageInfo: { readonly endCursor: string } };
  readonly payments: { readonly pageInfo: { readonly endCursor: string } };
}

async function read(client: Client) {
  const { eventLogHead, events, payments } = await client.ask<Read>(
    '{ eventLogHead { keyId publicKey } events(first: 1) { pageInfo { endCursor } } payments(first: 1) { pageInfo { endCursor } } }',
  );
  return { head: eventLogHead, cursors: { event: events.pageInfo.endCursor, page: payments.pageInfo.endCursor } };
}

const after = (client: Client, cursors: { readonly event: string; readonly page: string }) =>
  client.ask(
    'query ($event: EventCursor!, $page: String!) { events(first: 1, after: $event) { nodes { sequence } } payments(first: 1, after: $page) { nodes { id } } }',
    cursors,
  );

async function withDb<T>(env: Env, task: (deps: Parameters<typeof sealedState>[0]) => Promise<T>): Promise<T> {
  const db = openDb({ url: database.url, onError: () => undefined });
  try {
    return await task({ db, masters: readMasterKeys(configOf(env)) });
  } finally {
    await db.close();
  }
}

/** As if every process had learnt the new key meanwhile. */
const learnt = async (): Promise<void> =>
  void (await owner.query(`update keyring set active_from = active_from - interval '1 minute'`));

const resealed = (env: Env) =>
  withDb(env, (deps) => reseal({ ...deps, progress: (line) => logged.push(line), wait: learnt }));

function killedAtTheSecondBatch(env: Env) {
  return withDb(env, async (deps) => {
    await renewSealingKey(deps.db.worker, deps.masters);
    await learnt();
    const { signal } = await run({
      ...env,
      PAYGRAPH_FAILPOINTS: '1',
      PAYGRAPH_FAILPOINT: 'reseal.afterBatch:kill@2',
    });
    expect(signal).toBe('SIGKILL');
    return [await sealedState(deps)];
  });
}

/** `npm run reseal` as a process of its own. */
async function run(env: Env, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/bin/reseal.ts'), ...args], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, DATABASE_URL: database.url, ...shiftedClock(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: patienceMs,
  });
  const out = text(child.stdout);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal, out: await out };
}
