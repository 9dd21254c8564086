import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../graphql/harness.ts';
import { addAgreement } from '../graphql/rows.ts';
import { advance, eventually } from '../support/lives.ts';
import { startWorld, type World } from '../support/world.ts';
import { attempted, demoShop, openEndpoint, type Partner, readEndpoint, startPartner, webhooks } from './partner.ts';

/** A partner's system that misbehaves, and one beside it that must not notice. */
const deadlineMs = 600;
let world: World;
let shop: Shop;
let bad: Partner;
let good: Partner;
const opened: string[] = [];
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_DEADLINE_MS: String(deadlineMs) });
  shop = demoShop(world);
  good = await startPartner();
  await openEndpoint(world, { url: good.url });
});
afterEach(async () => {
  for (const endpointId of opened.splice(0)) await webhooks(world, 'deleteWebhookEndpoint', { endpointId });
  await bad?.close();
  expect(world.logged).toEqual([]);
});
afterAll(async () => {
  await good.close();
  await world.close();
});

async function open(url: string, more: Record<string, unknown> = {}): Promise<string> {
  await world.app.workers.drain();
  const { id } = await openEndpoint(world, { url, ...more });
  opened.push(id);
  return id;
}
async function happen(count = 1): Promise<void> {
  for (let i = 0; i < count; i++) await addAgreement(world.app.db, shop);
  world.app.workers.wake('sequencer');
}
const now = () => world.app.clock.now().getTime();
const second = 1_000;
const minute = 60 * second;

