-- CreateEnum
CREATE TYPE "schedule_status" AS ENUM ('PENDING_AUTHORITY', 'ACTIVE', 'PAUSED', 'PAST_DUE', 'COMPLETED', 'CANCELLED', 'FAILED');

-- CreateEnum
CREATE TYPE "schedule_kind" AS ENUM ('RECURRING', 'INSTALMENTS');

-- CreateEnum
CREATE TYPE "schedule_unit" AS ENUM ('WEEK', 'MONTH', 'YEAR');

-- CreateEnum
CREATE TYPE "schedule_keeper" AS ENUM ('PROVIDER', 'US');

-- CreateEnum
CREATE TYPE "period_outcome" AS ENUM ('CHARGED', 'MOVED', 'SKIPPED');

-- CreateTable
CREATE TABLE "payment_schedule" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "provider" "provider" NOT NULL,
    "account_id" UUID NOT NULL,
    "provider_reference" TEXT,
    "external_id" TEXT NOT NULL,
    "agreement_id" UUID,
    "mandate_id" UUID,
    "kept_by" "schedule_keeper" NOT NULL DEFAULT 'US',
    "kind" "schedule_kind" NOT NULL,
    "status" "schedule_status" NOT NULL,
    "reason" JSONB,
    "description" TEXT NOT NULL,
    "reference" TEXT,
    "currency" TEXT NOT NULL,
    "unit" "schedule_unit",
    "every" INTEGER,
    "day_of_month" INTEGER,
    "month" INTEGER,
    "weekday" INTEGER,
    "starts_on" DATE NOT NULL,
    "count" INTEGER,
    "ends_on" DATE,
    "retry_kind" "retry_kind" NOT NULL,
    "retry_days" INTEGER,
    "metadata" JSONB NOT NULL,
    "next_period" INTEGER NOT NULL DEFAULT 0,
    "next_due_on" DATE,
    "resumes_at_period" INTEGER,
    "cancels_pending" BOOLEAN NOT NULL DEFAULT false,
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "last_provider_sync_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_schedule_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "payment_schedule_amount" (
    "merchant_id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "on" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_schedule_amount_pkey" PRIMARY KEY ("merchant_id","schedule_id","number")
);

-- CreateTable
CREATE TABLE "payment_schedule_period" (
    "merchant_id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "period" INTEGER NOT NULL,
    "due_on" DATE NOT NULL,
    "outcome" "period_outcome" NOT NULL,
    "payment_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_schedule_period_pkey" PRIMARY KEY ("merchant_id","schedule_id","period")
);

