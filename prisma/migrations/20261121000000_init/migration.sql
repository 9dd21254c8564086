-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "provider" AS ENUM ('MOBILEPAY', 'BETALINGSSERVICE', 'GOCARDLESS', 'BUCKAROO');

-- CreateEnum
CREATE TYPE "environment" AS ENUM ('LIVE', 'SANDBOX');

-- CreateEnum
CREATE TYPE "authority_status" AS ENUM ('PENDING', 'ACTIVE', 'SUSPENDED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED');

-- CreateEnum
CREATE TYPE "agreement_frequency" AS ENUM ('FLEXIBLE', 'DAILY', 'WEEKLY', 'BIWEEKLY', 'MONTHLY', 'QUARTERLY', 'SEMIANNUAL', 'ANNUAL');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PROCESSING', 'PARTIALLY_SETTLED', 'SETTLED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED', 'REVERSED', 'UNRESOLVED');

-- CreateEnum
CREATE TYPE "operation_status" AS ENUM ('REQUESTED', 'SENT', 'PENDING', 'SUCCEEDED', 'FAILED', 'UNRESOLVED');

-- CreateEnum
CREATE TYPE "inbox_state" AS ENUM ('WAITING', 'PARKED', 'DONE', 'DEAD');

-- CreateEnum
CREATE TYPE "event_type" AS ENUM ('AGREEMENT_CREATED', 'AGREEMENT_STATUS_CHANGED', 'AGREEMENT_ACTIVATED', 'AGREEMENT_ENDED', 'PAYMENT_CREATED', 'PAYMENT_STATUS_CHANGED', 'PAYMENT_AMOUNTS_CHANGED', 'PAYMENT_AUTHORIZED', 'PAYMENT_AUTO_RESERVE_FAILED', 'PAYMENT_SETTLEMENT_DUE', 'PAYMENT_SETTLED', 'PAYMENT_CANCELLED', 'PAYMENT_EXPIRED', 'PAYMENT_REJECTED', 'PAYMENT_FAILED', 'PAYMENT_UNRESOLVED', 'CAPTURE_SUCCEEDED', 'CAPTURE_FAILED', 'REFUND_SUCCEEDED', 'REFUND_FAILED');

-- CreateTable
CREATE TABLE "merchant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "environment" "environment" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "merchant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "provider_account" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" "provider" NOT NULL,
    "path_segment" TEXT NOT NULL,
    "settings_sealed" BYTEA NOT NULL,
    "callback_url" TEXT,
    "paused_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_account_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "agreement" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT,
    "external_id" TEXT NOT NULL,
    "status" "authority_status" NOT NULL,
    "reason" JSONB,
    "plan" TEXT NOT NULL,
    "description" TEXT,
    "amount_minor" BIGINT,
    "currency" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "frequency" "agreement_frequency" NOT NULL,
    "next_payment_date" DATE,
    "expires_at" TIMESTAMPTZ(3),
    "return_url" TEXT NOT NULL,
    "payer_url" TEXT,
    "metadata" JSONB NOT NULL,
    "cancelling" BOOLEAN NOT NULL DEFAULT false,
    "unresolved" INTEGER NOT NULL DEFAULT 0,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_ask_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "one_off_payment" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT,
    "external_id" TEXT NOT NULL,
    "agreement_id" UUID NOT NULL,
    "description" TEXT NOT NULL,
    "auto_reserve" BOOLEAN NOT NULL,
    "currency" TEXT NOT NULL,
    "requested" BIGINT NOT NULL,
    "authorized" BIGINT NOT NULL DEFAULT 0,
    "captured" BIGINT NOT NULL DEFAULT 0,
    "capture_in_flight" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "refund_in_flight" BIGINT NOT NULL DEFAULT 0,
    "released" BIGINT NOT NULL DEFAULT 0,
    "reversed" BIGINT NOT NULL DEFAULT 0,
    "cancelling" BOOLEAN NOT NULL DEFAULT false,
    "state" "payment_status" NOT NULL,
    "status" "payment_status" NOT NULL,
    "reason" JSONB,
    "payer_url" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "settle_by" TIMESTAMPTZ(3),
    "settlement_due_at" TIMESTAMPTZ(3),
    "captured_at" TIMESTAMPTZ(3),
    "metadata" JSONB NOT NULL,
    "unresolved" INTEGER NOT NULL DEFAULT 0,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_ask_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "one_off_payment_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "capture" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "payment_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "capture_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "refund" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "payment_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "external_id" TEXT,
    "provider_reference" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "operation" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "agreement_id" UUID,
    "payment_id" UUID,
    "provider_key" TEXT NOT NULL,
    "input_sealed" BYTEA NOT NULL,
    "status" "operation_status" NOT NULL,
    "reason" JSONB,
    "refused" BOOLEAN NOT NULL DEFAULT false,
    "actor" TEXT NOT NULL,
    "request_key" TEXT NOT NULL,
    "sends" INTEGER NOT NULL DEFAULT 0,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "operation_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "merchant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "mutation" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "paths" JSONB NOT NULL,
    "operation_id" UUID,
    "outcome" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("merchant_id","key")
);

