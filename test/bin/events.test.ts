import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { documents } from '../../src/bin/paygraph/api/documents.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { activeAgreement } from '../support/lives.ts';
import { startPaygraph } from '../support/paygraph.ts';
import { type Product, startProduct } from '../support/product.ts';

// Each command, and the product, is a process of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let database: TestDatabase;
let folder: string;
let product: Product;
let environment: Readonly<Record<string, string>>;
const servers: Server[] = [];

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
/** A port that nobody has. */
async function freePort(): Promise<string> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return String(port);
}
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'paygraph-events-'));
  environment = {
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: await freePort(),
    SANDBOX_PORT: await freePort(),
  };
  product = await startProduct(environment);
});
afterAll(async () => {
  await product.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const asMerchant = (): Record<string, string> => ({
  PAYGRAPH_API_KEY: product.apiKey,
  PAYGRAPH_URL: new URL(product.url).origin,
  XDG_STATE_HOME: folder,
});
const numbers = (lines: readonly string[]): number[] =>
  lines.map((line) => Number((JSON.parse(line) as { sequence: string }).sequence));
const upTo = (last: number, first: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Every number from the first to at least the last, none missing and none twice: more may have happened meanwhile. */
function expectComplete(got: readonly number[], first: number, last: number): void {
  expect(got.at(-1)).toBeGreaterThanOrEqual(last);
  expect(got).toEqual(upTo(got.at(-1) ?? 0, first));
}
const head = async (): Promise<number> =>
  Number((await product.ask<{ head: { sequence: string } }>('{ head: eventLogHead { sequence } }')).head.sequence);

it.each(Object.entries(documents))('asks what the schema has: %s', (_name, document) => {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  expect(validate(schema, parse(document))).toEqual([]);
});

it('shows all events in order, those of some types, and where it goes on', async () => {
  await activeAgreement(product);
  const last = await head();
  const all = startPaygraph(['tail', '--since', 'start', '--until-caught-up', '--json'], asMerchant());
  expect(await all.ended).toBe(0);
  const shown = numbers(all.lines);
  expectComplete(shown, 1, last);
  expect(all.stderr()).toContain(`caught up at ${shown.at(-1)}`);
  const cursor = /--since (\S+)/.exec(all.stderr())?.[1] ?? '';
  const created = ['tail', '--since', 'start', '--until-caught-up', '--events', 'AGREEMENT_CRE*'];
  const some = startPaygraph(created, asMerchant());
  expect(await some.ended).toBe(0);
  expect(some.lines).toEqual([expect.stringMatching(/^#\d+ {2}\S+ {2}AGREEMENT_CREATED {2}agr_/)]);

  const live = startPaygraph(['tail', '--since', cursor, '--json'], asMerchant());
  await live.says('what follows is live');
  await activeAgreement(product);
  const now = await head();
  await live.says(`"sequence":"${now}"`);
  live.child.kill('SIGINT');
  expect(await live.ended).toBe(130);
  expectComplete(numbers(live.lines), (shown.at(-1) ?? 0) + 1, now);
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
/** A program of a partner's, which is called. */
async function partner(): Promise<{ readonly received: Received[]; readonly url: string }> {
  const received: Received[] = [];
  const server = createServer(async (request, reply) => {
    let body = '';
    for await (const part of request) body += String(part);
    received.push({ headers: request.headers, body });
    reply.writeHead(received.length === 1 ? 500 : 204).end();
  });
  return { received, url: `http://127.0.0.1:${await listening(server)}/hooks` };
}

it('forwards each event once, signed, while the server is killed and comes back, and goes on when it is started again', async () => {
  const { received, url } = await partner();
  const listen = ['listen', '--forward-to', url, '--json'];
  const secret = startPaygraph([...listen, '--print-secret'], asMerchant());
  expect(await secret.ended).toBe(0);
  const before = await head();
  const first = startPaygraph([...listen, '--give-up-after', '5m'], asMerchant());
  await first.says('what follows is live');
  await activeAgreement(product);
  await first.says(`"sequence":"${await head()}"`);
  await product.kill();
  await first.says('it is tried again');
  product = await startProduct(environment);
  await activeAgreement(product);
  const middle = await head();
  await first.says(`"sequence":"${middle}"`);
  expect(first.stderr()).toContain('connected again');
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(130);

  // What happens while nobody listens is not missed.
  await activeAgreement(product);
  const last = await head();
  const second = startPaygraph(listen, asMerchant());
  await second.says(`"sequence":"${last}"`);
  second.child.kill('SIGINT');
  await second.ended;
  const forwarded = numbers([...first.lines, ...second.lines]);
  expectComplete(forwarded, forwarded[0] ?? 0, last);
  expect(forwarded[0]).toBeGreaterThan(before);
  expect(JSON.parse(first.lines[0] ?? '{}')).toMatchObject({ status: 500 });

  const webhook = new Webhook(secret.lines[0] ?? '');
  const told = received.map(({ headers, body }) => {
    const signed = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]),
    );
    const { type, data } = webhook.verify(body, signed) as { type: string; data: { id: string; sequence: string } };
    expect([signed['webhook-id'], type]).toEqual([data.id, expect.stringMatching(/^[a-z_]+\.[a-z_]+$/)]);
    return Number(data.sequence);
  });
  expect(told.filter((number) => number <= (forwarded.at(-1) ?? 0))).toEqual(forwarded);
});

it('ends with 1 at a gap, 4 without a key that is good, and 2 where nobody answers, each with what to do', async () => {
  const frame = (sequence: number): string => {
    const event = {
      id: `evt_${sequence}`,
      sequence: String(sequence),
      cursor: `ec_${sequence}`,
      type: 'X',
      change: null,
    };
    return `data: ${JSON.stringify({ data: { frame: { __typename: 'EventFrame', cursor: event.cursor, event } } })}\n\n`;
  };
  const gapped = createServer((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write(frame(7) + frame(7) + frame(9));
  });
  const elsewhere = { PAYGRAPH_URL: `http://127.0.0.1:${await listening(gapped)}` };
  for (const [args, env, code, says] of [
    [['tail', '--since', 'ec_6'], elsewhere, 1, 'a gap: event 9 came after 7'],
    [['tail'], { PAYGRAPH_API_KEY: 'sk_test_nobody' }, 4, 'API key'],
    [['tail'], { PAYGRAPH_API_KEY: '' }, 4, 'PAYGRAPH_API_KEY'],
    [['tail', '--since', 'nowhere'], {}, 2, 'cursor'],
    [['tail', '--since', 'ec_6', '--give-up-after', '1s'], { PAYGRAPH_URL: 'http://127.0.0.1:1' }, 2, 'given up'],
    [['tail', '--give-up-after', 'soon'], {}, 2, '30s, 10m'],
    [['listen'], {}, 2, '--forward-to'],
    [['listen', '--forward-to', 'https://shop.example/hooks'], {}, 2, 'createWebhookEndpoint'],
  ] as const) {
    const run = startPaygraph(args, { ...asMerchant(), ...env });
    expect([args, await run.ended, run.stderr()]).toEqual([args, code, expect.stringContaining(says)]);
  }
});