-- CreateIndex
CREATE INDEX "payment_schedule_merchant_id_created_at_id_idx" ON "payment_schedule"("merchant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "payment_schedule_merchant_id_updated_at_id_idx" ON "payment_schedule"("merchant_id", "updated_at", "id");

-- CreateIndex
CREATE INDEX "payment_schedule_merchant_id_agreement_id_created_at_id_idx" ON "payment_schedule"("merchant_id", "agreement_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "payment_schedule_merchant_id_mandate_id_created_at_id_idx" ON "payment_schedule"("merchant_id", "mandate_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_schedule_merchant_id_external_id_key" ON "payment_schedule"("merchant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_schedule_merchant_id_provider_provider_reference_key" ON "payment_schedule"("merchant_id", "provider", "provider_reference");

-- CreateIndex
CREATE UNIQUE INDEX "payment_schedule_period_merchant_id_payment_id_key" ON "payment_schedule_period"("merchant_id", "payment_id");

-- AddForeignKey
ALTER TABLE "payment_schedule" ADD CONSTRAINT "payment_schedule_merchant_id_agreement_id_fkey" FOREIGN KEY ("merchant_id", "agreement_id") REFERENCES "agreement"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payment_schedule" ADD CONSTRAINT "payment_schedule_merchant_id_mandate_id_fkey" FOREIGN KEY ("merchant_id", "mandate_id") REFERENCES "mandate"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payment_schedule_amount" ADD CONSTRAINT "payment_schedule_amount_merchant_id_schedule_id_fkey" FOREIGN KEY ("merchant_id", "schedule_id") REFERENCES "payment_schedule"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payment_schedule_period" ADD CONSTRAINT "payment_schedule_period_merchant_id_schedule_id_fkey" FOREIGN KEY ("merchant_id", "schedule_id") REFERENCES "payment_schedule"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payment_schedule_period" ADD CONSTRAINT "payment_schedule_period_merchant_id_payment_id_fkey" FOREIGN KEY ("merchant_id", "payment_id") REFERENCES "one_off_payment"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

ALTER TABLE "payment_schedule"
  ADD CONSTRAINT "schedule_on_one_authority" CHECK (num_nonnulls("agreement_id", "mandate_id") = 1),
  ADD CONSTRAINT "schedule_kind_has_rule" CHECK (("kind" = 'RECURRING') = ("unit" IS NOT NULL) AND ("kind" = 'RECURRING') = ("every" IS NOT NULL)),
  ADD CONSTRAINT "schedule_instalments_are_a_list" CHECK ("kind" = 'RECURRING' OR (num_nonnulls("day_of_month", "month", "weekday", "ends_on") = 0 AND "count" IS NOT NULL)),
  ADD CONSTRAINT "schedule_once_a_year_at_least" CHECK ("every" BETWEEN 1 AND CASE "unit" WHEN 'WEEK' THEN 52 WHEN 'MONTH' THEN 12 ELSE 1 END),
  ADD CONSTRAINT "schedule_day_of_month" CHECK ("day_of_month" = -1 OR "day_of_month" BETWEEN 1 AND 28),
  ADD CONSTRAINT "schedule_anchor_of_unit" CHECK (CASE "unit"
    WHEN 'WEEK' THEN "day_of_month" IS NULL AND "month" IS NULL
    WHEN 'MONTH' THEN "month" IS NULL AND "weekday" IS NULL AND "day_of_month" IS NOT NULL
    WHEN 'YEAR' THEN "weekday" IS NULL AND "day_of_month" IS NOT NULL AND "month" IS NOT NULL
    ELSE true END),
  ADD CONSTRAINT "schedule_month" CHECK ("month" BETWEEN 1 AND 12),
  ADD CONSTRAINT "schedule_weekday" CHECK ("weekday" BETWEEN 1 AND 7),
  ADD CONSTRAINT "schedule_one_end" CHECK ("kind" = 'INSTALMENTS' OR num_nonnulls("count", "ends_on") <= 1),
  ADD CONSTRAINT "schedule_count_positive" CHECK ("count" > 0 AND "next_period" <= "count"),
  ADD CONSTRAINT "schedule_ends_after_it_starts" CHECK ("ends_on" >= "starts_on"),
  ADD CONSTRAINT "schedule_retry_days" CHECK (("retry_kind" = 'PROVIDER_DAYS') = ("retry_days" IS NOT NULL) AND ("retry_days" IS NULL OR "retry_days" BETWEEN 1 AND 60)),
  ADD CONSTRAINT "schedule_next_period" CHECK ("next_period" >= 0),
  ADD CONSTRAINT "schedule_pause_ends" CHECK ("resumes_at_period" IS NULL OR ("status" = 'PAUSED' AND "resumes_at_period" > "next_period")),
  ADD CONSTRAINT "schedule_cancels_pending" CHECK (NOT "cancels_pending" OR "status" = 'CANCELLED'),
  ADD CONSTRAINT "schedule_over_has_no_day" CHECK ("status" NOT IN ('COMPLETED', 'CANCELLED') OR "next_due_on" IS NULL),
  ADD CONSTRAINT "schedule_failed_has_reason" CHECK ("status" <> 'FAILED' OR "reason" IS NOT NULL),
  ADD CONSTRAINT "schedule_currency" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "payment_schedule_amount"
  ADD CONSTRAINT "schedule_amount_positive" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "schedule_amount_number_positive" CHECK ("number" > 0);
ALTER TABLE "payment_schedule_period"
  ADD CONSTRAINT "schedule_period_positive" CHECK ("period" >= 0),
  ADD CONSTRAINT "schedule_period_has_charge" CHECK (("outcome" = 'SKIPPED') = ("payment_id" IS NULL));

-- Every move; the rows are those of the states.ts file (a test compares them).
INSERT INTO "state_move" ("noun", "from", "to") VALUES
  ('schedule', 'PENDING_AUTHORITY', 'ACTIVE'), ('schedule', 'PENDING_AUTHORITY', 'PAUSED'), ('schedule', 'PENDING_AUTHORITY', 'PAST_DUE'), ('schedule', 'PENDING_AUTHORITY', 'COMPLETED'), ('schedule', 'PENDING_AUTHORITY', 'CANCELLED'), ('schedule', 'PENDING_AUTHORITY', 'FAILED'),
  ('schedule', 'ACTIVE', 'PENDING_AUTHORITY'), ('schedule', 'ACTIVE', 'PAUSED'), ('schedule', 'ACTIVE', 'PAST_DUE'), ('schedule', 'ACTIVE', 'COMPLETED'), ('schedule', 'ACTIVE', 'CANCELLED'), ('schedule', 'ACTIVE', 'FAILED'),
  ('schedule', 'PAUSED', 'PENDING_AUTHORITY'), ('schedule', 'PAUSED', 'ACTIVE'), ('schedule', 'PAUSED', 'PAST_DUE'), ('schedule', 'PAUSED', 'COMPLETED'), ('schedule', 'PAUSED', 'CANCELLED'),
  ('schedule', 'PAST_DUE', 'PENDING_AUTHORITY'), ('schedule', 'PAST_DUE', 'ACTIVE'), ('schedule', 'PAST_DUE', 'PAUSED'), ('schedule', 'PAST_DUE', 'COMPLETED'), ('schedule', 'PAST_DUE', 'CANCELLED'), ('schedule', 'PAST_DUE', 'FAILED'),
  ('schedule', 'FAILED', 'PENDING_AUTHORITY'), ('schedule', 'FAILED', 'ACTIVE'), ('schedule', 'FAILED', 'PAST_DUE'), ('schedule', 'FAILED', 'COMPLETED'), ('schedule', 'FAILED', 'CANCELLED'),
  ('schedule', 'COMPLETED', 'PAST_DUE');

-- When a worker looks at it is no change of a schedule: only what the API shows raises its version.
CREATE TRIGGER schedule_guard BEFORE UPDATE OF "merchant_id", "id", "version", "provider", "account_id", "provider_reference", "external_id", "agreement_id", "mandate_id",
    "kept_by", "kind", "status", "reason", "description", "reference", "currency", "unit", "every", "day_of_month", "month", "weekday", "starts_on", "count", "ends_on",
    "retry_kind", "retry_days", "metadata", "next_period", "next_due_on", "resumes_at_period", "created_at" ON "payment_schedule" FOR EACH ROW
  EXECUTE FUNCTION guard_move('schedule', 'status', 'merchant_id', 'id', 'provider', 'account_id', 'external_id', 'agreement_id', 'kept_by', 'kind', 'description', 'reference',
    'currency', 'unit', 'every', 'day_of_month', 'month', 'weekday', 'starts_on', 'count', 'ends_on', 'retry_kind', 'retry_days', 'metadata', 'created_at');
CREATE CONSTRAINT TRIGGER schedule_told AFTER INSERT OR UPDATE OF version ON "payment_schedule" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_told();
CREATE TRIGGER schedule_amount_append_only BEFORE UPDATE OR DELETE ON "payment_schedule_amount" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER schedule_period_append_only BEFORE UPDATE OR DELETE ON "payment_schedule_period" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A period is taken up once (the primary key), in its order, by a charge on the schedule's own authority or one that was there before it was replaced.
CREATE FUNCTION guard_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT next_period FROM payment_schedule WHERE merchant_id = NEW.merchant_id AND id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid)
     IS DISTINCT FROM (SELECT coalesce(max(period) + 1, 0) FROM payment_schedule_period WHERE merchant_id = NEW.merchant_id AND schedule_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid) THEN
    RAISE EXCEPTION 'a schedule goes on with the period after its last' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER schedule_periods_counted AFTER INSERT OR UPDATE OF "next_period" ON "payment_schedule"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_periods('id');
CREATE CONSTRAINT TRIGGER schedule_period_counted AFTER INSERT ON "payment_schedule_period"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_periods('schedule_id');
CREATE FUNCTION guard_period_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.period > 0 AND NOT EXISTS (SELECT FROM payment_schedule_period WHERE merchant_id = NEW.merchant_id AND schedule_id = NEW.schedule_id AND period = NEW.period - 1) THEN
    RAISE EXCEPTION 'a schedule leaves out no period' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.payment_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM one_off_payment p JOIN payment_schedule s ON s.merchant_id = p.merchant_id AND s.id = NEW.schedule_id
     WHERE p.merchant_id = NEW.merchant_id AND p.id = NEW.payment_id AND p.kind = 'CHARGE' AND p.currency = s.currency
       AND (p.agreement_id, p.mandate_id) IS NOT DISTINCT FROM (s.agreement_id, s.mandate_id)) THEN
    RAISE EXCEPTION 'a period is charged on the authority of its schedule' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER schedule_period_charge AFTER INSERT ON "payment_schedule_period"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_period_charge();

