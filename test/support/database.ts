import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, inject, TestRunner } from 'vitest';
import { withDatabase } from './global-setup.ts';

export interface TestDatabase {
  /** Connects the superuser, who owns the tables. */
  readonly url: string;
  /** Removes it, unless a test has failed since it was made: then it is kept for a look, and its address printed at the end. */
  drop(): Promise<void>;
}

let failures = 0;
afterEach(({ task }) => {
  if (task.result?.state === 'fail') failures += 1;
});

/** A database of one's own with every migration applied: a copy of the template, which takes about a tenth of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('postgres').template);
}

/** One without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = inject('postgres');
  const failuresBefore = failures;
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await run(server.url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: withDatabase(server.url, name),
    async drop() {
      const failsNow = TestRunner.getCurrentTest()?.result?.state === 'fail';
      if (!failsNow && failures === failuresBefore)
        await run(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
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
