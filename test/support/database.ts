import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, inject, TestRunner } from 'vitest';
import type { InvariantId } from '../../src/audit/check.ts';
import { audit, broken, inWords } from '../../src/audit/run.ts';
import { type Db, openDb } from '../../src/platform/db.ts';
import { withDatabase } from './global-setup.ts';

export interface TestDatabase {
  /** Connects the login that serves, as the product is given it. */
  readonly url: string;
  /** Connects the superuser, whom nothing but the database itself holds back. */
  readonly superuserUrl: string;
  /** Judges it beside the provider's book while the sandbox still runs; once more after `settle` where it finds something, since a clock that was moved by days makes a thing late that is being worked on. Without this, `drop` judges it without the book. */
  audit(sandboxUrl: string | null, settle?: () => Promise<unknown>): Promise<void>;
  /**
   * Judges it and removes it, unless a test has failed since it was made: then it is kept for a look, and its address printed at
   * the end.
   */
  drop(): Promise<void>;
}

/** What the tests of a file break on purpose, by its name. All else is audited when its database is dropped. */
export interface Breaking {
  readonly breaks?: readonly InvariantId[];
}

let failures = 0;
afterEach(({ task }) => {
  if (task.result?.state === 'fail') failures += 1;
});

/** A database of one's own with every migration applied: a copy of the template, which takes about a tenth of a second. */
export async function createTestDatabase({ breaks = [] }: Breaking = {}): Promise<TestDatabase> {
  return createDatabase(inject('postgres').template, breaks);
}

/** A database seen from both sides: by a superuser, whom nothing but the database itself holds back, and as the product sees it. */
export interface OpenedDatabase {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly owner: pg.Client;
  close(): Promise<void>;
}

export async function openTestDatabase(breaking?: Breaking): Promise<OpenedDatabase> {
  const database = await createTestDatabase(breaking);
  const db = openDb({ url: database.url, onError: () => undefined });
  const owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
  return {
    database,
    db,
    owner,
    async close() {
      await owner.end();
      await db.close();
      await database.drop();
    },
  };
}

/** One without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0', null);
}

/** A copy of one that nobody is connected to. It is never audited: it was made to be broken. */
export async function copyTestDatabase({ url }: TestDatabase): Promise<TestDatabase> {
  return createDatabase(new URL(url).pathname.slice(1), null);
}

async function createDatabase(template: string, breaks: readonly InvariantId[] | null): Promise<TestDatabase> {
  const server = inject('postgres');
  const failuresBefore = failures;
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await run(server.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = withDatabase(server.url, name);
  const failed = (): boolean =>
    TestRunner.getCurrentTest()?.result?.state === 'fail' || failures > failuresBefore || keep;
  let audited = breaks === null;
  let keep = false;
  const judge = async (sandboxUrl: string | null, settle?: () => Promise<unknown>): Promise<void> => {
    if (audited || failed()) return;
    audited = true;
    const look = async () => broken(await audit({ databaseUrl: url, sandboxUrl, except: breaks ?? [] }));
    let wrong = await look();
    if (wrong.length > 0 && settle) {
      await settle();
      wrong = await look();
    }
    keep = wrong.length > 0;
    if (keep) throw new Error(`the audit of ${url} found:\n${inWords(wrong)}`);
  };
  return {
    url,
    superuserUrl: withDatabase(server.superuserUrl, name),
    audit: judge,
    async drop() {
      await judge(null);
      if (!failed()) await run(server.superuserUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
