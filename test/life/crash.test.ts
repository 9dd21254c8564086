import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningUrl } from '../../src/platform/postgres/postgres.ts';
import { databaseAddress, enterSession } from '../../src/platform/postgres/session.ts';
import {
  accept,
  advance,
  agreementIs,
  anAgreement,
  mutate,
  paymentIs,
  readPayment,
  reserved,
} from '../support/lives.ts';
import { patienceMs } from '../support/patience.ts';
import { type RestartedProduct, startRestarted } from '../support/product.ts';
import { runExample } from '../support/run-example.ts';

/**
 * The process is killed (SIGKILL) between every two steps of a capture and started again on the same data: the embedded
 * PostgreSQL that was left behind is taken over, and the simulator's book, which survives as a provider's would, has one capture.
 */
let dataDir: string;
let product: RestartedProduct;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-crash-'));
  product = await startRestarted({ DATA_DIR: dataDir });
});
afterAll(async () => {
  await product.now.kill();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a capture during which the process is killed', () => {
  it.each([
    ['capturePayment.afterKey', 'before anything is committed'],
    ['capturePayment.afterCommit', 'after the intent is committed, before the call'],
    ['payment.capture.afterReply', 'after the provider has answered, before that is written'],
    ['capturePayment.beforeAnswer', 'after everything is written, before the caller is answered'],
  ])('at %s (%s) is made exactly once', async (failpoint) => {
    const { payment } = await reserved(product.now);
    const input = { idempotencyKey: `capture-${payment.id}`, paymentId: payment.id };
    await product.killedAt(`${failpoint}:kill`, (doomed) =>
      expect(mutate(doomed, 'capturePayment', input)).rejects.toThrow(),
    );

    // The caller, who got no answer, asks again with the same key.
    const again = await mutate(product.now, 'capturePayment', input);
    expect(again.__typename).toBe('CapturePayload');
    await advance(product.now, 'PT1H');
    await paymentIs(product.now, payment.id, 'SETTLED');
    expect(await product.now.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    expect((await readPayment(product.now, payment.id)).amounts.captured.amountMinor).toBe('8000');
  });

  it('by somebody else, while the provider works on it, is made exactly once', async () => {
    const doomed = product.now;
    const { payment } = await reserved(doomed);
    await doomed.sandbox.fault('capture', 'effectThenTimeout', { subject: payment.providerReference });
    const lost = expect(mutate(doomed, 'capturePayment', { paymentId: payment.id })).rejects.toThrow();
    while ((await doomed.sandbox.effects('paymentCaptured', payment.providerReference)) === 0)
      await doomed.news(AbortSignal.timeout(patienceMs));
    await doomed.kill();
    await lost;

    const { sandbox } = await product.again();
    await advance(product.now, 'PT1H');
    await paymentIs(product.now, payment.id, 'SETTLED');
    expect(await sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
  });
});

describe('news of a provider, during whose application the process is killed', () => {
  it('is applied and done with, or neither: it is done with when the process is back, and told once', async () => {
    const { agreement } = await mutate(product.now, 'createAgreement', anAgreement());
    if (!agreement) throw new Error('no agreement');
    const database = new pg.Client({ connectionString: databaseAddress((await runningUrl(dataDir)) ?? '') });
    await database.connect();
    try {
      await enterSession(database, 'paygraph_worker');
      const items = async (): Promise<readonly { id: string; state: string; events: number }[]> =>
        (
          await database.query(
            `select i.id, i.state::text, (select count(*)::int from event e where e.cause ->> 'inboxId' = i.id::text) as events
               from inbox i where i.about like '%' || $1`,
            [agreement.providerReference],
          )
        ).rows;
      // It dies of the first news that it applies, which is that the payer has accepted.
      const doomed = product.now;
      await doomed.arm('inbox.beforeCommit:kill');
      await accept(doomed, agreement).catch(() => undefined);
      await doomed.ended;
      // All of it was there but for the commit; another look finds nothing of it.
      const left = await items();
      expect(left.length).toBeGreaterThan(0);
      expect(left).toEqual(left.map(({ id }) => ({ id, state: 'WAITING', events: 0 })));

      await product.again();
      await advance(product.now, 'PT5M');
      await agreementIs(product.now, agreement.id, 'ACTIVE');
      expect((await items()).map(({ state }) => state)).toEqual(left.map(() => 'DONE'));
      // A question may have learned it first; then the item has nothing more to tell.
      const { rows } = await database.query(
        `select count(*)::int as told from event where type = 'AGREEMENT_ACTIVATED' and cause is not null and agreement_id =
           (select id from agreement where provider_reference = $1)`,
        [agreement.providerReference],
      );
      expect(rows).toEqual([{ told: 1 }]);
    } finally {
      await database.end();
    }
  });
});

describe('the example during whose capture the server is killed', () => {
  it.each(['capturePayment.afterCommit', 'payment.capture.afterReply'])(
    "at %s leaves one capture in the provider's book after a restart",
    async (failpoint) => {
      let output = '';
      await product.killedAt(`${failpoint}:kill`, async (doomed) => {
        const { port } = new URL(doomed.url);
        const env = { PATH: process.env.PATH ?? '', PORT: port, DATA_DIR: dataDir };
        const run = await runExample(env, '--api-key', doomed.apiKey);
        expect(run.code).toBe(1);
        output = run.output;
      });
      const id = /^#\d+ PAYMENT_AUTHORIZED (oop_\w+) /m.exec(output)?.[1] ?? '';
      await advance(product.now, 'PT1H');
      const payment = await paymentIs(product.now, id, 'SETTLED');
      expect(await product.now.sandbox.effects('paymentCaptured', payment.providerReference)).toBe(1);
    },
  );
});

describe('a stop', () => {
  it('by Ctrl-C is clean and quick', async () => {
    expect(await product.stop()).toBe(0);
    expect(product.now.stopTookMs()).toBeLessThan(10_000);
  });
});
