-- CreateTable
CREATE TABLE "operator_idempotency" (
    "operator" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "mutation" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "fingerprint_key" BIGINT NOT NULL,
    "paths" JSONB NOT NULL,
    "outcome" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_idempotency_pkey" PRIMARY KEY ("operator","key")
);

-- CreateIndex
CREATE INDEX "operator_idempotency_expires_at_idx" ON "operator_idempotency"("expires_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What operators make is no merchant's: nothing that serves a merchant sees it.
ALTER TABLE "operator_idempotency" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "operator_idempotency" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "operator_idempotency" TO paygraph_worker;
GRANT UPDATE ("outcome") ON "operator_idempotency" TO paygraph_worker;

-- Operators' keys have a scope of their own: who may make merchants' keys went on making operators'.
GRANT UPDATE ("scopes") ON "operator_key" TO paygraph_worker;
DO $$ BEGIN
  SET LOCAL ROLE paygraph_worker;
  UPDATE "operator_key" SET "scopes" = "scopes" || '{operators:read,operators:write}' WHERE 'keys:write' = ANY ("scopes") AND "revoked_at" IS NULL;
  RESET ROLE;
END $$;
REVOKE UPDATE ("scopes") ON "operator_key" FROM paygraph_worker;
