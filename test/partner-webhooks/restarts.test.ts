import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement, addPayment, stepPaymentThrough } from '../graphql/rows.ts';
import { activeAgreement, advance, agreementIs, eventually } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startWorld } from '../support/world.ts';
import { demoShop, openEndpoint, readEndpoint, startPartner, verifies } from './partner.ts';

/** Either side is killed in the middle: nothing is lost, and what comes twice is known by its id. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paygraph-partner-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const holder = fileURLToPath(new URL('../support/partner-holder.ts', import.meta.url));

/** A partner's system in a process of its own, until it has kept so many more; then it is killed. */
async function runPartner(
  port: number,
  file: string,
  secret: string,
): Promise<{ until(kept: number): Promise<void>; kill(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [holder, String(port), file, secret], {
    // It ends with its input, so that none outlives a test that failed and holds the run up.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output to read');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    async until(kept) {
      for (let i = 0; i < kept; i++) if ((await lines.next()).done) throw new Error('the partner ended by itself');
    },
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe("a partner's system that is killed five times during 1,000 events", () => {
  it('misses none: the numbers that it has kept are without a gap, and in order', async () => {
    const world = await startWorld();
    const { clock, db, merchantId, workers } = world.app;
    const shop = demoShop(world);
    const port = await freePort();
    const file = join(folder, 'kept');
    const { id, secret } = await openEndpoint(world, {
      url: `http://127.0.0.1:${port}/`,
      document: 'fragment Payload on Event { sequence }',
    });
    const total = 1_000;
    let partner = await runPartner(port, file, secret);
    // Now, since an alarm tells of events that have waited for their number.
    const rightNow = () => ({ updatedAt: clock.now() });
    // The agreement's event and the payment's first are two of them.
    const payment = await addPayment(db, shop, await addAgreement(db, shop, rightNow()), rightNow());
    let version = 2;
    const write = async (count: number): Promise<void> => {
      for (const end = Math.min(version + count, total); version < end; ) {
        const versions = Array.from({ length: Math.min(20, end - version) }, (_, i) => version + i);
        version += versions.length;
        await stepPaymentThrough(db, shop, payment, versions, rightNow());
        workers.wake('sequencer');
      }
    };
    for (const kept of [37, 111, 160, 84, 230]) {
      const writing = write(140);
      await partner.until(kept);
      await partner.kill();
      await writing;
      // Whatever had arrived before, these cannot.
      await write(20);
      await eventually(world, 'the failure to be noticed', async () => (await readEndpoint(world, id)).failingSince);
      partner = await runPartner(port, file, secret);
      await advance(world, 'PT10S');
    }
    await write(total);
    await workers.drain();
    await partner.kill();
    const numbers = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
    expect([...new Set(numbers)]).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    // What was kept and not answered for came again after the restart; more than what was on its way does not.
    expect(numbers.length).toBeLessThan(total + 5 * 50);

    // Each numbered event has exactly one delivery, and each arrived.
    const counted = await db.worker.query(
      `select count(*)::int as deliveries, count(distinct d.event_id)::int as events, count(*) filter (where d.status = 'SUCCEEDED')::int as arrived,
              (select count(*)::int from event_log where merchant_id = $1) as numbered
         from webhook_delivery d where d.merchant_id = $1`,
      [merchantId],
    );
    expect(counted.rows[0]).toEqual({ deliveries: total, events: total, arrived: total, numbered: total });
    expect(world.logged).toEqual([]);
    await world.close();
  });
});

describe('the product that is killed after a delivery was posted and before that is written', () => {
  it('sends it again under the same id, and everything after it once', async () => {
    const start = (failpoint?: string): Promise<Product> =>
      startProduct({
        DATA_DIR: folder,
        ...(failpoint ? { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: failpoint } : {}),
      });
    const asker = (product: Product) => ({
      post: async (document: string, variables?: Record<string, unknown>) => ({
        status: 200,
        body: { data: await product.ask<Record<string, unknown>>(document, variables) },
      }),
    });
    const partner = await startPartner();
    const doomed = await start('delivery.afterPost:kill@2');
    const { id, secret } = await openEndpoint(asker(doomed), { url: partner.url });
    await activeAgreement(doomed).catch(() => undefined);
    await doomed.ended;
    const before = partner.got.length;
    expect(before).toBe(2);

    const product = await start();
    try {
      // The lease of the one that is gone has to lapse.
      await advance(product, 'PT1M');
      const agreementId = await activeAgreement(product);
      await agreementIs(product, agreementId, 'ACTIVE');
      // A minute that passes while a delivery is on its way ends its lease, and it would be sent again.
      await eventually(product, 'what there is to arrive', async () => {
        const last = partner.got.find(({ body }) => body.includes('AGREEMENT_ACTIVATED') && body.includes(agreementId));
        const { deliveries } = await readEndpoint(asker(product), id);
        return last && deliveries.every(({ status }) => status === 'SUCCEEDED') ? true : null;
      });
      await advance(product, 'PT1M');
      const endpoint = await readEndpoint(asker(product), id);
      expect(endpoint.deliveries.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
      const ids = partner.got.map(({ headers }) => headers['webhook-id']);
      expect(ids.slice(before)).toContain(ids[1]);
      const again = partner.got[ids.lastIndexOf(ids[1])];
      expect(again?.body).toBe(partner.got[1]?.body);
      const numbers = partner.got.slice(before).map(({ sequence }) => sequence);
      expect(numbers).toEqual(Array.from(numbers, (_, i) => (numbers[0] ?? 0) + i));
      expect(new Set(partner.got.map(({ sequence }) => sequence)).size).toBe(endpoint.deliveries.length);
      expect(partner.got.every((one) => verifies(secret, one))).toBe(true);
    } finally {
      await product.stop();
      await partner.close();
    }
  });
});
