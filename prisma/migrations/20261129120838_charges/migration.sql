-- CreateEnum
CREATE TYPE "retry_kind" AS ENUM ('NONE', 'PROVIDER_DAYS', 'PROVIDER_AUTOMATIC');

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "attempt_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "attempted_on" DATE,
ADD COLUMN     "due_on" DATE,
ADD COLUMN     "grace_until" DATE,
ADD COLUMN     "retry_days" INTEGER,
ADD COLUMN     "retry_kind" "retry_kind",
ADD COLUMN     "will_retry" BOOLEAN;

-- CreateTable
CREATE TABLE "charge_attempt" (
    "merchant_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "on" DATE NOT NULL,
    "succeeded" BOOLEAN NOT NULL,
    "reason" JSONB,
    "event_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "charge_attempt_pkey" PRIMARY KEY ("merchant_id","payment_id","number")
);

-- AddForeignKey
ALTER TABLE "charge_attempt" ADD CONSTRAINT "charge_attempt_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "one_off_payment"
  ADD CONSTRAINT "payment_charge_on_authority" CHECK ("kind" <> 'CHARGE' OR ("billing_request_id" IS NULL AND "external_id" IS NOT NULL)),
  ADD CONSTRAINT "payment_charge_has_plan" CHECK (("kind" = 'CHARGE') = ("retry_kind" IS NOT NULL)),
  ADD CONSTRAINT "payment_charge_days" CHECK (("retry_kind" IS NOT DISTINCT FROM 'PROVIDER_DAYS') = ("retry_days" IS NOT NULL) AND ("retry_days" IS NULL OR "retry_days" BETWEEN 1 AND 60)),
  ADD CONSTRAINT "payment_charge_alone_has_days" CHECK ("kind" = 'CHARGE' OR (num_nonnulls("due_on", "grace_until", "will_retry", "attempted_on") = 0 AND "attempt_count" = 0)),
  ADD CONSTRAINT "payment_charge_attempts" CHECK ("attempt_count" >= 0 AND ("attempt_count" = 0) = ("attempted_on" IS NULL)),
  -- What is tried again has not failed.
  ADD CONSTRAINT "payment_charge_tried_again" CHECK ("will_retry" IS NOT TRUE OR "state" = 'PROCESSING'),
  DROP CONSTRAINT "payment_state_is_no_view",
  ADD CONSTRAINT "payment_state_is_no_view" CHECK ("state" <> 'UNRESOLVED' AND ("state" <> 'PROCESSING' OR "kind" = 'CHARGE' OR ("agreement_id" IS NULL AND "kind" = 'ONE_OFF'))),
  DROP CONSTRAINT "payment_transfer_settled_in_full",
  ADD CONSTRAINT "payment_transfer_settled_in_full" CHECK (CASE
    WHEN "kind" = 'CHARGE' THEN "state" <> 'PARTIALLY_SETTLED' OR ("captured" > 0 AND "captured" + "released" < "authorized")
    WHEN "kind" <> 'TRANSFER' THEN "state" <> 'PARTIALLY_SETTLED'
    WHEN "state" = 'SETTLED' THEN "captured" >= "requested"
    WHEN "state" = 'PARTIALLY_SETTLED' THEN "captured" > 0 AND "captured" - "refunded" - "refund_in_flight" < "requested"
    WHEN "state" IN ('CREATED', 'REQUIRES_PAYER_ACTION') THEN "captured" = 0
    ELSE "captured" = "refunded" END);
ALTER TABLE "charge_attempt"
  ADD CONSTRAINT "charge_attempt_number_positive" CHECK ("number" > 0),
  ADD CONSTRAINT "charge_attempt_has_reason" CHECK ("succeeded" OR "reason" IS NOT NULL);

