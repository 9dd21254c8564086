-- CreateEnum
CREATE TYPE "payout_status" AS ENUM ('PENDING', 'IN_TRANSIT', 'PAID', 'BOUNCED');

-- CreateEnum
CREATE TYPE "payout_reconciliation" AS ENUM ('OPEN', 'EXACT', 'DIFFERENCE');

-- CreateEnum
CREATE TYPE "payout_item_kind" AS ENUM ('PAYMENT', 'REFUND', 'REFUND_RETURNED', 'REVERSAL', 'REVERSAL_WITHDRAWN', 'FEE', 'PARTNER_FEE', 'ADJUSTMENT');

-- CreateEnum
CREATE TYPE "payout_item_problem" AS ENUM ('OTHER_AMOUNT', 'OTHER_CURRENCY', 'NOT_COLLECTED', 'NOT_REVERSED', 'NOT_REFUNDED', 'PAID_OUT_TWICE');

-- CreateTable
CREATE TABLE "payout" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT NOT NULL,
    "status" "payout_status" NOT NULL,
    "provider_status" TEXT NOT NULL DEFAULT '',
    "reason" JSONB,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "bank_amount_minor" BIGINT,
    "bank_currency" TEXT,
    "exchange_rate" TEXT,
    "deducted_fees" BIGINT,
    "bank_reference" TEXT,
    "arrives_on" DATE,
    "arrived_at" TIMESTAMPTZ(3),
    "item_count" INTEGER,
    "reconciliation" "payout_reconciliation" NOT NULL DEFAULT 'OPEN',
    "fees" BIGINT NOT NULL DEFAULT 0,
    "partner_fees" BIGINT NOT NULL DEFAULT 0,
    "paid_out" BIGINT NOT NULL DEFAULT 0,
    "exchanged" BIGINT NOT NULL DEFAULT 0,
    "exchanged_into" BIGINT NOT NULL DEFAULT 0,
    "arrived" BIGINT NOT NULL DEFAULT 0,
    "foreign_payments" BIGINT NOT NULL DEFAULT 0,
    "difference" BIGINT NOT NULL DEFAULT 0,
    "poll_count" INTEGER NOT NULL DEFAULT 0,
    "next_check_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "payout_item" (
    "merchant_id" UUID NOT NULL,
    "payout_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "payout_item_kind" NOT NULL,
    "provider_type" TEXT NOT NULL,
    "amount_tenths" BIGINT NOT NULL,
    "payment_reference" TEXT,
    "refund_reference" TEXT,
    "payment_id" UUID,
    "refund_id" UUID,
    "problem" "payout_item_problem",
    "taxes" JSONB,

    CONSTRAINT "payout_item_pkey" PRIMARY KEY ("merchant_id","payout_id","number")
);

-- CreateIndex
CREATE INDEX "payout_merchant_id_created_at_id_idx" ON "payout"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "payout_merchant_id_updated_at_id_idx" ON "payout"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "payout_merchant_id_provider_provider_reference_key" ON "payout"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE INDEX "payout_item_merchant_id_payment_id_idx" ON "payout_item"("merchant_id", "payment_id");

