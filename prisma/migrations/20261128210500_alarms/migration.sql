-- CreateEnum
CREATE TYPE "inbox_problem" AS ENUM ('UNREADABLE', 'NOT_APPLIED', 'NOT_FOUND');

-- AlterTable
ALTER TABLE "provider_account" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "operation" ADD COLUMN     "overdue_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "inbox" ADD COLUMN     "problem" "inbox_problem",
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- What waits already says why, as far as it is known. What was given up before anybody was told of it is tried once more, which tells of it.
DO $$
BEGIN
  -- The news is hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "inbox" SET "problem" = 'NOT_FOUND'
    WHERE "state" = 'PARKED' OR ("state" = 'DEAD' AND ("last_error" = 'the provider has no such thing' OR "last_error" LIKE 'no % with the provider''s reference %'));
  UPDATE "inbox" SET "problem" = 'NOT_APPLIED' WHERE "state" = 'WAITING' AND "failures" > 0;
  UPDATE "inbox" SET "problem" = 'NOT_APPLIED', "state" = 'WAITING', "failures" = 11, "next_at" = app_now() WHERE "state" = 'DEAD' AND "problem" IS NULL;
  RESET ROLE;
END $$;

-- What waits is listed by merchant; what is unknown is looked for by time.
CREATE INDEX "inbox_waiting" ON "inbox" ("merchant_id", "received_at", "id") WHERE "problem" IS NOT NULL AND "state" <> 'DONE';
CREATE INDEX "operation_unresolved" ON "operation" (coalesce("sent_at", "requested_at")) WHERE "status" = 'UNRESOLVED' AND "overdue_at" IS NULL;

-- A person may look at what could not be read.
GRANT SELECT ON "webhook_receipt" TO paygraph_app;
-- An account is paused and resumed with the event that tells it.
GRANT UPDATE ("paused_at", "version") ON "provider_account" TO paygraph_app;
