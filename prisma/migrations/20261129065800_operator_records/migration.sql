-- CreateTable
CREATE TABLE "operator_record" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "in_name_of" UUID,
    "reason" TEXT,
    "request_id" TEXT NOT NULL,
    "outcome" TEXT,
    "subject" TEXT,

    CONSTRAINT "operator_record_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "operator_record_created_at_id_idx" ON "operator_record"("created_at", "id");

-- CreateIndex
CREATE INDEX "operator_record_in_name_of_created_at_id_idx" ON "operator_record"("in_name_of", "created_at", "id");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- What operators do is no merchant's: nothing that serves a merchant sees it.
ALTER TABLE "operator_record" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "operator_record" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "operator_record" TO paygraph_worker;
GRANT UPDATE ("outcome", "subject", "in_name_of") ON "operator_record" TO paygraph_worker;
CREATE FUNCTION guard_operator_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'an operator record is never removed' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.outcome IS NOT NULL OR NEW.outcome IS NULL
     OR (NEW.id, NEW.created_at, NEW.actor, NEW.action, NEW.reason, NEW.request_id)
        IS DISTINCT FROM (OLD.id, OLD.created_at, OLD.actor, OLD.action, OLD.reason, OLD.request_id)
     OR (OLD.in_name_of IS NOT NULL AND NEW.in_name_of IS DISTINCT FROM OLD.in_name_of) THEN
    RAISE EXCEPTION 'an operator record is told its outcome once, and never changes otherwise' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operator_record_guard BEFORE UPDATE OR DELETE ON "operator_record" FOR EACH ROW EXECUTE FUNCTION guard_operator_record();
CREATE FUNCTION keep_operator_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an operator record is never removed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER operator_record_kept BEFORE TRUNCATE ON "operator_record" EXECUTE FUNCTION keep_operator_records();