-- A schedule has to be looked at when its charge comes to an end, or turns back, and when its authority changes. Nobody can forget to.
CREATE FUNCTION wake_schedule_of_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payment_schedule SET next_at = app_now()
   WHERE (merchant_id, id) = (SELECT merchant_id, schedule_id FROM payment_schedule_period WHERE merchant_id = NEW.merchant_id AND payment_id = NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER charge_wakes_its_schedule AFTER UPDATE OF "state" ON "one_off_payment" FOR EACH ROW
  WHEN (NEW.kind = 'CHARGE' AND OLD.state <> NEW.state AND (NEW.state NOT IN ('CREATED', 'REQUIRES_PAYER_ACTION', 'AUTHORIZED', 'PROCESSING', 'PARTIALLY_SETTLED') OR OLD.state IN ('FAILED', 'REVERSED')))
  EXECUTE FUNCTION wake_schedule_of_charge();
CREATE FUNCTION wake_schedules_on_authority() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_ARGV[0] = 'mandate' THEN
    UPDATE payment_schedule SET next_at = app_now() WHERE merchant_id = NEW.merchant_id AND mandate_id = NEW.id AND status NOT IN ('COMPLETED', 'CANCELLED');
  ELSE
    UPDATE payment_schedule SET next_at = app_now() WHERE merchant_id = NEW.merchant_id AND agreement_id = NEW.id AND status NOT IN ('COMPLETED', 'CANCELLED');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mandate_wakes_its_schedules AFTER UPDATE OF "status", "replaced_by_id", "provider_reference" ON "mandate" FOR EACH ROW
  WHEN ((OLD.status, OLD.replaced_by_id, OLD.provider_reference) IS DISTINCT FROM (NEW.status, NEW.replaced_by_id, NEW.provider_reference))
  EXECUTE FUNCTION wake_schedules_on_authority('mandate');
CREATE TRIGGER agreement_wakes_its_schedules AFTER UPDATE OF "status", "provider_reference" ON "agreement" FOR EACH ROW
  WHEN ((OLD.status, OLD.provider_reference) IS DISTINCT FROM (NEW.status, NEW.provider_reference)) EXECUTE FUNCTION wake_schedules_on_authority('agreement');

-- What is due, by merchant and then by time, so that a claim finds the next of each without looking at what stands behind it.
CREATE INDEX "payment_schedule_ready" ON "payment_schedule" ("merchant_id", "next_at", "id") WHERE "next_at" IS NOT NULL;
CREATE INDEX "payment_schedule_status" ON "payment_schedule" ("merchant_id", "status", "created_at", "id");
CREATE INDEX "payment_schedule_failed" ON "payment_schedule" ("updated_at") WHERE "status" IN ('FAILED', 'PAST_DUE');

ALTER TABLE "payment_schedule" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "payment_schedule_amount" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "payment_schedule_period" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY merchant ON "payment_schedule" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY merchant ON "payment_schedule_amount" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY merchant ON "payment_schedule_period" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
CREATE POLICY worker ON "payment_schedule" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON "payment_schedule_amount" FOR SELECT TO paygraph_worker USING (true);
CREATE POLICY worker ON "payment_schedule_period" FOR SELECT TO paygraph_worker USING (true);
-- The worker claims what is due; whatever else befalls a schedule is its merchant's, within its merchant's transaction.
GRANT SELECT, INSERT, UPDATE ON "payment_schedule" TO paygraph_app;
GRANT SELECT, INSERT ON "payment_schedule_amount", "payment_schedule_period" TO paygraph_app;
GRANT SELECT ON "payment_schedule", "payment_schedule_amount", "payment_schedule_period" TO paygraph_worker;
GRANT UPDATE ("next_at", "lease_token", "lease_until") ON "payment_schedule" TO paygraph_worker;