-- CreateTable
CREATE TABLE "webhook_receipt" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "provider" "provider" NOT NULL,
    "verdict" TEXT NOT NULL,
    "body_sealed" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_receipt_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "provider" "provider" NOT NULL,
    "receipt_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "item" JSONB NOT NULL,
    "state" "inbox_state" NOT NULL,
    "duplicate_count" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "event" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "type" "event_type" NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "subject_version" INTEGER NOT NULL,
    "agreement_id" UUID,
    "payment_id" UUID,
    "provider" "provider" NOT NULL,
    "payment_status" "payment_status",
    "change" JSONB,
    "cause" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "event_staged" (
    "id" BIGSERIAL NOT NULL,
    "merchant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "event_staged_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed" (
    "merchant_id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "previous_hash" BYTEA NOT NULL,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("merchant_id","number")
);

-- CreateTable
CREATE TABLE "state_move" (
    "noun" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,

    CONSTRAINT "state_move_pkey" PRIMARY KEY ("noun","from","to")
);

-- CreateTable
CREATE TABLE "sandbox_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "offset_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "sandbox_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "provider_account_path_segment_key" ON "provider_account"("path_segment");

-- CreateIndex
CREATE UNIQUE INDEX "provider_account_merchant_id_provider_key" ON "provider_account"("merchant_id", "provider");

-- CreateIndex
CREATE INDEX "agreement_merchant_id_created_at_id_idx" ON "agreement"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "agreement_merchant_id_updated_at_id_idx" ON "agreement"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_merchant_id_external_id_key" ON "agreement"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "agreement_merchant_id_provider_provider_reference_key" ON "agreement"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE INDEX "one_off_payment_merchant_id_agreement_id_created_at_id_idx" ON "one_off_payment"("merchant_id", "agreement_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "one_off_payment_merchant_id_created_at_id_idx" ON "one_off_payment"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "one_off_payment_merchant_id_updated_at_id_idx" ON "one_off_payment"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "one_off_payment_merchant_id_external_id_key" ON "one_off_payment"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "one_off_payment_merchant_id_provider_provider_reference_key" ON "one_off_payment"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE INDEX "capture_merchant_id_payment_id_idx" ON "capture"("merchant_id", "payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "capture_merchant_id_operation_id_key" ON "capture"("merchant_id", "operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_merchant_id_operation_id_key" ON "refund"("merchant_id", "operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_merchant_id_external_id_key" ON "refund"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_merchant_id_payment_id_provider_reference_key" ON "refund"("merchant_id", "payment_id", "provider_reference");

-- CreateIndex
CREATE INDEX "operation_merchant_id_payment_id_idx" ON "operation"("merchant_id", "payment_id");

-- CreateIndex
CREATE INDEX "operation_merchant_id_agreement_id_idx" ON "operation"("merchant_id", "agreement_id");

-- CreateIndex
CREATE UNIQUE INDEX "operation_merchant_id_provider_key_key" ON "operation"("merchant_id", "provider_key");

-- CreateIndex
CREATE INDEX "idempotency_expires_at_idx" ON "idempotency"("expires_at");

-- CreateIndex
CREATE INDEX "webhook_receipt_received_at_idx" ON "webhook_receipt"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_account_id_dedupe_key_key" ON "inbox"("account_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "event_merchant_id_payment_id_idx" ON "event"("merchant_id", "payment_id");

-- CreateIndex
CREATE INDEX "event_merchant_id_agreement_id_idx" ON "event"("merchant_id", "agreement_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_merchant_id_subject_id_subject_version_key" ON "event"("merchant_id", "subject_id", "subject_version");

-- CreateIndex
CREATE UNIQUE INDEX "feed_merchant_id_event_id_key" ON "feed"("merchant_id", "event_id");

-- AddForeignKey
ALTER TABLE "one_off_payment" ADD CONSTRAINT "one_off_payment_merchant_id_agreement_id_fkey" FOREIGN KEY ("merchant_id", "agreement_id") REFERENCES "agreement"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "capture" ADD CONSTRAINT "capture_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "capture" ADD CONSTRAINT "capture_merchant_id_operation_id_fkey" FOREIGN KEY ("merchant_id", "operation_id") REFERENCES "operation"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_merchant_id_operation_id_fkey" FOREIGN KEY ("merchant_id", "operation_id") REFERENCES "operation"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_agreement_id_fkey" FOREIGN KEY ("merchant_id", "agreement_id") REFERENCES "agreement"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "feed" ADD CONSTRAINT "feed_merchant_id_event_id_fkey" FOREIGN KEY ("merchant_id", "event_id") REFERENCES "event"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Two roles, neither of which owns a table. The application sees one merchant at a time, the one set at the start of its
-- transaction, and none when none is set. The worker serves all merchants: it claims due rows, numbers events, takes webhooks in.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'paygraph_app') THEN CREATE ROLE paygraph_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'paygraph_worker') THEN CREATE ROLE paygraph_worker NOLOGIN; END IF;
END $$;
GRANT paygraph_app, paygraph_worker TO CURRENT_USER;

