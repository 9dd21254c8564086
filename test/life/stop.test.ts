import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { startLink } from '../support/link.ts';
import { startListener } from '../support/listener.ts';
import { advance, eventually, mutate, paymentIs, reserved } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';

/** The end of a process, as a supervisor or a person at a terminal asks for it: real processes, real signals. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-stop-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The figure that is promised, whatever anybody else does. */
const promisedMs = 25_000;

interface Answered {
  readonly status: number;
  readonly connection: string;
}

function ask(product: Product, path: string, agent: Agent): Promise<Answered> {
  const { hostname, port } = new URL(product.url);
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${product.apiKey}` };
    get({ hostname, port, path, agent, headers }, (reply: IncomingMessage) => {
      reply
        .resume()
        .on('error', reject)
        .on('end', () => resolve({ status: reply.statusCode ?? 0, connection: reply.headers.connection ?? '' }));
    }).on('error', reject);
  });
}

async function endOf(product: Product, signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
  const from = performance.now();
  product.signal(signal);
  await product.ended;
  return { code: product.exitCode(), ms: performance.now() - from };
}

it('is announced at /readyz while everybody is still answered, and told to each client with its answer', async () => {
  const database = await createTestDatabase();
  const product = await startProduct({ DATABASE_URL: database.url, DATA_DIR: folder, DRAIN_MS: '3000' });
  const query = `/graphql?query=${encodeURIComponent('{ viewer { merchantName } }')}`;
  const fresh = new Agent({ keepAlive: false });
  let announced = false;
  // Each goes on for a while after the announcement, on whatever connection it has, as a client does that a balancer still sends here.
  const client = async (): Promise<Answered[]> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers: Answered[] = [];
    for (let after = 0; after < 5; ) {
      answers.push(await ask(product, query, agent));
      if (announced) after += 1;
    }
    agent.destroy();
    return answers;
  };
  const clients = Promise.all(Array.from({ length: 8 }, client));
  expect((await ask(product, '/readyz', fresh)).status).toBe(200);
  product.signal('SIGTERM');
  while ((await ask(product, '/readyz', fresh)).status === 200);
  announced = true;
  const all = await clients;
  expect(new Set(all.flat().map(({ status }) => status))).toEqual(new Set([200]));
  for (const answers of all)
    expect(answers.slice(-4).map(({ connection }) => connection)).toEqual(Array(4).fill('close'));
  expect((await ask(product, '/healthz', fresh)).status).toBe(200);
  await product.ended;
  expect(product.exitCode()).toBe(0);
  await database.drop();
});

describe('with everybody else at their worst', () => {
  it('answers who waits for a provider that never answers, hands its operation on, and ends in time', async () => {
    const database = await createTestDatabase();
    const env = { DATABASE_URL: database.url, DATA_DIR: folder };
    const doomed = await startProduct(env);
    const silent = await startListener(() => undefined);
    const { createWebhookEndpoint: endpoint } = await doomed.ask<{ createWebhookEndpoint: { __typename: string } }>(
      `mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { __typename } }`,
      { input: { idempotencyKey: 'endpoint-1', url: `${silent.url}/hooks`, contactEmail: 'it@example.com' } },
    );
    expect(endpoint.__typename).toBe('WebhookEndpointPayload');
    const { payment } = await reserved(doomed);
    // A reader that takes nothing, and a connection that says nothing.
    const { port } = new URL(doomed.url);
    const [deaf, dumb] = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')];
    for (const socket of [deaf, dumb]) socket.on('error', () => undefined).pause();
    const stream = encodeURIComponent('subscription { eventStream { __typename } }');
    deaf.write(
      `GET /graphql?query=${stream} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\nauthorization: Bearer ${doomed.apiKey}\r\n\r\n`,
    );
    await doomed.sandbox.fault('capture', 'effectThenTimeout', { subject: payment.providerReference });
    const waiting = mutate(doomed, 'capturePayment', { paymentId: payment.id });
    await eventually(doomed, 'the provider to be at it', async () =>
      (await doomed.sandbox.effects('paymentCaptured', payment.providerReference)) > 0 ? true : null,
    );
    const [end, answer] = await Promise.all([endOf(doomed, 'SIGTERM'), waiting]);
    expect(answer).toMatchObject({ __typename: 'CapturePayload', capture: { status: 'SENT' } });
    expect(end.code).toBe(0);
    expect(end.ms).toBeLessThan(promisedMs);
    for (const socket of [deaf, dumb]) socket.destroy();
    await silent.close();

    // It was written down as unknown, not left to the end of its lease: whoever runs next may ask at once, and sends nothing again.
    const owner = new pg.Client({ connectionString: database.superuserUrl });
    await owner.connect();
    const { rows } = await owner.query(
      `select status, lease_until as lease, sends from operation where kind = 'payment.capture'`,
    );
    await owner.end();
    expect(rows).toEqual([{ status: 'UNRESOLVED', lease: null, sends: 1 }]);
    const next = await startProduct(env);
    await advance(next, 'PT1H');
    await paymentIs(next, payment.id, 'SETTLED');
    expect(await next.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    expect(await next.stop()).toBe(0);
    await database.drop();
  });

  it('ends in time with 0 when the database has gone', async () => {
    const database = await createTestDatabase();
    const link = await startLink(database.url);
    const product = await startProduct({ DATABASE_URL: link.url, DATA_DIR: folder });
    link.strand();
    const end = await endOf(product, 'SIGTERM');
    expect(end.code).toBe(0);
    expect(end.ms).toBeLessThan(promisedMs);
    link.close();
    await database.drop();
  });

  it('ends at once at a second signal', async () => {
    const database = await createTestDatabase();
    const product = await startProduct({ DATABASE_URL: database.url, DATA_DIR: folder, DRAIN_MS: '60000' });
    const again = setInterval(() => product.signal('SIGINT'), 100);
    const end = await endOf(product, 'SIGINT');
    clearInterval(again);
    expect(end.code).toBe(130);
    expect(end.ms).toBeLessThan(promisedMs);
    await database.drop();
  });
});

// A terminal gives Ctrl-C to the whole group, and npm and `node --watch` hand theirs on: the process hears of it up to three times.
it.each(['start', 'dev'])('by Ctrl-C on `npm run %s` leaves no PostgreSQL and no lock behind', async (script) => {
  const dataDir = join(folder, script);
  const run = async (): Promise<string[]> => {
    const child = spawn('npm', ['run', '--silent', script], {
      env: { PATH: process.env.PATH ?? '', PORT: '0', SANDBOX_PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const closed = once(child, 'close');
    const said: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    for await (const line of createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })) {
      if (line.startsWith('{')) said.push(line);
      if (line.startsWith('API key')) process.kill(-(child.pid ?? 0), 'SIGINT');
    }
    await closed;
    return said;
  };
  await run();
  // The server's own file goes with it.
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  expect((await run()).filter((line) => /taking over|in use by another/.test(line))).toEqual([]);
});
