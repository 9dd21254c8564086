import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createNumberer, sharesOf } from '../../src/event-log/numberer.ts';
import {
  allShares,
  type Batch,
  sequenceBatch,
  sequencerLock,
  shareCount,
  shareLocks,
  shareOf,
} from '../../src/event-log/sequencer.ts';
import { openDb } from '../../src/platform/db.ts';
import { type OpenedDatabase, openTestDatabase } from '../support/database.ts';

/** Events of many merchants, and several processes that number them. */
let opened: OpenedDatabase;
beforeAll(async () => {
  // Its events tell of no move.
  opened = await openTestDatabase({ breaks: ['I12'] });
});
afterAll(() => opened.close());

async function makeMerchants(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await opened.db.worker.query(
    `insert into merchant (id, name, environment, created_at) select id, 'Shop', 'SANDBOX', app_now() from unnest($1::uuid[]) as id`,
    [ids],
  );
  return ids;
}
/** Written down as any event is, and left without a number; `since` is how long ago. */
const stage = (merchantIds: readonly string[], each: number, since = '0'): Promise<unknown> =>
  opened.owner.query(
    `insert into event (merchant_id, id, type, subject_type, subject_id, subject_version, provider, cause, occurred_at, recorded_at)
     select merchant_id, gen_random_uuid(), 'PROVIDER_ACCOUNT_PAUSED', 'acc', gen_random_uuid(), 1, 'MOBILEPAY', '{"by":"clock","rule":"test"}', app_now(), app_now() - $3::interval
       from generate_series(1, $2) cross join unnest($1::uuid[]) as merchant_id`,
    [merchantIds, each, since],
  );
const numbered = async (merchantId: string): Promise<number> => {
  const { rows } = await opened.db.worker.query<{ last: number }>(
    'select coalesce(max(sequence), 0)::int as last from event_log where merchant_id = $1',
    [merchantId],
  );
  return rows[0]?.last ?? 0;
};
const staged = async (): Promise<number> => (await opened.db.worker.query('select from event_staged')).rowCount ?? 0;
const eventsOf = (batch: Batch | null): number => (batch?.kind === 'sequenced' ? batch.events : 0);
beforeEach(async () => {
  while ((await sequenceBatch(opened.db)).kind === 'sequenced');
});

it('a flood of one merchant keeps no event of another waiting: both are in the next batch', async () => {
  const [flooding, quiet] = (await makeMerchants(2)) as [string, string];
  await stage([flooding], 20_000);
  await sequenceBatch(opened.db);
  await stage([quiet], 1);
  const batch = await sequenceBatch(opened.db);
  expect(batch).toMatchObject({ kind: 'sequenced', merchantIds: [flooding, quiet].sort(), events: 501 });
  expect([await numbered(quiet), await numbered(flooding)]).toEqual([1, 1_000]);
});

it('more merchants than one batch holds all get their turn, whoever goes on', async () => {
  const merchants = await makeMerchants(1_200);
  await stage(merchants, 3);
  const busy = merchants.slice(0, 10);
  for (let batches = 0; batches < 3; batches++) {
    expect(eventsOf(await sequenceBatch(opened.db))).toBeGreaterThan(0);
    await stage(busy, 3);
  }
  const { rows } = await opened.db.worker.query<{ some: number }>(
    'select count(distinct merchant_id)::int as some from event_log where merchant_id = any($1)',
    [merchants],
  );
  expect(rows).toEqual([{ some: 1_200 }]);
});

it('each merchant belongs to one share, and each share to one of the processes that live', async () => {
  const merchants = await makeMerchants(500);
  const { rows } = await opened.db.worker.query<{ share: number; some: number }>(
    `select ${shareOf('id')} as share, count(*)::int as some from unnest($1::uuid[]) as id group by 1 order by 1`,
    [merchants],
  );
  expect(rows.map(({ share }) => share)).toEqual(allShares);
  for (const of of [1, 2, 3, shareCount, shareCount + 3]) {
    const all = Array.from({ length: of }, (_, place) => sharesOf({ place, of }));
    expect(all.flat().sort((a, b) => a - b)).toEqual(allShares);
  }
});

it('two number side by side, each its own merchants, and leave no gap', async () => {
  const merchants = await makeMerchants(64);
  // Nothing has waited so long that one takes over what is the other's, however slow the machine.
  await stage(merchants, 40, '-1 hour');
  const second = openDb({ url: opened.database.url, onError: () => undefined });
  const numberers = [opened.db, second].map((db, place) => createNumberer(db, { numbering: () => ({ place, of: 2 }) }));
  const counts = await Promise.all(
    numberers.map(async (numberer) => {
      let events = 0;
      // One that finds the other looking at its shares comes again.
      do events += (await numberer.next(false))?.events ?? 0;
      while ((await staged()) > 0);
      return events;
    }),
  );
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(await staged()).toBe(0);
  const { rows } = await opened.db.worker.query(
    `select merchant_id from event_log where merchant_id = any($1) group by 1 having count(*) <> 40 or max(sequence) <> 40`,
    [merchants],
  );
  expect(rows).toEqual([]);
  await second.close();
});

it('whose sessions hang in the middle loses its turn within three seconds; another goes on, and it writes nothing', async () => {
  const [merchant] = (await makeMerchants(1)) as [string];
  await stage([merchant], 5);
  const paused = openDb({ url: opened.database.url, onError: () => undefined });
  const client = await paused.sequencer.connect();
  client.on('error', () => undefined);
  await client.query('begin');
  await client.query(
    `select set_config('idle_in_transaction_session_timeout', '2500ms', true), pg_advisory_xact_lock_shared($1), pg_advisory_xact_lock($2::int, s)
       from unnest($3::int[]) s`,
    [sequencerLock, shareLocks, allShares],
  );
  await client.query('delete from event_staged');
  const from = performance.now();
  expect(await sequenceBatch(opened.db)).toEqual({ kind: 'busy' });
  // What another should see to, but does not, is taken over once it has waited for a second.
  const other = createNumberer(opened.db, { numbering: () => ({ place: 0, of: 2 }) });
  await vi.waitFor(
    async () => {
      await other.next(false);
      expect(await numbered(merchant)).toBe(5);
    },
    { timeout: 30_000, interval: 50 },
  );
  expect(performance.now() - from).toBeLessThan(10_000);
  await expect(client.query('commit')).rejects.toThrow();
  client.release(true);
  await paused.close();
  expect(await numbered(merchant)).toBe(5);
});
