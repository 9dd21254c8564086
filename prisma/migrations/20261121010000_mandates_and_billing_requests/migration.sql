-- CreateEnum
CREATE TYPE "mandate_scheme" AS ENUM ('BETALINGSSERVICE', 'BACS', 'SEPA_CORE', 'PAD', 'ACH', 'BECS', 'AUTOGIRO');

-- CreateEnum
CREATE TYPE "billing_request_status" AS ENUM ('PENDING', 'READY_TO_FULFIL', 'FULFILLING', 'FULFILLED', 'CANCELLED', 'REJECTED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "billing_request_purpose" AS ENUM ('PAYMENT', 'MANDATE', 'PAYMENT_AND_MANDATE');

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "billing_request_id" UUID,
ADD COLUMN     "charge_date" DATE,
ADD COLUMN     "mandate_id" UUID,
ADD COLUMN     "provider_status" TEXT NOT NULL DEFAULT '',
ALTER COLUMN "external_id" DROP NOT NULL,
ALTER COLUMN "agreement_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "operation" ADD COLUMN     "billing_request_id" UUID,
ADD COLUMN     "mandate_id" UUID,
ADD COLUMN     "person_id" UUID;

-- AlterTable
ALTER TABLE "event" ADD COLUMN     "billing_request_id" UUID,
ADD COLUMN     "mandate_id" UUID;

-- CreateTable
CREATE TABLE "person" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "mandate" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT,
    "external_id" TEXT,
    "status" "authority_status" NOT NULL,
    "reason" JSONB,
    "scheme" "mandate_scheme" NOT NULL,
    "provider_status" TEXT NOT NULL DEFAULT '',
    "billing_request_id" UUID,
    "person_id" UUID NOT NULL,
    "metadata" JSONB NOT NULL,
    "cancelling" BOOLEAN NOT NULL DEFAULT false,
    "unresolved" INTEGER NOT NULL DEFAULT 0,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_ask_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mandate_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "billing_request" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT,
    "external_id" TEXT,
    "status" "billing_request_status" NOT NULL,
    "reason" JSONB,
    "purpose" "billing_request_purpose" NOT NULL,
    "description" TEXT,
    "amount_minor" BIGINT,
    "currency" TEXT,
    "scheme" "mandate_scheme",
    "actions" JSONB NOT NULL,
    "fallback_enabled" BOOLEAN NOT NULL,
    "fallback_occurred" BOOLEAN NOT NULL DEFAULT false,
    "flow_url" TEXT,
    "flow_redirect_url" TEXT,
    "flow_exit_url" TEXT,
    "flow_expires_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "person_id" UUID NOT NULL,
    "metadata" JSONB NOT NULL,
    "cancelling" BOOLEAN NOT NULL DEFAULT false,
    "unresolved" INTEGER NOT NULL DEFAULT 0,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_ask_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_request_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE INDEX "mandate_merchant_id_created_at_id_idx" ON "mandate"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "mandate_merchant_id_updated_at_id_idx" ON "mandate"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "mandate_merchant_id_external_id_key" ON "mandate"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "mandate_merchant_id_provider_provider_reference_key" ON "mandate"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE UNIQUE INDEX "mandate_merchant_id_billing_request_id_key" ON "mandate"("merchant_id", "billing_request_id");

-- CreateIndex
CREATE INDEX "billing_request_merchant_id_created_at_id_idx" ON "billing_request"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "billing_request_merchant_id_updated_at_id_idx" ON "billing_request"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_request_merchant_id_external_id_key" ON "billing_request"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_request_merchant_id_provider_provider_reference_key" ON "billing_request"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE INDEX "one_off_payment_merchant_id_mandate_id_created_at_id_idx" ON "one_off_payment"("merchant_id", "mandate_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "one_off_payment_merchant_id_billing_request_id_key" ON "one_off_payment"("merchant_id", "billing_request_id");

-- CreateIndex
CREATE INDEX "operation_merchant_id_mandate_id_idx" ON "operation"("merchant_id", "mandate_id");

-- CreateIndex
CREATE INDEX "operation_merchant_id_billing_request_id_idx" ON "operation"("merchant_id", "billing_request_id");

-- CreateIndex
CREATE INDEX "operation_merchant_id_person_id_idx" ON "operation"("merchant_id", "person_id");

-- CreateIndex
CREATE INDEX "event_merchant_id_mandate_id_idx" ON "event"("merchant_id", "mandate_id");

-- CreateIndex
CREATE INDEX "event_merchant_id_billing_request_id_idx" ON "event"("merchant_id", "billing_request_id");

-- AddForeignKey
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_merchant_id_billing_request_id_fkey" FOREIGN KEY ("merchant_id", "billing_request_id") REFERENCES "billing_request"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_merchant_id_person_id_fkey" FOREIGN KEY ("merchant_id", "person_id") REFERENCES "person"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "billing_request" ADD CONSTRAINT "billing_request_merchant_id_person_id_fkey" FOREIGN KEY ("merchant_id", "person_id") REFERENCES "person"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "one_off_payment" ADD CONSTRAINT "one_off_payment_merchant_id_mandate_id_fkey" FOREIGN KEY ("merchant_id", "mandate_id") REFERENCES "mandate"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "one_off_payment" ADD CONSTRAINT "one_off_payment_merchant_id_billing_request_id_fkey" FOREIGN KEY ("merchant_id", "billing_request_id") REFERENCES "billing_request"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_mandate_id_fkey" FOREIGN KEY ("merchant_id", "mandate_id") REFERENCES "mandate"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_billing_request_id_fkey" FOREIGN KEY ("merchant_id", "billing_request_id") REFERENCES "billing_request"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_person_id_fkey" FOREIGN KEY ("merchant_id", "person_id") REFERENCES "person"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "one_off_payment"
  DROP CONSTRAINT "payment_state_is_no_view",
  -- A bank takes days to collect, so there PROCESSING is a state; on an agreement it is a view of what is in flight.
  ADD CONSTRAINT "payment_state_is_no_view" CHECK ("state" <> 'UNRESOLVED' AND ("state" <> 'PROCESSING' OR "agreement_id" IS NULL)),
  ADD CONSTRAINT "payment_has_one_origin" CHECK (num_nonnulls("agreement_id", "mandate_id", "billing_request_id") = 1),
  -- Nothing is reserved before a bank collects, so nothing can be captured apart from it, or lapse.
  ADD CONSTRAINT "payment_collected_at_once" CHECK ("agreement_id" IS NOT NULL OR
    ("authorized" = "captured" AND "capture_in_flight" = 0 AND "released" = 0 AND "settle_by" IS NULL));
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_unresolved_positive" CHECK ("unresolved" >= 0);
ALTER TABLE "billing_request"
  ADD CONSTRAINT "billing_request_unresolved_positive" CHECK ("unresolved" >= 0),
  ADD CONSTRAINT "billing_request_amount_positive" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "billing_request_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "person" ADD CONSTRAINT "person_erased_is_without_key" CHECK (("key_sealed" IS NULL) = ("erased_at" IS NOT NULL));

-- Every move of the new state machines; the rows are those of the states.ts files (a test compares them).
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('collection', 'CREATED', 'REQUIRES_PAYER_ACTION'), ('collection', 'CREATED', 'PROCESSING'), ('collection', 'CREATED', 'SETTLED'), ('collection', 'CREATED', 'REJECTED'), ('collection', 'CREATED', 'EXPIRED'), ('collection', 'CREATED', 'CANCELLED'), ('collection', 'CREATED', 'FAILED'),
  ('collection', 'REQUIRES_PAYER_ACTION', 'CREATED'), ('collection', 'REQUIRES_PAYER_ACTION', 'PROCESSING'), ('collection', 'REQUIRES_PAYER_ACTION', 'SETTLED'), ('collection', 'REQUIRES_PAYER_ACTION', 'REJECTED'), ('collection', 'REQUIRES_PAYER_ACTION', 'EXPIRED'), ('collection', 'REQUIRES_PAYER_ACTION', 'CANCELLED'), ('collection', 'REQUIRES_PAYER_ACTION', 'FAILED'),
  ('collection', 'PROCESSING', 'SETTLED'), ('collection', 'PROCESSING', 'CANCELLED'), ('collection', 'PROCESSING', 'FAILED'),
  ('collection', 'SETTLED', 'REVERSED'),
  ('collection', 'REVERSED', 'SETTLED'),
  ('collection', 'FAILED', 'PROCESSING'), ('collection', 'FAILED', 'SETTLED'),
  ('mandate', 'PENDING', 'ACTIVE'), ('mandate', 'PENDING', 'SUSPENDED'), ('mandate', 'PENDING', 'CANCELLED'), ('mandate', 'PENDING', 'REJECTED'), ('mandate', 'PENDING', 'EXPIRED'), ('mandate', 'PENDING', 'FAILED'),
  ('mandate', 'ACTIVE', 'PENDING'), ('mandate', 'ACTIVE', 'SUSPENDED'), ('mandate', 'ACTIVE', 'CANCELLED'), ('mandate', 'ACTIVE', 'EXPIRED'), ('mandate', 'ACTIVE', 'FAILED'),
  ('mandate', 'SUSPENDED', 'PENDING'), ('mandate', 'SUSPENDED', 'ACTIVE'), ('mandate', 'SUSPENDED', 'CANCELLED'), ('mandate', 'SUSPENDED', 'EXPIRED'), ('mandate', 'SUSPENDED', 'FAILED'),
  ('mandate', 'CANCELLED', 'PENDING'), ('mandate', 'CANCELLED', 'ACTIVE'),
  ('mandate', 'EXPIRED', 'PENDING'), ('mandate', 'EXPIRED', 'ACTIVE'),
  ('billingRequest', 'PENDING', 'READY_TO_FULFIL'), ('billingRequest', 'PENDING', 'FULFILLING'), ('billingRequest', 'PENDING', 'FULFILLED'), ('billingRequest', 'PENDING', 'CANCELLED'), ('billingRequest', 'PENDING', 'REJECTED'), ('billingRequest', 'PENDING', 'EXPIRED'),
  ('billingRequest', 'READY_TO_FULFIL', 'PENDING'), ('billingRequest', 'READY_TO_FULFIL', 'FULFILLING'), ('billingRequest', 'READY_TO_FULFIL', 'FULFILLED'), ('billingRequest', 'READY_TO_FULFIL', 'CANCELLED'), ('billingRequest', 'READY_TO_FULFIL', 'REJECTED'), ('billingRequest', 'READY_TO_FULFIL', 'EXPIRED'),
  ('billingRequest', 'FULFILLING', 'FULFILLED'), ('billingRequest', 'FULFILLING', 'CANCELLED'), ('billingRequest', 'FULFILLING', 'REJECTED'), ('billingRequest', 'FULFILLING', 'EXPIRED');

-- Two kinds of payment, two lives.
DROP TRIGGER payment_guard ON "one_off_payment";
CREATE TRIGGER payment_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NOT NULL)
  EXECUTE FUNCTION guard_move('payment', 'state', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER collection_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NULL)
  EXECUTE FUNCTION guard_move('collection', 'state', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER mandate_guard BEFORE UPDATE ON "mandate" FOR EACH ROW
  EXECUTE FUNCTION guard_move('mandate', 'status', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'billing_request_id', 'person_id', 'created_at');
CREATE TRIGGER billing_request_guard BEFORE UPDATE ON "billing_request" FOR EACH ROW
  EXECUTE FUNCTION guard_move('billingRequest', 'status', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'purpose', 'person_id', 'created_at');
CREATE CONSTRAINT TRIGGER mandate_told AFTER INSERT OR UPDATE OF version ON "mandate" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();
CREATE CONSTRAINT TRIGGER billing_request_told AFTER INSERT OR UPDATE OF version ON "billing_request" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();

CREATE OR REPLACE FUNCTION guard_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.account_id, NEW.kind, NEW.provider_key, NEW.input_sealed, NEW.agreement_id, NEW.payment_id, NEW.mandate_id, NEW.billing_request_id, NEW.person_id)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.account_id, OLD.kind, OLD.provider_key, OLD.input_sealed, OLD.agreement_id, OLD.payment_id, OLD.mandate_id, OLD.billing_request_id, OLD.person_id) THEN
    RAISE EXCEPTION 'what an operation intends never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = 'operation' AND "from" = OLD.status::text AND "to" = NEW.status::text)
  THEN
    RAISE EXCEPTION 'operation does not move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- Who is erased stays erased.
CREATE FUNCTION guard_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.created_at) IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.created_at)
     OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at) THEN
    RAISE EXCEPTION 'an erased person stays erased' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER person_guard BEFORE UPDATE ON "person" FOR EACH ROW EXECUTE FUNCTION guard_erasure();

-- Due questions, and what is looked for by status.
CREATE INDEX "mandate_due" ON "mandate" ("next_ask_at") WHERE "next_ask_at" IS NOT NULL;
CREATE INDEX "billing_request_due" ON "billing_request" ("next_ask_at") WHERE "next_ask_at" IS NOT NULL;
CREATE INDEX "mandate_by_status" ON "mandate" ("merchant_id", "status", "created_at", "id");
CREATE INDEX "billing_request_by_status" ON "billing_request" ("merchant_id", "status", "created_at", "id");

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['person', 'mandate', 'billing_request'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY merchant ON %I TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant())', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['mandate', 'billing_request'] LOOP
    EXECUTE format('CREATE POLICY worker ON %I TO paygraph_worker USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON "person", "mandate", "billing_request" TO paygraph_app;
-- The worker only puts off when a thing is asked about; it has no business with the keys of persons.
GRANT SELECT, UPDATE ON "mandate", "billing_request" TO paygraph_worker;
