-- AlterTable
ALTER TABLE "transfer" ADD COLUMN     "culture" TEXT,
ADD COLUMN     "order_number" TEXT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What was asked of whom never changes.
CREATE OR REPLACE FUNCTION guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.merchant_id, NEW.payment_id, NEW.person_id, NEW.send_mail, NEW.due_date, NEW.order_number, NEW.culture)
     IS DISTINCT FROM (OLD.merchant_id, OLD.payment_id, OLD.person_id, OLD.send_mail, OLD.due_date, OLD.order_number, OLD.culture) THEN
    RAISE EXCEPTION 'what a transfer asks for never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
