-- AlterTable
ALTER TABLE "merchant" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'Europe/Copenhagen';

-- AlterTable
ALTER TABLE "one_off_payment" ADD COLUMN     "counted_on" DATE;

-- CreateTable
CREATE TABLE "payment_total" (
    "merchant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "provider" "provider" NOT NULL,
    "currency" TEXT NOT NULL,
    "status" "payment_status" NOT NULL,
    "payments" BIGINT NOT NULL,
    "requested" DECIMAL(38,0) NOT NULL,
    "captured" DECIMAL(38,0) NOT NULL,
    "refunded" DECIMAL(38,0) NOT NULL,
    "reversed" DECIMAL(38,0) NOT NULL,

    CONSTRAINT "payment_total_pkey" PRIMARY KEY ("merchant_id","day","provider","currency","status")
);

-- CreateTable
CREATE TABLE "payment_total_change" (
    "id" BIGSERIAL NOT NULL,
    "merchant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "provider" "provider" NOT NULL,
    "currency" TEXT NOT NULL,
    "status" "payment_status" NOT NULL,
    "payments" BIGINT NOT NULL,
    "requested" DECIMAL(38,0) NOT NULL,
    "captured" DECIMAL(38,0) NOT NULL,
    "refunded" DECIMAL(38,0) NOT NULL,
    "reversed" DECIMAL(38,0) NOT NULL,

    CONSTRAINT "payment_total_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "payment_total_change_merchant_id_id_idx" ON "payment_total_change"("merchant_id", "id");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What PostgreSQL knows by this very name it can count days by.
CREATE FUNCTION guard_time_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.time_zone) THEN
    RAISE EXCEPTION 'no time zone has the name %', NEW.time_zone USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merchant_time_zone_set BEFORE INSERT ON "merchant" FOR EACH ROW WHEN (NEW.time_zone <> 'Europe/Copenhagen') EXECUTE FUNCTION guard_time_zone();
CREATE TRIGGER merchant_time_zone_changed BEFORE UPDATE OF "time_zone" ON "merchant" FOR EACH ROW EXECUTE FUNCTION guard_time_zone();
CREATE TRIGGER merchant_time_zone_told AFTER UPDATE OF "time_zone" ON "merchant" FOR EACH ROW EXECUTE FUNCTION tell_merchant_changed();

-- A payment is counted on the day on which it was made, as its merchant counted days then. A day that was reported is never cut anew.
CREATE FUNCTION set_counted_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.counted_on := (NEW.created_at AT TIME ZONE coalesce((SELECT time_zone FROM merchant WHERE id = NEW.merchant_id), 'Europe/Copenhagen'))::date;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_counted_on BEFORE INSERT ON "one_off_payment" FOR EACH ROW EXECUTE FUNCTION set_counted_on();
CREATE TRIGGER payment_counted_on_kept BEFORE UPDATE OF "counted_on" ON "one_off_payment" FOR EACH ROW
  WHEN (NEW.counted_on IS DISTINCT FROM OLD.counted_on) EXECUTE FUNCTION refuse_change();

-- Whoever writes a payment writes what that adds to the totals, in the same transaction. Rows are only added here: nobody waits for a row that
-- another payment of the day adds to.
CREATE FUNCTION count_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted date := coalesce(NEW.counted_on, (NEW.created_at AT TIME ZONE 'Europe/Copenhagen')::date);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.status = OLD.status THEN
      INSERT INTO payment_total_change (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
      VALUES (NEW.merchant_id, counted, NEW.provider, NEW.currency, NEW.status, 0,
              NEW.requested - OLD.requested, NEW.captured - OLD.captured, NEW.refunded - OLD.refunded, NEW.reversed - OLD.reversed);
      RETURN NULL;
    END IF;
    INSERT INTO payment_total_change (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
    VALUES (OLD.merchant_id, counted, OLD.provider, OLD.currency, OLD.status, -1, -OLD.requested, -OLD.captured, -OLD.refunded, -OLD.reversed);
  END IF;
  INSERT INTO payment_total_change (merchant_id, day, provider, currency, status, payments, requested, captured, refunded, reversed)
  VALUES (NEW.merchant_id, counted, NEW.provider, NEW.currency, NEW.status, 1, NEW.requested, NEW.captured, NEW.refunded, NEW.reversed);
  RETURN NULL;
END $$;
CREATE TRIGGER payment_counted AFTER INSERT ON "one_off_payment" FOR EACH ROW EXECUTE FUNCTION count_payment();
CREATE TRIGGER payment_counted_anew AFTER UPDATE ON "one_off_payment" FOR EACH ROW
  WHEN ((OLD.status, OLD.requested, OLD.captured, OLD.refunded, OLD.reversed) IS DISTINCT FROM (NEW.status, NEW.requested, NEW.captured, NEW.refunded, NEW.reversed))
  EXECUTE FUNCTION count_payment();

ALTER TABLE "payment_total" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "payment_total_change" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "payment_total" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY merchant ON "payment_total_change" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "payment_total" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON "payment_total_change" TO paygraph_worker USING (true) WITH CHECK (true);
-- The worker adds the changes to the totals, and takes them away with that.
GRANT SELECT ON "payment_total" TO paygraph_app;
GRANT SELECT, INSERT ON "payment_total_change" TO paygraph_app;
GRANT SELECT, INSERT, UPDATE ON "payment_total" TO paygraph_worker;
GRANT SELECT, INSERT, DELETE ON "payment_total_change" TO paygraph_worker;
GRANT USAGE ON SEQUENCE "payment_total_change_id_seq" TO paygraph_app, paygraph_worker;
