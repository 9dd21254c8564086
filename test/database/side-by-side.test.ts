import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { breachesOf, sideBySideSince } from '../../prisma/side-by-side.ts';

it.each([
  'DROP TABLE "mail"',
  'ALTER TABLE "mail" DROP COLUMN "tries"',
  'ALTER TABLE "mail" DROP "tries"',
  'ALTER TABLE "mail" RENAME TO "letter"',
  'ALTER TABLE "mail" RENAME COLUMN "tries" TO "attempts"',
  'ALTER TABLE "mail" ALTER COLUMN "tries" SET DATA TYPE BIGINT',
  'ALTER TABLE "mail" ALTER COLUMN "about" SET NOT NULL',
  'ALTER TABLE "mail" ALTER COLUMN "tries" DROP DEFAULT',
  'ALTER TABLE "mail" ADD COLUMN     "kind" TEXT NOT NULL',
  'ALTER TABLE "mail" ADD COLUMN "a" TEXT, ADD COLUMN "kind" TEXT NOT NULL',
  "ALTER TYPE \"PaymentStatus\" RENAME VALUE 'PAID' TO 'SETTLED'",
  'DROP TYPE "PaymentStatus"',
  'CREATE INDEX "event_x" ON "event"("payment_id")',
  'CREATE UNIQUE INDEX "event_x" ON "event"("payment_id")',
  'ALTER TABLE "event" ADD CONSTRAINT "x" CHECK ("subject_version" > 0)',
  'ALTER TABLE "event" ADD CONSTRAINT "x" FOREIGN KEY ("merchant_id") REFERENCES "merchant"("id")',
  'ALTER TABLE "event" ADD CONSTRAINT "x" UNIQUE ("id")',
  'ALTER TABLE "event" ADD COLUMN "x" UUID NOT NULL DEFAULT gen_random_uuid()',
  'UPDATE "event" SET "traceparent" = NULL',
  'DELETE FROM "inbox" WHERE "state" = \'DEAD\'',
  'TRUNCATE "mail"',
  'LOCK TABLE "mail"',
  'REVOKE SELECT ON "mail" FROM paygraph_app',
  '-- a comment; DROP is said here\n  drop   table\n mail ;',
  'CREATE INDEX CONCURRENTLY "event_x" ON "event"("payment_id"); SELECT 1',
])('refuses %s', (sql) => {
  const breaches = breachesOf(sql);
  expect(breaches).toHaveLength(1);
  expect(breaches[0]?.why.length).toBeGreaterThan(10);
});

it.each([
  'CREATE TABLE "x" ("id" UUID NOT NULL)',
  'CREATE TABLE "x" ("id" UUID NOT NULL); CREATE INDEX "y" ON "x"("id"); ALTER TABLE "x" ADD CONSTRAINT "z" CHECK (true)',
  'ALTER TABLE "mail" ADD COLUMN "kind" TEXT',
  'ALTER TABLE "mail" ADD COLUMN "kind" TEXT NOT NULL DEFAULT \'x; DROP TABLE mail\'',
  'ALTER TABLE "event" ADD COLUMN "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP',
  'ALTER TABLE "event" ADD CONSTRAINT "x" CHECK ("subject_version" > 0) NOT VALID',
  'ALTER TABLE "event" VALIDATE CONSTRAINT "x"',
  'ALTER TABLE "event" DROP CONSTRAINT "x"',
  'ALTER TABLE "event" ALTER COLUMN "traceparent" DROP NOT NULL',
  'CREATE INDEX CONCURRENTLY "event_x" ON "event"("payment_id")',
  'CREATE INDEX "mail_x" ON "mail"("about")',
  'ALTER TYPE "EventType" ADD VALUE \'PAYMENT_HELD\'',
  'GRANT SELECT ON "mail" TO paygraph_app',
  'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE mail; END $$',
  "INSERT INTO state_move VALUES ('a', 'b', 'c')",
  '/* DROP TABLE mail; */ SELECT 1',
])('lets pass %s', (sql) => {
  expect(breachesOf(sql)).toEqual([]);
});

it('takes an exception with a reason, for the one statement behind it', () => {
  const sql = '-- side by side: no version that was released has ever read it\nDROP TABLE "x";\n';
  expect(breachesOf(sql)).toEqual([]);
  expect(breachesOf(`${sql}DROP TABLE "y";`)).toMatchObject([{ statement: 'drop table y' }]);
  expect(breachesOf('-- side by side:\nDROP TABLE "x";')).toHaveLength(1);
});

it('would have refused some of what was written before, and is right about it', () => {
  const folder = join(import.meta.dirname, '../../prisma/migrations');
  const breaking = readdirSync(folder)
    .filter((name) => name < sideBySideSince && !name.endsWith('.toml'))
    .filter((name) => breachesOf(readFileSync(join(folder, name, 'migration.sql'), 'utf8')).length > 0);
  expect(breaking).toContain('20261128010000_event_log_names');
  expect(breaking).not.toContain('20261129064024_processes');
});
