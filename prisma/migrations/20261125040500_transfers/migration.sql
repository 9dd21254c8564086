-- CreateEnum
CREATE TYPE "payment_kind" AS ENUM ('ONE_OFF', 'TRANSFER');

-- CreateEnum
CREATE TYPE "unmatched_reason" AS ENUM ('UNKNOWN_INVOICE', 'OTHER_CURRENCY');

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "kind" "payment_kind" NOT NULL DEFAULT 'ONE_OFF';

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "receipt_id" UUID;

-- CreateTable
CREATE TABLE "transfer" (
    "merchant_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "send_mail" BOOLEAN NOT NULL,
    "due_date" DATE,
    "reference" TEXT,
    "iban" TEXT,
    "bic" TEXT,
    "account_holder" TEXT,
    "account_holder_city" TEXT,
    "account_holder_country" TEXT,
    "local_account_number" TEXT,
    "provider_sub_code" TEXT,
    "message_sealed" BYTEA,

    CONSTRAINT "transfer_pkey" PRIMARY KEY ("merchant_id","payment_id")
);

-- CreateTable
CREATE TABLE "transfer_receipt" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT NOT NULL,
    "invoice" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "refund_in_flight" BIGINT NOT NULL DEFAULT 0,
    "payment_id" UUID,
    "unmatched_because" "unmatched_reason",
    "person_id" UUID NOT NULL,
    "payer_sealed" BYTEA,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transfer_receipt_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE INDEX "transfer_merchant_id_person_id_idx" ON "transfer"("merchant_id", "person_id");

-- CreateIndex
CREATE INDEX "transfer_receipt_merchant_id_payment_id_received_at_id_idx" ON "transfer_receipt"("merchant_id", "payment_id", "received_at", "id");

-- CreateIndex
CREATE INDEX "transfer_receipt_merchant_id_person_id_idx" ON "transfer_receipt"("merchant_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_receipt_merchant_id_provider_provider_reference_key" ON "transfer_receipt"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE INDEX "refund_merchant_id_receipt_id_idx" ON "refund"("merchant_id", "receipt_id");

-- AddForeignKey
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_merchant_id_person_id_fkey" FOREIGN KEY ("merchant_id", "person_id") REFERENCES "person"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "transfer_receipt" ADD CONSTRAINT "transfer_receipt_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "transfer_receipt" ADD CONSTRAINT "transfer_receipt_merchant_id_person_id_fkey" FOREIGN KEY ("merchant_id", "person_id") REFERENCES "person"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_merchant_id_receipt_id_fkey" FOREIGN KEY ("merchant_id", "receipt_id") REFERENCES "transfer_receipt"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "one_off_payment"
  DROP CONSTRAINT "payment_authorized_within_requested",
  -- What a payer sends by himself may be more than was asked for.
  ADD CONSTRAINT "payment_authorized_within_requested" CHECK ("authorized" >= 0 AND ("kind" = 'TRANSFER' OR "authorized" <= "requested")),
  DROP CONSTRAINT "payment_has_one_origin",
  ADD CONSTRAINT "payment_has_one_origin" CHECK (num_nonnulls("agreement_id", "mandate_id", "billing_request_id") = CASE "kind" WHEN 'TRANSFER' THEN 0 ELSE 1 END),
  DROP CONSTRAINT "payment_state_is_no_view",
  ADD CONSTRAINT "payment_state_is_no_view" CHECK ("state" <> 'UNRESOLVED' AND ("state" <> 'PROCESSING' OR ("agreement_id" IS NULL AND "kind" <> 'TRANSFER'))),
  -- A transfer is settled by money alone: by all of it, and by nothing less.
  ADD CONSTRAINT "payment_transfer_settled_in_full" CHECK (CASE "kind"
    WHEN 'TRANSFER' THEN ("state" = 'SETTLED') = ("captured" >= "requested") AND ("state" = 'PARTIALLY_SETTLED') = ("captured" > 0 AND "captured" < "requested")
    ELSE "state" <> 'PARTIALLY_SETTLED' END),
  ADD CONSTRAINT "payment_transfer_is_invoiced" CHECK ("kind" <> 'TRANSFER' OR ("external_id" IS NOT NULL AND "reversed" = 0));
ALTER TABLE "transfer"
  ADD CONSTRAINT "transfer_bank_details_whole" CHECK (num_nulls("reference", "iban", "bic", "account_holder") IN (0, 4));
ALTER TABLE "transfer_receipt"
  ADD CONSTRAINT "receipt_amount_positive" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "receipt_currency" CHECK ("currency" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "receipt_refunded_within_amount" CHECK ("refunded" >= 0 AND "refund_in_flight" >= 0 AND "refunded" + "refund_in_flight" <= "amount_minor"),
  ADD CONSTRAINT "receipt_matched_or_flagged" CHECK (("payment_id" IS NULL) = ("unmatched_because" IS NOT NULL)),
  ADD CONSTRAINT "receipt_refunded_when_matched" CHECK ("payment_id" IS NOT NULL OR "refunded" + "refund_in_flight" = 0);

-- Every move of a transfer; the rows are those of the states.ts file (a test compares them). Late money re-opens what has ended.
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('transfer', 'CREATED', 'REQUIRES_PAYER_ACTION'), ('transfer', 'CREATED', 'PARTIALLY_SETTLED'), ('transfer', 'CREATED', 'SETTLED'), ('transfer', 'CREATED', 'REJECTED'), ('transfer', 'CREATED', 'EXPIRED'), ('transfer', 'CREATED', 'CANCELLED'), ('transfer', 'CREATED', 'FAILED'),
  ('transfer', 'REQUIRES_PAYER_ACTION', 'PARTIALLY_SETTLED'), ('transfer', 'REQUIRES_PAYER_ACTION', 'SETTLED'), ('transfer', 'REQUIRES_PAYER_ACTION', 'REJECTED'), ('transfer', 'REQUIRES_PAYER_ACTION', 'EXPIRED'), ('transfer', 'REQUIRES_PAYER_ACTION', 'CANCELLED'), ('transfer', 'REQUIRES_PAYER_ACTION', 'FAILED'),
  ('transfer', 'PARTIALLY_SETTLED', 'SETTLED'),
  ('transfer', 'REJECTED', 'PARTIALLY_SETTLED'), ('transfer', 'REJECTED', 'SETTLED'),
  ('transfer', 'EXPIRED', 'PARTIALLY_SETTLED'), ('transfer', 'EXPIRED', 'SETTLED'),
  ('transfer', 'CANCELLED', 'PARTIALLY_SETTLED'), ('transfer', 'CANCELLED', 'SETTLED'),
  ('transfer', 'FAILED', 'PARTIALLY_SETTLED'), ('transfer', 'FAILED', 'SETTLED');

-- Three kinds of payment, three lives.
DROP TRIGGER payment_guard ON "one_off_payment";
DROP TRIGGER collection_guard ON "one_off_payment";
CREATE TRIGGER payment_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NOT NULL)
  EXECUTE FUNCTION guard_move('payment', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER collection_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NULL AND OLD.kind <> 'TRANSFER')
  EXECUTE FUNCTION guard_move('collection', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER transfer_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.kind = 'TRANSFER')
  EXECUTE FUNCTION guard_move('transfer', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');

-- Money that came in stays what it was: it is assigned once, and otherwise only given back.
CREATE FUNCTION guard_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  assigned boolean := OLD.payment_id IS NULL AND NEW.payment_id IS NOT NULL;
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.provider, NEW.account_id, NEW.provider_reference, NEW.invoice, NEW.amount_minor, NEW.currency, NEW.received_at, NEW.created_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.provider, OLD.account_id, OLD.provider_reference, OLD.invoice, OLD.amount_minor, OLD.currency, OLD.received_at, OLD.created_at) THEN
    RAISE EXCEPTION 'a receipt never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NOT assigned AND NEW.payment_id IS DISTINCT FROM OLD.payment_id THEN
    RAISE EXCEPTION 'a receipt is assigned once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.version <> OLD.version + assigned::int THEN
    RAISE EXCEPTION 'version of a receipt moves by one when it is assigned' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_guard BEFORE UPDATE ON "transfer_receipt" FOR EACH ROW EXECUTE FUNCTION guard_receipt();
CREATE CONSTRAINT TRIGGER receipt_told AFTER INSERT OR UPDATE OF version ON "transfer_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();

-- What was asked of whom never changes.
CREATE FUNCTION guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.payment_id, NEW.person_id, NEW.send_mail, NEW.due_date) IS DISTINCT FROM (OLD.merchant_id, OLD.payment_id, OLD.person_id, OLD.send_mail, OLD.due_date) THEN
    RAISE EXCEPTION 'what a transfer asks for never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_terms_guard BEFORE UPDATE ON "transfer" FOR EACH ROW EXECUTE FUNCTION guard_transfer();