-- Time by the database's clock, so that leases and expiry do not depend on any machine's, moved forward by the sandbox.
INSERT INTO "sandbox_clock" ("id", "offset_ms") VALUES (1, 0);
ALTER TABLE "sandbox_clock" ADD CONSTRAINT "sandbox_clock_one_row" CHECK ("id" = 1), ADD CONSTRAINT "sandbox_clock_forward" CHECK ("offset_ms" >= 0);
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT clock_timestamp() + (SELECT offset_ms FROM sandbox_clock WHERE id = 1) * interval '1 millisecond' $$;

-- A payment's status is its state, unless something is in flight or unknown. UNRESOLVED outranks the rest.
ALTER TABLE "one_off_payment" DROP COLUMN "status";
ALTER TABLE "one_off_payment" ADD COLUMN "status" "payment_status" NOT NULL GENERATED ALWAYS AS (
  CASE WHEN "unresolved" > 0 THEN 'UNRESOLVED'::payment_status
       WHEN "capture_in_flight" > 0 OR "cancelling" THEN 'PROCESSING'::payment_status
       ELSE "state" END) STORED;

-- Sums. `reversed` stands alone: a refund followed by a late failure makes the net negative, which is true and must be storable.
ALTER TABLE "one_off_payment"
  ADD CONSTRAINT "payment_requested_positive" CHECK ("requested" > 0),
  ADD CONSTRAINT "payment_authorized_within_requested" CHECK ("authorized" BETWEEN 0 AND "requested"),
  ADD CONSTRAINT "payment_captured_within_authorized"
    CHECK ("captured" >= 0 AND "capture_in_flight" >= 0 AND "released" >= 0 AND "captured" + "capture_in_flight" + "released" <= "authorized"),
  ADD CONSTRAINT "payment_refunded_within_captured"
    CHECK ("refunded" >= 0 AND "refund_in_flight" >= 0 AND "refunded" + "refund_in_flight" <= "captured"),
  ADD CONSTRAINT "payment_reversed_positive" CHECK ("reversed" >= 0),
  ADD CONSTRAINT "payment_unresolved_positive" CHECK ("unresolved" >= 0),
  ADD CONSTRAINT "payment_state_is_no_view" CHECK ("state" NOT IN ('PROCESSING', 'UNRESOLVED')),
  ADD CONSTRAINT "payment_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "agreement"
  ADD CONSTRAINT "agreement_amount_positive" CHECK ("amount_minor" >= 0),
  ADD CONSTRAINT "agreement_unresolved_positive" CHECK ("unresolved" >= 0),
  ADD CONSTRAINT "agreement_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "capture" ADD CONSTRAINT "capture_amount_positive" CHECK ("amount_minor" > 0);
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount_positive" CHECK ("amount_minor" > 0);

