-- DropIndex
DROP INDEX "refund_merchant_id_receipt_id_idx";

-- AlterTable
ALTER TABLE "refund" ALTER COLUMN "payment_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "operation" ADD COLUMN     "receipt_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "refund_merchant_id_receipt_id_provider_reference_key" ON "refund"("merchant_id", "receipt_id", "provider_reference");

-- CreateIndex
CREATE INDEX "operation_merchant_id_receipt_id_idx" ON "operation"("merchant_id", "receipt_id");

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_merchant_id_receipt_id_fkey" FOREIGN KEY ("merchant_id", "receipt_id") REFERENCES "transfer_receipt"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Money that is on no transfer can be given back too. What of it went back is no longer there to be placed.
ALTER TABLE "transfer_receipt" DROP CONSTRAINT "receipt_refunded_when_matched";
CREATE OR REPLACE VIEW "booked_receipt" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, CASE WHEN payment_id IS NULL AND closed_at IS NULL THEN amount_minor - refunded ELSE 0 END AS unmatched
    FROM transfer_receipt;
DROP TRIGGER receipt_sums_booked ON "transfer_receipt";
CREATE CONSTRAINT TRIGGER receipt_sums_booked AFTER INSERT OR UPDATE OF payment_id, amount_minor, refunded, closed_at
  ON "transfer_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_booked('booked_receipt');

-- Money that came in stays what it was: it is assigned or closed once, with nothing of it on its way back, and otherwise only given back.
CREATE OR REPLACE FUNCTION guard_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  assigned boolean := OLD.payment_id IS NULL AND NEW.payment_id IS NOT NULL;
  closed boolean := OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL;
  returned boolean := OLD.payment_id IS NULL AND NEW.refunded <> OLD.refunded;
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
  IF (assigned OR closed) AND NEW.refund_in_flight <> 0 THEN
    RAISE EXCEPTION 'a receipt is neither assigned nor closed while a refund of it is on its way' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.version <> OLD.version + (assigned OR closed OR returned)::int THEN
    RAISE EXCEPTION 'version of a receipt moves by one when it is assigned, closed, or given back while on no transfer' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- A refund of a transfer gives back money of a receipt of that very transfer, one of no payment that of a receipt on no transfer; any other
-- refund that of none.
CREATE OR REPLACE FUNCTION guard_refund_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce((SELECT kind = 'TRANSFER' FROM one_off_payment WHERE merchant_id = NEW.merchant_id AND id = NEW.payment_id), NEW.payment_id IS NULL)
     IS DISTINCT FROM EXISTS (SELECT FROM transfer_receipt WHERE merchant_id = NEW.merchant_id AND id = NEW.receipt_id AND payment_id IS NOT DISTINCT FROM NEW.payment_id) THEN
    RAISE EXCEPTION 'a refund of a transfer is of one of its receipts' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- What an operation intends never changes. It may be sealed anew, under another key and with nothing else: of the same length, as
-- sealing keeps it, and with another key's id in its first five bytes.
CREATE OR REPLACE FUNCTION guard_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.id, NEW.account_id, NEW.kind, NEW.provider_key, NEW.agreement_id, NEW.payment_id, NEW.mandate_id, NEW.billing_request_id, NEW.receipt_id, NEW.person_id)
     IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.account_id, OLD.kind, OLD.provider_key, OLD.agreement_id, OLD.payment_id, OLD.mandate_id, OLD.billing_request_id, OLD.receipt_id, OLD.person_id)
     OR (NEW.input_sealed <> OLD.input_sealed
         AND (NEW.status <> OLD.status OR NEW.person_id IS NOT NULL
              OR octet_length(NEW.input_sealed) <> octet_length(OLD.input_sealed)
              OR substring(NEW.input_sealed FROM 1 FOR 5) = substring(OLD.input_sealed FROM 1 FOR 5))) THEN
    RAISE EXCEPTION 'what an operation intends never changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT EXISTS (
    SELECT FROM state_move WHERE noun = 'operation' AND "from" = OLD.status::text AND "to" = NEW.status::text)
  THEN
    RAISE EXCEPTION 'operation does not move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
