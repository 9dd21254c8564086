-- CreateEnum
CREATE TYPE "webhook_endpoint_status" AS ENUM ('ACTIVE', 'PAUSED', 'DISABLED_BY_FAILURES', 'GONE');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');

-- AlterTable
ALTER TABLE "event" ALTER COLUMN "provider" DROP NOT NULL;

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "slot" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "event_types" "event_type"[],
    "document" TEXT NOT NULL,
    "scopes" TEXT[],
    "ed25519" BOOLEAN NOT NULL,
    "secrets_sealed" BYTEA NOT NULL,
    "status" "webhook_endpoint_status" NOT NULL,
    "start_after" BIGINT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "status" "delivery_status" NOT NULL,
    "body" BYTEA,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "first_attempt_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_attempt" (
    "merchant_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "delivery_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "response_status" INTEGER,
    "error" TEXT,
    "response_text" TEXT,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_endpoint_merchant_id_slot_key" ON "webhook_endpoint"("merchant_id", "slot");

-- CreateIndex
CREATE INDEX "webhook_delivery_merchant_id_event_id_idx" ON "webhook_delivery"("merchant_id", "event_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_merchant_id_endpoint_id_created_at_id_idx" ON "webhook_delivery"("merchant_id", "endpoint_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_merchant_id_endpoint_id_event_id_key" ON "webhook_delivery"("merchant_id", "endpoint_id", "event_id");

-- CreateIndex
CREATE INDEX "webhook_attempt_merchant_id_delivery_id_id_idx" ON "webhook_attempt"("merchant_id", "delivery_id", "id");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_merchant_id_endpoint_id_fkey" FOREIGN KEY ("merchant_id", "endpoint_id") REFERENCES "webhook_endpoint"("merchant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_merchant_id_event_id_fkey" FOREIGN KEY ("merchant_id", "event_id") REFERENCES "event"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_merchant_id_delivery_id_fkey" FOREIGN KEY ("merchant_id", "delivery_id") REFERENCES "webhook_delivery"("merchant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Only what is about no payment at all has no provider.
ALTER TABLE "event" ADD CONSTRAINT "event_has_its_provider" CHECK ("provider" IS NOT NULL OR "subject_type" = 'whe');

ALTER TABLE "webhook_endpoint"
  ADD CONSTRAINT "webhook_endpoint_slot_range" CHECK ("slot" BETWEEN 1 AND 10),
  ADD CONSTRAINT "webhook_endpoint_url_length" CHECK (length("url") BETWEEN 1 AND 2000),
  ADD CONSTRAINT "webhook_endpoint_document_length" CHECK (length("document") BETWEEN 1 AND 10000),
  ADD CONSTRAINT "webhook_endpoint_lists_given" CHECK ("event_types" IS NOT NULL AND "scopes" IS NOT NULL),
  ADD CONSTRAINT "webhook_endpoint_start_positive" CHECK ("start_after" >= 0),
  -- One that is stopped is not claimed.
  ADD CONSTRAINT "webhook_endpoint_stopped_is_not_due" CHECK ("status" = 'ACTIVE' OR "next_at" IS NULL);
ALTER TABLE "webhook_delivery"
  ADD CONSTRAINT "webhook_delivery_number_positive" CHECK ("number" > 0),
  ADD CONSTRAINT "webhook_delivery_tries_range" CHECK ("tries" BETWEEN 0 AND 10),
  ADD CONSTRAINT "webhook_delivery_done_is_not_due" CHECK ("status" = 'PENDING' OR "next_at" IS NULL),
  ADD CONSTRAINT "webhook_delivery_succeeded_with_body" CHECK ("status" <> 'SUCCEEDED' OR "body" IS NOT NULL),
  ADD CONSTRAINT "webhook_delivery_body_size" CHECK (octet_length("body") <= 262144);
ALTER TABLE "webhook_attempt"
  ADD CONSTRAINT "webhook_attempt_duration_positive" CHECK ("duration_ms" >= 0),
  ADD CONSTRAINT "webhook_attempt_text_length" CHECK (length("error") <= 300 AND length("response_text") <= 4096);

-- What is delivered, and to whom, never changes; nor do the bytes once they are made, so that every retry sends the same.
CREATE FUNCTION guard_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.endpoint_id, NEW.event_id, NEW.number, NEW.created_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.endpoint_id, OLD.event_id, OLD.number, OLD.created_at)
     OR (OLD.body IS NOT NULL AND NEW.body IS DISTINCT FROM OLD.body) THEN
    RAISE EXCEPTION 'what is delivered never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER webhook_delivery_guard BEFORE UPDATE ON "webhook_delivery" FOR EACH ROW EXECUTE FUNCTION guard_delivery();
CREATE CONSTRAINT TRIGGER webhook_endpoint_told AFTER UPDATE OF version ON "webhook_endpoint" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();

-- Endpoints with something due; the oldest open delivery of one; and what it has not received.
CREATE INDEX "webhook_endpoint_due" ON "webhook_endpoint" ("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_open" ON "webhook_delivery" ("merchant_id", "endpoint_id", "number") WHERE "status" = 'PENDING';
CREATE INDEX "webhook_delivery_missed" ON "webhook_delivery" ("merchant_id", "endpoint_id", "number") WHERE "status" = 'FAILED';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['webhook_endpoint', 'webhook_delivery', 'webhook_attempt'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY worker ON %I TO paygraph_worker USING (true) WITH CHECK (true)', name);
    EXECUTE format('CREATE POLICY merchant ON %I TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant())', name);
  END LOOP;
END $$;

-- An endpoint may be deleted, with the record of what it was sent: neither is money or history.
GRANT SELECT, INSERT, UPDATE ON "webhook_endpoint", "webhook_delivery" TO paygraph_app;
GRANT SELECT, INSERT ON "webhook_attempt" TO paygraph_app;
GRANT DELETE ON "webhook_endpoint" TO paygraph_app;
GRANT SELECT, UPDATE ON "webhook_endpoint" TO paygraph_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "webhook_delivery" TO paygraph_worker;
GRANT SELECT, INSERT ON "webhook_attempt" TO paygraph_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO paygraph_app, paygraph_worker;