-- Every move of a state machine; the rows are those of the states.ts files (a test compares them).
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('agreement', 'PENDING', 'ACTIVE'), ('agreement', 'PENDING', 'REJECTED'), ('agreement', 'PENDING', 'EXPIRED'), ('agreement', 'PENDING', 'CANCELLED'), ('agreement', 'PENDING', 'FAILED'),
  ('agreement', 'ACTIVE', 'CANCELLED'),
  ('payment', 'CREATED', 'REQUIRES_PAYER_ACTION'), ('payment', 'CREATED', 'AUTHORIZED'), ('payment', 'CREATED', 'REJECTED'), ('payment', 'CREATED', 'EXPIRED'), ('payment', 'CREATED', 'CANCELLED'), ('payment', 'CREATED', 'FAILED'),
  ('payment', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED'), ('payment', 'REQUIRES_PAYER_ACTION', 'REJECTED'), ('payment', 'REQUIRES_PAYER_ACTION', 'EXPIRED'), ('payment', 'REQUIRES_PAYER_ACTION', 'CANCELLED'), ('payment', 'REQUIRES_PAYER_ACTION', 'FAILED'),
  ('payment', 'AUTHORIZED', 'SETTLED'), ('payment', 'AUTHORIZED', 'CANCELLED'), ('payment', 'AUTHORIZED', 'EXPIRED'),
  ('operation', 'REQUESTED', 'SENT'), ('operation', 'REQUESTED', 'FAILED'),
  ('operation', 'SENT', 'REQUESTED'), ('operation', 'SENT', 'PENDING'), ('operation', 'SENT', 'SUCCEEDED'), ('operation', 'SENT', 'FAILED'), ('operation', 'SENT', 'UNRESOLVED'),
  ('operation', 'PENDING', 'SUCCEEDED'), ('operation', 'PENDING', 'FAILED'), ('operation', 'PENDING', 'UNRESOLVED'),
  ('operation', 'UNRESOLVED', 'SENT'), ('operation', 'UNRESOLVED', 'PENDING'), ('operation', 'UNRESOLVED', 'SUCCEEDED'), ('operation', 'UNRESOLVED', 'FAILED');

-- A change of anything but the bookkeeping of when we ask raises the version by one, keeps what never changes, and moves
-- the state only as the table allows. TG_ARGV: noun, state column, then the columns that never change.
CREATE FUNCTION guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bookkeeping text[] := ARRAY['asked', 'next_ask_at', 'last_provider_sync_at', 'version', 'updated_at', 'status'];
  was jsonb := to_jsonb(OLD);
  becomes jsonb := to_jsonb(NEW);
  state_column text := TG_ARGV[1];
  fixed text;
BEGIN
  IF state_column = 'status' THEN bookkeeping := array_remove(bookkeeping, 'status'); END IF;
  IF NEW.version <> OLD.version AND NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'version of % moves by one', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.version = OLD.version AND (becomes - bookkeeping) <> (was - bookkeeping) THEN
    RAISE EXCEPTION 'a change of % raises its version', TG_ARGV[0] USING ERRCODE = 'check_violation';
  END IF;
  FOR i IN 2 .. TG_NARGS - 1 LOOP
    fixed := TG_ARGV[i];
    IF (was -> fixed) IS DISTINCT FROM (becomes -> fixed) THEN
      RAISE EXCEPTION '% of % never changes', fixed, TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  IF (was ->> state_column) <> (becomes ->> state_column) AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = TG_ARGV[0] AND "from" = was ->> state_column AND "to" = becomes ->> state_column)
  THEN
    RAISE EXCEPTION '% does not move from % to %', TG_ARGV[0], was ->> state_column, becomes ->> state_column USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW
  EXECUTE FUNCTION guard_move('payment', 'state', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'agreement_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER agreement_guard BEFORE UPDATE ON "agreement" FOR EACH ROW
  EXECUTE FUNCTION guard_move('agreement', 'status', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'currency', 'created_at');

-- An operation's status moves only as the table allows, and what it intends never changes.
CREATE FUNCTION guard_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.account_id, NEW.kind, NEW.provider_key, NEW.input_sealed, NEW.agreement_id, NEW.payment_id)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.account_id, OLD.kind, OLD.provider_key, OLD.input_sealed, OLD.agreement_id, OLD.payment_id) THEN
    RAISE EXCEPTION 'what an operation intends never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = 'operation' AND "from" = OLD.status::text AND "to" = NEW.status::text)
  THEN
    RAISE EXCEPTION 'operation does not move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operation_guard BEFORE UPDATE ON "operation" FOR EACH ROW EXECUTE FUNCTION guard_operation();

