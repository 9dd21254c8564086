-- AlterTable
ALTER TABLE "merchant" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "operator_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "last_four" TEXT NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_key_secret_hash_key" ON "operator_key"("secret_hash");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- A key of an operator is no merchant's: nothing that serves a merchant sees it.
ALTER TABLE "operator_key" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "operator_key" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "operator_key" TO paygraph_worker;
GRANT UPDATE ("revoked_at", "last_used_at") ON "operator_key" TO paygraph_worker;
ALTER TABLE "operator_key" ADD CONSTRAINT "operator_key_last_four" CHECK ("last_four" ~ '^[A-Za-z0-9_-]{4}$');
ALTER TABLE "operator_key" ADD CONSTRAINT "operator_key_ends" CHECK ("expires_at" > "created_at" AND "expires_at" <= "created_at" + interval '366 days');
CREATE FUNCTION guard_operator_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    RAISE EXCEPTION 'a revoked operator key stays revoked' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operator_key_guard BEFORE UPDATE ON "operator_key" FOR EACH ROW EXECUTE FUNCTION guard_operator_key();

-- A merchant is suspended, resumed or renamed, and otherwise stays what it is: its money is real for ever, or never.
CREATE FUNCTION guard_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.environment, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.environment, OLD.created_at) THEN
    RAISE EXCEPTION 'a merchant never changes its environment' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merchant_guard BEFORE UPDATE ON "merchant" FOR EACH ROW EXECUTE FUNCTION guard_merchant();
-- Every process hears of it as of a key that has changed; `*` stands for all keys.
CREATE FUNCTION tell_merchant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('paygraph_api_key', '*');
  RETURN NULL;
END $$;
CREATE TRIGGER merchant_changed AFTER UPDATE OF "suspended_at", "name" ON "merchant" FOR EACH ROW EXECUTE FUNCTION tell_merchant_changed();

-- An account is connected, and its settings saved anew, in the transaction that keeps who did it.
GRANT INSERT ON "provider_account" TO paygraph_app;
GRANT UPDATE ("settings_sealed", "callback_url", "next_poll_at") ON "provider_account" TO paygraph_app;
