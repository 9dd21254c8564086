-- AlterTable
ALTER TABLE "process" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(64) NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Of use for seconds, and begun anew after a crash: no log has to carry it. A bucket is written about once a second.
ALTER TABLE "rate_limit" SET UNLOGGED;
ALTER TABLE "rate_limit" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- They are no merchant's: the application's role sees none of it.
ALTER TABLE "rate_limit" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "rate_limit" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "rate_limit" TO paygraph_worker;
