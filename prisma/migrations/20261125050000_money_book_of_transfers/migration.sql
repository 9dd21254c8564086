-- AlterTable
ALTER TABLE "webhook_endpoint" ADD COLUMN     "types_after" BIGINT NOT NULL DEFAULT 0;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Nobody knows what an endpoint that is there already wanted before.
ALTER TABLE "webhook_endpoint" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "feed" NO FORCE ROW LEVEL SECURITY;
UPDATE "webhook_endpoint" e SET types_after = coalesce((SELECT max(number) FROM feed f WHERE f.merchant_id = e.merchant_id), 0);
ALTER TABLE "webhook_endpoint" FORCE ROW LEVEL SECURITY;
ALTER TABLE "feed" FORCE ROW LEVEL SECURITY;
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_types_after_positive" CHECK ("types_after" >= 0);

-- What the book follows of each kind of thing: a view with its currency and its amounts, each named as its movement is. A payment and a
-- transfer are rows of one table; of money that came in, only what is on no transfer stands in the book under its own name.
CREATE VIEW "booked_payment" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
    FROM one_off_payment WHERE kind <> 'TRANSFER';
CREATE VIEW "booked_transfer" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
    FROM one_off_payment WHERE kind = 'TRANSFER';
CREATE VIEW "booked_receipt" WITH (security_invoker = true) AS
  SELECT merchant_id, id, currency, CASE WHEN payment_id IS NULL THEN amount_minor ELSE 0 END AS unmatched
    FROM transfer_receipt;
GRANT SELECT ON "booked_payment", "booked_transfer", "booked_receipt" TO paygraph_app, paygraph_worker;
CREATE POLICY worker ON "transfer_receipt" FOR SELECT TO paygraph_worker USING (true);
CREATE POLICY worker ON "transfer" FOR SELECT TO paygraph_worker USING (true);
GRANT SELECT ON "transfer_receipt", "transfer" TO paygraph_worker;

UPDATE "ledger_subject" SET table_name = 'booked_payment' WHERE subject_type = 'oop';
INSERT INTO "ledger_subject" ("subject_type", "table_name") VALUES ('trf', 'booked_transfer'), ('rcp', 'booked_receipt');

-- What transfers had before is theirs by name now, and money that waits for a person is booked by the event that told it. The owner, on
-- whom row-level security is forced, would see none of it.
ALTER TABLE "one_off_payment" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "transfer_receipt" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "event" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "journal" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "journal" DISABLE TRIGGER journal_append_only;
UPDATE "journal" j SET subject_type = 'trf'
  FROM one_off_payment p WHERE p.merchant_id = j.merchant_id AND p.id = j.subject_id AND p.kind = 'TRANSFER';
ALTER TABLE "journal" ENABLE TRIGGER journal_append_only;
INSERT INTO "journal" ("merchant_id", "id", "event_id", "subject_type", "subject_id", "movement", "account", "direction", "amount_minor", "currency", "posted_at")
SELECT r.merchant_id, gen_random_uuid(), e.id, 'rcp', r.id, c.movement, leg.account, leg.direction::ledger_direction, r.amount_minor, r.currency, app_now()
  FROM transfer_receipt r
  JOIN event e ON e.merchant_id = r.merchant_id AND e.subject_id = r.id AND e.subject_version = r.version
  JOIN ledger_chart c ON c.movement = 'UNMATCHED'
 CROSS JOIN LATERAL (VALUES (c.debit, 'DEBIT'), (c.credit, 'CREDIT')) leg (account, direction)
 WHERE r.payment_id IS NULL;
-- What has just been posted is judged now: a table with something to judge cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE "one_off_payment" FORCE ROW LEVEL SECURITY;
ALTER TABLE "transfer_receipt" FORCE ROW LEVEL SECURITY;
ALTER TABLE "event" FORCE ROW LEVEL SECURITY;
ALTER TABLE "journal" FORCE ROW LEVEL SECURITY;

-- At commit, an entry speaks of a thing as what it is, by an event about that very thing, and its amounts are the sums of its entries.
CREATE OR REPLACE FUNCTION guard_subject() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  noun text := (SELECT table_name FROM ledger_subject WHERE subject_type = NEW.subject_type);
BEGIN
  IF noun IS NULL THEN
    RAISE EXCEPTION 'the journal knows no subject of the kind %', NEW.subject_type USING ERRCODE = 'check_violation';
  END IF;
  PERFORM check_booked(noun, NEW.merchant_id, NEW.subject_id);
  IF NOT EXISTS (SELECT FROM event WHERE merchant_id = NEW.merchant_id AND id = NEW.event_id
                  AND (subject_type, subject_id) = (NEW.subject_type, NEW.subject_id)) THEN
    RAISE EXCEPTION 'the event % is about something else than %', NEW.event_id, NEW.subject_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
-- TG_ARGV: the view that has the amounts of the row. Where the amounts are sums over receipts, that is judged first: triggers fire by name.
CREATE OR REPLACE FUNCTION guard_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_booked(TG_ARGV[0], NEW.merchant_id, NEW.id);
  RETURN NULL;
END $$;
DROP TRIGGER payment_booked ON "one_off_payment";
CREATE CONSTRAINT TRIGGER payment_booked AFTER INSERT OR UPDATE OF authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
  ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind <> 'TRANSFER') EXECUTE FUNCTION guard_booked('booked_payment');
CREATE CONSTRAINT TRIGGER transfer_sums_booked AFTER INSERT OR UPDATE OF authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
  ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'TRANSFER') EXECUTE FUNCTION guard_booked('booked_transfer');
CREATE CONSTRAINT TRIGGER receipt_sums_booked AFTER INSERT OR UPDATE OF payment_id, amount_minor
  ON "transfer_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_booked('booked_receipt');
