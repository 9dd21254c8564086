-- CreateTable
CREATE TABLE "audit_run" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "broken" BOOLEAN NOT NULL,
    "checks" JSONB NOT NULL,

    CONSTRAINT "audit_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_run_finished_at_idx" ON "audit_run"("finished_at");

-- ───────── From here on: what Prisma's schema cannot say. Written by hand. ─────────

-- It is about all merchants, so nothing that serves one sees it.
ALTER TABLE "audit_run" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON "audit_run" TO paygraph_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "audit_run" TO paygraph_worker;
ALTER TABLE "audit_run" ADD CONSTRAINT "audit_run_ends" CHECK ("finished_at" >= "started_at");
CREATE FUNCTION guard_audit_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record of an audit never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER audit_run_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_run" EXECUTE FUNCTION guard_audit_run();
