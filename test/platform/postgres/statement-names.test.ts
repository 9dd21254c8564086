import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDb } from '../../../src/platform/db.ts';
import { createStatementNames } from '../../../src/platform/postgres/statement-names.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const merchant = '00000000-0000-4000-8000-00000000000a';
let database: TestDatabase;
let owner: pg.Client;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  await owner.query(
    `set role paygraph_worker; insert into merchant (id, name, environment, created_at) values ('${merchant}', 'Shop', 'SANDBOX', now()); reset role;
     create table growing (id int); insert into growing values (1); grant select, insert on growing to paygraph_app, paygraph_worker`,
  );
  db = openDb({ url: database.url, connectionsMax: 1, onError: () => undefined });
});
afterAll(async () => {
  await db.close();
  await owner.end();
  await database.drop();
});

const often = 20;
const times = async (work: () => Promise<unknown>): Promise<void> => {
  for (let i = 0; i < often; i++) await work();
};
let columns = 0;
/** As a migration does while statements that ask for all columns are prepared. */
const migrate = () => owner.query(`alter table growing add column more_${columns++} int`);

it('what Prisma asks often is parsed and planned once, in a session that others use meanwhile', async () => {
  const prepared = () =>
    db.forMerchant(merchant, (tx) =>
      tx.$queryRawUnsafe<{ asked: number; planned: number }[]>(
        `select sum(generic_plans + custom_plans)::int as asked, sum(custom_plans)::int as planned from pg_prepared_statements
          where statement like '%"public"."merchant"%'`,
      ),
    );
  await times(() => db.forMerchant(merchant, (tx) => tx.merchant.findMany({ where: { name: 'Shop' } })));
  const [first] = await prepared();
  await times(() => db.forMerchant(merchant, (tx) => tx.merchant.findMany({ where: { name: 'Shop' } })));
  const [second] = await prepared();
  // The first uses of a session are planned for their values; from then on one plan serves all.
  expect(second?.asked).toBe((first?.asked ?? 0) + often);
  expect(second?.planned).toBeLessThanOrEqual(5);
});

it('a statement of its own that asks for all columns outlives a migration that adds one, and nobody sees it', async () => {
  const all = () => db.worker.query('select * from growing where id = $1', [1]);
  await Promise.all(Array.from({ length: 40 }, all));
  await migrate();
  const rows = (await Promise.all(Array.from({ length: 40 }, all))).flatMap((result) => result.rows);
  expect(new Set(rows.map((row) => Object.keys(row).length))).toEqual(new Set([1 + columns]));
});

it('a transaction that asks for all columns is done again after such a migration, and leaves nothing of the first try', async () => {
  let tries = 0;
  const work = () =>
    db.forMerchant(merchant, async (tx) => {
      tries += 1;
      await tx.$executeRaw`insert into growing (id) values (${tries + 100})`;
      return tx.$queryRaw<object[]>`select * from growing where id = ${1}`;
    });
  await times(work);
  await migrate();
  tries = 0;
  expect(await work()).toHaveLength(1);
  expect(tries).toBe(2);
  const { rows } = await owner.query('select id from growing where id in (101, 102) group by id having count(*) = 1');
  // The first of the early ones stands; of the try that failed nothing does, or there were two.
  expect(rows).toEqual([{ id: 101 }]);
});

it('a refused name ends names for good, and what was asked is asked without', async () => {
  const apart = openDb({ url: database.url, connectionsMax: 1, onError: () => undefined });
  const seen = () => apart.forMerchant(merchant, (tx) => tx.merchant.findMany({ where: { name: 'Shop' } }));
  const prepared = () =>
    apart.forMerchant(merchant, (tx) => tx.$queryRawUnsafe('select name from pg_prepared_statements'));
  await times(seen);
  expect(await prepared()).not.toEqual([]);
  // As by somebody between us who gives the session to another and cleans it up before.
  await apart.forMerchant(merchant, (tx) => tx.$executeRawUnsafe('deallocate all'));
  expect(await seen()).toHaveLength(1);
  await times(seen);
  expect(await prepared()).toEqual([]);
  await apart.close();
});

it('as many names are given as a session can hold, to what comes often', () => {
  const names = createStatementNames(true);
  const asked = Array.from({ length: 1_000 }, (_, i) => `select ${i}`);
  expect(asked.map((text) => names.nameFor(text))).toEqual(asked.map(() => undefined));
  for (let i = 0; i < often; i++) for (const text of asked) names.nameFor(text);
  const given = asked.flatMap((text) => names.nameFor(text) ?? []);
  expect(given.length).toBe(300);
  expect(new Set(given).size).toBe(300);
  expect(names.nameFor('select 1000', 'own')).toBe('own');
  expect(createStatementNames(false).nameFor('select 1', 'own')).toBeUndefined();
});
