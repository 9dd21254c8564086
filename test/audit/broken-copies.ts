import pg from 'pg';
import { afterEach, beforeEach } from 'vitest';
import type { InvariantId } from '../../src/audit/check.ts';
import { type AuditOptions, audit } from '../../src/audit/run.ts';
import { copyTestDatabase, type TestDatabase } from '../support/database.ts';

/** A copy of a database for each test, to be broken past every guard. */
export interface BrokenCopies {
  /** Of the test that runs. */
  readonly owner: pg.Client;
  readonly url: string;
  /** What the audit finds wrong with one invariant: the verdict, and a line for each breach. */
  found(id: InvariantId, options?: Partial<AuditOptions>): Promise<string>;
  /** The first column of the first row. */
  one(sql: string): Promise<string>;
}

/** Has each test of the file work on a copy of its own. Nobody may be connected to the original by then. */
export function brokenCopies(original: () => TestDatabase): BrokenCopies {
  let copy: TestDatabase;
  let owner: pg.Client;
  beforeEach(async () => {
    copy = await copyTestDatabase(original());
    owner = new pg.Client({ connectionString: copy.superuserUrl });
    await owner.connect();
    // Neither triggers nor foreign keys stand in the way of what no code of ours would do.
    await owner.query('set session_replication_role = replica');
  });
  afterEach(async () => {
    await owner.end();
    await copy.drop();
  });
  return {
    get owner() {
      return owner;
    },
    get url() {
      return copy.url;
    },
    async found(id, options = {}) {
      const verdict = (await audit({ databaseUrl: copy.url, ...options })).find((one) => one.id === id);
      return `${verdict?.outcome}\n${verdict?.breaches.map(({ row, problem }) => `${row}: ${problem}`).join('\n')}`;
    },
    one: async (sql) => String(Object.values((await owner.query(sql)).rows[0] ?? {})[0]),
  };
}
