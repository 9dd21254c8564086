-- CreateTable
CREATE TABLE "opened_address" (
    "hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "opened_address_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "opened_address_expires_at_idx" ON "opened_address"("expires_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- It names nobody, and nothing that serves a merchant sees it.
ALTER TABLE "opened_address" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "opened_address" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "opened_address" TO paygraph_worker;
ALTER TABLE "opened_address" ADD CONSTRAINT "opened_address_hash" CHECK (octet_length("hash") = 32);
