import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { claimDue } from '../../src/platform/leases.ts';
import { enterSession } from '../../src/platform/postgres/session.ts';
import { residentBytes, startChild } from './children.ts';
import { median } from './load.ts';
import type { Measure, Outcome } from './measure.ts';
import { worker } from './reads.ts';
import { inRounds } from './rounds.ts';
import { type Shape, shapes } from './shapes.ts';
import type { Stage } from './stage.ts';

/** The product beside itself: with more data, with more that waits, and from its start on. */
export const growth: readonly Measure[] = [
  ...shapes
    .filter(({ name }) => ['one', 'list-50', 'nested', 'events'].includes(name))
    .map((shape) => ({
      name: `growth-${shape.name}`,
      what: `${shape.what}, with all the data`,
      against: 'itself with little of it',
      reach: { perSecond: 0.83 },
      run: (stage: Stage) => grown(stage, shape),
    })),
  {
    name: 'claim',
    what: 'claim of one item of news, with many that wait',
    against: 'itself with 100 that wait: the same pages of the database touched',
    reach: { limit: 0.5 },
    run: claims,
  },
  {
    name: 'start',
    what: '`npm start` with its own database, warm, to ready; memory at rest',
    against: '1.5 s, 180 MB',
    reach: { limit: 1 },
    run: start,
  },
];

async function grown(stage: Stage, shape: Shape): Promise<Outcome> {
  const [large, small] = [await stage.product(), await stage.small()];
  const { results, ratio } = await inRounds(
    {
      large: worker(large, await shape.ours(large.ask, stage.depth)),
      small: worker(small, await shape.ours(small.ask, stage.depth)),
    },
    stage.rounds,
  );
  return { ours: results.large, others: { 'little data': results.small }, ratios: ratio('large', 'small') };
}

/** In a database of its own, in which nobody else is at work. */
async function claims(stage: Stage): Promise<Outcome> {
  const database = await stage.database.copy();
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  const pool = new pg.Pool({
    connectionString: database.url,
    max: 1,
    async onConnect(client) {
      await enterSession(client, 'paygraph_worker');
      await client.query(`set statement_timeout = '60s'`);
    },
  });
  await owner.connect();
  const found: { readonly waiting: number; readonly pages: number; readonly ms: number }[] = [];
  try {
    for (const [index, waiting] of stage.waiting.entries()) {
      await owner.query(waitFor, [stage.waiting[index - 1] ?? 0, waiting - 1]);
      await owner.query('vacuum analyze inbox');
      found.push({ waiting, ...(await costOfClaim(pool, owner)) });
    }
  } finally {
    await pool.end();
    await owner.end();
    await database.close();
  }
  const [least, most] = [found[0], found.at(-1)];
  const figures = found.map(({ waiting, pages, ms }) => [
    `${waiting.toLocaleString('en')} waiting`,
    { 'pages each': pages, p50Ms: ms },
  ]);
  return {
    ours: { 'pages each': most?.pages, p50Ms: most?.ms ?? 0 },
    others: Object.fromEntries(figures),
    ratios: { limit: (least?.pages ?? 0) / (most?.pages ?? 0) },
  };
}

const claimsCounted = 50;

async function costOfClaim(pool: pg.Pool, owner: pg.Client) {
  const pages = async (): Promise<number> => {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await owner.query<{ pages: string }>(
      'select sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)) as pages from pg_statio_user_tables',
    );
    return Number(rows[0]?.pages);
  };
  await claimDue(pool, 'inbox', 1);
  const before = await pages();
  const took: number[] = [];
  for (let claim = 0; claim < claimsCounted; claim++) {
    const from = performance.now();
    if ((await claimDue(pool, 'inbox', 1)).length === 0) throw new Error('nothing was claimed');
    took.push(performance.now() - from);
  }
  return { pages: ((await pages()) - before) / claimsCounted, ms: median(took) };
}

/** News of as many payments, all of them due, spread over the merchants as their payments are. */
const waitFor = `
  insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, state, next_at, received_at)
  select p.merchant_id, (lpad(to_hex(i), 12, '0') || '70008000000000000000')::uuid, p.account_id, 'MOBILEPAY', gen_random_uuid(), 'waiting-' || i,
         'payment:' || i, '{}', 'WAITING', '2026-01-01Z', '2026-01-01Z'
    from generate_series($1::bigint, $2::bigint) i
    join (select merchant_id, account_id, row_number() over () - 1 as number, count(*) over () as total from
           (select merchant_id, account_id from one_off_payment limit 100000) paid) p on p.number = i % p.total`;

const restMs = 4_000;
const starts = 3;

async function start(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'paygraph-bench-'));
  const env = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' };
  const [readyMs, bytes]: [number[], number[]] = [[], []];
  try {
    // The first one makes the cluster and compiles what is loaded.
    for (let round = 0; round <= starts; round++) {
      const child = await startChild({ file: 'src/start.mjs', env, ready: 'API key' });
      await wait(round > 0 ? restMs : 0);
      if (round > 0) readyMs.push(child.startedInMs);
      if (round > 0) bytes.push(residentBytes(child.pid));
      await child.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const [ms, megabytes] = [median(readyMs), median(bytes) / 1_000_000];
  return {
    ours: { 'ready after ms': ms, MB: megabytes },
    others: {},
    ratios: { limit: Math.min(1_500 / ms, 180 / megabytes) },
  };
}
