-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "created_by" TEXT,
ADD COLUMN     "last_four" TEXT,
ADD COLUMN     "replaced_by" UUID;

-- CreateTable
CREATE TABLE "audit_record" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "reason" TEXT,
    "request_id" TEXT NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "audit_record_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE INDEX "audit_record_merchant_id_created_at_id_idx" ON "audit_record"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "api_key_merchant_id_created_at_id_idx" ON "api_key"("merchant_id", "created_at", "id");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- A merchant's own keys make, restrict and end its keys. The secret, and whose a key is, never change, and what has ended stays ended.
GRANT INSERT ON "api_key" TO paygraph_app;
GRANT UPDATE ("name", "scopes", "expires_at", "revoked_at", "replaced_by") ON "api_key" TO paygraph_app;
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_last_four" CHECK ("last_four" ~ '^[A-Za-z0-9_-]{4}$');
CREATE FUNCTION guard_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.secret_hash, NEW.last_four, NEW.created_by, NEW.created_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.secret_hash, OLD.last_four, OLD.created_by, OLD.created_at) THEN
    RAISE EXCEPTION 'an API key never changes whose it is' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    RAISE EXCEPTION 'a revoked API key stays revoked' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER api_key_guard BEFORE UPDATE ON "api_key" FOR EACH ROW EXECUTE FUNCTION guard_api_key();

-- Row-level security, as for every table of a merchant's. What was done is read and added, and nothing else.
ALTER TABLE "audit_record" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "audit_record" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY merchant ON "audit_record" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
GRANT SELECT, INSERT ON "audit_record" TO paygraph_app, paygraph_worker;
ALTER TABLE "audit_record" ADD CONSTRAINT "audit_record_merchant_id_fkey" FOREIGN KEY ("merchant_id") REFERENCES "merchant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE FUNCTION guard_audit_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an audit record never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER audit_record_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_record" EXECUTE FUNCTION guard_audit_record();
