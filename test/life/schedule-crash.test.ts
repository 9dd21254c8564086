import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addDays } from '../../src/domain/schedule/calendar.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { advance, agreementIs, mutate, play } from '../support/lives.ts';
import { type Product, startProduct } from '../support/product.ts';
import { createSchedule, readSchedule } from '../support/schedule-lives.ts';
import { aVippsAgreement } from '../support/vipps-lives.ts';
import { sandboxControl, worldBegins } from '../support/world.ts';

// Three processes, each of them started.
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

/** What there is of the schedule's charges, whoever reads it: periods, charges, and intents to send them. */
async function written(): Promise<Readonly<Record<'periods' | 'charges' | 'sends', number>>> {
  const { rows } = await owner.query(
    `select (select count(*)::int from payment_schedule_period) as periods,
            (select count(*)::int from one_off_payment where kind = 'CHARGE') as charges,
            (select count(*)::int from operation where kind = 'charge.create') as sends`,
  );
  return rows[0];
}

it('a schedule charges each period once, though the process is killed before a charge is committed, and after', async () => {
  const first = await start('schedule.beforeCommit');
  const { agreement } = await mutate(first, 'createAgreement', aVippsAgreement());
  const agreementId = agreement?.id ?? '';
  await play(first, agreementId, 'PAYER_ACCEPTS');
  await agreementIs(first, agreementId, 'ACTIVE');
  const startsOn = addDays(worldBegins.slice(0, 10), 10);
  const id = await createSchedule(first, {
    on: { agreementId },
    terms: {
      recurring: {
        amount: { amountMinor: '8000', currency: 'DKK' },
        every: { count: 1, unit: 'WEEK' },
        startsOn,
        count: 3,
      },
    },
  });
  await expect(advance(first, 'P10D')).rejects.toThrow();
  await first.ended;
  expect(await written()).toEqual({ periods: 0, charges: 0, sends: 0 });

  const second = await start('schedule.afterCommit');
  await expect(advance(second, 'P1D')).rejects.toThrow();
  await second.ended;
  expect(await written()).toEqual({ periods: 1, charges: 1, sends: 1 });

  const third = await start();
  await advance(third, 'P25D');
  const { status, periods } = await readSchedule(third, id);
  expect(status).toBe('COMPLETED');
  expect(periods.map(({ dueOn, outcome, charge }) => [dueOn, outcome, charge?.status])).toEqual(
    [0, 7, 14].map((days) => [addDays(startsOn, days), 'CHARGED', 'SETTLED']),
  );
  expect(await written()).toEqual({ periods: 3, charges: 3, sends: 3 });
  // The provider's own records.
  const vipps = sandboxControl(third.sandboxUrl, 'vipps_mobilepay');
  for (const { charge } of periods)
    for (const effect of ['chargeCreated', 'chargeCaptured'])
      expect(await vipps.effects(effect, charge?.providerReference ?? '')).toBe(1);
  expect(await vipps.effects('chargeCreated')).toBe(3);
  expect(await third.stop()).toBe(0);
});
