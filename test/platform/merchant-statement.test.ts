import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDb } from '../../src/platform/db.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** One connection, which all that is read here shares. */
let db: Db;
let database: TestDatabase;
const merchants = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb({ url: database.url, connectionsMax: 1, onError: () => undefined });
  for (const id of merchants)
    await db.worker.query(
      `insert into merchant (id, name, environment, created_at) values ($1, 'Shop', 'SANDBOX', app_now())`,
      [id],
    );
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const names = { prepared: 'seen', unprepared: null } as const;
const seen = (name: string | null) => ({
  text: 'select id, pg_backend_pid() from merchant where $1::text is not null',
  name,
});
const nobody = `select current_setting('app.merchant'), (select count(*) from merchant)`;

/** Whom a statement without a merchant sees: nobody, on a connection that others have used. */
const left = async () =>
  (await db.forMerchant(merchants[0], async () => 'used')) && db.read('', { text: nobody, name: null }, []);

test.each(Object.entries(names))(
  'reads of two merchants side by side on one connection see their own, %s',
  async (_how, name) => {
    const asked = Array.from({ length: 40 }, (_, i) => merchants[i % 2] ?? '');
    const found = await Promise.all(asked.map((merchant) => db.read(merchant, seen(name), ['x'])));
    expect(found.map((rows) => rows.map(([id]) => id))).toEqual(asked.map((merchant) => [merchant]));
    expect(new Set(found.map(([row]) => row?.[1])).size).toBe(1);
  },
);

test('reads and transactions of two merchants in turn on one connection see their own', async () => {
  const asked = Array.from({ length: 20 }, (_, i) => merchants[Math.floor(i / 2) % 2] ?? '');
  const found = await Promise.all(
    asked.map(async (merchant, i) =>
      i % 2 === 0
        ? (await db.read(merchant, seen('seen'), ['x']))[0]?.[0]
        : (await db.forMerchant(merchant, (tx) => tx.merchant.findMany()))[0]?.id,
    ),
  );
  expect(found).toEqual(asked);
});

test('the merchant is gone with the statement, whether it succeeds, fails or finds nothing', async () => {
  await db.read(merchants[0], seen('seen'), ['x']);
  expect(await left()).toEqual([['', '0']]);
  await expect(db.read(merchants[0], { text: 'select 1 / $1::int', name: null }, ['0'])).rejects.toThrow(
    'division by zero',
  );
  expect(await left()).toEqual([['', '0']]);
  expect(await db.read(merchants[0], { text: 'select 1 where $1', name: null }, ['false'])).toEqual([]);
  expect(await left()).toEqual([['', '0']]);
});

test('without a merchant, or with one that is none, nothing is seen', async () => {
  expect(await db.read('', seen('seen'), ['x'])).toEqual([]);
  await expect(db.read('nobody', seen('seen'), ['x'])).rejects.toThrow('invalid input syntax for type uuid');
  expect((await db.read(merchants[1], seen('seen'), ['x'])).map(([id]) => id)).toEqual([merchants[1]]);
});

test('a statement is prepared once for a connection, and a connection that holds many is ended', async () => {
  const held = async () => {
    const text = `select count(*)::text, pg_backend_pid()::text from pg_prepared_statements where name like 'many_%'`;
    const [row] = await db.read(merchants[0], { text, name: null }, []);
    return { count: Number(row?.[0]), pid: row?.[1] };
  };
  const begun = await held();
  for (let i = 0; i < 3; i++) await db.read(merchants[0], { ...seen('many_0') }, ['x']);
  expect(await held()).toEqual({ count: 1, pid: begun.pid });
  for (let i = 1; i < 500; i++) await db.read(merchants[0], { ...seen(`many_${i}`) }, ['x']);
  const after = await held();
  expect(after.pid).not.toBe(begun.pid);
  expect(after.count).toBeLessThan(100);
});

test('what a list and a text hold arrives as it was', async () => {
  const odd = ['plain', 'a "quoted" one', 'back\\slash', 'comma, {brace}', '', 'NULL'];
  const text = 'select json_build_array($1::text[], $2::text, $3::text)';
  const [row] = await db.read(merchants[0], { text, name: null }, [odd, 'é"\\', null]);
  expect(JSON.parse(row?.[0] ?? '')).toEqual([odd, 'é"\\', null]);
});
