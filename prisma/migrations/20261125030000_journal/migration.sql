-- CreateEnum
CREATE TYPE "ledger_account" AS ENUM ('PAYER_RESERVED', 'CAPTURES_IN_FLIGHT', 'PROVIDER_RECEIVABLE', 'MERCHANT_PAYABLE', 'REFUNDS_IN_FLIGHT', 'UNMATCHED_RECEIPTS', 'FEES');

-- CreateEnum
CREATE TYPE "ledger_direction" AS ENUM ('DEBIT', 'CREDIT');

-- CreateEnum
CREATE TYPE "ledger_movement" AS ENUM ('AUTHORIZED', 'CAPTURE_IN_FLIGHT', 'CAPTURED', 'RELEASED', 'REFUND_IN_FLIGHT', 'REFUNDED', 'REVERSED', 'UNMATCHED', 'FEES');

-- CreateTable
CREATE TABLE "journal" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "movement" "ledger_movement" NOT NULL,
    "account" "ledger_account" NOT NULL,
    "direction" "ledger_direction" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "ledger_chart" (
    "movement" "ledger_movement" NOT NULL,
    "debit" "ledger_account" NOT NULL,
    "credit" "ledger_account" NOT NULL,

    CONSTRAINT "ledger_chart_pkey" PRIMARY KEY ("movement")
);

-- CreateTable
CREATE TABLE "ledger_subject" (
    "subject_type" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,

    CONSTRAINT "ledger_subject_pkey" PRIMARY KEY ("subject_type")
);

-- CreateIndex
CREATE INDEX "journal_merchant_id_subject_id_posted_at_id_idx" ON "journal"("merchant_id", "subject_id", "posted_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_merchant_id_event_id_movement_direction_key" ON "journal"("merchant_id", "event_id", "movement", "direction");

-- AddForeignKey
ALTER TABLE "journal" ADD CONSTRAINT "journal_merchant_id_event_id_fkey" FOREIGN KEY ("merchant_id", "event_id") REFERENCES "event"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Between which accounts each movement goes; the rows are those of src/domain/ledger/chart.ts (a test compares them).
INSERT INTO "ledger_chart" ("movement", "debit", "credit") VALUES
  ('AUTHORIZED', 'PROVIDER_RECEIVABLE', 'PAYER_RESERVED'),
  ('CAPTURE_IN_FLIGHT', 'PAYER_RESERVED', 'CAPTURES_IN_FLIGHT'),
  ('CAPTURED', 'PAYER_RESERVED', 'MERCHANT_PAYABLE'),
  ('RELEASED', 'PAYER_RESERVED', 'PROVIDER_RECEIVABLE'),
  ('REFUND_IN_FLIGHT', 'MERCHANT_PAYABLE', 'REFUNDS_IN_FLIGHT'),
  ('REFUNDED', 'MERCHANT_PAYABLE', 'PROVIDER_RECEIVABLE'),
  ('REVERSED', 'MERCHANT_PAYABLE', 'PROVIDER_RECEIVABLE'),
  ('UNMATCHED', 'PROVIDER_RECEIVABLE', 'UNMATCHED_RECEIPTS'),
  ('FEES', 'FEES', 'PROVIDER_RECEIVABLE');
INSERT INTO "ledger_subject" ("subject_type", "table_name") VALUES ('oop', 'one_off_payment');

-- Payments that were there before the book: what they had is booked by the event that told their last step. The owner, on whom
-- row-level security is forced, would see none of them.
ALTER TABLE "one_off_payment" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "event" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "journal" ("merchant_id", "id", "event_id", "subject_type", "subject_id", "movement", "account", "direction", "amount_minor", "currency", "posted_at")
SELECT p.merchant_id, gen_random_uuid(), e.id, 'oop', p.id, c.movement, leg.account, leg.direction::ledger_direction, amount.minor, p.currency, app_now()
  FROM one_off_payment p
  JOIN event e ON e.merchant_id = p.merchant_id AND e.subject_id = p.id AND e.subject_version = p.version
 CROSS JOIN ledger_chart c
 CROSS JOIN LATERAL (SELECT (to_jsonb(p) ->> lower(c.movement::text))::bigint AS minor) amount
 CROSS JOIN LATERAL (VALUES (c.debit, 'DEBIT'), (c.credit, 'CREDIT')) leg (account, direction)
 WHERE amount.minor > 0;
ALTER TABLE "one_off_payment" FORCE ROW LEVEL SECURITY;
ALTER TABLE "event" FORCE ROW LEVEL SECURITY;

ALTER TABLE "journal"
  ADD CONSTRAINT "journal_amount_positive" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "journal_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON "journal" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_never_truncated BEFORE TRUNCATE ON "journal" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- At commit, the entries of a transaction sum to zero for each currency and movement, and stand where the chart puts them.
CREATE FUNCTION guard_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_chart WHERE movement = NEW.movement AND NEW.account IN (debit, credit)) THEN
    RAISE EXCEPTION '% is not booked on %', NEW.movement, NEW.account USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM journal WHERE merchant_id = NEW.merchant_id AND event_id = NEW.event_id GROUP BY currency, movement
             HAVING sum(CASE direction WHEN 'DEBIT' THEN amount_minor ELSE -amount_minor END) <> 0) THEN
    RAISE EXCEPTION 'the entries of event % do not sum to zero', NEW.event_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_balanced AFTER INSERT ON "journal" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_balanced();

-- At commit, each amount on a row is the sum of its movement in the journal. A noun without a column of that name can have nothing booked on it.
CREATE FUNCTION check_booked(noun text, merchant uuid, subject uuid) RETURNS void LANGUAGE plpgsql AS $$
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
           bool_or(j.currency <> amounts ->> 'currency') AS foreign_currency
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
CREATE FUNCTION guard_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_booked(TG_TABLE_NAME, NEW.merchant_id, NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION guard_subject() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  noun text := (SELECT table_name FROM ledger_subject WHERE subject_type = NEW.subject_type);
BEGIN
  IF noun IS NULL THEN
    RAISE EXCEPTION 'the journal knows no subject of the kind %', NEW.subject_type USING ERRCODE = 'check_violation';
  END IF;
  PERFORM check_booked(noun, NEW.merchant_id, NEW.subject_id);
  RETURN NULL;
END $$;
-- A transaction has as many debits as credits, so looking at the debits looks at each subject.
CREATE CONSTRAINT TRIGGER journal_subject AFTER INSERT ON "journal" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.direction = 'DEBIT')
  EXECUTE FUNCTION guard_subject();
CREATE CONSTRAINT TRIGGER payment_booked AFTER INSERT OR UPDATE OF authorized, captured, capture_in_flight, refunded, refund_in_flight, released, reversed
  ON "one_off_payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_booked();

-- A balance is read from this index alone.
CREATE INDEX "journal_balance" ON "journal" ("merchant_id", "account", "currency", "posted_at") INCLUDE ("direction", "amount_minor");

ALTER TABLE "journal" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "journal" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY merchant ON "journal" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
GRANT SELECT ON "journal", "ledger_chart", "ledger_subject" TO paygraph_app, paygraph_worker;
GRANT INSERT ON "journal" TO paygraph_app;
