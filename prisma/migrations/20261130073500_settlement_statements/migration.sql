-- AlterTable
ALTER TABLE "payout_item" ADD COLUMN     "receipt_id" UUID;

-- CreateTable
CREATE TABLE "settlement_statement" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "account_number" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "opening_minor" BIGINT NOT NULL,
    "closing_minor" BIGINT NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "lines" JSONB NOT NULL,
    "has_payout" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settlement_statement_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "settlement_statement_sequence_key" ON "settlement_statement"("merchant_id", "account_id", "account_number", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "settlement_statement_number_key" ON "settlement_statement"("merchant_id", "account_id", "account_number", "day", "number");

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_merchant_id_receipt_id_fkey" FOREIGN KEY ("merchant_id", "receipt_id") REFERENCES "transfer_receipt"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What a provider has put into a payout never changes; whose it is may become known, and money that came in may be closed.
CREATE OR REPLACE FUNCTION guard_payout_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.payout_id, NEW.number, NEW.kind, NEW.provider_type, NEW.amount_tenths, NEW.payment_reference, NEW.refund_reference, NEW.taxes)
     IS DISTINCT FROM (OLD.merchant_id, OLD.payout_id, OLD.number, OLD.kind, OLD.provider_type, OLD.amount_tenths, OLD.payment_reference, OLD.refund_reference, OLD.taxes)
     OR (OLD.payment_id IS NOT NULL AND NEW.payment_id IS DISTINCT FROM OLD.payment_id)
     OR (OLD.refund_id IS NOT NULL AND NEW.refund_id IS DISTINCT FROM OLD.refund_id)
     OR (OLD.receipt_id IS NOT NULL AND NEW.receipt_id <> OLD.receipt_id) THEN
    RAISE EXCEPTION 'an item of a payout never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
GRANT UPDATE ("receipt_id") ON "payout_item" TO paygraph_app;
-- Money that is on no payment can be given back, too.
ALTER TABLE "payout_item" DROP CONSTRAINT "payout_item_refund_of_payment";

-- Money that came in is ours although it is on no transfer yet; what is carried from one payout to another is nobody else's either.
CREATE OR REPLACE FUNCTION guard_payout_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  payout payout;
  items record;
BEGIN
  SELECT * INTO payout FROM payout p WHERE p.merchant_id = NEW.merchant_id AND p.id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  SELECT count(*) AS number,
         coalesce(sum(amount_tenths) FILTER (WHERE kind NOT IN ('FEE', 'PARTNER_FEE')), 0) AS principal,
         coalesce(sum(amount_tenths) FILTER (WHERE payment_id IS NULL AND receipt_id IS NULL AND kind NOT IN ('FEE', 'PARTNER_FEE', 'BALANCE')), 0) AS others
    INTO items FROM payout_item i WHERE i.merchant_id = payout.merchant_id AND i.payout_id = payout.id;
  IF coalesce(payout.item_count, 0) <> items.number THEN
    RAISE EXCEPTION 'a payout counts its items' USING ERRCODE = 'check_violation';
  END IF;
  IF payout.item_count IS NOT NULL AND (abs(items.others - 10 * payout.foreign_payments) > 5
     OR abs(items.principal - 10 * (payout.amount_minor + payout.fees + payout.partner_fees + payout.difference)) >= 10) THEN
    RAISE EXCEPTION 'a payout is not what its items sum to' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payout_item_of_receipt AFTER UPDATE OF "receipt_id" ON "payout_item"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_payout_items('payout_id');

ALTER TABLE "settlement_statement"
  ADD CONSTRAINT "settlement_statement_sequence_positive" CHECK ("sequence" > 0),
  ADD CONSTRAINT "settlement_statement_currency" CHECK ("currency" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "settlement_statement_lines" CHECK (jsonb_typeof("lines") = 'array');
CREATE TRIGGER settlement_statement_append_only BEFORE UPDATE OR DELETE ON "settlement_statement" FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Each begins where the last one ended, and adds up.
CREATE FUNCTION guard_settlement_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence > 1 AND NOT EXISTS (
       SELECT FROM settlement_statement s
        WHERE s.merchant_id = NEW.merchant_id AND s.account_id = NEW.account_id AND s.account_number = NEW.account_number AND s.sequence = NEW.sequence - 1
          AND s.closing_minor = NEW.opening_minor AND s.currency = NEW.currency AND s.day <= NEW.day) THEN
    RAISE EXCEPTION 'a settlement statement begins where the last one ended' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.opening_minor + (SELECT coalesce(sum((line ->> 'amountMinor')::bigint), 0) FROM jsonb_array_elements(NEW.lines) line) <> NEW.closing_minor THEN
    RAISE EXCEPTION 'a settlement statement adds up' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settlement_statement_follows BEFORE INSERT ON "settlement_statement" FOR EACH ROW EXECUTE FUNCTION guard_settlement_statement();
ALTER TABLE "settlement_statement" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "settlement_statement" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "settlement_statement" FOR SELECT TO paygraph_worker USING (true);
GRANT SELECT, INSERT ON "settlement_statement" TO paygraph_app;
GRANT SELECT ON "settlement_statement" TO paygraph_worker;
