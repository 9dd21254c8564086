import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { releaseLeftBehind } from '../../src/inbox/line.ts';
import { type Incoming, storeIncoming } from '../../src/inbox/store.ts';
import { type Claim, claimDue } from '../../src/platform/leases.ts';
import { type DomainWorld, startDomainWorld } from '../support/domain-world.ts';
import { countRows } from '../support/rows-touched.ts';

/** Which item is taken up next, whoever has how many waiting. */
let world: DomainWorld;
let worker: pg.Pool;
beforeAll(async () => {
  world = await startDomainWorld();
  worker = world.db.worker;
});
afterEach(async () => {
  await worker.query(`update inbox set state = 'DEAD', problem = 'NOT_FOUND', next_at = null, behind = false`);
  await worker.query('delete from inbox');
  await worker.query('delete from webhook_receipt');
});
afterAll(() => world.close());

interface Waiting {
  readonly merchantId: string;
  readonly accountId: string;
  readonly count: number;
  /** The same for all, or each its own. */
  readonly about?: string;
  readonly behind?: boolean;
}

async function aMerchant(): Promise<Omit<Waiting, 'count'>> {
  const merchantId = randomUUID();
  await worker.query(
    `insert into merchant (id, name, environment, created_at) values ($1, 'Another', 'SANDBOX', app_now())`,
    [merchantId],
  );
  return { merchantId, accountId: await world.deps.accounts.save(merchantId, 'GOCARDLESS', {}) };
}

/** Rows as the door would have written them. */
async function waiting({ merchantId, accountId, count, about, behind = false }: Waiting): Promise<void> {
  await worker.query(
    `insert into inbox (merchant_id, id, account_id, provider, receipt_id, dedupe_key, about, item, behind, state, next_at, received_at)
     select $1, lpad(to_hex(extract(epoch from now())::bigint * 1000 + n), 32, '0')::uuid, $2, 'GOCARDLESS', gen_random_uuid(), gen_random_uuid(),
            coalesce($4, 'payment:' || n), '{}', $5 and n > 1, 'WAITING', app_now(), app_now() from generate_series(1, $3) n`,
    [merchantId, accountId, count, about ?? null, behind],
  );
}

const items = (...abouts: readonly string[]) =>
  abouts.map((id) => ({ dedupeKey: randomUUID(), about: { kind: 'receipt', id } as const, body: {} }));

async function incoming(given: Incoming['items']): Promise<Incoming> {
  const connected = await world.deps.accounts.of(world.caller.merchantId, 'GOCARDLESS');
  return {
    merchantId: world.caller.merchantId,
    accountId: connected?.id ?? '',
    provider: 'GOCARDLESS',
    check: 'verified',
    body: new Uint8Array([1]),
    items: given,
    now: new Date(),
  };
}
const arrive = async (...abouts: readonly string[]): Promise<void> =>
  void (await storeIncoming(world.deps, await incoming(items(...abouts))));

async function aboutOf(claims: readonly Claim[]): Promise<readonly string[]> {
  const { rows } = await worker.query<{ about: string }>(
    'select about from inbox where id = any($1::uuid[]) order by id',
    [claims.map(({ id }) => id)],
  );
  return rows.map(({ about }) => about);
}
const claim = async (limit = 50) => aboutOf(await claimDue(world.db.claims, 'inbox', limit));
const finish = (about: string, client: Pick<pg.Pool, 'query'> = worker) =>
  client.query(
    `update inbox set state = 'DONE', done_at = app_now(), next_at = null, lease_token = null, lease_until = null
      where about = $1 and lease_token is not null`,
    [about],
  );

it.each([
  ['things of their own', {}],
  ['one thing', { about: 'payment:one', behind: true }],
])('a claim touches the same rows whether a hundred or ten thousand wait about %s', async (_what, over) => {
  const merchant = await aMerchant();
  const counter = await countRows(world.db.claims);
  const touchedAt = async (count: number): Promise<number> => {
    await waiting({ ...merchant, count, ...over });
    const touched = await counter.touchedBy((claims) => claimDue(claims, 'inbox', 8));
    await worker.query('delete from inbox');
    return touched;
  };
  // The plan is made for few, and kept for many.
  const few = await touchedAt(100);
  const many = await touchedAt(10_000);
  await counter.close();
  expect(few).toBeLessThan(100);
  expect(many).toBeLessThanOrEqual(few);
});

it('merchants take turns, however much one of them has waiting', async () => {
  const many = await aMerchant();
  const few = [await aMerchant(), await aMerchant()];
  await waiting({ ...many, count: 1_000 });
  for (const merchant of few) await waiting({ ...merchant, count: 1 });
  // One slot falls free after the other.
  const taken: string[] = [];
  for (let slot = 0; slot < 3; slot++)
    taken.push(...(await claimDue(world.db.claims, 'inbox', 1)).map(({ merchantId }) => merchantId));
  expect(taken.toSorted()).toEqual([many, ...few].map(({ merchantId }) => merchantId).toSorted());
  // And the rest is there for whoever has it.
  expect(await claimDue(world.db.claims, 'inbox', 20)).toHaveLength(20);
});