-- CreateIndex
CREATE INDEX "payout_item_merchant_id_refund_id_idx" ON "payout_item"("merchant_id", "refund_id");

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_merchant_id_payout_id_fkey" FOREIGN KEY ("merchant_id", "payout_id") REFERENCES "payout"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_merchant_id_refund_id_fkey" FOREIGN KEY ("merchant_id", "refund_id") REFERENCES "refund"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "payout"
  ADD CONSTRAINT "payout_amount_positive" CHECK ("amount_minor" >= 0 AND "bank_amount_minor" >= 0),
  ADD CONSTRAINT "payout_currency" CHECK ("currency" ~ '^[A-Z]{3}$' AND "bank_currency" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "payout_exchange" CHECK (("bank_amount_minor" IS NULL) = ("bank_currency" IS NULL) AND "bank_currency" <> "currency"),
  -- What is on its way or there has left the provider; what has come back is the provider's to send again.
  ADD CONSTRAINT "payout_sent" CHECK ("paid_out" = CASE WHEN "status" IN ('IN_TRANSIT', 'PAID') THEN "amount_minor" ELSE 0 END),
  ADD CONSTRAINT "payout_exchanged" CHECK (
    "exchanged" = CASE WHEN "status" IN ('IN_TRANSIT', 'PAID') AND "bank_currency" IS NOT NULL THEN "amount_minor" ELSE 0 END
    AND "exchanged_into" = CASE WHEN "status" IN ('IN_TRANSIT', 'PAID') AND "bank_currency" IS NOT NULL THEN "bank_amount_minor" ELSE 0 END),
  ADD CONSTRAINT "payout_arrived" CHECK (
    "arrived" = CASE WHEN "status" = 'PAID' THEN coalesce("bank_amount_minor", "amount_minor") ELSE 0 END AND ("status" = 'PAID') = ("arrived_at" IS NOT NULL)),
  ADD CONSTRAINT "payout_items_read" CHECK (("item_count" IS NULL) = ("reconciliation" = 'OPEN') AND "item_count" >= 0),
  ADD CONSTRAINT "payout_sums_of_items" CHECK ("item_count" IS NOT NULL OR ("fees", "partner_fees", "foreign_payments", "difference") = (0, 0, 0, 0)),
  ADD CONSTRAINT "payout_exact" CHECK ("reconciliation" <> 'EXACT' OR "difference" = 0);
ALTER TABLE "payout_item"
  ADD CONSTRAINT "payout_item_number_positive" CHECK ("number" > 0),
  ADD CONSTRAINT "payout_item_refund_of_payment" CHECK ("refund_id" IS NULL OR "payment_id" IS NOT NULL);

-- Every move of a payout; the rows are those of the states.ts file (a test compares them).
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('payout', 'PENDING', 'IN_TRANSIT'),
  ('payout', 'IN_TRANSIT', 'PAID'), ('payout', 'IN_TRANSIT', 'BOUNCED'),
  ('payout', 'PAID', 'BOUNCED'),
  ('payout', 'BOUNCED', 'IN_TRANSIT');
CREATE TRIGGER payout_guard BEFORE UPDATE ON "payout" FOR EACH ROW
  EXECUTE FUNCTION guard_move('payout', 'status', 'merchant_id', 'id', 'provider', 'account_id', 'provider_reference', 'currency', 'made_at', 'created_at');
CREATE CONSTRAINT TRIGGER payout_told AFTER INSERT OR UPDATE OF version ON "payout" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();
CREATE FUNCTION guard_sent_payout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.amount_minor, NEW.bank_amount_minor, NEW.bank_currency) IS DISTINCT FROM (OLD.amount_minor, OLD.bank_amount_minor, OLD.bank_currency) THEN
    RAISE EXCEPTION 'what a payout has sent never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payout_sent_guard BEFORE UPDATE OF "amount_minor", "bank_amount_minor", "bank_currency" ON "payout" FOR EACH ROW
  WHEN (OLD.status IN ('IN_TRANSIT', 'PAID') AND NEW.status = OLD.status) EXECUTE FUNCTION guard_sent_payout();

-- What a provider has put into a payout never changes; whose it is may become known.
CREATE FUNCTION guard_payout_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.payout_id, NEW.number, NEW.kind, NEW.provider_type, NEW.amount_tenths, NEW.payment_reference, NEW.refund_reference, NEW.taxes)
     IS DISTINCT FROM (OLD.merchant_id, OLD.payout_id, OLD.number, OLD.kind, OLD.provider_type, OLD.amount_tenths, OLD.payment_reference, OLD.refund_reference, OLD.taxes)
     OR (OLD.payment_id IS NOT NULL AND NEW.payment_id IS DISTINCT FROM OLD.payment_id)
     OR (OLD.refund_id IS NOT NULL AND NEW.refund_id IS DISTINCT FROM OLD.refund_id) THEN
    RAISE EXCEPTION 'an item of a payout never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payout_item_guard BEFORE UPDATE ON "payout_item" FOR EACH ROW EXECUTE FUNCTION guard_payout_item();
CREATE TRIGGER payout_item_kept BEFORE DELETE ON "payout_item" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- At commit, a payout counts its items, and what they say of principal is what it sends, its fees and what nobody can explain.
CREATE FUNCTION guard_payout_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  payout payout;
  items record;
BEGIN
  SELECT * INTO payout FROM payout p WHERE p.merchant_id = NEW.merchant_id AND p.id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  SELECT count(*) AS number,
         coalesce(sum(amount_tenths) FILTER (WHERE payment_id IS NOT NULL AND kind NOT IN ('FEE', 'PARTNER_FEE')), 0) AS own,
         coalesce(sum(amount_tenths) FILTER (WHERE payment_id IS NULL AND kind NOT IN ('FEE', 'PARTNER_FEE')), 0) AS others
    INTO items FROM payout_item i WHERE i.merchant_id = payout.merchant_id AND i.payout_id = payout.id;
  IF coalesce(payout.item_count, 0) <> items.number THEN
    RAISE EXCEPTION 'a payout counts its items' USING ERRCODE = 'check_violation';
  END IF;
  IF payout.item_count IS NOT NULL AND (abs(items.others - 10 * payout.foreign_payments) > 5
     OR abs(items.own + items.others - 10 * (payout.amount_minor + payout.fees + payout.partner_fees + payout.difference)) >= 10) THEN
    RAISE EXCEPTION 'a payout is not what its items sum to' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payout_is_its_items AFTER INSERT OR UPDATE OF "item_count", "amount_minor", "fees", "partner_fees", "foreign_payments", "difference" ON "payout"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_payout_items('id');
