import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openDb } from '../../../src/platform/db.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { migrate } from '../../../src/platform/postgres/migrate.ts';
import { type EmbeddedPostgres, startPostgres } from '../../../src/platform/postgres/postgres.ts';
import { verifyRoles } from '../../../src/platform/postgres/roles.ts';
import { databaseAddress } from '../../../src/platform/postgres/session.ts';
import { openShop } from '../../graphql/harness.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { withDatabase } from '../../support/global-setup.ts';

/** Row-level security holds for the login itself, not only for who has taken a role. */
const log = createLogger('silent');
const login = 'paygraph';
const roles = ['paygraph_owner', 'paygraph_app', 'paygraph_worker'] as const;
let database: TestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const db = openDb({ url: database.url, onError: () => undefined });
  await openShop(db, 'One', 'SANDBOX');
  await openShop(db, 'Two', 'SANDBOX');
  await db.close();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

async function asLogin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

it('shows the login nothing of any merchant as long as it has taken no role', async () => {
  const { rows } = await superuser.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
      where table_schema = 'public' and (column_name = 'merchant_id' or table_name = 'merchant')`,
  );
  expect(rows.length).toBeGreaterThan(20);
  await asLogin(database.url, async (client) => {
    for (const { name } of rows) {
      const seen = await client.query(`select count(*)::int as n from ${name}`).then(
        (answer) => answer.rows[0].n,
        (error: Error) => error.message,
      );
      expect([name, seen]).toEqual([name, expect.stringMatching(/^permission denied for (table|view)/)]);
    }
    await expect(client.query('alter table merchant no force row level security')).rejects.toThrow(/must be owner/);
  });
});

const parameters = [
  'options=-c%20statement_timeout%3D5000',
  'options=-c%20role%3Dpaygraph_worker%20-c%20app.merchant%3D00000000-0000-7000-8000-000000000000%20-c%20row_security%3Doff',
  'role=paygraph_worker&timezone=Europe/Copenhagen&statement_timeout=1&query_timeout=1&max=0&client_encoding=LATIN1',
  'options=-c%20TimeZone%3DEurope/Copenhagen%20-c%20search_path%3Dpg_temp&idle_in_transaction_session_timeout=0',
];
it.each(parameters)(
  'gives each session its role, its time zone and its time-outs whatever the address says: %s',
  async (more) => {
    const db = openDb({ url: `${database.url}?${more}`, onError: () => undefined });
    try {
      const { rows } = await db.worker.query(
        `select current_user::text as role, current_setting('TimeZone') as zone, current_setting('statement_timeout') as statement,
              current_setting('idle_in_transaction_session_timeout') as idle`,
      );
      expect(rows).toEqual([{ role: 'paygraph_worker', zone: 'UTC', statement: '10s', idle: '5s' }]);
      const merchants = (id: string) => db.forMerchant(id, (tx) => tx.merchant.findMany());
      expect(await merchants('00000000-0000-7000-8000-000000000000')).toEqual([]);
      const { rows: all } = await db.worker.query<{ id: string }>('select id from merchant');
      expect(all).toHaveLength(2);
      expect(await merchants(all[0]?.id ?? '')).toHaveLength(1);
    } finally {
      await db.close();
    }
  },
);

it('keeps of an address what says how to get there', () => {
  expect(
    databaseAddress('postgres://u:p@h:1/d?sslmode=require&options=endpoint%3Dx&application_name=a&query_timeout=1'),
  ).toBe('postgres://u:p@h:1/d?sslmode=require&options=endpoint%3Dx&application_name=a');
});

it('finds nothing to refuse in a database that was set up by us', async () => {
  await verifyRoles(database.url);
});

it('refuses a superuser, and says what to name instead', async () => {
  await expect(verifyRoles(database.superuserUrl)).rejects.toThrow(
    /the login postgres is a superuser.*create role paygraph login password/,
  );
});

// Each breaks one fact inside this database, and the statement that is named mends it.
const broken = [
  [
    'alter table agreement no force row level security',
    'row-level security is not enabled and forced on public.agreement',
  ],
  ['alter table mail disable row level security', 'row-level security is not enabled and forced on public.mail'],
  [`alter table refund owner to ${login}`, 'paygraph_owner does not own the table public.refund'],
  [`alter schema public owner to ${login}`, `the login ${login} owns the schema public`],
  [
    'create policy all_of_it on journal using (true)',
    'the policy all_of_it on public.journal lets in more than it may',
  ],
  [
    'create policy wide on capture to paygraph_app using (true)',
    'the policy wide on public.capture lets in more than it may',
  ],
] as const;
it.each(broken)('refuses after "%s", names it, and names the statement that mends it', async (statement, fact) => {
  await superuser.query(statement);
  const error: Error = await verifyRoles(database.url).then(
    () => new Error('not refused'),
    (refusal) => refusal,
  );
  expect(error.message).toContain(fact);
  for (const mend of error.message.matchAll(/mend it with: (.*)$/gm)) await superuser.query(mend[1] ?? '');
  await verifyRoles(database.url);
});

/** Roles belong to a server: what breaks them has one of its own. */
let server: EmbeddedPostgres;
let dataDir: string;
let admin: pg.Client;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'paygraph-roles-'));
  server = await startPostgres({ dataDir, settings: { fsync: 'off' }, log });
  admin = new pg.Client({ connectionString: server.superuserUrl });
  admin.on('error', () => undefined);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function makeLogin(name: string, rights: string): Promise<string> {
  await admin.query(`create role ${name} login ${rights} password 'x'`);
  await admin.query(`create database ${name} owner ${name}`);
  const address = new URL(withDatabase(server.superuserUrl, name));
  Object.assign(address, { username: name, password: 'x' });
  return address.href;
}
async function dropRoles(): Promise<void> {
  await admin.query(`drop owned by ${roles.join(', ')} cascade; drop role ${roles.join(', ')}`);
}

it('sets everything up by itself for a login that may create roles', async () => {
  await dropRoles();
  const url = await makeLogin('maker', 'createrole');
  await migrate({ databaseUrl: url, log });
  await verifyRoles(url);
  await asLogin(url, async (client) => {
    await expect(client.query('select from merchant')).rejects.toThrow('permission denied');
  });
});

it('carries over a database whose tables the login owned, with its rows and without the rights that it had', async () => {
  const url = withDatabase(server.superuserUrl, 'maker');
  await asLogin(url, async (client) => {
    await client.query(`
      alter schema public owner to pg_database_owner;
      do $$ declare each text; begin
        for each in select oid::regclass from pg_class where relowner = 'paygraph_owner'::regrole and relkind in ('r', 'v') loop
          execute format('alter table %s owner to maker', each); end loop;
        for each in select oid::regprocedure from pg_proc where proowner = 'paygraph_owner'::regrole loop
          execute format('alter routine %s owner to maker', each); end loop;
        for each in select oid::regtype from pg_type where typowner = 'paygraph_owner'::regrole and typtype = 'e' loop
          execute format('alter type %s owner to maker', each); end loop;
      end $$;
      drop owned by paygraph_owner cascade; drop role paygraph_owner;
      set role maker; grant paygraph_app, paygraph_worker to maker with inherit true; set role paygraph_worker;
      insert into merchant (id, name, environment, created_at) values (gen_random_uuid(), 'Old', 'SANDBOX', now())`);
  });
  const address = new URL(url);
  Object.assign(address, { username: 'maker', password: 'x' });
  await asLogin(address.href, async (client) => {
    expect((await client.query('select name from merchant')).rows).toEqual([{ name: 'Old' }]);
  });
  await migrate({ databaseUrl: address.href, log });
  await verifyRoles(address.href);
  const db = openDb({ url: address.href, onError: () => undefined });
  expect((await db.worker.query('select name from merchant')).rows).toEqual([{ name: 'Old' }]);
  await db.close();
});

it('tells a login that may not create roles what an administrator runs once, and that is enough', async () => {
  const url = await makeLogin('plain', '');
  const refusal: Error = await migrate({ databaseUrl: url, log }).then(
    () => new Error('not refused'),
    (error) => error,
  );
  const statements = [...refusal.message.matchAll(/mend it with: (.*)$/gm)].map((match) => match[1] ?? '');
  expect(statements).toContain('grant paygraph_app to plain with inherit false, set true');
  await asLogin(withDatabase(server.superuserUrl, 'plain'), async (client) => {
    for (const statement of statements) await client.query(statement);
  });
  await migrate({ databaseUrl: url, log });
  await verifyRoles(url);
});

it('serves with a login that is no member of the owner, once the migrations are applied', async () => {
  const url = await makeLogin('server', '');
  await admin.query('grant paygraph_app, paygraph_worker to server with inherit false, set true');
  const address = new URL(url);
  address.pathname = '/plain';
  expect(await migrate({ databaseUrl: address.href, log })).toEqual([]);
  await verifyRoles(address.href);
});

it.each([
  [
    'grant paygraph_worker to plain with inherit true',
    'the login plain has the rights of paygraph_worker without taking the role',
  ],
  ['alter role paygraph_app bypassrls', 'the role paygraph_app is a superuser or passes row-level security'],
  ['grant paygraph_worker to paygraph_app', 'paygraph_app is a member of paygraph_worker'],
  ['revoke paygraph_owner, paygraph_app from plain', 'the login plain may not take the role paygraph_app'],
])('refuses after "%s", and names the statement that mends it', async (statement, fact) => {
  const address = new URL(withDatabase(server.superuserUrl, 'plain'));
  Object.assign(address, { username: 'plain', password: 'x' });
  await admin.query(statement);
  const refusal: Error = await verifyRoles(address.href).then(
    () => new Error('not refused'),
    (error) => error,
  );
  expect(refusal.message).toContain(fact);
  for (const mend of refusal.message.matchAll(/mend it with: (.*)$/gm)) await admin.query(mend[1] ?? '');
  await verifyRoles(address.href);
});

it('carries over an embedded database whose tables the superuser owned', async () => {
  const one = inject('postgres');
  expect(new URL(one.url).username).toBe(login);
  await asLogin(server.superuserUrl, async (client) => {
    await client.query(`create table merchant (id uuid primary key); create table _prisma_migrations (id int)`);
  });
  await server.stop();
  server = await startPostgres({ dataDir, settings: { fsync: 'off' }, log });
  admin = new pg.Client({ connectionString: server.superuserUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  const { rows } = await admin.query(
    `select distinct relowner::regrole::text as owner from pg_class where relname in ('merchant', '_prisma_migrations')`,
  );
  expect(rows).toEqual([{ owner: 'paygraph_owner' }]);
});