it('items about one thing are taken one after the other, those of another thing beside them', async () => {
  await arrive('A', 'A', 'B');
  await arrive('A');
  expect(await claim()).toEqual(['receipt:A', 'receipt:B']);
  expect(await claim()).toEqual([]);
  await finish('receipt:A');
  expect(await claim()).toEqual(['receipt:A']);
  await finish('receipt:A');
  expect(await claim()).toEqual(['receipt:A']);
  await finish('receipt:A');
  expect(await claim()).toEqual([]);
});

it('an item that was not known to wait is marked by the claim that finds it, and goes when the older one has gone', async () => {
  await arrive('A', 'A', 'A');
  await worker.query('update inbox set behind = false');
  expect(await claim()).toEqual(['receipt:A']);
  const { rows } = await worker.query('select behind from inbox order by id');
  expect(rows).toEqual([{ behind: false }, { behind: true }, { behind: true }]);
  await finish('receipt:A');
  expect(await claim()).toEqual(['receipt:A']);
});

it('what comes while the older one is being finished is not held up, and is taken once that is done', async () => {
  await arrive('A');
  expect(await claim()).toEqual(['receipt:A']);
  const applying = await worker.connect();
  try {
    await applying.query('begin');
    await finish('receipt:A', applying as never);
    await arrive('A');
    expect(await claim()).toEqual([]);
    await applying.query('commit');
  } finally {
    applying.release();
  }
  expect(await claim()).toEqual(['receipt:A']);
});

it('an older one is not finished unseen while a new one is being placed behind it', async () => {
  await arrive('A');
  expect(await claim()).toEqual(['receipt:A']);
  const arriving = await worker.connect();
  const finishing = await worker.connect();
  try {
    await arriving.query('begin');
    await storeIncoming(
      { ...world.deps, db: { ...world.db, intake: arriving as unknown as pg.Pool } },
      await incoming(items('A')),
    );
    const { rows } = await finishing.query<{ pid: number }>('select pg_backend_pid() as pid');
    const finished = finish('receipt:A', finishing as never);
    await untilWaiting(rows[0]?.pid ?? 0);
    await arriving.query('commit');
    await finished;
  } finally {
    arriving.release();
    finishing.release();
  }
  expect(await claim()).toEqual(['receipt:A']);
});

it('messages of one moment are stored by one statement, each repeat is counted, and one that cannot be stored fails alone', async () => {
  const statements: unknown[] = [];
  const intake = {
    query(statement: never) {
      statements.push(statement);
      return world.db.intake.query(statement);
    },
  };
  const deps = { ...world.deps, db: { ...world.db, intake: intake as unknown as pg.Pool } };
  const another = await aMerchant();
  const [first, second] = [items('A', 'B'), items('C')];
  const told = await Promise.all([incoming(first), incoming([...first, ...second]), incoming(items('C'))]);
  const stored = await Promise.all([
    ...told.map((each) => storeIncoming(deps, each)),
    storeIncoming(deps, { ...(await incoming(first)), ...another }),
  ]);
  expect(stored).toEqual([0, 2, 0, 0]);
  expect(statements.length).toBeLessThanOrEqual(2);
  const { rows } = await worker.query<{ about: string; behind: boolean; repeats: number }>(
    'select about, behind, duplicate_count as repeats from inbox where account_id = $1 order by id',
    [told[0]?.accountId],
  );
  expect(rows.map(({ about, repeats }) => `${about} ${repeats}`).sort()).toEqual([
    'receipt:A 1',
    'receipt:B 1',
    'receipt:C 0',
    'receipt:C 0',
  ]);
  expect(rows.filter(({ behind }) => behind).map(({ about }) => about)).toEqual(['receipt:C']);
  const { rows: receipts } = await worker.query('select from webhook_receipt');
  expect(receipts).toHaveLength(4);

  const spoilt = await incoming(items('NUL \u0000'));
  const settled = await Promise.allSettled([spoilt, await incoming(second)].map((each) => storeIncoming(deps, each)));
  expect(settled.map((each) => (each.status === 'fulfilled' ? each.value : each.status))).toEqual(['rejected', 1]);
});

it('an item that was left behind by nobody is found and released', async () => {
  await arrive('A', 'B');
  await worker.query(`update inbox set behind = true where about = 'receipt:B'`);
  await arrive('A');
  expect(await claim()).toEqual(['receipt:A']);
  expect(await releaseLeftBehind(world.db)).toBe(1);
  expect(await claim()).toEqual(['receipt:B']);
  expect(await releaseLeftBehind(world.db)).toBe(0);
});

/** Until a session waits for a lock. */
async function untilWaiting(pid: number): Promise<void> {
  for (;;) {
    const { rows } = await worker.query<{ waits: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as waits', [
      pid,
    ]);
    if (rows[0]?.waits) return;
  }
}