describe('an attempt fails when the endpoint', () => {
  const faults: readonly (readonly [string, Partner['answer'], Record<string, unknown>])[] = [
    ['hangs', () => undefined, { responseStatus: null, error: 'no complete answer within 0.6 seconds' }],
    [
      'begins an answer that does not end',
      (response) => void response.writeHead(200).write('slowly'),
      { responseStatus: null, error: 'no complete answer within 0.6 seconds' },
    ],
    [
      'sends it elsewhere',
      (response) => void response.writeHead(301, { location: good.url }).end(),
      { responseStatus: 301, error: 'redirects are not followed' },
    ],
    [
      'is broken',
      (response) => void response.writeHead(500).end('card 4111 1111 1111 1111 of jo@example.com'),
      { responseStatus: 500, responseText: 'card [hidden] of [hidden]' },
    ],
    [
      'resets the connection',
      (response) => void response.socket?.resetAndDestroy(),
      { responseStatus: null, error: 'the connection was reset' },
    ],
    [
      'closes the connection',
      (response) => void response.socket?.destroy(),
      { responseStatus: null, error: 'the connection was closed before an answer came' },
    ],
    [
      'answers something that is no HTTP',
      (response) => void response.socket?.end('nonsense\r\n\r\n'),
      { responseStatus: null },
    ],
  ];
  it.each(faults)(
    '%s; it is tried again under the same id with the same bytes, and others are unaffected',
    async (_what, answer, expected) => {
      bad = await startPartner();
      bad.answer = answer;
      const id = await open(bad.url);
      const before = good.got.length;
      await happen(2);
      await good.has(before + 2);
      const failed = await attempted(world, id, 1);
      expect(failed.status).toBe('PENDING');
      expect(failed.attempts[0]).toMatchObject(expected);
      const wait = Date.parse(failed.nextAttemptAt ?? '') - Date.parse(failed.attempts[0]?.at ?? '');
      expect(wait).toBeGreaterThan(4 * second);
      expect(wait).toBeLessThan(6 * second + deadlineMs + 2 * second);
      // The second event waits for the first.
      expect(new Set(bad.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      bad.answer = (response) => void response.writeHead(200).end('thanks');
      await advance(world, 'PT15S');
      const got = await bad.has(3);
      expect(got[1]?.body).toBe(got[0]?.body);
      expect(got.map(({ sequence }) => sequence)).toEqual([
        got[0]?.sequence,
        got[0]?.sequence,
        Number(got[0]?.sequence) + 1,
      ]);
      const healed = await readEndpoint(world, id);
      expect(healed.deliveries.map(({ status, attempts }) => [status, attempts.length])).toEqual([
        ['SUCCEEDED', 1],
        ['SUCCEEDED', 2],
      ]);
      expect(healed.failingSince).toBeNull();
    },
  );

  it('shows a certificate that nobody vouches for', async () => {
    const read = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));
    let asked = 0;
    const server = createServer({ key: read('expired.key'), cert: read('expired.crt') }, (_request, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const id = await open(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await happen();
    const { attempts } = await attempted(world, id, 1);
    expect(attempts[0]).toMatchObject({ responseStatus: null, error: expect.stringContaining('certificate') });
    expect(asked).toBe(0);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

it('several endpoints that hang keep no other waiting, even behind the same host', async () => {
  bad = await startPartner();
  bad.answer = (response, { path }) => {
    if (path === '/fast') response.writeHead(204).end();
  };
  const { origin } = new URL(bad.url);
  for (const path of ['/a', '/b', '/c', '/d']) await open(origin + path);
  const fast = await open(`${origin}/fast`);
  await happen(5);
  await eventually(world, 'the fast one to have all', async () => {
    const { deliveries } = await readEndpoint(world, fast);
    return deliveries.length === 5 && deliveries.every(({ status }) => status === 'SUCCEEDED') ? deliveries : null;
  });
  expect(bad.got.filter(({ path }) => path === '/fast')).toHaveLength(5);
  for (const path of ['/a', '/b', '/c', '/d'])
    expect(new Set(bad.got.filter((one) => one.path === path).map(({ sequence }) => sequence)).size).toBe(1);
});

describe('an attempt succeeds when the endpoint', () => {
  it('answers just in time', async () => {
    bad = await startPartner();
    bad.answer = (response) => void setTimeout(() => response.writeHead(200).end(), deadlineMs * 0.8);
    const id = await open(bad.url);
    await happen();
    expect(await attempted(world, id, 1)).toMatchObject({ status: 'SUCCEEDED', attempts: [{ responseStatus: 200 }] });
  });

  it('answers 200 and then never stops: 64 KiB are read and 4 KiB kept', async () => {
    bad = await startPartner();
    let sent = 0;
    bad.answer = (response) => {
      response.writeHead(200);
      const pour = (): void => {
        if (response.destroyed) return;
        sent += 16_384;
        response.write('word '.repeat(3_277), () => setImmediate(pour));
      };
      pour();
    };
    const id = await open(bad.url);
    await happen();
    const { attempts, status } = await attempted(world, id, 1);
    expect([status, attempts[0]?.responseText?.length]).toEqual(['SUCCEEDED', 4_096]);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('the plan', () => {
  it.each([
    ['in seconds', () => '600', 10 * minute],
    ['as a date', () => new Date(now() + 20 * minute).toUTCString(), 20 * minute],
    ['beyond a day, which is the most', () => '999999', 24 * 60 * minute],
  ])('keeps to a Retry-After %s', async (_how, header, expected) => {
    bad = await startPartner();
    bad.answer = (response) => void response.writeHead(429, { 'retry-after': header() }).end();
    const id = await open(bad.url);
    await happen();
    const { nextAttemptAt, attempts } = await attempted(world, id, 1);
    const wait = Date.parse(nextAttemptAt ?? '') - Date.parse(attempts[0]?.at ?? '');
    expect(Math.abs(wait - expected)).toBeLessThan(5 * second);
  });

  it('does not put off what is asked for again while it is under way', async () => {
    bad = await startPartner();
    const id = await open(bad.url);
    await happen();
    await bad.has(1);
    await world.app.workers.drain();
    const [first] = (await readEndpoint(world, id)).deliveries;
    bad.answer = (response) => {
      bad.answer = (later) => void later.writeHead(204).end();
      void webhooks(world, 'resendWebhookDelivery', { deliveryId: first?.id }).then(() =>
        response.writeHead(503, { 'retry-after': '36000' }).end(),
      );
    };
    await happen();
    const got = await bad.has(3);
    expect(got.map(({ sequence }) => sequence - (got[0]?.sequence ?? 0))).toEqual([0, 1, 0]);
  });

  it('ends at 410: the endpoint is sent nothing more, and its owner is told', async () => {
    bad = await startPartner();
    bad.answer = (response) => void response.writeHead(410).end();
    const id = await open(bad.url);
    const before = good.got.length;
    await happen();
    const gone = await eventually(world, 'the endpoint to be gone', async () => {
      const endpoint = await readEndpoint(world, id);
      return endpoint.status === 'GONE' ? endpoint : null;
    });
    expect(gone.deliveries.map(({ status, nextAttemptAt }) => [status, nextAttemptAt])).toContainEqual([
      'PENDING',
      null,
    ]);
    const told = (await good.has(before + 2)).at(-1);
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      type: 'webhook_endpoint.disabled',
      data: { subjectId: id, subjectVersion: 1, change: { from: 'ACTIVE', to: 'GONE' } },
    });
    await happen();
    await advance(world, 'P2D');
    expect(bad.got).toHaveLength(1);
    bad.answer = (response) => void response.writeHead(204).end();
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
    const got = await bad.has(4);
    expect(got.slice(1).map(({ type }) => type)).toEqual([
      'agreement.created',
      'webhook_endpoint.disabled',
      'agreement.created',
    ]);
  });

  it('waits no longer when the endpoint moves: what is open goes to the new address at once, in order', async () => {
    bad = await startPartner();
    const id = await open(bad.url);
    await bad.close();
    await happen(2);
    await attempted(world, id, 1);
    await advance(world, 'PT1H');
    expect((await readEndpoint(world, id)).failingSince).not.toBeNull();
    bad = await startPartner();
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, url: bad.url });
    const got = await bad.has(2);
    expect(Number(got[1]?.sequence)).toBe(Number(got[0]?.sequence) + 1);
    await world.app.workers.drain();
    expect(await readEndpoint(world, id)).toMatchObject({ status: 'ACTIVE', failingSince: null });
  });

  it('ends for an endpoint that is away for six days: disabled and told; enabled and replayed, it has everything in order', async () => {
    bad = await startPartner();
    const port = Number(new URL(bad.url).port);
    const id = await open(bad.url);
    const { deliveredThrough } = await readEndpoint(world, id);
    await bad.close();
    await happen(3);
    await attempted(world, id, 1);
    for (let hours = 0; hours < 144; hours += 12) {
      await advance(world, 'PT12H');
      if (hours === 48) await happen(2);
    }
    const away = await readEndpoint(world, id);
    expect(away).toMatchObject({ status: 'DISABLED_BY_FAILURES', deliveredThrough });
    const told = good.got.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.subjectId === id);
    expect(told).toMatchObject([
      { type: 'webhook_endpoint.disabled', data: { change: { from: 'ACTIVE', to: 'DISABLED_BY_FAILURES' } } },
    ]);
    const tries = away.deliveries
      .flatMap(({ attempts }) => attempts.map(({ at }) => Date.parse(at)))
      .sort((a, b) => a - b);
    expect(((tries.at(-1) ?? 0) - (tries[0] ?? 0)) / (60 * minute)).toBeGreaterThanOrEqual(120);
    expect(away.deliveries.at(-1)).toMatchObject({ status: 'FAILED', attempts: { length: 10 } });

    bad = await startPartner(port);
    const { scheduled } = await webhooks(world, 'replayWebhooks', { endpointId: id, after: deliveredThrough });
    expect(scheduled).toBe(6);
    expect(bad.got).toEqual([]);
    await webhooks(world, 'updateWebhookEndpoint', { endpointId: id, active: true });
    const got = await bad.has(6);
    expect(got.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 6 }, (_, i) => Number(got[0]?.sequence) + i),
    );
    await world.app.workers.drain();
    const back = await readEndpoint(world, id);
    expect(back).toMatchObject({ status: 'ACTIVE', failingSince: null });
    expect(back.deliveries.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  });
});
