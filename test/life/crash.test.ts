import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { advance, mutate, paymentIs, readPayment, reserved } from '../support/lives.ts';
import { patienceMs } from '../support/patience.ts';
import { type Product, startProduct } from '../support/product.ts';
import { runExample } from '../support/run-example.ts';

/**
 * The process is killed (SIGKILL) between every two steps of a capture and started again on the same data: the embedded
 * PostgreSQL that was left behind is taken over, and the simulator's book, which survives as a provider's would, has one capture.
 */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-crash-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const start = (failpoint?: string): Promise<Product> =>
  startProduct({
    DATA_DIR: dataDir,
    ...(failpoint ? { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: `${failpoint}:kill` } : {}),
  });

describe('a capture during which the process is killed', () => {
  it.each([
    ['capturePayment.afterKey', 'before anything is committed'],
    ['capturePayment.afterCommit', 'after the intent is committed, before the call'],
    ['payment.capture.afterReply', 'after the provider has answered, before that is written'],
    ['capturePayment.beforeAnswer', 'after everything is written, before the caller is answered'],
  ])('at %s (%s) is made exactly once', async (failpoint) => {
    const doomed = await start(failpoint);
    const { payment } = await reserved(doomed);
    const input = { idempotencyKey: `capture-${payment.id}`, paymentId: payment.id };
    await expect(mutate(doomed, 'capturePayment', input)).rejects.toThrow();
    await doomed.ended;

    const product = await start();
    try {
      // The caller, who got no answer, asks again with the same key.
      const again = await mutate(product, 'capturePayment', input);
      expect(again.__typename).toBe('CapturePayload');
      await advance(product, 'PT1H');
      await paymentIs(product, payment.id, 'SETTLED');
      expect(await product.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
      expect((await readPayment(product, payment.id)).amounts.captured.amountMinor).toBe('8000');
    } finally {
      await product.stop();
    }
  });

  it('by somebody else, while the provider works on it, is made exactly once', async () => {
    const doomed = await start();
    const { payment } = await reserved(doomed);
    await doomed.sandbox.fault('capture', 'effectThenTimeout', { subject: payment.providerReference });
    const lost = expect(mutate(doomed, 'capturePayment', { paymentId: payment.id })).rejects.toThrow();
    while ((await doomed.sandbox.effects('paymentCaptured', payment.providerReference)) === 0)
      await doomed.news(AbortSignal.timeout(patienceMs));
    await doomed.kill();
    await lost;

    const product = await start();
    try {
      await advance(product, 'PT1H');
      await paymentIs(product, payment.id, 'SETTLED');
      expect(await product.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    } finally {
      await product.stop();
    }
  });
});

describe('news of a provider, during whose application the process is killed', () => {
  it('is applied and done with, or neither: it is applied once when the process is back', async () => {
    const database = await createTestDatabase();
    const owner = new pg.Client({ connectionString: database.superuserUrl });
    await owner.connect();
    const items = async (): Promise<readonly { state: string; events: number }[]> =>
      (
        await owner.query(
          `select i.state::text, (select count(*)::int from event e where e.cause ->> 'inboxId' = i.id::text) as events
             from inbox i where i.state <> 'PARKED'`,
        )
      ).rows;
    const env = { DATA_DIR: dataDir, DATABASE_URL: database.url };
    const doomed = await startProduct({
      ...env,
      PAYGRAPH_FAILPOINTS: '1',
      PAYGRAPH_FAILPOINT: 'inbox.beforeCommit:kill',
    });
    await reserved(doomed).catch(() => undefined);
    await doomed.ended;
    // All of it was there but for the commit; another look finds nothing of it.
    const left = await items();
    expect(left.length).toBeGreaterThan(0);
    expect(left).toEqual(left.map(() => ({ state: 'WAITING', events: 0 })));
    const product = await startProduct(env);
    try {
      await advance(product, 'PT5M');
      const after = (await items()).filter(({ events }) => events > 0);
      expect(after.length).toBeGreaterThan(0);
      expect(after).toEqual(after.map(({ events }) => ({ state: 'DONE', events })));
    } finally {
      await product.stop();
      await owner.end();
      await database.drop();
    }
  });
});

describe('the example during whose capture the server is killed', () => {
  it.each(['capturePayment.afterCommit', 'payment.capture.afterReply'])(
    "at %s leaves one capture in the provider's book after a restart",
    async (failpoint) => {
      const doomed = await start(failpoint);
      const { port } = new URL(doomed.url);
      const env = { PATH: process.env.PATH ?? '', PORT: port, DATA_DIR: dataDir };
      const run = await runExample(env, '--api-key', doomed.apiKey);
      await doomed.ended;
      expect(run.code).toBe(1);
      const id = /^#\d+ PAYMENT_AUTHORIZED (oop_\w+) /m.exec(run.output)?.[1] ?? '';

      const product = await start();
      try {
        await advance(product, 'PT1H');
        const payment = await paymentIs(product, id, 'SETTLED');
        expect(await product.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
      } finally {
        await product.stop();
      }
    },
  );
});

describe('a stop', () => {
  it('by Ctrl-C is clean and quick', async () => {
    const product = await start();
    expect(await product.stop()).toBe(0);
    expect(product.stopTookMs()).toBeLessThan(10_000);
  });
});
