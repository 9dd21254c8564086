-- AlterTable
ALTER TABLE "inbox" ADD COLUMN     "behind" BOOLEAN NOT NULL DEFAULT false;

-- Each item waits for the one before it about the same thing. Nobody else writes here until the tables are let go of.
DO $$
BEGIN
  -- The news is hidden from the owner of the tables.
  SET LOCAL ROLE paygraph_worker;
  UPDATE "inbox" i SET "behind" = true
    WHERE i."state" = 'WAITING' AND i."about_known"
      AND EXISTS (SELECT FROM "inbox" older WHERE older."account_id" = i."account_id" AND older."about" = i."about" AND older."id" < i."id" AND older."state" = 'WAITING');
  RESET ROLE;
END $$;

-- An item that is done with, or set aside, lets the next about the same thing go.
CREATE FUNCTION release_next_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE inbox SET behind = false
   WHERE behind AND (merchant_id, id) = (
     SELECT merchant_id, id FROM inbox
      WHERE account_id = NEW.account_id AND about = NEW.about AND state = 'WAITING' ORDER BY id LIMIT 1);
  RETURN NULL;
END $$;
CREATE TRIGGER inbox_lets_the_next_go AFTER UPDATE OF "state" ON "inbox" FOR EACH ROW
  WHEN (OLD."state" = 'WAITING' AND NEW."state" <> 'WAITING') EXECUTE FUNCTION release_next_item();

-- What is ready, by merchant and then by time, so that a claim finds the next of each without looking at what stands behind it.
CREATE INDEX "inbox_ready" ON "inbox" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL AND "about_known" AND NOT "behind";
CREATE INDEX "inbox_foreign_ready" ON "inbox" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL AND NOT "about_known" AND "state" = 'WAITING';
CREATE INDEX "inbox_waiting_about" ON "inbox" ("account_id", "about", "id") WHERE "state" = 'WAITING';
CREATE INDEX "inbox_behind" ON "inbox" ("id") WHERE "behind";
CREATE INDEX "operation_ready" ON "operation" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL;
CREATE INDEX "webhook_endpoint_ready" ON "webhook_endpoint" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL;
CREATE INDEX "mail_ready" ON "mail" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL;
CREATE INDEX "agreement_ready" ON "agreement" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "mandate_ready" ON "mandate" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "billing_request_ready" ON "billing_request" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "payment_ready" ON "one_off_payment" ("merchant_id", "next_check_at", "id") WHERE "next_check_at" IS NOT NULL;
DROP INDEX "inbox_due", "inbox_known_due", "inbox_open_about", "operation_due", "webhook_endpoint_due", "mail_due",
  "agreement_due", "mandate_due", "billing_request_due", "payment_due";
