-- AlterTable
ALTER TABLE "transfer_receipt" ADD COLUMN     "closed_at" TIMESTAMPTZ(3);

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What is settled elsewhere waits for nobody, and is never put on a transfer.
ALTER TABLE "transfer_receipt" ADD CONSTRAINT "receipt_closed_when_unmatched" CHECK ("closed_at" IS NULL OR "payment_id" IS NULL);
CREATE OR REPLACE VIEW "booked_receipt" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, CASE WHEN payment_id IS NULL AND closed_at IS NULL THEN amount_minor ELSE 0 END AS unmatched
    FROM transfer_receipt;
DROP TRIGGER receipt_sums_booked ON "transfer_receipt";
CREATE CONSTRAINT TRIGGER receipt_sums_booked AFTER INSERT OR UPDATE OF payment_id, amount_minor, closed_at
  ON "transfer_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_booked('booked_receipt');

-- Money that came in stays what it was: it is assigned or closed once, and otherwise only given back.
CREATE OR REPLACE FUNCTION guard_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  assigned boolean := OLD.payment_id IS NULL AND NEW.payment_id IS NOT NULL;
  closed boolean := OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL;
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.provider, NEW.account_id, NEW.provider_reference, NEW.invoice, NEW.amount_minor, NEW.currency, NEW.received_at, NEW.created_at)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.provider, OLD.account_id, OLD.provider_reference, OLD.invoice, OLD.amount_minor, OLD.currency, OLD.received_at, OLD.created_at) THEN
    RAISE EXCEPTION 'a receipt never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NOT assigned AND NEW.payment_id IS DISTINCT FROM OLD.payment_id THEN
    RAISE EXCEPTION 'a receipt is assigned once' USING ERRCODE = 'check_violation';
  END IF;
  IF NOT closed AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
    RAISE EXCEPTION 'a receipt is closed once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.version <> OLD.version + (assigned OR closed)::int THEN
    RAISE EXCEPTION 'version of a receipt moves by one when it is assigned' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

DROP INDEX "receipt_unmatched";
CREATE INDEX "receipt_unmatched" ON "transfer_receipt" ("merchant_id", "created_at", "id") WHERE "payment_id" IS NULL AND "closed_at" IS NULL;