-- At commit the amounts of a transfer are the sums over its receipts. TG_ARGV: the column that names the payment.
CREATE FUNCTION guard_receipt_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  named uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  told record;
  sums record;
BEGIN
  SELECT captured, refunded, refund_in_flight INTO told FROM one_off_payment WHERE merchant_id = NEW.merchant_id AND id = named AND kind = 'TRANSFER';
  IF NOT FOUND THEN
    IF named IS NULL THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'money of a transfer is on a payment of another kind' USING ERRCODE = 'check_violation';
  END IF;
  SELECT coalesce(sum(amount_minor), 0) AS captured, coalesce(sum(refunded), 0) AS refunded, coalesce(sum(refund_in_flight), 0) AS refund_in_flight INTO sums
    FROM transfer_receipt WHERE merchant_id = NEW.merchant_id AND payment_id = named;
  IF (told.captured, told.refunded, told.refund_in_flight) IS DISTINCT FROM (sums.captured::bigint, sums.refunded::bigint, sums.refund_in_flight::bigint) THEN
    RAISE EXCEPTION 'the amounts of a transfer are not those of its receipts' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_sums AFTER INSERT OR UPDATE OF "captured", "refunded", "refund_in_flight" ON "one_off_payment"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'TRANSFER') EXECUTE FUNCTION guard_receipt_sums('id');
CREATE CONSTRAINT TRIGGER receipt_sums AFTER INSERT OR UPDATE ON "transfer_receipt"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_receipt_sums('payment_id');

-- A refund of a transfer gives back money of a receipt of that very transfer; any other refund of none.
CREATE FUNCTION guard_refund_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT kind = 'TRANSFER' FROM one_off_payment WHERE merchant_id = NEW.merchant_id AND id = NEW.payment_id)
     IS DISTINCT FROM EXISTS (SELECT FROM transfer_receipt WHERE merchant_id = NEW.merchant_id AND id = NEW.receipt_id AND payment_id = NEW.payment_id) THEN
    RAISE EXCEPTION 'a refund of a transfer is of one of its receipts' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refund_receipt_guard BEFORE INSERT OR UPDATE OF "payment_id", "receipt_id" ON "refund" FOR EACH ROW EXECUTE FUNCTION guard_refund_receipt();

-- Money that waits for a person.
CREATE INDEX "receipt_unmatched" ON "transfer_receipt" ("merchant_id", "created_at", "id") WHERE "payment_id" IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['transfer', 'transfer_receipt'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY merchant ON %I TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant())', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON "transfer", "transfer_receipt" TO paygraph_app;