-- Every move of a charge; the rows are those of the states.ts file (a test compares them).
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('charge', 'CREATED', 'REQUIRES_PAYER_ACTION'), ('charge', 'CREATED', 'PROCESSING'), ('charge', 'CREATED', 'AUTHORIZED'), ('charge', 'CREATED', 'SETTLED'), ('charge', 'CREATED', 'REJECTED'), ('charge', 'CREATED', 'EXPIRED'), ('charge', 'CREATED', 'CANCELLED'), ('charge', 'CREATED', 'FAILED'),
  ('charge', 'REQUIRES_PAYER_ACTION', 'CREATED'), ('charge', 'REQUIRES_PAYER_ACTION', 'PROCESSING'), ('charge', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED'), ('charge', 'REQUIRES_PAYER_ACTION', 'SETTLED'), ('charge', 'REQUIRES_PAYER_ACTION', 'REJECTED'), ('charge', 'REQUIRES_PAYER_ACTION', 'EXPIRED'), ('charge', 'REQUIRES_PAYER_ACTION', 'CANCELLED'), ('charge', 'REQUIRES_PAYER_ACTION', 'FAILED'),
  ('charge', 'PROCESSING', 'AUTHORIZED'), ('charge', 'PROCESSING', 'SETTLED'), ('charge', 'PROCESSING', 'REJECTED'), ('charge', 'PROCESSING', 'EXPIRED'), ('charge', 'PROCESSING', 'CANCELLED'), ('charge', 'PROCESSING', 'FAILED'),
  ('charge', 'AUTHORIZED', 'PARTIALLY_SETTLED'), ('charge', 'AUTHORIZED', 'SETTLED'), ('charge', 'AUTHORIZED', 'CANCELLED'), ('charge', 'AUTHORIZED', 'EXPIRED'),
  ('charge', 'PARTIALLY_SETTLED', 'SETTLED'),
  ('charge', 'SETTLED', 'REVERSED'),
  ('charge', 'REVERSED', 'SETTLED'),
  ('charge', 'FAILED', 'PROCESSING'), ('charge', 'FAILED', 'AUTHORIZED'), ('charge', 'FAILED', 'SETTLED');

-- Four kinds of payment, four lives. What is asked for by a charge may be changed until money is there.
DROP TRIGGER payment_guard ON "one_off_payment";
DROP TRIGGER collection_guard ON "one_off_payment";
CREATE TRIGGER payment_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NOT NULL AND OLD.kind <> 'CHARGE')
  EXECUTE FUNCTION guard_move('payment', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER collection_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.agreement_id IS NULL AND OLD.kind = 'ONE_OFF')
  EXECUTE FUNCTION guard_move('collection', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'requested', 'created_at');
CREATE TRIGGER charge_guard BEFORE UPDATE ON "one_off_payment" FOR EACH ROW WHEN (OLD.kind = 'CHARGE')
  EXECUTE FUNCTION guard_move('charge', 'state', 'merchant_id', 'id', 'kind', 'provider', 'account_id', 'external_id', 'agreement_id', 'mandate_id', 'billing_request_id', 'currency', 'retry_kind', 'retry_days', 'auto_reserve', 'created_at');
CREATE FUNCTION guard_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.authorized > 0 OR OLD.state NOT IN ('CREATED', 'REQUIRES_PAYER_ACTION', 'PROCESSING') THEN
    RAISE EXCEPTION 'what a charge asks for does not change once money is there, or it is over' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charge_asked_guard BEFORE UPDATE OF "requested" ON "one_off_payment" FOR EACH ROW
  WHEN (OLD.kind = 'CHARGE' AND NEW.requested <> OLD.requested) EXECUTE FUNCTION guard_asked();

-- An attempt never changes, and the charge counts it.
CREATE TRIGGER charge_attempt_append_only BEFORE UPDATE OR DELETE ON "charge_attempt" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM charge_attempt WHERE merchant_id = NEW.merchant_id AND payment_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid)
     IS DISTINCT FROM (SELECT attempt_count FROM one_off_payment WHERE merchant_id = NEW.merchant_id AND id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid AND kind = 'CHARGE') THEN
    RAISE EXCEPTION 'a charge counts its attempts' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM charge_attempt a WHERE a.merchant_id = NEW.merchant_id AND a.payment_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid
              AND NOT EXISTS (SELECT FROM event e WHERE e.merchant_id = a.merchant_id AND e.id = a.event_id AND e.subject_id = a.payment_id)) THEN
    RAISE EXCEPTION 'an attempt is told by an event of its charge' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER charge_attempts_counted AFTER INSERT OR UPDATE OF "attempt_count" ON "one_off_payment"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'CHARGE' AND NEW.attempt_count > 0) EXECUTE FUNCTION guard_attempts('id');
CREATE CONSTRAINT TRIGGER charge_attempt_counted AFTER INSERT ON "charge_attempt"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_attempts('payment_id');

-- What the ledger follows of a charge stands under its own name.
CREATE OR REPLACE VIEW "booked_payment" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
    FROM one_off_payment WHERE kind = 'ONE_OFF';
CREATE VIEW "booked_charge" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
    FROM one_off_payment WHERE kind = 'CHARGE';
GRANT SELECT ON "booked_charge" TO paygraph_app, paygraph_worker;
INSERT INTO "ledger_subject" ("subject_type", "table_name") VALUES ('chg', 'booked_charge');
DROP TRIGGER payment_booked ON "one_off_payment";
CREATE CONSTRAINT TRIGGER payment_booked AFTER INSERT OR UPDATE OF authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
  ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'ONE_OFF') EXECUTE FUNCTION guard_booked('booked_payment');
CREATE CONSTRAINT TRIGGER charge_booked AFTER INSERT OR UPDATE OF authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
  ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'CHARGE') EXECUTE FUNCTION guard_booked('booked_charge');

ALTER TABLE "charge_attempt" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "charge_attempt" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "charge_attempt" FOR SELECT TO paygraph_worker USING (true);
GRANT SELECT, INSERT ON "charge_attempt" TO paygraph_app;
GRANT SELECT ON "charge_attempt" TO paygraph_worker;
