-- CreateTable
CREATE TABLE "process" (
    "id" UUID NOT NULL,
    "roles" TEXT[],
    "version" TEXT NOT NULL,
    "public_url" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "process_pkey" PRIMARY KEY ("id")
);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Which processes live is nobody's but whoever looks after them: nothing that serves a merchant sees it.
ALTER TABLE "process" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "process" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "process" TO paygraph_worker;
GRANT UPDATE ("beat_at") ON "process" TO paygraph_worker;
ALTER TABLE "process" ADD CONSTRAINT "process_roles" CHECK (cardinality("roles") > 0 AND "roles" <@ ARRAY['api', 'worker', 'sequencer', 'deliveries']);
ALTER TABLE "process" ADD CONSTRAINT "process_beat" CHECK ("beat_at" >= "started_at");