-- No change without its event: at commit, the version that a row has reached must have been told.
CREATE FUNCTION guard_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM event WHERE merchant_id = NEW.merchant_id AND subject_id = NEW.id AND subject_version = NEW.version) THEN
    RAISE EXCEPTION 'version % of % has no event', NEW.version, TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_told AFTER INSERT OR UPDATE OF version ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();
CREATE CONSTRAINT TRIGGER agreement_told AFTER INSERT OR UPDATE OF version ON "agreement" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();

-- Every event waits for its number from the moment it is written: nobody can forget to stage it.
CREATE FUNCTION stage_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event_staged (merchant_id, event_id) VALUES (NEW.merchant_id, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER event_staged_with_it AFTER INSERT ON "event" FOR EACH ROW EXECUTE FUNCTION stage_event();

-- History is append-only, for everyone.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON "event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_never_truncated BEFORE TRUNCATE ON "event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE ON "feed" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feed_never_truncated BEFORE TRUNCATE ON "feed" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "feed" ADD CONSTRAINT "feed_number_positive" CHECK ("number" > 0),
  ADD CONSTRAINT "feed_hash_length" CHECK (octet_length("hash") = 32 AND octet_length("previous_hash") = 32);

-- Due work, and what is looked for by time.
CREATE INDEX "operation_due" ON "operation" ("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "inbox_due" ON "inbox" ("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "inbox_open_about" ON "inbox" ("account_id", "about", "id") WHERE "state" IN ('WAITING', 'PARKED');
CREATE INDEX "agreement_due" ON "agreement" ("next_ask_at") WHERE "next_ask_at" IS NOT NULL;
CREATE INDEX "payment_due" ON "one_off_payment" ("next_ask_at") WHERE "next_ask_at" IS NOT NULL;
CREATE INDEX "payment_settle_by" ON "one_off_payment" ("settle_by") WHERE "state" = 'AUTHORIZED';
CREATE INDEX "payment_status" ON "one_off_payment" ("merchant_id", "status", "created_at", "id");
CREATE INDEX "agreement_status" ON "agreement" ("merchant_id", "status", "created_at", "id");

-- Row-level security, forced also on the owner, who has no policy and so sees nothing. After a transaction the setting is '', not NULL.
CREATE FUNCTION app_merchant() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.merchant', true), '')::uuid $$;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['merchant', 'api_key', 'provider_account', 'agreement', 'one_off_payment', 'capture', 'refund', 'operation',
                              'idempotency', 'webhook_receipt', 'inbox', 'event', 'event_staged', 'feed'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY worker ON %I TO paygraph_worker USING (true) WITH CHECK (true)', name);
    IF name = 'merchant' THEN
      EXECUTE 'CREATE POLICY merchant ON merchant TO paygraph_app USING (id = app_merchant()) WITH CHECK (id = app_merchant())';
    ELSE
      EXECUTE format('CREATE POLICY merchant ON %I TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant())', name);
    END IF;
  END LOOP;
END $$;

-- Grants: each role gets what its work needs, and nobody may delete money rows or history.
GRANT SELECT ON "state_move", "sandbox_clock" TO paygraph_app, paygraph_worker;
GRANT UPDATE ON "sandbox_clock" TO paygraph_worker;
GRANT SELECT ON "merchant", "api_key", "provider_account", "agreement", "one_off_payment", "capture", "refund", "operation", "idempotency", "inbox", "event", "feed" TO paygraph_app;
GRANT INSERT, UPDATE ON "agreement", "one_off_payment", "capture", "refund", "operation", "idempotency" TO paygraph_app;
GRANT UPDATE ON "inbox" TO paygraph_app;
GRANT INSERT ON "event", "event_staged" TO paygraph_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO paygraph_worker;
GRANT INSERT ON "merchant", "api_key", "provider_account", "webhook_receipt", "inbox", "feed" TO paygraph_worker;
GRANT UPDATE ON "merchant", "api_key", "provider_account", "operation", "inbox", "agreement", "one_off_payment" TO paygraph_worker;
GRANT DELETE ON "event_staged", "idempotency", "webhook_receipt" TO paygraph_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO paygraph_app, paygraph_worker;
