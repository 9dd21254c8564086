-- AlterTable
ALTER TABLE "process" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(64) NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "open_connection" (
    "key" VARCHAR(64) NOT NULL,
    "process_id" UUID NOT NULL,
    "open" INTEGER NOT NULL,

    CONSTRAINT "open_connection_pkey" PRIMARY KEY ("key","process_id")
);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Of use for seconds, and begun anew after a crash: no log has to carry it. A bucket is written about once a second.
ALTER TABLE "rate_limit" SET UNLOGGED;
ALTER TABLE "rate_limit" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE "open_connection" SET UNLOGGED;

-- They are no merchant's: the application's role sees none of it.
ALTER TABLE "rate_limit" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "rate_limit" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "rate_limit" TO paygraph_worker;
ALTER TABLE "open_connection" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "open_connection" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "open_connection" TO paygraph_worker;
ALTER TABLE "open_connection" ADD CONSTRAINT "open_connection_open" CHECK ("open" >= 0);
