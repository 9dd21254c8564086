-- CreateTable
CREATE TABLE "event_log_epoch" (
    "id" SERIAL NOT NULL,
    "tag" INTEGER NOT NULL,
    "database" TEXT NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_log_epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_log_epoch_head" (
    "epoch_id" INTEGER NOT NULL,
    "merchant_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "event_log_epoch_head_pkey" PRIMARY KEY ("merchant_id","epoch_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_log_epoch_tag_key" ON "event_log_epoch"("tag");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- Whoever serves all merchants begins an epoch and reads what was kept; nothing of it ever changes.
ALTER TABLE "event_log_epoch" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "event_log_epoch" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "event_log_epoch" TO paygraph_worker;
GRANT USAGE ON SEQUENCE "event_log_epoch_id_seq" TO paygraph_worker;
ALTER TABLE "event_log_epoch_head" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "event_log_epoch_head" TO paygraph_worker USING (true) WITH CHECK (true);
CREATE POLICY merchant ON "event_log_epoch_head" TO paygraph_app USING (merchant_id = app_merchant()) WITH CHECK (merchant_id = app_merchant());
GRANT SELECT, INSERT ON "event_log_epoch_head" TO paygraph_worker;
ALTER TABLE "event_log_epoch_head" ADD CONSTRAINT "event_log_epoch_head_sequence" CHECK ("sequence" > 0);
CREATE FUNCTION guard_event_log_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an epoch of the event log never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER event_log_epoch_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON "event_log_epoch" EXECUTE FUNCTION guard_event_log_epoch();
CREATE TRIGGER event_log_epoch_head_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON "event_log_epoch_head" EXECUTE FUNCTION guard_event_log_epoch();
