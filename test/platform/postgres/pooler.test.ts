import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDatabase } from '../../../src/app/prepare-database.ts';
import { type Db, openDb } from '../../../src/platform/db.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { findWay, prepareLogin } from '../../../src/platform/postgres/pooler.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Pooler, pgbouncerVersion, startPgbouncer } from '../../support/pgbouncer.ts';

const log = createLogger('silent');
const merchants = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const namesKept = Number(pgbouncerVersion?.replace(/^(\d+)\.(\d+).*/, '$1.$2')) >= 1.21;
/** What `app.merchant` is while nobody is meant: the server says either. */
const nobody = expect.toBeOneOf(['', null]);
let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  await owner.query(
    `set role paygraph_worker; insert into merchant (id, name, environment, created_at)
       select id::uuid, 'Shop', 'SANDBOX', now() from unnest(array['${merchants.join(`','`)}']) as id; reset role`,
  );
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

it('sees that nothing stands between', async () => {
  expect(await findWay(database.url)).toEqual({ sharesSessions: false, keepsNames: true });
});

/** A pooler's sessions are used the same way where there is none, so this needs no PgBouncer. */
describe('sessions that are lent for one transaction', () => {
  let db: Db;
  let login: string;
  beforeAll(async () => {
    login = new URL(database.url).username;
    await prepareLogin(database.url, database.url, log);
    db = openDb({ url: database.url, directUrl: database.url, connectionsMax: 1, onError: () => undefined });
    // The first takes as long as it takes to load the engine.
    await db.forMerchant(merchants[0], (tx) => tx.merchant.findMany());
  });
  afterAll(() => db.close());
  const seen = { text: 'select id from merchant where $1::text is not null', name: 'seen' };
  const kept = `select current_user as role, current_setting('app.merchant', true) as merchant, current_setting('enable_sort') as sort`;

  it('take their role and their merchant with each statement and each transaction, and keep neither', async () => {
    const asked = Array.from({ length: 30 }, (_, i) => merchants[i % 2] ?? '');
    const found = await Promise.all(
      asked.map(async (merchant, i) =>
        i % 3 === 0
          ? (await db.forMerchant(merchant, (tx) => tx.merchant.findMany())).map(({ id }) => id)
          : i % 3 === 1
            ? (await db.reader(merchant).merchant.findMany()).map(({ id }) => id)
            : (await db.read(merchant, seen, ['x'])).map(([id]) => id),
      ),
    );
    expect(found).toEqual(asked.map((merchant) => [merchant]));
    expect((await db.worker.query(kept)).rows).toEqual([{ role: 'paygraph_worker', merchant: nobody, sort: 'on' }]);
    expect((await db.claims.query({ text: `${kept} where $1`, values: [true], rowMode: 'array' })).rows).toEqual([
      ['paygraph_worker', nobody, 'off'],
    ]);
    // What a session is between two transactions: the login itself, which sees nothing.
    const { rows } = await owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and usename = $1 and state = 'idle'`,
      [login],
    );
    expect(rows.length).toBeGreaterThan(2);
  });

  it('run what is begun, in several statements or one, and what fails in it', async () => {
    const client = await db.worker.connect();
    await client.query('begin read only; set local statement_timeout = 1000');
    expect((await client.query(kept)).rows[0]).toMatchObject({ role: 'paygraph_worker' });
    await expect(client.query('select 1 / 0')).rejects.toThrow('division by zero');
    await client.query('rollback');
    await expect(client.query('select 1 / $1::int', [0])).rejects.toThrow('division by zero');
    expect((await client.query('select 1 as one, $1::text as two', ['2'])).rows).toEqual([{ one: 1, two: '2' }]);
    expect(
      await client.query(
        "insert into merchant (id, name, environment, created_at) select gen_random_uuid(), 'x', 'SANDBOX', now() where false",
      ),
    ).toMatchObject({ command: 'INSERT', rowCount: 0 });
    client.release();
    const [, , , rows] = (await db.worker
      .query('begin; select 1 as a; select 2 as b; commit')
      .catch((e) => e)) as unknown as pg.QueryResult[];
    expect(rows?.rows).toEqual([{ b: 2 }]);
  });

  it('are refused where the login begins otherwise, with the statement that mends it', async () => {
    await owner.query(
      `alter role ${login} in database ${new URL(database.url).pathname.slice(1)} set timezone = 'Asia/Tokyo'`,
    );
    const other = openDb({ url: database.url, directUrl: database.url, connectionsMax: 1, onError: () => undefined });
    const refusal: Error = await other.worker.query('select 1').then(
      () => new Error('not refused'),
      (error) => error,
    );
    expect(refusal.message).toMatch(
      /TimeZone "Asia\/Tokyo"; expected UTC\. Mend it with: alter role "paygraph" in database "\w+" set TimeZone = 'UTC'/,
    );
    await owner.query(/Mend it with: ([^;]*);/.exec(refusal.message)?.[1] ?? '');
    await other.worker.query('select 1');
    await other.close();
  });
});

describe.skipIf(pgbouncerVersion === null)('PgBouncer in front (skipped: it is not installed)', () => {
  let pooler: Pooler;
  beforeAll(async () => {
    pooler = await startPgbouncer(database.url, { size: 2 });
  });
  afterAll(() => pooler.close());

  it('by transaction is seen, and refused without a direct address', async () => {
    expect(await findWay(pooler.url)).toEqual({ sharesSessions: true, keepsNames: namesKept });
    const config = { databaseUrl: pooler.url, namedStatements: null };
    await expect(prepareDatabase(config, { url: pooler.url, directUrl: null }, log)).rejects.toThrow(
      'DATABASE_DIRECT_URL',
    );
    expect(await prepareDatabase(config, { url: pooler.url, directUrl: database.url }, log)).toBe(namesKept);
    expect(
      await prepareDatabase({ ...config, namedStatements: false }, { url: pooler.url, directUrl: database.url }, log),
    ).toBe(false);
  });

  it('by session is seen as sessions of our own', async () => {
    const bySession = await startPgbouncer(database.url, { mode: 'session' });
    expect(await findWay(bySession.url)).toEqual({ sharesSessions: false, keepsNames: true });
    await bySession.close();
  });

  it('lets a crowd of two merchants share two sessions, and each sees its own', async () => {
    const db = openDb({
      url: pooler.url,
      directUrl: database.url,
      namedStatements: namesKept,
      onError: () => undefined,
    });
    const statement = { text: 'select id, pg_backend_pid() from merchant where $1::text is not null', name: 'mine' };
    await db.forMerchant(merchants[0], (tx) => tx.merchant.findMany());
    const sessions = new Set<string | null | undefined>();
    await Promise.all(
      Array.from({ length: 160 }, async (_, i) => {
        const merchant = merchants[i % 2] ?? '';
        if (i % 4 < 2) {
          const [row] = await db.read(merchant, statement, ['x']);
          sessions.add(row?.[1]);
          expect(row?.[0]).toBe(merchant);
        } else if (i % 8 < 6) {
          const found = await db.forMerchant(merchant, async (tx) => [
            ...(await tx.merchant.findMany()),
            ...(await tx.merchant.findMany()),
          ]);
          expect(found.map(({ id }) => id)).toEqual([merchant, merchant]);
        } else {
          const { rows } = await db.worker.query('select count(*)::int as n from merchant');
          expect(rows).toEqual([{ n: 2 }]);
        }
      }),
    );
    expect(sessions.size).toBeLessThanOrEqual(2);
    // Nobody's session keeps what one of them was.
    const login = new pg.Client({ connectionString: pooler.url });
    await login.connect();
    for (let i = 0; i < 10; i++) {
      const { rows } = await login.query(
        `select current_user = session_user as login, coalesce(current_setting('app.merchant', true), '') as merchant`,
      );
      expect(rows).toEqual([{ login: true, merchant: '' }]);
    }
    await login.end();
    await db.close();
  });

  it('that refuses names when we use them is asked without, and nobody sees it', async () => {
    const db = openDb({ url: pooler.url, directUrl: database.url, onError: () => undefined });
    const statement = { text: 'select id from merchant where $1::text is not null', name: 'again' };
    for (let round = 0; round < 5; round++)
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const merchant = merchants[i % 2] ?? '';
          expect(await db.read(merchant, statement, ['x'])).toEqual([[merchant]]);
          const found = await db.forMerchant(merchant, (tx) => tx.merchant.findMany({ where: { name: 'Shop' } }));
          expect(found.map(({ id }) => id)).toEqual([merchant]);
          const worked = db.worker.query({
            text: 'select id from merchant where id = $1',
            name: 'ours',
            values: [merchant],
          });
          expect((await worked).rows).toEqual([{ id: merchant }]);
        }),
      );
    await db.close();
  });
});
