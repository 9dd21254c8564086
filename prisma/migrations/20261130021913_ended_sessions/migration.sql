-- CreateTable
CREATE TABLE "ended_session" (
    "hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ended_session_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "ended_session_expires_at_idx" ON "ended_session"("expires_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- It names nobody, and nothing that serves a merchant sees it.
ALTER TABLE "ended_session" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "ended_session" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "ended_session" TO paygraph_worker;
ALTER TABLE "ended_session" ADD CONSTRAINT "ended_session_hash" CHECK (octet_length("hash") = 32);
