import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chargeIs, makeCharge } from '../support/charge-lives.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { advance, agreementIs, mutate, play } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { aVippsAgreement } from '../support/vipps-lives.ts';

// Two processes, each of them started.
vi.setConfig({ testTimeout: 180_000 });

let dataDir: string;
let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'paygraph-crash-'));
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (failpoint?: string): Promise<Product> =>
  startProduct({
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    ...(failpoint ? { PAYGRAPH_FAILPOINTS: '1', PAYGRAPH_FAILPOINT: `${failpoint}:kill` } : {}),
  });

/** News of payouts, payouts and their lines, and how often one was explained. */
async function written(): Promise<Readonly<Record<'news' | 'payouts' | 'items' | 'explained', number>>> {
  const { rows } = await owner.query(
    `select (select count(*)::int from inbox where about like 'payout:%') as news, (select count(*)::int from payout) as payouts,
            (select count(*)::int from payout_item) as items, (select count(*)::int from event where type = 'PAYOUT_RECONCILED') as explained`,
  );
  return rows[0];
}

it('a page of a ledger that was stored when the process was killed is read again, and its payout is there once', async () => {
  const first = await start('poll.beforeCursor');
  const { agreement } = await mutate(first, 'createAgreement', aVippsAgreement());
  const agreementId = agreement?.id ?? '';
  await play(first, agreementId, 'PAYER_ACCEPTS');
  await agreementIs(first, agreementId, 'ACTIVE');
  const { id } = await makeCharge(first, agreementId);
  await advance(first, 'P1D');
  await chargeIs(first, id, 'SETTLED');
  await expect(advance(first, 'P1D')).rejects.toThrow();
  await first.ended;
  expect((await written()).news).toBe(1);

  const second = await start();
  await advance(second, 'P2D');
  expect(await written()).toEqual({ news: 1, payouts: 1, items: 2, explained: 1 });
  const { rows } = await owner.query('select status, reconciliation, amount_minor from payout');
  expect(rows).toEqual([{ status: 'PAID', reconciliation: 'EXACT', amount_minor: '7860' }]);
  expect(await second.stop()).toBe(0);
});
