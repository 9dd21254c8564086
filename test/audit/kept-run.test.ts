import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditAndKeep, lastAuditRun } from '../../src/audit/kept-run.ts';
import { openDb } from '../../src/platform/db.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: ReturnType<typeof openDb>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb({ url: database.url, onError: () => undefined });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it('keeps what an audit found and when, for ever, and tells of each check as it is done', async () => {
  expect(await lastAuditRun(db)).toBeNull();
  const told: string[] = [];
  const results = await auditAndKeep(db, { databaseUrl: database.url, onResult: ({ id }) => void told.push(id) });
  expect(told).toEqual(results.map(({ id }) => id));
  const kept = await lastAuditRun(db);
  expect(kept).toMatchObject({ broken: false, finishedAt: expect.any(Date) });
  expect(kept?.checks).toEqual(results.map(({ id, outcome, breachCount }) => ({ id, outcome, breachCount })));
  await expect(db.worker.query('update audit_run set broken = true')).rejects.toThrow('permission denied');
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  try {
    for (const change of ['update audit_run set broken = true', 'delete from audit_run', 'truncate audit_run'])
      await expect(superuser.query(change)).rejects.toThrow('the record of an audit never changes');
  } finally {
    await superuser.end();
  }
});