CREATE CONSTRAINT TRIGGER payout_item_counted AFTER INSERT OR UPDATE OF "payment_id" ON "payout_item"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_payout_items('payout_id');

-- What the ledger follows of a payout. What arrives, and what is bought with an exchange, stand in the currency of the bank account.
CREATE VIEW "booked_payout" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, fees, partner_fees, paid_out, exchanged, exchanged_into, arrived, foreign_payments, difference,
         coalesce(bank_currency, currency) AS exchanged_into_currency, coalesce(bank_currency, currency) AS arrived_currency
    FROM payout;
GRANT SELECT ON "booked_payout" TO paygraph_app, paygraph_worker;
INSERT INTO "ledger_chart" ("movement", "debit", "credit") VALUES
  ('PARTNER_FEES', 'PARTNER_FEES', 'PROVIDER_RECEIVABLE'),
  ('PAID_OUT', 'PAYOUTS_IN_TRANSIT', 'PROVIDER_RECEIVABLE'),
  ('EXCHANGED', 'FX_CLEARING', 'PAYOUTS_IN_TRANSIT'),
  ('EXCHANGED_INTO', 'PAYOUTS_IN_TRANSIT', 'FX_CLEARING'),
  ('ARRIVED', 'MERCHANT_BANK', 'PAYOUTS_IN_TRANSIT'),
  ('FOREIGN_PAYMENTS', 'PROVIDER_RECEIVABLE', 'FOREIGN_PAYMENTS'),
  ('DIFFERENCE', 'PAYOUT_DIFFERENCE', 'PROVIDER_RECEIVABLE');
INSERT INTO "ledger_subject" ("subject_type", "table_name") VALUES ('pyo', 'booked_payout');
-- An amount that stands in another currency than its row says so in a column that is named after it.
CREATE OR REPLACE FUNCTION check_booked(noun text, merchant uuid, subject uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  amounts jsonb;
  wrong record;
BEGIN
  EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE merchant_id = $1 AND id = $2', noun) INTO amounts USING merchant, subject;
  IF amounts IS NULL THEN
    RAISE EXCEPTION 'the journal speaks of % %, which is not there', noun, subject USING ERRCODE = 'check_violation';
  END IF;
  WITH booked AS (
    SELECT j.movement, sum(CASE j.direction WHEN 'DEBIT' THEN j.amount_minor ELSE -j.amount_minor END) AS minor,
           bool_or(j.currency <> coalesce(amounts ->> (lower(j.movement::text) || '_currency'), amounts ->> 'currency')) AS foreign_currency
      FROM journal j JOIN ledger_chart c ON c.movement = j.movement AND c.debit = j.account
     WHERE j.merchant_id = merchant AND j.subject_id = subject GROUP BY j.movement)
  SELECT c.movement, coalesce(booked.minor, 0) AS minor, coalesce(amounts ->> lower(c.movement::text), 'nothing') AS has INTO wrong
    FROM ledger_chart c LEFT JOIN booked ON booked.movement = c.movement
   WHERE booked.foreign_currency OR coalesce(booked.minor, 0) <> coalesce((amounts ->> lower(c.movement::text))::bigint, 0)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% of % % is %; its entries sum to %', lower(wrong.movement::text), noun, subject, wrong.has, wrong.minor USING ERRCODE = 'check_violation';
  END IF;
END $$;
CREATE CONSTRAINT TRIGGER payout_sums_booked AFTER INSERT OR UPDATE OF fees, partner_fees, paid_out, exchanged, exchanged_into, arrived, foreign_payments, difference
  ON "payout" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_booked('booked_payout');

CREATE INDEX "payout_ready" ON "payout" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;
ALTER TABLE "payout" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "payout" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "payout" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON "payout" TO paygraph_app;
GRANT SELECT, UPDATE ("poll_count", "next_check_at") ON "payout" TO paygraph_worker;
ALTER TABLE "payout_item" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "payout_item" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "payout_item" FOR SELECT TO paygraph_worker USING (true);
GRANT SELECT, INSERT ON "payout_item" TO paygraph_app;
GRANT UPDATE ("payment_id", "refund_id", "problem") ON "payout_item" TO paygraph_app;
GRANT SELECT ON "payout_item" TO paygraph_worker;
